/**
 * Compiles the contracts once for each state of their sources. The result is kept in target/l1.
 */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * A compiled contract. `code` is what a node has at its address, with zeros at the places of each immutable (offset and length).
 *
 * @typedef {{ abi: any[], bytecode: string, code: string, immutables: [number, number][][] }} Compiled
 */
/** What a deployment needs. @typedef {Pick<Compiled, 'abi' | 'bytecode'>} Artifact */

const root = fileURLToPath(new URL('..', import.meta.url))
/** Folder of the compiled contracts, and of the messages that the tests of the Solana program write. */
export const target = fileURLToPath(new URL('../../target/l1', import.meta.url))

/** Settings of the compiler. */
const settings = {
  optimizer: { enabled: true, runs: 10_000 },
  evmVersion: 'cancun',
  // Without the hash of the sources at its end, the code depends on nothing but what it does.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
}
const outputSelection = { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode'] } }

const require = createRequire(import.meta.url)

/** What makes the same code of the ledger again: the compiler's version and settings, and the sources in `contracts`. */
export function compiler() {
  // Loading the compiler takes a second; its package.json names the version without that.
  const { version } = require('solc/package.json')
  return { version, settings, sources: readdirSync(`${root}contracts`) }
}

/**
 * All contracts by name.
 * @returns {Record<string, Compiled>}
 */
export function artifacts() {
  const sources = Object.fromEntries(
    ['contracts', 'examples', 'tests/contracts'].flatMap((folder) =>
      readdirSync(root + folder).map((name) => [name, { content: readFileSync(`${root}${folder}/${name}`, 'utf8') }]),
    ),
  )
  const input = JSON.stringify({ language: 'Solidity', sources, settings: { ...settings, outputSelection } })
  const { version } = compiler()
  const key = createHash('sha256').update(version).update(input).digest('hex').slice(0, 16)
  const path = `${target}/contracts-${key}.json`
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'))

  const solc = require('solc')
  const output = JSON.parse(solc.compile(input))
  const messages = (output.errors ?? []).map((/** @type {any} */ error) => error.formattedMessage)
  if (messages.length > 0) throw new Error(messages.join('\n'))
  /** @type {Record<string, Compiled>} */
  const all = {}
  for (const contracts of Object.values(output.contracts)) {
    for (const [name, contract] of Object.entries(/** @type {Record<string, any>} */ (contracts))) {
      const { bytecode, deployedBytecode } = contract.evm
      /** @type {{ start: number, length: number }[][]} */
      const places = Object.values(deployedBytecode.immutableReferences ?? {})
      all[name] = {
        abi: contract.abi,
        bytecode: '0x' + bytecode.object,
        code: '0x' + deployedBytecode.object,
        immutables: places.map((of) => of.map(({ start, length }) => [start, length])),
      }
    }
  }
  mkdirSync(target, { recursive: true })
  writeFileSync(path, JSON.stringify(all))
  return all
}
