/**
 * Proofs that a leaf is in a registry's log. They are built from events, and verified against a message to the L1 or the log's
 * account.
 */

import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { decodeLeaf } from './formats.js'
import type { Leaf } from './formats.js'
import type { CarbonEvent } from './generated/index.js'
import { includes, leafHash, pathTo } from './log.js'
import type { LogState } from './log.js'
import type { Hash } from './hash.js'

/** A leaf's entry and its path to the root. */
export type LeafProof = {
  /** The entry, 208 bytes. */
  entry: ReadonlyUint8Array
  /** Siblings, from the leaf upwards. */
  path: Hash[]
}

/** Collects the leaves of logs from events. Pass it every event of a registry, in any order. */
export class Leaves {
  readonly #entries = new Map<Address, Map<bigint, ReadonlyUint8Array>>()

  /** Records an event. Events without a leaf are ignored. */
  observe({ name, data }: CarbonEvent): void {
    if (name !== 'LeafAppended') return
    const entries = this.#entries.get(data.registry) ?? new Map<bigint, ReadonlyUint8Array>()
    this.#entries.set(data.registry, entries.set(decodeLeaf(data.entry).index, data.entry))
  }

  /** The entry of leaf `index` of a registry's log; `undefined` if its event is missing. */
  get(registry: Address, index: bigint): ReadonlyUint8Array | undefined {
    return this.#entries.get(registry)?.get(index)
  }

  /** The first `count` entries of a registry's log; `undefined` if an event is missing. */
  first(registry: Address, count: bigint): ReadonlyUint8Array[] | undefined {
    const entries = []
    for (let index = 0n; index < count; index++) {
      const entry = this.get(registry, index)
      if (!entry) return undefined
      entries.push(entry)
    }
    return entries
  }

  /**
   * The proof that leaf `index` is among the first `count` of a registry's log; `undefined` if an event is missing.
   *
   * @throws RangeError if `index` is not below `count`.
   */
  proof(registry: Address, index: bigint, count: bigint): LeafProof | undefined {
    const entries = this.first(registry, count)
    if (!entries) return undefined
    const path = pathTo(Number(index), entries.map(leafHash))
    return { entry: entries[Number(index)] as ReadonlyUint8Array, path }
  }
}

/**
 * Verifies a proof and returns its leaf. Take the state from the payload of a message that guardians signed (`leafCount`,
 * `root`), or from the log's account (`published`, `publishedRoot`).
 *
 * @returns `undefined` if the proof is not valid.
 * @throws RangeError if the entry is not a leaf.
 */
export function verifyLeaf(registry: Address, { entry, path }: LeafProof, state: LogState): Leaf | undefined {
  const leaf = decodeLeaf(entry)
  const proven = leaf.registry === registry && includes(state, leaf.index, leafHash(entry), path)
  return proven ? leaf : undefined
}
