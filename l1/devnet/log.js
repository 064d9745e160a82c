/**
 * The Merkle log as a reader in JavaScript has it: RFC 9162 to the letter, with keccak-256.
 */

import { ethers } from 'ethers'

const { concat, keccak256 } = ethers.utils

/** @param {string} entry Hex. */
export const leafHash = (entry) => keccak256(concat(['0x00', entry]))

/**
 * @param {string} left
 * @param {string} right
 */
export const nodeHash = (left, right) => keccak256(concat(['0x01', left, right]))

/**
 * The largest power of two below a count.
 * @param {number} count
 */
const split = (count) => 2 ** Math.floor(Math.log2(count - 1))

/**
 * The tree over leaf hashes: its root (2.1.1), and for each leaf the siblings from the leaf upwards (2.1.3.1).
 * @param {string[]} leaves
 * @returns {{ root: string, paths: string[][] }}
 */
export function tree(leaves) {
  if (leaves.length === 0) return { root: keccak256('0x'), paths: [] }
  if (leaves.length === 1) return { root: leaves[0], paths: [[]] }
  const at = split(leaves.length)
  const [left, right] = [tree(leaves.slice(0, at)), tree(leaves.slice(at))]
  return {
    root: nodeHash(left.root, right.root),
    paths: [...left.paths.map((path) => [...path, right.root]), ...right.paths.map((path) => [...path, left.root])],
  }
}
