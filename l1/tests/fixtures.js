/**
 * What the tests share: the published messages, and a chain with the real core contract and the ledger.
 */

import { existsSync, readFileSync } from 'node:fs'
import { artifacts, target } from '../src/artifacts.js'
import { Chain } from '../src/evm.js'
import { decode, encode, PAYLOAD } from '../src/formats.js'
import { leafHash, tree } from '../src/log.js'
import { deployCore, guardians, sign } from '../src/wormhole.js'

/** @typedef {import('../src/formats.js').Fields} Fields */

const file = `${target}/published.json`
if (!existsSync(file)) {
  throw new Error(`${file} is missing: the tests of the Solana program write it (cargo test --test program published)`)
}
/** @type {{ ledger: string, registry: string, emitter: string, leaves: string[], messages: Record<string, string> }} */
export const published = JSON.parse(readFileSync(file, 'utf8'))

/** Where the payload begins in the body of a VAA. */
const PAYLOAD_AT = 2 + 2 * 51

/**
 * The body of a message that a Solana transaction posted.
 * @param {string} name
 */
export function body(name) {
  const hex = published.messages[name]
  if (!hex) throw new Error(`no message ${name}`)
  return '0x' + hex
}

/**
 * What such a message says.
 * @param {string} name
 */
export const said = (name) => decode(PAYLOAD, '0x' + body(name).slice(PAYLOAD_AT))

/**
 * The body with other content: what no transaction posted, and the ledger must refuse.
 * @param {string} name
 * @param {Fields} change
 */
export const altered = (name, change) =>
  body(name).slice(0, PAYLOAD_AT) + encode(PAYLOAD, { ...said(name), ...change }).slice(2)

/**
 * The body with other bytes at an offset.
 * @param {string} name
 * @param {number} offset
 * @param {string} bytes Hex without a prefix.
 */
export function patched(name, offset, bytes) {
  const hex = body(name)
  return hex.slice(0, 2 + 2 * offset) + bytes + hex.slice(2 + 2 * offset + bytes.length)
}

/** Offset of the payload in the body. */
export const PAYLOAD_OFFSET = 51

/** @param {number} index */
export const leaf = (index) => '0x' + published.leaves[index]

/**
 * A leaf and its path to the root over the first `count` leaves.
 * @param {number} index
 * @param {number} count
 * @returns {[string, string[]]}
 */
export function proof(index, count) {
  return [leaf(index), treeOf(count).paths[index]]
}

/**
 * The tree over the first `count` leaves.
 * @param {number} count
 */
export const treeOf = (count) => tree(published.leaves.slice(0, count).map((entry) => leafHash('0x' + entry)))

/** The ledger's address on the chain that messages are for. */
export const LEDGER = '0x' + published.ledger

/**
 * A chain with the core contract and the ledger.
 * @param {{ size?: number, registry?: string, emitter?: string }} [options]
 */
export async function deploy({ size = 1, registry = published.registry, emitter = published.emitter } = {}) {
  const chain = await Chain.create()
  const set = guardians(size)
  const core = await deployCore(chain, set)
  const ledger = await chain.deploy(artifacts().CarbonLedger, core.address, '0x' + registry, '0x' + emitter)
  return {
    chain,
    core,
    ledger,
    set,
    /** @param {string} message Its name. */
    submit: (message) => ledger.send('submit', sign(body(message), set)),
    /** @param {string} content A body. */
    submitBody: (content) => ledger.send('submit', sign(content, set)),
  }
}

/**
 * Registers correction leaves.
 * @param {import('../src/evm.js').Contract} ledger
 * @param {number[]} indices
 * @param {number} count
 */
export async function register(ledger, indices, count) {
  for (const index of indices) await ledger.send('registerCorrection', ...proof(index, count))
}
