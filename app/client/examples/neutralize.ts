/**
 * A participant has emissions neutralized: proposal, review, votes, burn, statement.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  addLeg,
  burnProofAddress,
  certificateAddress,
  fetchAllRecord,
  fetchBurnProof,
  fetchCertificate,
  fetchInventory,
  fetchLot,
  executeBurn,
  proposeBurn,
  reviewLot,
  sidesOf,
  logYear,
  submitBurn,
} from '../src/index.js'
import type { BurnProof, Certificate, Known } from '../src/index.js'
import type { Chain } from './chain.js'
import type { Programme } from './records.js'

/** So many grams of a lot of emission against as many of a lot of credit. */
export type LegPlan = { emission: Address; credit: Address; grams: bigint }

/** Proposes a burn: opens it, locks every leg, seals it. Its metadata is a neutrality statement. */
export async function propose(
  chain: Chain,
  { registry }: Programme,
  proposer: TransactionSigner,
  legs: readonly LegPlan[],
  { nonce, purpose, metadataSha256 }: { nonce: bigint; purpose: string; metadataSha256: Uint8Array },
): Promise<Known<BurnProof>> {
  const { payer } = chain
  const args = { nonce, beneficiary: proposer.address, purpose, metadataSha256 }
  await chain.send(proposeBurn({ payer, proposer, registry: registry.address, args }))
  const proof = await burnProofAddress(registry.address, proposer.address, nonce)
  for (const { emission, credit, grams } of legs) {
    const lots = { emission: await fetchLot(chain.rpc, emission), credit: await fetchLot(chain.rpc, credit) }
    await chain.send(addLeg({ payer, proposer, proof, ...lots, grams }))
  }
  await chain.send(submitBurn({ proposer, proof: await fetchBurnProof(chain.rpc, proof) }))
  return fetchBurnProof(chain.rpc, proof)
}

/** Entries of a history that one transaction has room for. */
const ENTRIES = 4

/** Has every history replayed, from the lots back to their records; anyone may. */
export async function review(chain: Chain, proof: Known<BurnProof>): Promise<void> {
  const { histories } = await chain.past(proof.data.subject.registry)
  for (const [side, { lot }] of sidesOf(proof.data).entries()) {
    const pieces = histories.pieces(lot, ENTRIES)
    if (!pieces) throw new Error(`events of lot ${lot} are missing`)
    for (const piece of pieces) await chain.send(reviewLot({ proof, side, piece }))
  }
}

/** Burns both sides of an approved and reviewed proof; anyone may. */
export async function finalize(chain: Chain, { address }: Known<BurnProof>): Promise<Known<Certificate>> {
  const proof = await fetchBurnProof(chain.rpc, address)
  const emitted = new Set(proof.data.legs.map(({ emission }) => emission.units.record))
  const records = await fetchAllRecord(chain.rpc, [...emitted])
  await chain.finalize(await executeBurn({ payer: chain.payer, proof, records }))
  return fetchCertificate(chain.rpc, await certificateAddress(address))
}

/** States a closed year in the log, so that the L1 hears of it. */
export async function state(chain: Chain, inventory: Address): Promise<void> {
  await chain.send(logYear({ inventory: await fetchInventory(chain.rpc, inventory) }))
}
