/**
 * The program's event history, read from an RPC node: the events of every transaction that names an account, oldest first.
 */

import { getBase58Encoder } from '@solana/kit'
import type { Address, GetSignaturesForAddressApi, GetTransactionApi, Rpc, Signature } from '@solana/kit'
import { decodeEvent } from './events.js'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS } from './generated/index.js'
import type { CarbonEvent } from './generated/index.js'
import { EVENT_AUTHORITY_ADDRESS } from './addresses.js'

/** The RPC methods that reading the history needs. */
export type HistoryRpc = Rpc<GetSignaturesForAddressApi & GetTransactionApi>

/** Options of reading the history. */
export type HistoryOptions = {
  /** The newest signature already known. It and older transactions are left out. */
  until?: Signature
  /** Commitment level. Default: `confirmed`. */
  commitment?: 'confirmed' | 'finalized'
}

/** An event, with its transaction and slot. */
export type ChainEvent = CarbonEvent & {
  /** Signature of the transaction. */
  signature: Signature
  /** Slot of the block. */
  slot: bigint
}

/** Number of signatures that a node returns in one response. */
const PAGE = 1_000

/**
 * Every event of the program in the transactions that name an account, oldest first. For all events of a registry pass the
 * registry's address: all instructions about data, lots, burns, pools and the log name it.
 *
 * @throws Error if the node no longer has a transaction. No history from that node is complete.
 */
export async function* eventsOf(
  rpc: HistoryRpc,
  account: Address,
  { until, commitment = 'confirmed' }: HistoryOptions = {},
): AsyncGenerator<ChainEvent> {
  for (const { signature, slot } of await signaturesOf(rpc, account, until, commitment)) {
    for (const data of await innerDataOf(rpc, signature, commitment)) {
      const event = decodeEvent(data)
      if (event) yield { ...event, signature, slot }
    }
  }
}

async function signaturesOf(
  rpc: HistoryRpc,
  account: Address,
  until: Signature | undefined,
  commitment: 'confirmed' | 'finalized',
): Promise<{ signature: Signature; slot: bigint }[]> {
  const found: { signature: Signature; slot: bigint }[] = []
  let before: Signature | undefined
  for (;;) {
    const range = { ...(before && { before }), ...(until && { until }) }
    const page = await rpc.getSignaturesForAddress(account, { commitment, limit: PAGE, ...range }).send()
    // Failed transactions change nothing.
    found.push(...page.filter(({ err }) => err === null))
    before = page.at(-1)?.signature
    if (page.length < PAGE) return found.reverse()
  }
}

/** Data of a transaction's event instructions. Only the program can make them, because its event authority signs them. */
async function innerDataOf(
  rpc: HistoryRpc,
  signature: Signature,
  commitment: 'confirmed' | 'finalized',
): Promise<Uint8Array[]> {
  const found = await rpc
    .getTransaction(signature, { commitment, encoding: 'json', maxSupportedTransactionVersion: 1 })
    .send()
  if (!found?.meta)
    throw new Error(`the node does not have transaction ${signature}: use a node that keeps the whole history`)
  const { meta, transaction } = found
  const keys: readonly Address[] = [
    ...transaction.message.accountKeys,
    ...(meta.loadedAddresses?.writable ?? []),
    ...(meta.loadedAddresses?.readonly ?? []),
  ]
  const inner = (meta.innerInstructions ?? []).flatMap(({ instructions }) => instructions)
  const events = inner.filter(
    ({ programIdIndex, accounts: [authority = -1] }) =>
      keys[programIdIndex] === CARBON_CONSENSUS_PROGRAM_ADDRESS && keys[authority] === EVENT_AUTHORITY_ADDRESS,
  )
  return events.map(({ data }) => getBase58Encoder().encode(data) as Uint8Array)
}
