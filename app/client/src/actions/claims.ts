/**
 * Claims: carbon data that notaries turn into records.
 */

import { isSome, none } from '@solana/kit'
import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getCloseClaimInstruction,
  getNotarizeClaimInstruction,
  getSubmitClaimInstruction,
  InventoryLine,
  TokenClass,
} from '../generated/index.js'
import type { CarbonData, Claim, Inventory, Registry, SubmitClaimInstructionDataArgs } from '../generated/index.js'
import { all, named } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import { reportingYearOf } from '../units/index.js'

/** The token class of records on an inventory line; `undefined` if they mint no tokens. */
export function classOf(line: InventoryLine): TokenClass | undefined {
  switch (line) {
    case InventoryLine.Emitted:
      return TokenClass.Emission
    case InventoryLine.Reduced:
      return TokenClass.Reduction
    case InventoryLine.Absorbed:
      return TokenClass.AbsorptionCredit
    default:
      return undefined
  }
}

/**
 * Submits carbon data of a source. The source's owner or an operator signs.
 *
 * Errors: `GramsMismatch` if the grams are not activity × factor (see {@link gramsOfActivity}), `DaysCovered` if a record
 * already covers a day, and others for other faults of the data.
 *
 * @param input.args - Grams and millionths are bigints; days are numbers ({@link dayNumber}). `nonce` is unique per source.
 * @param input.factor - Factor account, for activity data.
 * @param input.provider - Key of the listed data provider that signed the evidence. Claims for credits need one.
 * @param input.pool - The source's reduction pool of that year, if it is in one.
 */
export async function submitClaim(input: {
  payer: TransactionSigner
  submitter: TransactionSigner
  registry: Known<Registry>
  source: Address
  args: SubmitClaimInstructionDataArgs
  factor?: Address
  provider?: Address
  pool?: Address | undefined
}): Promise<Instruction> {
  const { payer, submitter, source, args, factor, pool } = input
  const { address: registry, data } = input.registry
  const { year } = reportingYearOf(args.firstDay, data.policy.yearStartMonth)
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    provider: input.provider && at.providerAddress(registry, input.provider),
    member: pool && at.memberAddress(source, year),
    dayMap: at.dayMapAddress(source, args.kind, year, args.stream),
    claim: at.claimAddress(source, BigInt(args.nonce)),
  })
  return getSubmitClaimInstruction({ payer, submitter, registry, source, factor, pool, ...accounts, ...args })
}

/** The factor and the provider's account that data name, whether they still stand or not. */
const backing = (registry: Address, { factor, provider }: Pick<CarbonData, 'factor' | 'provider'>) => ({
  factor: named(factor),
  provider: providerOf(registry, provider),
})

/** The account of the provider that data name. */
export const providerOf = (registry: Address, provider: Address) => {
  const key = named(provider)
  return key && at.providerAddress(registry, key)
}

/** Address of the record of carbon data. */
export const recordOf = (registry: Address, data: Pick<CarbonData, 'evidenceSha256' | 'item'>): Promise<Address> =>
  at.recordAddress(registry, data.evidenceSha256, data.item)

/**
 * Turns an approved claim into a record and mints its tokens. Anyone may; the payer is reimbursed.
 *
 * Errors: `BallotVoting` while there is no quorum, `DaysCovered` if another record already covers a day, `ProviderDelisted`,
 * `FactorWithdrawn`, `SourceSuspended`, and others.
 *
 * @param input.inventory - The inventory of the claim's source and year, if it exists. The rollup log is passed only if that
 * year is logged, because transactions that write to the log run one after the other.
 */
export async function notarizeClaim(input: {
  payer: TransactionSigner
  claim: Known<Claim>
  inventory?: Inventory | undefined
}): Promise<Instruction> {
  const { payer, claim } = input
  const { source, owner, rentPayer, bufferGrams, data, subject } = claim.data
  const { registry } = subject
  const logged = input.inventory?.logged ?? none()
  const [record, buffer, tokens] = await Promise.all([
    recordOf(registry, data),
    at.bufferAddress(registry),
    classOf(data.line),
  ])
  const lots = await all({
    ...(tokens !== undefined && { mint: at.mintAddress(registry, tokens) }),
    // A lot is created only if it has grams.
    ...(tokens !== undefined &&
      data.grams > bufferGrams && {
        lot: at.lotAddress(record, at.OWNER_LOT),
        tokenAccount: at.tokenAccountAddress(registry, owner, tokens),
      }),
    ...(tokens !== undefined &&
      bufferGrams > 0n && {
        bufferLot: at.lotAddress(record, at.BUFFER_LOT),
        bufferTokenAccount: at.tokenAccountAddress(registry, buffer, tokens),
      }),
  })
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    dayMap: at.dayMapAddress(source, data.kind, data.year, data.stream),
    inventory: at.inventoryAddress(source, data.year),
    member: at.memberAddress(source, data.year),
    mintAuthority: at.mintAuthorityAddress(registry),
    log: isSome(logged) ? at.logAddress(registry) : undefined,
    ...backing(registry, data),
  })
  return getNotarizeClaimInstruction({
    payer,
    registry,
    claim: claim.address,
    source,
    owner,
    rentPayer,
    record,
    buffer,
    ...lots,
    ...accounts,
  })
}

/**
 * Closes a claim without a record. Submitter and owner may close a claim that is not approved; anyone may close a rejected or
 * expired claim.
 */
export async function closeClaim(input: { caller: TransactionSigner; claim: Known<Claim> }): Promise<Instruction> {
  const { source, rentPayer, awaited, data, subject } = input.claim.data
  const { registry } = subject
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    member: awaited ? at.memberAddress(source, data.year) : undefined,
    dayMap: at.dayMapAddress(source, data.kind, data.year, data.stream),
    record: at.recordAddress(registry, data.evidenceSha256, data.item),
    ...backing(registry, data),
  })
  return getCloseClaimInstruction({
    caller: input.caller,
    registry,
    claim: input.claim.address,
    source,
    rentPayer,
    ...accounts,
  })
}
