/**
 * A participant neutralizes emissions: proposal, review, votes, burn, log.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  addLeg,
  burnProofAddress,
  certificateAddress,
  conflictsOf,
  fetchAllRecord,
  fetchBurnProof,
  fetchCertificate,
  fetchInventory,
  fetchLot,
  fetchNotarySet,
  fetchRecord,
  executeBurn,
  holdersOf,
  notariesAddress,
  proposeBurn,
  reviewLot,
  sidesOf,
  logYear,
  submitBurn,
} from '../src/index.js'
import type { BurnProof, Certificate, Known } from '../src/index.js'
import type { Session } from './session.js'
import type { RegistryContext } from './records.js'

/** A planned leg: grams of an emission lot and the same grams of a credit lot. */
export type LegPlan = { emission: Address; credit: Address; grams: bigint }

/**
 * Proposes a burn: opens the proof, adds its legs, submits it. Its metadata is the sha256 of a neutrality statement.
 *
 * @throws Error if too many notaries have held the units: the others are no quorum.
 */
export async function propose(
  session: Session,
  { registry }: RegistryContext,
  proposer: TransactionSigner,
  legs: readonly LegPlan[],
  { nonce, purpose, metadataSha256 }: { nonce: bigint; purpose: string; metadataSha256: Uint8Array },
): Promise<Known<BurnProof>> {
  const { payer } = session
  const { histories } = await session.history(registry.address)
  const holders = legs.flatMap(({ emission, credit }) => [emission, credit]).flatMap((lot) => histories.of(lot) ?? [])
  const set = await fetchNotarySet(session.rpc, await notariesAddress(registry.address))
  const { notaries, quorumIsLeft } = conflictsOf(set.data, [proposer.address, ...holdersOf(holders)])
  if (!quorumIsLeft) throw new Error(`the units went through notaries ${notaries}: without them there is no quorum`)
  const args = { nonce, beneficiary: proposer.address, purpose, metadataSha256 }
  await session.send(proposeBurn({ payer, proposer, registry: registry.address, args }))
  const proof = await burnProofAddress(registry.address, proposer.address, nonce)
  for (const { emission, credit, grams } of legs) {
    const lots = { emission: await fetchLot(session.rpc, emission), credit: await fetchLot(session.rpc, credit) }
    const { source } = (await fetchRecord(session.rpc, lots.emission.data.record)).data
    await session.send(addLeg({ payer, proposer, proof, source, ...lots, grams }))
  }
  await session.send(submitBurn({ proposer, proof: await fetchBurnProof(session.rpc, proof) }))
  return fetchBurnProof(session.rpc, proof)
}

/** Number of history entries that fit in one transaction. */
const ENTRIES_PER_REVIEW = 4

/** Replays every history, from the lots back to their records. Anyone may. */
export async function review(session: Session, proof: Known<BurnProof>): Promise<void> {
  const { histories } = await session.history(proof.data.subject.registry)
  for (const [side, { lot }] of sidesOf(proof.data).entries()) {
    const pieces = histories.pieces(lot, ENTRIES_PER_REVIEW)
    if (!pieces) throw new Error(`events of lot ${lot} are missing`)
    for (const piece of pieces) await session.send(reviewLot({ proof, side, piece }))
  }
}

/** Burns both sides of an approved and reviewed proof. Anyone may. */
export async function burn(session: Session, { address }: Known<BurnProof>): Promise<Known<Certificate>> {
  const proof = await fetchBurnProof(session.rpc, address)
  const emitted = new Set(proof.data.legs.map(({ emission }) => emission.units.record))
  const records = await fetchAllRecord(session.rpc, [...emitted])
  await session.sendWithTable(await executeBurn({ payer: session.payer, proof, records }))
  return fetchCertificate(session.rpc, await certificateAddress(address))
}

/** Logs a closed year, so that it can be published to the L1. */
export async function logClosedYear(session: Session, inventory: Address): Promise<void> {
  await session.send(logYear({ inventory: await fetchInventory(session.rpc, inventory) }))
}
