/**
 * The L1 part of `carbon demo`: reads a message that a Solana transaction posted and leaves of its log from standard
 * input, brings the message to the ledger on an embedded EVM, registers the corrections, proves the other leaves, and
 * writes what came of it.
 *
 * The core contract is the real one; its only guardian is that of Wormhole's development networks, whose key is public: it
 * stands in for the guardians.
 */

import { readFileSync } from 'node:fs'
import { artifacts } from './src/artifacts.js'
import { Chain } from './src/evm.js'
import { deployCore, guardians, sign } from './src/wormhole.js'

/**
 * @typedef {{ name: string, entry: string, path: string[] }} Leaf Hex without prefixes.
 * @typedef {{ registry: string, emitter: string, body: string, certificates: Leaf[], years: Leaf[], corrections: Leaf[] }} Input
 */

/** @type {Input} */
const input = JSON.parse(readFileSync(0, 'utf8'))
const hex = (/** @type {string} */ text) => `0x${text}`

const chain = await Chain.create()
const set = guardians(1)
const core = await deployCore(chain, set)
const ledger = await chain.deploy(artifacts().CarbonLedger, core.address, hex(input.registry), hex(input.emitter))
const { gas, events } = await ledger.send('submit', sign(hex(input.body), set))
const [accepted] = events
for (const { entry, path } of input.corrections) {
  await ledger.send('registerCorrection', hex(entry), path.map(hex))
}

/**
 * @param {'isOffset' | 'isNeutral'} question
 * @param {Leaf[]} leaves
 */
async function ask(question, leaves) {
  const answers = []
  for (const { name, entry, path } of leaves) {
    const { value, gas } = await ledger.measure(question, hex(entry), path.map(hex))
    answers.push({ name, question, answer: value, gas: Number(gas), leaf: entry, path })
  }
  return answers
}

console.log(
  JSON.stringify({
    signer: "Wormhole's devnet guardian, standing in for the guardians",
    core: core.address,
    ledger: ledger.address,
    batch: accepted.args.batch.toNumber(),
    root: accepted.args.root.slice(2),
    leaf_count: accepted.args.leafCount.toNumber(),
    neutralized: accepted.args.neutralized.toNumber(),
    corrections: accepted.args.corrections.toNumber(),
    gas: Number(gas),
    proofs: [...(await ask('isOffset', input.certificates)), ...(await ask('isNeutral', input.years))],
  }),
)
