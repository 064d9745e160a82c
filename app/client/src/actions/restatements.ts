/**
 * Restatements: corrections of records, and of certificates that rest on them.
 */

import { AccountRole, address } from '@solana/kit'
import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getCoverShortfallInstruction,
  getDropRestatementInstruction,
  getImpairInstruction,
  getExecuteLoweringInstruction,
  getProposeRestatementInstruction,
  getExecuteSupplementInstruction,
  TokenClass,
} from '../generated/index.js'
import type {
  Certificate,
  Cover,
  Lot,
  Record as CarbonRecord,
  ProposeRestatementInstructionDataArgs,
  Restatement,
} from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import { classOf, providerOf } from './claims.js'

/** No address. */
const NONE = address('11111111111111111111111111111111')

/** Adds the supplements that a restatement reaches, the newest first. */
function withSupplements(instruction: Instruction, supplements: readonly Address[] = []): Instruction {
  const accounts = supplements.map((address) => ({ address, role: AccountRole.WRITABLE }))
  return { ...instruction, accounts: [...(instruction.accounts ?? []), ...accounts] }
}

/**
 * The supplements of a record that lowering its total to `grams` reaches, the newest first: pass them to `proposeRestatement`.
 *
 * @param read - Reads the record at an address.
 */
export async function reachedSupplements(
  record: CarbonRecord,
  grams: bigint,
  read: (address: Address) => Promise<CarbonRecord>,
): Promise<Address[]> {
  const reached: Address[] = []
  let [next, left] = [record.newestSupplement, record.validGrams + record.supplementedGrams - grams]
  while (left > 0n && next !== NONE) {
    const supplement = await read(next)
    left -= supplement.validGrams - supplement.neutralizedEnd
    reached.push(next)
    next = supplement.newestSupplement
  }
  return reached
}

/**
 * The supplements that a restatement has frozen with its record, the newest first: pass them to `executeLowering` and
 * `dropRestatement`.
 *
 * @param read - Reads the record at an address.
 */
export async function frozenSupplements(
  record: CarbonRecord,
  restatement: Restatement,
  read: (address: Address) => Promise<CarbonRecord>,
): Promise<Address[]> {
  const frozen: Address[] = []
  let next = record.newestSupplement
  for (let number = 0; number < restatement.supplements; number += 1) {
    frozen.push(next)
    next = (await read(next)).newestSupplement
  }
  return frozen
}

/**
 * Proposes to correct a record, in total with its supplements. The registry's authority or a notary signs. The record is frozen until notaries have decided.
 *
 * Errors: `NothingRestated`, `NeutralizedUnits`, `PoolSettled` and others.
 *
 * @param input.args - `validGrams` are the record's correct grams; 0 recalls the record.
 * @param input.provider - Key of the listed data provider that signed the evidence, if any.
 * @param input.pool - The source's reduction pool of the record's year, if it is in one.
 * @param input.supplements - The supplements that the restatement reaches (`reachedSupplements`).
 */
export async function proposeRestatement(input: {
  payer: TransactionSigner
  proposer: TransactionSigner
  record: Known<CarbonRecord>
  args: ProposeRestatementInstructionDataArgs
  provider?: Address
  pool?: Address | undefined
  supplements?: readonly Address[]
}): Promise<Instruction> {
  const { payer, proposer, record, args, pool } = input
  const { registry, source, data } = record.data
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    inventory: at.inventoryAddress(source, data.year),
    member: at.memberAddress(source, data.year),
    provider: input.provider && at.providerAddress(registry, input.provider),
    restatement: at.restatementAddress(record.address),
  })
  const propose = getProposeRestatementInstruction({
    payer,
    proposer,
    registry,
    record: record.address,
    source,
    pool,
    ...accounts,
    ...args,
  })
  return withSupplements(propose, input.supplements)
}

/**
 * Drops a restatement and unfreezes the record. The proposer may while it is not approved; anyone may once it is rejected or
 * expired.
 */
export async function dropRestatement(input: {
  caller: TransactionSigner
  restatement: Known<Restatement>
  record: Known<CarbonRecord>
  supplements?: readonly Address[]
}): Promise<Instruction> {
  const { address: restatement, data } = input.restatement
  const { record, rentPayer, subject } = data
  const { registry } = subject
  const { source, data: carbon } = input.record.data
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    ...(data.awaited && { member: at.memberAddress(source, carbon.year) }),
    supplement: at.recordAddress(registry, data.evidenceSha256, data.item),
    provider: providerOf(registry, data.provider),
  })
  const drop = getDropRestatementInstruction({
    caller: input.caller,
    registry,
    restatement,
    record,
    rentPayer,
    ...accounts,
  })
  return withSupplements(drop, input.supplements)
}

/** The accounts of an approved restatement. */
async function correctionAccounts(restatement: Known<Restatement>, { source, data }: CarbonRecord) {
  const { registry } = restatement.data.subject
  return all({
    registry,
    notaries: at.notariesAddress(registry),
    log: at.logAddress(registry),
    restatement: restatement.address,
    rentPayer: restatement.data.rentPayer,
    record: restatement.data.record,
    inventory: at.inventoryAddress(source, data.year),
    member: at.memberAddress(source, data.year),
  })
}

/** Executes an approved restatement downward: the units above the record's new grams become void. Anyone may. */
export async function executeLowering(input: {
  restatement: Known<Restatement>
  record: Known<CarbonRecord>
  supplements?: readonly Address[]
}): Promise<Instruction> {
  const { source, data } = input.record.data
  const lower = getExecuteLoweringInstruction({
    ...(await correctionAccounts(input.restatement, input.record.data)),
    dayMap: await at.dayMapAddress(source, data.kind, data.year, data.stream),
  })
  return withSupplements(lower, input.supplements)
}

/** Executes an approved restatement upward: the missing grams are issued as a supplementary record. Anyone may. */
export async function executeSupplement(input: {
  payer: TransactionSigner
  restatement: Known<Restatement>
  record: Known<CarbonRecord>
}): Promise<Instruction> {
  const { payer, restatement, record } = input
  const { subject, evidenceSha256, item, oldValidGrams, newValidGrams, bufferGrams } = restatement.data
  const { registry } = subject
  const { owner, data } = record.data
  const tokens = classOf(data.line)
  const [supplement, buffer] = await Promise.all([
    at.recordAddress(registry, evidenceSha256, item),
    at.bufferAddress(registry),
  ])
  const lots = await all({
    ...(tokens !== undefined && { mint: at.mintAddress(registry, tokens) }),
    ...(tokens !== undefined &&
      newValidGrams - oldValidGrams > bufferGrams && {
        lot: at.lotAddress(supplement, at.OWNER_LOT),
        tokenAccount: at.tokenAccountAddress(registry, owner, tokens),
      }),
    ...(tokens !== undefined &&
      bufferGrams > 0n && {
        bufferLot: at.lotAddress(supplement, at.BUFFER_LOT),
        bufferTokenAccount: at.tokenAccountAddress(registry, buffer, tokens),
      }),
  })
  return getExecuteSupplementInstruction({
    payer,
    ...(await correctionAccounts(restatement, record.data)),
    mintAuthority: await at.mintAuthorityAddress(registry),
    source: record.data.source,
    provider: await providerOf(registry, restatement.data.provider),
    supplement,
    owner,
    buffer,
    ...lots,
  })
}

/** A leg of a certificate. */
export type CertifiedLeg = {
  /** The certificate. */
  certificate: Known<Certificate>
  /** Index of the leg, from 0. */
  leg: number
  /** The record of the leg's emission. */
  emission: Known<CarbonRecord>
}

/** The leg, and the accounts of its emission. */
async function legAccounts({ certificate, leg, emission }: CertifiedLeg) {
  const { registry, legs } = certificate.data
  const found = legs[leg]
  if (!found) throw new RangeError(`the certificate has no leg ${leg}`)
  const accounts = await all({
    registry,
    log: at.logAddress(registry),
    certificate: certificate.address,
    emissionRecord: found.emission.record,
    inventory: at.inventoryAddress(emission.data.source, emission.data.data.year),
  })
  return { found, accounts }
}

/**
 * Counts void credits as a certificate's shortfall. Anyone may.
 *
 * Error: `NothingVoid` if there are no void credits that are not counted yet.
 *
 * @param input.cover - Set if the void credits belong to a cover of the leg, not to the leg itself.
 * @throws RangeError if the certificate has no such leg.
 */
export async function impair(input: { of: CertifiedLeg; cover?: Known<Cover> }): Promise<Instruction> {
  const { found, accounts } = await legAccounts(input.of)
  return getImpairInstruction({
    ...accounts,
    cover: input.cover?.address,
    creditRecord: input.cover?.data.record ?? found.credit.record,
    leg: input.of.leg,
  })
}

/**
 * Burns the first `grams` of a lot of absorption credits against a certificate's shortfall.
 *
 * @param input.holder - The lot's owner, or the registry's authority if the lot is in the buffer.
 * @throws RangeError if the certificate has no such leg.
 */
export async function coverShortfall(input: {
  payer: TransactionSigner
  holder: TransactionSigner
  of: CertifiedLeg
  lot: Known<Lot>
  grams: bigint
}): Promise<Instruction> {
  const { payer, holder, of, lot, grams } = input
  const { accounts } = await legAccounts(of)
  const { registry } = accounts
  const tokens = TokenClass.AbsorptionCredit
  const credits = await all({
    cover: at.coverAddress(of.certificate.address, of.leg, lot.data.record),
    mintAuthority: at.mintAuthorityAddress(registry),
    creditMint: at.mintAddress(registry, tokens),
    creditTokens: at.tokenAccountAddress(registry, lot.data.owner, tokens),
  })
  return getCoverShortfallInstruction({
    payer,
    holder,
    ...accounts,
    ...credits,
    creditRecord: lot.data.record,
    credit: lot.address,
    leg: of.leg,
    grams,
  })
}
