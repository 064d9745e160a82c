/**
 * From data to records.
 */

import { isSome, none } from '@solana/kit'
import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getCloseClaimInstruction,
  getNotarizeClaimInstruction,
  getSubmitClaimInstruction,
  Ledger,
  TokenClass,
} from '../generated/index.js'
import type { CarbonData, Claim, Inventory, Registry, SubmitClaimInstructionDataArgs } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../pdas.js'
import { reportingYearOf } from '../units/index.js'

/** The tokens that records in a ledger mint; `undefined` where they mint none. */
export function classOf(ledger: Ledger): TokenClass | undefined {
  switch (ledger) {
    case Ledger.Emitted:
      return TokenClass.Emission
    case Ledger.Reduced:
      return TokenClass.Reduction
    case Ledger.Absorbed:
      return TokenClass.AbsorptionCredit
    default:
      return undefined
  }
}

/**
 * Submits carbon data of a source: its owner or an operator.
 *
 * Errors: `GramsMismatch` where the grams are not activity × factor (see {@link gramsOfActivity}), `DaysCovered` where a day is
 * covered already, and others that say what is wrong with the data.
 *
 * @param input.args - Grams and millionths are bigints; days are numbers ({@link dayNumber}). `nonce` is the source's own number.
 * @param input.factor - Factor account of activity data.
 * @param input.provider - Key of the listed data provider, if one signed the evidence. Credits need one.
 * @param input.pooled - Whether the source is in a reduction pool of that year.
 */
export async function submitClaim(input: {
  payer: TransactionSigner
  submitter: TransactionSigner
  registry: Known<Registry>
  source: Address
  args: SubmitClaimInstructionDataArgs
  factor?: Address
  provider?: Address
  pooled?: boolean
}): Promise<Instruction> {
  const { payer, submitter, source, args, factor } = input
  const { address: registry, data } = input.registry
  const { year } = reportingYearOf(args.firstDay, data.policy.yearStartMonth)
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    provider: input.provider && at.providerAddress(registry, input.provider),
    member: input.pooled ? at.memberAddress(source, year) : undefined,
    dayMap: at.dayMapAddress(source, args.kind, year, args.stream),
    claim: at.claimAddress(source, BigInt(args.nonce)),
  })
  return getSubmitClaimInstruction({ payer, submitter, registry, source, factor, ...accounts, ...args })
}

/** The record that data becomes. */
export const recordOf = (registry: Address, data: Pick<CarbonData, 'evidenceSha256' | 'item'>): Promise<Address> =>
  at.recordAddress(registry, data.evidenceSha256, data.item)

/**
 * Turns an approved claim into a record, and mints its tokens; anyone may, and is reimbursed.
 *
 * Errors: `BallotVoting` where there is no quorum yet, `DaysCovered` where another record came first, and others.
 *
 * @param input.inventory - Of the claim's source and year, where it exists. The rollup log is written only when it states that
 * year, because all who write to it wait for each other.
 */
export async function notarizeClaim(input: {
  payer: TransactionSigner
  claim: Known<Claim>
  inventory?: Inventory | undefined
}): Promise<Instruction> {
  const { payer, claim } = input
  const { source, owner, rentPayer, bufferGrams, data, subject } = claim.data
  const { registry } = subject
  const stated = input.inventory?.stated ?? none()
  const [record, buffer, tokens] = await Promise.all([
    recordOf(registry, data),
    at.bufferAddress(registry),
    classOf(data.ledger),
  ])
  const lots = await all({
    ...(tokens !== undefined && { mint: at.mintAddress(registry, tokens) }),
    // Nobody gets an empty lot.
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
    log: isSome(stated) ? at.logAddress(registry) : undefined,
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

/** Closes a claim that becomes no record: its submitter while it is not approved, anyone once it is rejected or expired. */
export async function closeClaim(input: { caller: TransactionSigner; claim: Known<Claim> }): Promise<Instruction> {
  const { source, rentPayer, awaited, data, subject } = input.claim.data
  const { registry } = subject
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    member: awaited ? at.memberAddress(source, data.year) : undefined,
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
