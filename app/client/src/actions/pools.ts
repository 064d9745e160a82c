/**
 * Reduction pools: sources commit to targets together, and their reductions become credits.
 */

import type { AccountMeta, Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getOpenSettlementInstruction,
  getClosePoolInstruction,
  getConvertReductionInstruction,
  getCreatePoolInstruction,
  getCurePoolInstruction,
  getDropSettlementInstruction,
  getImpairCureInstruction,
  getJoinPoolInstruction,
  getLeavePoolInstruction,
  getLockPoolInstruction,
  getReviewEmissionsInstruction,
  getReviewReductionsInstruction,
  getExecuteSettlementInstruction,
  getVoidPoolInstruction,
  TokenClass,
} from '../generated/index.js'
import type { CreatePoolInstructionDataArgs, Lot, Member, Pool, Settlement } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import type { TrailPiece } from '../trails.js'
import { readonly, withAccounts, writable } from './instruction.js'

/** The member accounts of a pool, in the pool's order. */
async function members({ members, year }: Pool): Promise<AccountMeta[]> {
  return (await Promise.all(members.map((source) => at.memberAddress(source, year)))).map(writable)
}

/**
 * Creates a pool for one reporting year.
 *
 * @param input.args - Days as numbers ({@link dayNumber}), `deadlineAt` in unix seconds. `nonce` is unique per operator.
 */
export async function createPool(input: {
  payer: TransactionSigner
  operator: TransactionSigner
  registry: Address
  args: CreatePoolInstructionDataArgs
}): Promise<Instruction> {
  const { payer, operator, registry, args } = input
  const pool = await at.poolAddress(registry, operator.address, BigInt(args.nonce))
  return getCreatePoolInstruction({ payer, operator, registry, pool, ...args })
}

/**
 * Adds a source to a pool. The source's owner and the pool's operator sign.
 *
 * Error: `TargetAboveBaseline`.
 *
 * @param input.baseline - Address of the source's notarized baseline record of the pool's year.
 * @param input.target - The source's target: maximum grams of the year.
 */
export async function joinPool(input: {
  payer: TransactionSigner
  owner: TransactionSigner
  operator: TransactionSigner
  pool: Known<Pool>
  source: Address
  baseline: Address
  target: bigint
}): Promise<Instruction> {
  const { registry, year } = input.pool.data
  const member = await at.memberAddress(input.source, year)
  return getJoinPoolInstruction({ ...input, registry, pool: input.pool.address, member })
}

/** Removes a source from a pool that is not locked. Owner and operator may; anyone may once the period has started. */
export async function leavePool(input: { caller: TransactionSigner; member: Known<Member> }): Promise<Instruction> {
  const { address: member, data } = input.member
  const { header, registry, pool, rentPayer } = data
  const { source } = header
  return getLeavePoolInstruction({ caller: input.caller, registry, pool, source, member, rentPayer })
}

/**
 * Locks a pool before its period starts: members, baselines and targets are fixed.
 *
 * Errors: `TargetAboveBaseline` if a baseline was lowered since, `OperatorIsNotary`, `NoQuorumLeft`.
 *
 * @param input.members - The membership of each source of the pool, in any order.
 * @throws RangeError if a membership is missing.
 */
export async function lockPool(input: {
  operator: TransactionSigner
  pool: Known<Pool>
  members: readonly Member[]
}): Promise<Instruction> {
  const { address: pool, data } = input.pool
  const { registry } = data
  const notaries = await at.notariesAddress(registry)
  const instruction = getLockPoolInstruction({ operator: input.operator, registry, notaries, pool })
  const accounts = (await members(data)).flatMap((account, index) => {
    const source = data.members[index] as Address
    const member = input.members.find(({ header }) => header.source === source)
    if (!member) throw new RangeError(`the membership of source ${source} is missing`)
    return [account, readonly(member.baselineRecord), readonly(source)]
  })
  return withAccounts(instruction, accounts)
}

/** Closes a pool that has no members and was not locked. Its operator may; anyone may once the period has started. */
export async function closePool(input: { caller: TransactionSigner; pool: Known<Pool> }): Promise<Instruction> {
  const { address: pool, data } = input.pool
  const { registry, rentPayer } = data
  return getClosePoolInstruction({ caller: input.caller, registry, pool, rentPayer })
}

/** Burns the first `grams` of a lot of reduction or absorption credits to make good a pool's excess, before the deadline. */
export async function curePool(input: {
  payer: TransactionSigner
  owner: TransactionSigner
  member: Address
  lot: Known<Lot>
  grams: bigint
}): Promise<Instruction> {
  const { payer, owner, member, lot, grams } = input
  const { registry, record, class: tokens } = lot.data
  const accounts = await all({
    cure: at.cureAddress(member, record),
    mintAuthority: at.mintAuthorityAddress(registry),
    mint: at.mintAddress(registry, tokens),
    tokenAccount: at.tokenAccountAddress(registry, owner.address, tokens),
  })
  return getCurePoolInstruction({ payer, owner, registry, member, record, lot: lot.address, ...accounts, grams })
}

/**
 * Counts credits that became void off from what a member burned to cure its pool. Anyone may. No settlement opens while a cure
 * of a lowered record was not looked at.
 *
 * Error: `NothingVoid` if the record was not lowered since the last look.
 */
export async function impairCure(input: { registry: Address; member: Address; record: Address }): Promise<Instruction> {
  const { registry, member, record } = input
  const accounts = await all({ log: at.logAddress(registry), cure: at.cureAddress(member, record) })
  return getImpairCureInstruction({ ...accounts, member, record })
}

/**
 * Opens a pool's settlement after its deadline: the totals are frozen and the ballot opens. Anyone may.
 *
 * Errors: `DeadlineNotPassed`, `ClaimsPending`, `ImpairDue` (call {@link impairCure} or {@link impair}), `PoolOverdue`.
 */
export async function openSettlement(input: { payer: TransactionSigner; pool: Known<Pool> }): Promise<Instruction> {
  const { address: pool, data } = input.pool
  const { registry, year } = data
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    log: at.logAddress(registry),
    settlement: at.settlementAddress(pool),
  })
  const instruction = getOpenSettlementInstruction({ payer: input.payer, registry, pool, ...accounts })
  const inventories = await Promise.all(data.members.map((source) => at.inventoryAddress(source, year)))
  const pairs = (await members(data)).flatMap((member, index) => [member, readonly(inventories[index] as Address)])
  return withAccounts(instruction, pairs)
}

/** The accounts of a review. */
async function reviewAccounts({ address: member, data }: Known<Member>) {
  const { registry, pool } = data
  return all({
    registry,
    notaries: at.notariesAddress(registry),
    settlement: at.settlementAddress(pool),
    member,
  })
}

/**
 * Replays a piece of a member's emission records. Anyone may. Pass the pieces of {@link Trails.pieces} in their order.
 *
 * Errors: `TrailMismatch`, `RecordsDoNotAddUp`.
 */
export async function reviewEmissions(input: { member: Known<Member>; piece: TrailPiece }): Promise<Instruction> {
  const { member, piece } = input
  const { previous } = piece
  const { source } = member.data.header
  const instruction = getReviewEmissionsInstruction({ ...(await reviewAccounts(member)), source, previous })
  return withAccounts(instruction, piece.records.map(readonly))
}

/** Replays a piece of a member's reduction records and their lots, as {@link reviewEmissions} does for emissions. */
export async function reviewReductions(input: { member: Known<Member>; piece: TrailPiece }): Promise<Instruction> {
  const { member, piece } = input
  const { previous } = piece
  const instruction = getReviewReductionsInstruction({ ...(await reviewAccounts(member)), previous })
  const lots = await Promise.all(piece.records.map((record) => at.lotAddress(record, at.OWNER_LOT)))
  const pairs = piece.records.flatMap((record, index) => [readonly(record), writable(lots[index] as Address)])
  return withAccounts(instruction, pairs)
}

/** The accounts of a settlement. */
async function settlementAccounts({ address: pool, data }: Known<Pool>, { rentPayer }: Settlement) {
  return all({
    registry: data.registry,
    notaries: at.notariesAddress(data.registry),
    pool,
    settlement: at.settlementAddress(pool),
    rentPayer,
  })
}

/**
 * Executes an approved and reviewed settlement: the pool's outcome is final. Anyone may.
 *
 * Errors: `BallotVoting` while there is no quorum, `SettlementNotReviewed`.
 */
export async function executeSettlement(input: {
  pool: Known<Pool>
  settlement: Known<Settlement>
}): Promise<Instruction> {
  const { pool, settlement } = input
  const instruction = getExecuteSettlementInstruction(await settlementAccounts(pool, settlement.data))
  return withAccounts(instruction, await members(pool.data))
}

/** Drops a rejected or expired settlement, so that the pool can be corrected. Anyone may. */
export async function dropSettlement(input: {
  pool: Known<Pool>
  settlement: Known<Settlement>
}): Promise<Instruction> {
  const { pool, settlement } = input
  const instruction = getDropSettlementInstruction(await settlementAccounts(pool, settlement.data))
  return withAccounts(instruction, await members(pool.data))
}

/**
 * Converts a lot of reductions of a settled pool: reductions within the member's share become credits, the others become void.
 * Anyone may. Convert a member's lots in the order of their records.
 */
export async function convertReduction(input: {
  payer: TransactionSigner
  member: Known<Member>
  lot: Known<Lot>
}): Promise<Instruction> {
  const { payer, member, lot } = input
  const { registry, owner } = member.data
  const accounts = await all({
    mintAuthority: at.mintAuthorityAddress(registry),
    reductionMint: at.mintAddress(registry, TokenClass.Reduction),
    reductionTokens: at.tokenAccountAddress(registry, owner, TokenClass.Reduction),
    creditMint: at.mintAddress(registry, TokenClass.ReductionCredit),
    creditTokens: at.tokenAccountAddress(registry, owner, TokenClass.ReductionCredit),
  })
  const { record } = lot.data
  return getConvertReductionInstruction({
    payer,
    registry,
    member: member.address,
    owner,
    record,
    lot: lot.address,
    ...accounts,
  })
}

/** Voids a pool that was not settled within 180 days of its deadline. Anyone may. */
export async function voidPool(input: { pool: Known<Pool> }): Promise<Instruction> {
  const { address: pool, data } = input.pool
  const { registry } = data
  return withAccounts(getVoidPoolInstruction({ registry, pool }), await members(data))
}
