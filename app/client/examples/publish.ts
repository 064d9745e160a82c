/**
 * Publishes the log to the L1, and proves its leaves.
 */

import { getBase58Encoder } from '@solana/kit'
import type { Address, ReadonlyUint8Array, Signature } from '@solana/kit'
import {
  decodePayload,
  fetchRollupLog,
  logAddress,
  publishBatch,
  verifyLeaf,
  WORMHOLE,
  wormholeMessages,
} from '../src/index.js'
import type { Leaf, LeafProof, Payload, WormholeMessage } from '../src/index.js'
import type { Session } from './session.js'

/** A published batch. */
export type Published = { message: WormholeMessage; payload: Payload }

/** Publishes the new leaves of a registry's log. Anyone may. */
export async function publish(session: Session, registry: Address): Promise<Published> {
  const log = await fetchRollupLog(session.rpc, await logAddress(registry))
  const signature = await session.send(publishBatch({ payer: session.payer, log }))
  const [message] = wormholeMessages(await callsOf(session, signature, WORMHOLE.local.shim))
  if (!message) throw new Error('the transaction posted no Wormhole message')
  return { message, payload: decodePayload(message.payload) }
}

/** Data of a program's inner instructions in a transaction. */
async function callsOf(session: Session, signature: Signature, program: Address): Promise<ReadonlyUint8Array[]> {
  const found = await session.rpc
    .getTransaction(signature, { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 0 })
    .send()
  const keys = found?.transaction.message.accountKeys ?? []
  const inner = (found?.meta?.innerInstructions ?? []).flatMap(({ instructions }) => instructions)
  return inner
    .filter(({ programIdIndex }) => keys[programIdIndex] === program)
    .map(({ data }) => getBase58Encoder().encode(data))
}

/** A leaf, and the proof that it is in the log of a message. */
export type Proven = { leaf: Leaf; proof: LeafProof }

/** Proves every leaf of a registry's log against a message, from the chain's event history alone. */
export async function proveAll(session: Session, registry: Address, { leafCount, root }: Payload): Promise<Proven[]> {
  const { leaves } = await session.history(registry)
  const proven = []
  for (let index = 0n; index < leafCount; index++) {
    const proof = leaves.proof(registry, index, leafCount)
    const leaf = proof && verifyLeaf(registry, proof, { count: leafCount, root })
    if (!leaf) throw new Error(`leaf ${index} is not proven`)
    proven.push({ leaf, proof })
  }
  return proven
}
