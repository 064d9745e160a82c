/**
 * Proofs that a leaf is in a registry's log, made from events and verified against a message to the L1 or the log's account.
 */

import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { decodeLeaf } from './formats.js'
import type { Leaf } from './formats.js'
import type { CarbonEvent } from './generated/index.js'
import { includes, leafHash, pathTo } from './log.js'
import type { LogState } from './log.js'
import type { Hash } from './hash.js'

/** A leaf's entry and the way from it to the root, as `CarbonLedger` on the L1 takes both. */
export type LeafProof = {
  /** The entry, 208 bytes. */
  entry: ReadonlyUint8Array
  /** Siblings, from the leaf's upwards. */
  path: Hash[]
}

/** The leaves of logs, collected from events: give it every event of a registry, in any order. */
export class Leaves {
  readonly #entries = new Map<Address, Map<bigint, ReadonlyUint8Array>>()

  /** Takes note of an event; what is no leaf is passed over. */
  observe({ name, data }: CarbonEvent): void {
    if (name !== 'LeafAppended') return
    const entries = this.#entries.get(data.registry) ?? new Map<bigint, ReadonlyUint8Array>()
    this.#entries.set(data.registry, entries.set(decodeLeaf(data.entry).index, data.entry))
  }

  /** The entry of leaf `index` of a registry's log; `undefined` where its event is missing. */
  get(registry: Address, index: bigint): ReadonlyUint8Array | undefined {
    return this.#entries.get(registry)?.get(index)
  }

  /** The first `count` entries of a registry's log; `undefined` where an event is missing. */
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
   * The proof that leaf `index` is among the first `count` of a registry's log; `undefined` where an event is missing.
   *
   * @throws RangeError where `index` is not below `count`.
   */
  proof(registry: Address, index: bigint, count: bigint): LeafProof | undefined {
    const entries = this.first(registry, count)
    if (!entries) return undefined
    const path = pathTo(Number(index), entries.map(leafHash))
    return { entry: entries[Number(index)] as ReadonlyUint8Array, path }
  }
}

/**
 * The leaf that a proof proves to be in a registry's log. The state is that of a message's payload (`leafCount`, `root`) that
 * guardians signed, or of the log's account (`published`, `publishedRoot`).
 *
 * @returns `undefined` where the proof proves nothing.
 * @throws RangeError where the entry is no leaf.
 */
export function verifyLeaf(registry: Address, { entry, path }: LeafProof, state: LogState): Leaf | undefined {
  const leaf = decodeLeaf(entry)
  const proven = leaf.registry === registry && includes(state, leaf.index, leafHash(entry), path)
  return proven ? leaf : undefined
}
