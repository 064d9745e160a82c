/**
 * Lots: transfers of tokens.
 */

import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getCloseLotInstruction,
  getCloseVoidLotInstruction,
  getTransferLotInstruction,
  TokenClass,
} from '../generated/index.js'
import type { Lot } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'

/** Grams of a lot. */
export const gramsOfLot = ({ start, end }: Pick<Lot, 'start' | 'end'>): bigint => end - start

/**
 * Address of the lot with the first `grams` of a lot after they are locked: the lot itself if these are all of its grams, else
 * its next child.
 *
 * @param grams - Number of grams, counted from the lot's start.
 */
export const lotOfPart = async (lot: Known<Lot>, grams: bigint): Promise<Address> =>
  grams < gramsOfLot(lot.data) ? nextChildOf(lot) : lot.address

/** Address of a lot's next child: the lot that its next part becomes. */
export const nextChildOf = (lot: Known<Lot>): Promise<Address> => at.lotAddress(lot.address, lot.data.children)

/**
 * Transfers the first `grams` of a lot to another owner. They become the lot's next child ({@link nextChildOf}).
 *
 * @param input.recipient - A signer for emissions, because they are a liability. An address is enough for credits.
 * @throws TypeError if emissions are transferred to a recipient that does not sign.
 */
export async function transferLot(input: {
  payer: TransactionSigner
  owner: TransactionSigner
  recipient: Address | TransactionSigner
  lot: Known<Lot>
  grams: bigint
}): Promise<Instruction> {
  const { payer, owner, recipient, lot, grams } = input
  const { registry, record, class: tokens } = lot.data
  const to = typeof recipient === 'string' ? recipient : recipient.address
  const consent = tokens === TokenClass.Emission ? recipient : undefined
  if (typeof consent === 'string') throw new TypeError('a recipient of emissions must sign')
  const accounts = await all({
    child: nextChildOf(lot),
    mintAuthority: at.mintAuthorityAddress(registry),
    mint: at.mintAddress(registry, tokens),
    from: at.tokenAccountAddress(registry, owner.address, tokens),
    to: at.tokenAccountAddress(registry, to, tokens),
  })
  return getTransferLotInstruction({
    payer,
    owner,
    recipient: to,
    consent,
    registry,
    record,
    lot: lot.address,
    ...accounts,
    grams,
  })
}

/** Closes an empty lot, 20 minutes after it was opened. Anyone may; the rent goes back to its payer. */
export async function closeLot(input: { lot: Known<Lot> }): Promise<Instruction> {
  return getCloseLotInstruction({ lot: input.lot.address, rentPayer: input.lot.data.rentPayer })
}

/** Closes a lot whose units are all void, and burns its tokens. Anyone may; the rent goes back to its payer. */
export async function closeVoidLot(input: { lot: Known<Lot> }): Promise<Instruction> {
  const { address: lot, data } = input.lot
  const { registry, record, rentPayer, owner, class: tokens } = data
  const accounts = await all({
    mintAuthority: at.mintAuthorityAddress(registry),
    mint: at.mintAddress(registry, tokens),
    tokenAccount: at.tokenAccountAddress(registry, owner, tokens),
  })
  return getCloseVoidLotInstruction({ registry, record, lot, rentPayer, ...accounts })
}
