/**
 * Two participants trade credits.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  buyCredits,
  costOf,
  fetchLot,
  fetchOffer,
  fetchRegistry,
  gramsOfLot,
  listCredits,
  lotOfPart,
  nextChildOf,
  offerAddress,
  TOKEN_PROGRAM_ADDRESS,
} from '../src/index.js'
import type { FoundOffer } from '../src/index.js'
import type { Chain } from './chain.js'

/** Offers some of a lot, or all of it. Returns the offer's address. */
export async function sell(
  chain: Chain,
  seller: TransactionSigner,
  lotAddress: Address,
  terms: { grams?: bigint; pricePerTonne: bigint; paymentMint: Address; expires: bigint },
): Promise<Address> {
  const lot = await fetchLot(chain.rpc, lotAddress)
  const grams = terms.grams ?? gramsOfLot(lot.data)
  await chain.send(listCredits({ payer: chain.payer, seller, lot, ...terms, grams }))
  return offerAddress(await lotOfPart(lot, grams))
}

/** Everything of an offer that buying takes. */
export async function find(chain: Chain, address: Address): Promise<FoundOffer> {
  const offer = await fetchOffer(chain.rpc, address)
  const [lot, registry] = await Promise.all([
    fetchLot(chain.rpc, offer.data.lot),
    fetchRegistry(chain.rpc, offer.data.registry),
  ])
  return { offer, lot, registry, paymentProgram: TOKEN_PROGRAM_ADDRESS }
}

/** Buys some of an offer at its price, and at no other. Returns the address of the buyer's lot. */
export async function buy(chain: Chain, buyer: TransactionSigner, offer: Address, grams: bigint): Promise<Address> {
  const found = await find(chain, offer)
  const maxTotal = costOf(grams, found.offer.data.pricePerTonne)
  await chain.send(buyCredits({ payer: chain.payer, buyer, found, grams, maxTotal }))
  return nextChildOf(found.lot)
}
