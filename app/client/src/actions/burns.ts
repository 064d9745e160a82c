/**
 * Burns: emissions are neutralized with absorption credits, after a review of every history.
 */

import type { AccountMeta, Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getAddLegInstruction,
  getDropBurnInstruction,
  getExecuteBurnInstruction,
  getProposeBurnInstruction,
  getReviewLotInstruction,
  getSubmitBurnInstruction,
  TokenClass,
} from '../generated/index.js'
import type {
  BurnProof,
  Lot,
  ProposeBurnInstructionDataArgs,
  Record as CarbonRecord,
  Side,
} from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import type { HistoryPiece } from '../lineage.js'
import { lookupTableFor } from '../lookup.js'
import type { LookupTableOptions, NewLookupTable } from '../lookup.js'
import * as at from '../addresses.js'
import { readonly, withAccounts, writable } from './instruction.js'
import { lotOfPart } from './lots.js'

/** Opens a burn proof. Then add its legs ({@link addLeg}) and submit it ({@link submitBurn}). */
export async function proposeBurn(input: {
  payer: TransactionSigner
  proposer: TransactionSigner
  registry: Address
  args: ProposeBurnInstructionDataArgs
}): Promise<Instruction> {
  const { payer, proposer, registry, args } = input
  const proof = await at.burnProofAddress(registry, proposer.address, BigInt(args.nonce))
  const certificate = await at.certificateAddress(proof)
  return getProposeBurnInstruction({ payer, proposer, registry, proof, certificate, ...args })
}

/**
 * Adds a leg: locks the first `grams` of an emission lot and the first `grams` of an absorption-credit lot. The proposer owns
 * both. A proof has at most eight legs.
 *
 * Errors: `NotEmission` and `NotAbsorptionCredit` for lots of other classes. A reduction credit cannot neutralize.
 *
 * @param input.source - The source that emitted: that of the emission lot's record.
 */
export async function addLeg(input: {
  payer: TransactionSigner
  proposer: TransactionSigner
  proof: Address
  source: Address
  emission: Known<Lot>
  credit: Known<Lot>
  grams: bigint
}): Promise<Instruction> {
  const { payer, proposer, proof, source, emission, credit, grams } = input
  // A whole lot is locked itself; a part becomes a child lot.
  const child = async (lot: Known<Lot>) => {
    const locked = await lotOfPart(lot, grams)
    return locked === lot.address ? undefined : locked
  }
  return getAddLegInstruction({
    payer,
    proposer,
    registry: emission.data.registry,
    proof,
    emission: emission.address,
    emissionRecord: emission.data.record,
    emissionSource: source,
    emissionChild: await child(emission),
    credit: credit.address,
    creditRecord: credit.data.record,
    creditChild: await child(credit),
    grams,
  })
}

/**
 * Submits a burn proof, within 30 days: its legs are fixed and its ballot opens.
 *
 * Errors: `DraftExpired`; `VintageTooOld` and `AdjustmentMissing` if the policy does not allow the credits any more.
 */
export async function submitBurn(input: {
  proposer: TransactionSigner
  proof: Known<BurnProof>
}): Promise<Instruction> {
  const { registry } = input.proof.data.subject
  const notaries = await at.notariesAddress(registry)
  const { address: proof, data } = input.proof
  const instruction = getSubmitBurnInstruction({ proposer: input.proposer, registry, notaries, proof })
  return withAccounts(
    instruction,
    data.legs.map(({ credit }) => readonly(credit.units.record)),
  )
}

/** The sides of a burn proof in the order of reviews: emission and credit of the first leg, then of the next leg. */
export const sidesOf = ({ legs }: Pick<BurnProof, 'legs'>): Side[] =>
  legs.flatMap(({ emission, credit }) => [emission, credit])

/**
 * Replays a piece of the history of one side's lot. Anyone may. Pass the pieces of {@link Histories.pieces} in their order.
 *
 * Error: `HistoryMismatch` if the entries are not the lot's history.
 *
 * @param input.side - Index in {@link sidesOf}.
 * @throws RangeError if the proof has no such side.
 */
export async function reviewLot(input: {
  proof: Known<BurnProof>
  side: number
  piece: HistoryPiece
}): Promise<Instruction> {
  const { proof, side, piece } = input
  const reviewed = sidesOf(proof.data)[side]
  if (!reviewed) throw new RangeError(`the burn proof has no side ${side}`)
  const { registry } = proof.data.subject
  return getReviewLotInstruction({
    registry,
    notaries: await at.notariesAddress(registry),
    proof: proof.address,
    record: reviewed.units.record,
    side,
    ...piece,
  })
}

/** The instruction that executes a burn, and the lookup table that a burn of several legs needs. */
export type BurnExecution = {
  /** `execute_burn`. */
  instruction: Instruction
  /** Creates a lookup table of the instruction's accounts. A burn of one leg fits in a transaction without a table. */
  table: (options: LookupTableOptions) => Promise<NewLookupTable>
}

/**
 * Burns both sides of an approved and reviewed burn proof, and creates the certificate. Anyone may.
 *
 * Errors: `BallotVoting` while there is no quorum, `NotReviewed`, `VoidUnits` and others.
 *
 * @param input.records - The records of the emission sides. They determine the inventories.
 * @throws RangeError if one of them is missing.
 */
export async function executeBurn(input: {
  payer: TransactionSigner
  proof: Known<BurnProof>
  records: readonly Known<CarbonRecord>[]
}): Promise<BurnExecution> {
  const { payer, proof, records } = input
  const { proposer, rentPayer, subject } = proof.data
  const { registry } = subject
  const { legs, further } = await legAccounts(proof.data, records)
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    log: at.logAddress(registry),
    certificate: at.certificateAddress(proof.address),
    mintAuthority: at.mintAuthorityAddress(registry),
    emissionMint: at.mintAddress(registry, TokenClass.Emission),
    emissionTokens: at.tokenAccountAddress(registry, proposer, TokenClass.Emission),
    creditMint: at.mintAddress(registry, TokenClass.AbsorptionCredit),
    creditTokens: at.tokenAccountAddress(registry, proposer, TokenClass.AbsorptionCredit),
  })
  const burn = getExecuteBurnInstruction({ payer, registry, proof: proof.address, rentPayer, ...accounts, legs })
  const instruction = withAccounts(burn, further)
  return { instruction, table: (options) => lookupTableFor([instruction], options) }
}

/** The further accounts of a burn, and each leg's indices into them. An account of several legs is passed once. */
async function legAccounts({ legs }: BurnProof, records: readonly Known<CarbonRecord>[]) {
  const further: AccountMeta[] = []
  const indexOf = (meta: AccountMeta): number => {
    const found = further.findIndex(({ address }) => address === meta.address)
    return found < 0 ? further.push(meta) - 1 : found
  }
  const indices = []
  for (const { emission, credit } of legs) {
    const origin = records.find(({ address }) => address === emission.units.record)
    if (!origin) throw new RangeError(`record ${emission.units.record} is missing`)
    const { source, data } = origin.data
    indices.push({
      emission: indexOf(writable(emission.lot)),
      emissionRecord: indexOf(writable(emission.units.record)),
      inventory: indexOf(writable(await at.inventoryAddress(source, data.year))),
      credit: indexOf(writable(credit.lot)),
      creditRecord: indexOf(writable(credit.units.record)),
    })
  }
  return { legs: indices, further }
}

/**
 * Drops a burn proof without burning and unlocks its lots. The proposer may; anyone may once it is rejected, expired or not
 * submitted in time.
 */
export async function dropBurn(input: { caller: TransactionSigner; proof: Known<BurnProof> }): Promise<Instruction> {
  const { address: proof, data } = input.proof
  const { registry } = data.subject
  const instruction = getDropBurnInstruction({
    caller: input.caller,
    registry,
    notaries: await at.notariesAddress(registry),
    proof,
    rentPayer: data.rentPayer,
  })
  return withAccounts(
    instruction,
    sidesOf(data).map(({ lot }) => writable(lot)),
  )
}
