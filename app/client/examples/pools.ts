/**
 * Sources reduce emissions in a pool, and receive credits.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  openSettlement,
  convertReduction,
  createPool,
  fetchLot,
  fetchAllMember,
  fetchMember,
  fetchPool,
  fetchSettlement,
  joinPool,
  lockPool,
  lotAddress,
  memberAddress,
  OWNER_LOT,
  poolAddress,
  PoolUnit,
  reportingYear,
  reviewEmissions,
  reviewReductions,
  settlementAddress,
  executeSettlement,
} from '../src/index.js'
import type { Known, Pool } from '../src/index.js'
import type { Session } from './session.js'
import type { RegistryContext } from './records.js'
import { approve } from './votes.js'

/** A source that joins a pool. */
export type Joining = {
  owner: TransactionSigner
  source: Address
  /** The source's notarized baseline record. */
  baseline: Address
  /** Grams. */
  target: bigint
}

/** Creates a pool with its members and locks it. The pool must be locked before its year starts. */
export async function formPool(
  session: Session,
  { registry, operator }: RegistryContext,
  { nonce, year, deadlineAt }: { nonce: bigint; year: number; deadlineAt: bigint },
  members: readonly Joining[],
): Promise<Known<Pool>> {
  const { payer } = session
  const { firstDay, lastDay } = reportingYear(year, registry.data.policy.yearStartMonth)
  const args = { nonce, firstDay, lastDay, unit: PoolUnit.Tonne, deadlineAt }
  await session.send(createPool({ payer, operator, registry: registry.address, args }))
  const address = await poolAddress(registry.address, operator.address, nonce)
  for (const member of members) {
    await session.send(joinPool({ payer, operator, pool: await fetchPool(session.rpc, address), ...member }))
  }
  const pool = await fetchPool(session.rpc, address)
  const memberships = pool.data.members.map(async (source) => memberAddress(source, year))
  const joined = await fetchAllMember(session.rpc, await Promise.all(memberships))
  await session.send(lockPool({ operator, pool, members: joined.map(({ data }) => data) }))
  return fetchPool(session.rpc, address)
}

/** Number of records that fit in one review. */
const RECORDS_PER_REVIEW = 4

/** Opens a pool's settlement after the deadline, reviews every record, lets the notaries vote, and executes the settlement. */
export async function openAndExecuteSettlement(
  session: Session,
  { notaries }: RegistryContext,
  address: Address,
): Promise<Known<Pool>> {
  const pool = await fetchPool(session.rpc, address)
  await session.send(openSettlement({ payer: session.payer, pool }))
  const { trails } = await session.history(pool.data.registry)
  for (const source of pool.data.members) {
    const { year } = pool.data
    const member = await fetchMember(session.rpc, await memberAddress(source, year))
    const { emissions, reductions } = member.data
    const pieces = {
      emissions: trails.pieces(source, year, 'emissions', emissions.head, RECORDS_PER_REVIEW),
      reductions: trails.pieces(source, year, 'reductions', reductions.head, RECORDS_PER_REVIEW),
    }
    if (!pieces.emissions || !pieces.reductions) throw new Error(`events of ${source} are missing`)
    for (const piece of pieces.emissions) await session.send(reviewEmissions({ member, piece }))
    for (const piece of pieces.reductions) await session.send(reviewReductions({ member, piece }))
  }
  const settlement = await fetchSettlement(session.rpc, await settlementAddress(address))
  await approve(session, notaries, settlement)
  await session.send(executeSettlement({ pool, settlement }))
  return fetchPool(session.rpc, address)
}

/** Converts a member's lots of reductions to credits, up to the member's share. Returns the lots. */
export async function claimCredits(session: Session, source: Address, year: number): Promise<Address[]> {
  const { trails } = await session.history(
    (await fetchMember(session.rpc, await memberAddress(source, year))).data.registry,
  )
  const lots = []
  for (const record of trails.of(source, year, 'reductions')) {
    const member = await fetchMember(session.rpc, await memberAddress(source, year))
    const lot = await fetchLot(session.rpc, await lotAddress(record, OWNER_LOT))
    await session.send(convertReduction({ payer: session.payer, member, lot }))
    lots.push(lot.address)
  }
  return lots
}
