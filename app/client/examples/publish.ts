/**
 * The log goes to the L1, and anybody can prove what is in it.
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
import type { Chain } from './chain.js'

/** A batch that was published. */
export type Published = { message: WormholeMessage; payload: Payload }

/** Publishes what is new in a registry's log; anyone may. */
export async function publish(chain: Chain, registry: Address): Promise<Published> {
  const log = await fetchRollupLog(chain.rpc, await logAddress(registry))
  const signature = await chain.send(publishBatch({ payer: chain.payer, log }))
  const [message] = wormholeMessages(await callsOf(chain, signature, WORMHOLE.local.shim))
  if (!message) throw new Error('Wormhole has no message')
  return { message, payload: decodePayload(message.payload) }
}

/** Data of a program's instructions in a transaction, those that others called among them. */
async function callsOf(chain: Chain, signature: Signature, program: Address): Promise<ReadonlyUint8Array[]> {
  const found = await chain.rpc
    .getTransaction(signature, { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 0 })
    .send()
  const keys = found?.transaction.message.accountKeys ?? []
  const inner = (found?.meta?.innerInstructions ?? []).flatMap(({ instructions }) => instructions)
  return inner
    .filter(({ programIdIndex }) => keys[programIdIndex] === program)
    .map(({ data }) => getBase58Encoder().encode(data))
}

/** A leaf, and the proof that it is in the log that a message is about. */
export type Proven = { leaf: Leaf; proof: LeafProof }

/** Proves every leaf of a registry's log against a message, from the chain's past alone. */
export async function proveAll(chain: Chain, registry: Address, { leafCount, root }: Payload): Promise<Proven[]> {
  const { leaves } = await chain.past(registry)
  const proven = []
  for (let index = 0n; index < leafCount; index++) {
    const proof = leaves.proof(registry, index, leafCount)
    const leaf = proof && verifyLeaf(registry, proof, { count: leafCount, root })
    if (!leaf) throw new Error(`leaf ${index} is not proven`)
    proven.push({ leaf, proof })
  }
  return proven
}
