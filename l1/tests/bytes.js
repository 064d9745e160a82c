/**
 * The client's formats and Merkle log for contracts: the client has bytes, `ethers` has hex with a prefix.
 */

import { fromHex, leafHash, pathTo, rootOf, toHex } from '@carbon-consensus/client'

/** @typedef {import('@solana/kit').ReadonlyUint8Array} Bytes */

/**
 * Hex with the prefix `0x`.
 * @param {Bytes} bytes
 */
export const hex = (bytes) => `0x${toHex(bytes)}`

/**
 * Bytes of hex with or without the prefix `0x`.
 * @param {string} text
 */
export const bytes = (text) => fromHex(text.replace(/^0x/, ''))

/**
 * The Merkle tree over log entries: its root, and the path of each leaf from the leaf upwards.
 * @param {Bytes[]} entries
 */
export function treeOver(entries) {
  const leaves = entries.map(leafHash)
  return {
    root: hex(rootOf(leaves)),
    /**
     * Hash of a leaf.
     * @param {number} index
     */
    leaf: (index) => hex(leaves[index]),
    /**
     * Path of a leaf.
     * @param {number} index
     */
    path: (index) => pathTo(index, leaves).map(hex),
  }
}
