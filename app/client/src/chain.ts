/**
 * The program's past, read from an RPC node: the events of every transaction that touched an account, oldest first.
 */

import { getBase58Encoder } from '@solana/kit'
import type { Address, GetSignaturesForAddressApi, GetTransactionApi, Rpc, Signature } from '@solana/kit'
import { decodeEvent } from './events.js'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS } from './generated/index.js'
import type { CarbonEvent } from './generated/index.js'
import { EVENT_AUTHORITY_ADDRESS } from './pdas.js'

/** What of a node is asked. */
export type HistoryRpc = Rpc<GetSignaturesForAddressApi & GetTransactionApi>

/** How far back and how surely to read. */
export type HistoryOptions = {
  /** The newest signature already known: what came up to it is left out. */
  until?: Signature
  /** What the node must be sure of. Default: `confirmed`. */
  commitment?: 'confirmed' | 'finalized'
}

/** An event, and where it was. */
export type ChainEvent = CarbonEvent & {
  /** Transaction. */
  signature: Signature
  /** Slot of its block. */
  slot: bigint
}

/** Signatures that a node returns at once. */
const PAGE = 1_000

/**
 * Every event of the program in the transactions of an account, oldest first. For everything of a registry take the
 * registry's address: all its instructions about data, lots, burns, pools and the log name it.
 *
 * @throws Error where the node no longer has a transaction: its past is cut off, and no history from it is complete.
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
    // A failed transaction has changed nothing.
    found.push(...page.filter(({ err }) => err === null))
    before = page.at(-1)?.signature
    if (page.length < PAGE) return found.reverse()
  }
}

/** Data of the inner instructions of a transaction that only the program can have made: its event authority signs them. */
async function innerDataOf(
  rpc: HistoryRpc,
  signature: Signature,
  commitment: 'confirmed' | 'finalized',
): Promise<Uint8Array[]> {
  const found = await rpc
    .getTransaction(signature, { commitment, encoding: 'json', maxSupportedTransactionVersion: 1 })
    .send()
  if (!found?.meta) throw new Error(`the node has no transaction ${signature}: ask one that keeps the whole history`)
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
