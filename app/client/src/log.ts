/**
 * The rollup log: an append-only Merkle tree as in RFC 9162 (Certificate Transparency), with keccak-256. Leaves are hashed
 * with the prefix 0x00 and nodes with 0x01, so a leaf cannot be taken for a node.
 */

import type { ReadonlyUint8Array } from '@solana/kit'
import { keccak, sameBytes } from './hash.js'
import type { Hash } from './hash.js'

const LEAF = new Uint8Array([0x00])
const NODE = new Uint8Array([0x01])

/** Hash of a leaf's entry. */
export const leafHash = (entry: ReadonlyUint8Array): Hash => keccak(LEAF, entry)

/** Hash of a node over its children. */
export const nodeHash = (left: Hash, right: Hash): Hash => keccak(NODE, left, right)

/** The root over leaf hashes. The root of an empty log is the hash of no bytes, as in the RFC. */
export function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length <= 1) return leaves[0] ?? keccak()
  const { left, right } = split(leaves)
  return nodeHash(rootOf(left), rootOf(right))
}

/**
 * The path from leaf `index` to the root over `leaves`: siblings from the leaf upwards.
 *
 * @param leaves - Hashes of all leaves, in order.
 * @throws RangeError if `index` is not an index of `leaves`.
 */
export function pathTo(index: number, leaves: readonly Hash[]): Hash[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`there is no leaf ${index} in a log of ${leaves.length}`)
  }
  if (leaves.length === 1) return []
  const { left, right } = split(leaves)
  return index < left.length
    ? [...pathTo(index, left), rootOf(right)]
    : [...pathTo(index - left.length, right), rootOf(left)]
}

/** Splits a tree: the left part is the largest complete subtree that leaves at least one leaf for the right part. */
function split(leaves: readonly Hash[]): { left: readonly Hash[]; right: readonly Hash[] } {
  let size = 1
  while (2 * size < leaves.length) size *= 2
  return { left: leaves.slice(0, size), right: leaves.slice(size) }
}

/** State of a log that a path is checked against. Take both from the same message: a path does not prove the count. */
export type LogState = {
  /** Number of leaves. */
  count: bigint
  /** Root over the leaves. */
  root: Hash
}

/** Whether `siblings` prove that leaf `index` of a log in this state has the hash `leaf` (RFC 9162, 2.1.3.2). */
export function includes({ count, root }: LogState, index: bigint, leaf: Hash, siblings: readonly Hash[]): boolean {
  if (index < 0n || index >= count) return false
  // The leaf's node and the last node of the same level; they meet at the root.
  let [node, last] = [index, count - 1n]
  let hash = leaf
  for (const sibling of siblings) {
    if (last === 0n) return false
    if (node % 2n === 1n || node === last) {
      hash = nodeHash(sibling, hash)
      // A last node without a right sibling rises unchanged to the first level where it is a right child.
      while (node % 2n === 0n) [node, last] = [node / 2n, last / 2n]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[node, last] = [node / 2n, last / 2n]
  }
  return last === 0n && sameBytes(hash, root)
}
