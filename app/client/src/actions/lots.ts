/**
 * Moving tokens.
 */

import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import { getCloseLotInstruction, getTransferLotInstruction, TokenClass } from '../generated/index.js'
import type { Lot } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../pdas.js'

/** Grams in a lot. */
export const gramsOfLot = ({ start, end }: Pick<Lot, 'start' | 'end'>): bigint => end - start

/**
 * The lot that a part of a lot becomes, and that a whole one stays: a part becomes the lot's next child.
 *
 * @param grams - How many of the lot's first grams are meant.
 */
export const lotOfPart = async (lot: Known<Lot>, grams: bigint): Promise<Address> =>
  grams < gramsOfLot(lot.data) ? nextChildOf(lot) : lot.address

/** The lot that the next part of a lot becomes. */
export const nextChildOf = (lot: Known<Lot>): Promise<Address> => at.lotAddress(lot.address, lot.data.children)

/**
 * Moves the first `grams` of a lot to another owner, where they are the lot's next child ({@link nextChildOf}).
 *
 * @param input.recipient - Signs too where emissions move: they are a liability. For credits an address is enough.
 * @throws TypeError where emissions move to a recipient that does not sign.
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
  if (typeof consent === 'string') throw new TypeError('emissions move only to a recipient that signs')
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

/** Closes an empty lot; anyone may, and the rent goes to who paid it. */
export async function closeLot(input: { lot: Known<Lot> }): Promise<Instruction> {
  return getCloseLotInstruction({ lot: input.lot.address, rentPayer: input.lot.data.rentPayer })
}
