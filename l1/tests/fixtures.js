/**
 * Shared by the tests: the published messages, and a chain with the real core contract and the ledger.
 */

import { existsSync, readFileSync } from 'node:fs'
import { decodePayload, encodePayload } from '@carbon-consensus/client'
import { target } from '../devnet/artifacts.js'
import { EthereumChain } from '../devnet/evm.js'
import { deployLedger, putDeployer } from '../devnet/ledger.js'
import { deployCore, guardians, sign } from '../devnet/wormhole.js'
import { bytes, hex, treeOver } from './bytes.js'

/** @typedef {import('@carbon-consensus/client').Payload} Payload */

const file = `${target}/published.json`
if (!existsSync(file)) {
  throw new Error(
    `${file} is missing: the tests of the Solana program write it (cargo test --workspace --test program published)`,
  )
}
/** @type {{ program: string, registry: string, emitter: string, leaves: string[], messages: Record<string, string> }} */
export const published = JSON.parse(readFileSync(file, 'utf8'))

/** Offset of the payload in the body of a VAA. */
export const PAYLOAD_OFFSET = 51
/** Where the payload begins in the body as hex with a prefix. */
const PAYLOAD_START = 2 + 2 * PAYLOAD_OFFSET

/**
 * The body of a message that a Solana transaction posted.
 * @param {string} name
 */
export function body(name) {
  const message = published.messages[name]
  if (!message) throw new Error(`there is no message ${name}`)
  return `0x${message}`
}

/**
 * The payload of a message that a Solana transaction posted.
 * @param {string} name
 */
export const payloadOf = (name) => decodePayload(bytes(body(name).slice(PAYLOAD_START)))

/**
 * The body with a changed payload. No transaction posted it, and the ledger must refuse it.
 * @param {string} name
 * @param {Partial<Payload>} change
 */
export const altered = (name, change) =>
  body(name).slice(0, PAYLOAD_START) + hex(encodePayload({ ...payloadOf(name), ...change })).slice(2)

/**
 * The body with other bytes at an offset.
 * @param {string} name
 * @param {number} offset
 * @param {string} replacement Hex without a prefix.
 */
export function patched(name, offset, replacement) {
  const message = body(name)
  return message.slice(0, 2 + 2 * offset) + replacement + message.slice(2 + 2 * offset + replacement.length)
}

/** @param {number} index */
export const leaf = (index) => `0x${published.leaves[index]}`

/** A proof as the ledger takes it. @typedef {{ leaf: string, path: string[], root: string }} Proof */

/**
 * A leaf and its path to the root over the first `count` leaves.
 * @param {number} index
 * @param {number} count
 * @returns {Proof}
 */
export function proof(index, count) {
  const { root, path } = treeOf(count)
  return { leaf: leaf(index), path: path(index), root }
}

/**
 * The tree over the first `count` leaves.
 * @param {number} count
 */
export const treeOf = (count) => treeOver(published.leaves.slice(0, count).map(bytes))

/** The registry, as the ledger names it. */
export const REGISTRY = `0x${published.registry}`

/**
 * A chain with the core contract and the ledger.
 * @param {{ size?: number, program?: string }} [options]
 */
export async function deploy({ size = 1, program = published.program } = {}) {
  const chain = await EthereumChain.create()
  const set = guardians(size)
  const core = await deployCore(chain, set)
  await putDeployer(chain)
  const ledger = await deployLedger(chain, core.address, `0x${program}`)
  return {
    chain,
    core,
    ledger,
    set,
    /** @param {string} message Name of a message. */
    submit: (message) => ledger.send('submit', sign(body(message), set)),
    /** @param {string} content A body. */
    submitBody: (content) => ledger.send('submit', sign(content, set)),
  }
}

/** Names of `ICarbonLedger.Status`, in the order of its values. */
const STATUSES = ['WrongLeaf', 'UnknownRoot', 'NotIncluded', 'Pending', 'Superseded', 'Impaired', 'NotNeutral', 'Valid']

/**
 * What the ledger says of a certificate.
 * @param {import('../devnet/evm.js').Contract} ledger
 * @param {Proof} proof
 */
export const certificateStatus = async (ledger, proof) =>
  STATUSES[(await ledger.call('certificateStatus', REGISTRY, proof))[0]]

/**
 * What the ledger says of a year.
 * @param {import('../devnet/evm.js').Contract} ledger
 * @param {Proof} proof
 */
export const yearStatus = async (ledger, proof) => STATUSES[(await ledger.call('yearStatus', REGISTRY, proof))[0]]

/**
 * Registers correction leaves, all in one transaction.
 * @param {import('../devnet/evm.js').Contract} ledger
 * @param {number[]} indices
 * @param {number} count
 */
export const register = (ledger, indices, count) =>
  ledger.send(
    'registerCorrections',
    REGISTRY,
    indices.map((index) => proof(index, count)),
  )
