/**
 * Two participants trade credits.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  boughtLotAddress,
  buyCredits,
  costOf,
  fetchLot,
  fetchOffer,
  fetchRegistry,
  gramsOfLot,
  listCredits,
  lotOfPart,
  offerAddress,
  TOKEN_PROGRAM_ADDRESS,
} from '../src/index.js'
import type { FoundOffer } from '../src/index.js'
import type { Session } from './session.js'

/** Offers a part of a lot, or all of it. Returns the offer's address. */
export async function sell(
  session: Session,
  seller: TransactionSigner,
  lotAddress: Address,
  terms: { grams?: bigint; pricePerTonne: bigint; paymentMint: Address; expiresAt: bigint },
): Promise<Address> {
  const lot = await fetchLot(session.rpc, lotAddress)
  const grams = terms.grams ?? gramsOfLot(lot.data)
  await session.send(listCredits({ payer: session.payer, seller, lot, ...terms, grams }))
  return offerAddress(await lotOfPart(lot, grams))
}

/** An offer with the accounts that buying needs. */
export async function find(session: Session, address: Address): Promise<FoundOffer> {
  const offer = await fetchOffer(session.rpc, address)
  const [lot, registry] = await Promise.all([
    fetchLot(session.rpc, offer.data.lot),
    fetchRegistry(session.rpc, offer.data.registry),
  ])
  return { offer, lot, registry, paymentProgram: TOKEN_PROGRAM_ADDRESS }
}

/** Buys the next part of an offer, at most at its current price. Returns the address of the buyer's lot. */
export async function buy(session: Session, buyer: TransactionSigner, offer: Address, grams: bigint): Promise<Address> {
  const found = await find(session, offer)
  const maxTotal = costOf(grams, found.offer.data.pricePerTonne)
  const maxEnd = found.lot.data.start + grams
  const nonce = await session.now()
  await session.send(buyCredits({ payer: session.payer, buyer, found, grams, maxTotal, maxEnd, nonce }))
  return boughtLotAddress(found.lot.address, buyer.address, nonce)
}
