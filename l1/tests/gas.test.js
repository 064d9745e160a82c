/**
 * What the ledger costs, written to docs/gas.md.
 */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import test from 'node:test'
import { artifacts } from '../src/artifacts.js'
import { Chain } from '../src/evm.js'
import { leafHash, tree } from '../src/log.js'
import { quorum, sign } from '../src/wormhole.js'
import { body, deploy, proof } from './fixtures.js'

/** @param {bigint | number} number */
const grouped = (number) => number.toString().replace(/\B(?=(\d{3})+$)/g, ',')

/** A whole submission by 13 of 19 guardians that Wormhole's parts alone were measured at, as a bound. */
const CEILING = 260_000n

test('gas', async () => {
  /** @type {[string, bigint][]} */
  const rows = []
  for (const size of [1, 19]) {
    const { ledger, set } = await deploy({ size })
    const signers = `${quorum(size)} of ${size} guardians`
    rows.push([`submit, ${signers}, the first batch`, (await ledger.send('submit', sign(body('first'), set))).gas])
    const later = (await ledger.send('submit', sign(body('third'), set))).gas
    rows.push([`submit, ${signers}, a later batch`, later])
    if (size === 19) assert.ok(later < CEILING, `${later} gas`)
    rows.push(['isOffset, log of 4 leaves', (await ledger.measure('isOffset', ...proof(0, 4))).gas])
    rows.push(['isNeutral, log of 4 leaves', (await ledger.measure('isNeutral', ...proof(1, 4))).gas])
    await ledger.send('submit', sign(body('corrected'), set))
    rows.push(['registerCorrection, log of 6 leaves', (await ledger.send('registerCorrection', ...proof(4, 6))).gas])
  }
  const harness = await (await Chain.create()).deploy(artifacts().Harness)
  for (const count of [100, 1_000, 10_000]) {
    const leaves = Array.from({ length: count }, (_, index) => leafHash('0x' + index.toString(16).padStart(16, '0')))
    const { root, paths } = tree(leaves)
    const { value, gas } = await harness.measure('includes', root, count, 0, leaves[0], paths[0])
    assert.equal(value, true)
    rows.push([`an inclusion proof alone, log of ${grouped(count)} leaves`, gas])
  }
  const seen = new Map(rows)
  const table = [...seen].map(([name, gas]) => `| ${name} | ${grouped(gas)} |`)
  const later = seen.get('submit, 13 of 19 guardians, a later batch') ?? 0n
  const shares = [100n, 10_000n].map((leaves) => `${grouped(later / leaves)} at ${grouped(leaves)} leaves a batch`)
  const text = `# Gas

Written by each run of the tests of the L1 ledger (\`l1/test/gas.test.js\`), on an embedded EVM (Cancun) with the real Wormhole
core contract. A submission and a registration are whole transactions; a proof is what it adds to the transaction that
asks, without its calldata.

| what | gas |
|---|--:|
${table.join('\n')}

So a leaf costs ${shares.join(', ')}.
`
  writeFileSync(new URL('../../docs/gas.md', import.meta.url), text)
})
