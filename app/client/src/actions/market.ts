/**
 * Market: offers of credits.
 */

import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getAllowPaymentInstruction,
  getBuyCreditsInstruction,
  getCancelListingInstruction,
  getDisallowPaymentInstruction,
  getListCreditsInstruction,
} from '../generated/index.js'
import type { Lot, Offer, PaymentMint, Registry } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import { lotOfPart } from './lots.js'

/** Adds a payment mint. */
export async function allowPayment(input: {
  payer: TransactionSigner
  authority: TransactionSigner
  registry: Address
  paymentMint: Address
}): Promise<Instruction> {
  return getAllowPaymentInstruction({ ...input, payment: await at.paymentAddress(input.registry, input.paymentMint) })
}

/** Removes a payment mint. */
export async function disallowPayment(input: {
  authority: TransactionSigner
  payment: Known<PaymentMint>
}): Promise<Instruction> {
  const { address: payment, data } = input.payment
  const { registry, rentPayer } = data
  return getDisallowPaymentInstruction({ authority: input.authority, registry, payment, rentPayer })
}

/**
 * Offers the first `grams` of a lot of credits for sale. The offer's address is {@link offerAddress} of the lot that it locks
 * ({@link lotOfPart}).
 *
 * @param input.pricePerTonne - Base units of the payment token per tonne.
 * @param input.expiresAt - Unix time after which the offer cannot be bought.
 */
export async function listCredits(input: {
  payer: TransactionSigner
  seller: TransactionSigner
  lot: Known<Lot>
  grams: bigint
  pricePerTonne: bigint
  paymentMint: Address
  expiresAt: bigint
}): Promise<Instruction> {
  const { lot, grams, expiresAt, ...terms } = input
  const { registry, record } = lot.data
  const locked = await lotOfPart(lot, grams)
  const accounts = await all({
    payment: at.paymentAddress(registry, terms.paymentMint),
    offer: at.offerAddress(locked),
  })
  return getListCreditsInstruction({
    ...terms,
    expiresAt,
    registry,
    record,
    lot: lot.address,
    child: locked === lot.address ? undefined : locked,
    ...accounts,
    grams,
  })
}

/** An offer with the accounts that buying needs. */
export type FoundOffer = {
  /** The offer. */
  offer: Known<Offer>
  /** The lot that the offer locks. */
  lot: Known<Lot>
  /** The offer's registry. */
  registry: Known<Registry>
  /** Token program of the payment mint: {@link TOKEN_PROGRAM_ADDRESS} or {@link TOKEN_2022_PROGRAM_ADDRESS}. */
  paymentProgram: Address
}

/**
 * Buys the first `grams` of an offer. The buyer's associated token account pays. The bought grams become the lot at
 * {@link boughtLotAddress}. Missing token accounts of seller and treasury are created.
 *
 * Errors: `PriceAboveLimit` if the price is above `maxTotal`, `SerialsAboveLimit` if others have bought before and the serials
 * would end above `maxEnd`: a restatement voids the highest serials of a record first.
 *
 * @param input.maxTotal - Base units of the payment token: see {@link costOf}.
 * @param input.maxEnd - Maximum end of the serials; `lot.data.start + grams` are the serials that the buyer sees.
 * @param input.nonce - Unix time within ten minutes of now, a different one for each purchase of a buyer from a lot.
 */
export async function buyCredits(input: {
  payer: TransactionSigner
  buyer: TransactionSigner
  found: FoundOffer
  grams: bigint
  maxTotal: bigint
  maxEnd: bigint
  nonce: bigint
}): Promise<Instruction> {
  const { payer, buyer, grams, maxTotal, maxEnd, nonce } = input
  const { offer, lot, registry, paymentProgram } = input.found
  const { seller, rentPayer, paymentMint } = offer.data
  const { record, class: tokens } = lot.data
  const { treasury } = registry.data
  const tokensOf = (owner: Address) => at.associatedTokenAddress(owner, paymentMint, paymentProgram)
  const accounts = await all({
    child: at.boughtLotAddress(lot.address, buyer.address, nonce),
    mintAuthority: at.mintAuthorityAddress(registry.address),
    mint: at.mintAddress(registry.address, tokens),
    from: at.tokenAccountAddress(registry.address, seller, tokens),
    to: at.tokenAccountAddress(registry.address, buyer.address, tokens),
    payment: at.paymentAddress(registry.address, paymentMint),
    buyerTokens: tokensOf(buyer.address),
    sellerTokens: tokensOf(seller),
    treasuryTokens: tokensOf(treasury),
  })
  return getBuyCreditsInstruction({
    payer,
    buyer,
    registry: registry.address,
    offer: offer.address,
    seller,
    rentPayer,
    record,
    lot: lot.address,
    paymentMint,
    paymentProgram,
    treasury,
    ...accounts,
    grams,
    maxTotal,
    maxEnd,
    nonce,
  })
}

/** Cancels an offer. The seller may at any time; anyone may once it has expired. */
export async function cancelListing(input: { caller: TransactionSigner; offer: Known<Offer> }): Promise<Instruction> {
  const { address: offer, data } = input.offer
  const { registry, lot, rentPayer } = data
  return getCancelListingInstruction({ caller: input.caller, registry, offer, lot, rentPayer })
}
