/**
 * Sources reduce together, and get credits for it.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  openSettlement,
  convertReduction,
  createPool,
  fetchLot,
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
import type { Chain } from './chain.js'
import type { Programme } from './records.js'
import { approve } from './votes.js'

/** A source that is to be a member. */
export type Joining = {
  owner: TransactionSigner
  source: Address
  /** Its notarized baseline record. */
  baseline: Address
  /** Grams. */
  target: bigint
}

/** Brings a pool together and locks it, which must be done before its year starts. */
export async function form(
  chain: Chain,
  { registry, operator }: Programme,
  { nonce, year, deadline }: { nonce: bigint; year: number; deadline: bigint },
  members: readonly Joining[],
): Promise<Known<Pool>> {
  const { payer } = chain
  const { firstDay, lastDay } = reportingYear(year, registry.data.policy.yearStartMonth)
  const args = { nonce, firstDay, lastDay, unit: PoolUnit.Tonne, deadline }
  await chain.send(createPool({ payer, operator, registry: registry.address, args }))
  const address = await poolAddress(registry.address, operator.address, nonce)
  for (const member of members) {
    await chain.send(joinPool({ payer, operator, pool: await fetchPool(chain.rpc, address), ...member }))
  }
  await chain.send(lockPool({ operator, pool: await fetchPool(chain.rpc, address) }))
  return fetchPool(chain.rpc, address)
}

/** Records that one review has room for. */
const RECORDS = 4

/** Settles a pool after its deadline: totals, review of every record, votes, verdict. */
export async function settle(chain: Chain, { notaries }: Programme, address: Address): Promise<Known<Pool>> {
  const pool = await fetchPool(chain.rpc, address)
  await chain.send(openSettlement({ payer: chain.payer, pool }))
  const { trails } = await chain.past(pool.data.registry)
  for (const source of pool.data.members) {
    const { year } = pool.data
    const member = await fetchMember(chain.rpc, await memberAddress(source, year))
    const { emissions, reductions } = member.data
    const pieces = {
      emissions: trails.pieces(source, year, 'emissions', emissions.head, RECORDS),
      reductions: trails.pieces(source, year, 'reductions', reductions.head, RECORDS),
    }
    if (!pieces.emissions || !pieces.reductions) throw new Error(`events of ${source} are missing`)
    for (const piece of pieces.emissions) await chain.send(reviewEmissions({ member, piece }))
    for (const piece of pieces.reductions) await chain.send(reviewReductions({ member, piece }))
  }
  const settlement = await fetchSettlement(chain.rpc, await settlementAddress(address))
  await approve(chain, notaries, settlement)
  await chain.send(executeSettlement({ pool, settlement }))
  return fetchPool(chain.rpc, address)
}

/** Claims a member's credits: each lot of its reductions is converted as far as its share goes. Returns the lots. */
export async function claimCredits(chain: Chain, source: Address, year: number): Promise<Address[]> {
  const { trails } = await chain.past((await fetchMember(chain.rpc, await memberAddress(source, year))).data.registry)
  const lots = []
  for (const record of trails.of(source, year, 'reductions')) {
    const member = await fetchMember(chain.rpc, await memberAddress(source, year))
    const lot = await fetchLot(chain.rpc, await lotAddress(record, OWNER_LOT))
    await chain.send(convertReduction({ payer: chain.payer, member, lot }))
    lots.push(lot.address)
  }
  return lots
}
