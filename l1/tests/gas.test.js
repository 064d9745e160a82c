/**
 * Measures the gas of the ledger and compares it with docs/gas.md. With CARBON_GENERATE=1 in the environment it writes that
 * file instead.
 */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'node:test'
import { artifacts } from '../devnet/artifacts.js'
import { EthereumChain } from '../devnet/evm.js'
import { quorum, sign } from '../devnet/wormhole.js'
import { bytes, treeOver } from './bytes.js'
import { body, deploy, proof, register, REGISTRY } from './fixtures.js'

/** @param {bigint | number} number */
const grouped = (number) => number.toString().replace(/\B(?=(\d{3})+$)/g, ',')

const FILE = new URL('../../docs/gas.md', import.meta.url)

/** Bound on a submission by 13 of 19 guardians, with the root and its time kept. */
const MAX_SUBMIT_GAS = 225_000n
/** Bound on a proof in a log of 10,000 leaves. */
const MAX_PROOF_GAS = 6_200n
/** Seconds. */
const MONTH = 30 * 86_400

test('gas', async () => {
  /** @type {[string, bigint][]} */
  const rows = []
  for (const size of [1, 19]) {
    const { ledger, set } = await deploy({ size })
    const signers = `${quorum(size)} of ${size} guardians`
    rows.push([`submit, ${signers}, the first batch`, (await ledger.send('submit', sign(body('first'), set))).gas])
    const later = (await ledger.send('submit', sign(body('third'), set))).gas
    rows.push([`submit, ${signers}, a later batch`, later])
    if (size === 19) assert.ok(later < MAX_SUBMIT_GAS, `${later} gas`)
    for (const [name, index] of /** @type {[string, number][]} */ ([
      ['certificateStatus', 0],
      ['yearStatus', 1],
    ])) {
      rows.push([`${name}, log of 4 leaves`, (await ledger.measure(name, REGISTRY, proof(index, 4))).gas])
    }
    rows.push([
      'requireOffset, log of 4 leaves',
      (await ledger.measure('requireOffset', REGISTRY, proof(0, 4), MONTH)).gas,
    ])
    await ledger.send('submit', sign(body('corrected'), set))
    rows.push(['registerCorrections, 2 of them, log of 6 leaves', (await register(ledger, [4, 5], 6)).gas])
  }
  const harness = await (await EthereumChain.create()).deploy(artifacts().Harness)
  for (const count of [100, 1_000, 10_000]) {
    const tree = treeOver(Array.from({ length: count }, (_, index) => bytes(index.toString(16).padStart(16, '0'))))
    const { value, gas } = await harness.measure('includes', tree.root, count, 0, tree.leaf(0), tree.path(0))
    assert.equal(value, true)
    assert.ok(gas <= MAX_PROOF_GAS, `${gas} gas`)
    rows.push([`an inclusion proof alone, log of ${grouped(count)} leaves`, gas])
  }
  const gasOf = new Map(rows)
  const table = [...gasOf].map(([name, gas]) => `| ${name} | ${grouped(gas)} |`)
  const later = gasOf.get('submit, 13 of 19 guardians, a later batch') ?? 0n
  const shares = [100n, 10_000n].map((leaves) => `${grouped(later / leaves)} at ${grouped(leaves)} leaves a batch`)
  const text = `# Gas

Written by \`make generate\` and compared by the tests of the L1 ledger (\`l1/tests/gas.test.js\`), which run on an embedded EVM
(Cancun) with the real Wormhole core contract. A submission and a registration are whole transactions. A proof is the gas that
it adds to the transaction that calls it, without its calldata.

| what | gas |
|---|--:|
${table.join('\n')}

So a leaf costs ${shares.join(', ')}.
`
  if (process.env.CARBON_GENERATE === '1') writeFileSync(FILE, text)
  else assert.equal(readFileSync(FILE, 'utf8'), text, 'docs/gas.md is out of date: run `make generate`')
})
