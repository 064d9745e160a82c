/**
 * Compares the ledger's code with crates/audit/ledger.json, by which `carbon audit` knows the contract. With CARBON_GENERATE=1 in
 * the environment it writes that file instead.
 */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'node:test'
import { artifacts } from '../devnet/artifacts.js'
import { deploy } from './fixtures.js'

const FILE = new URL('../../crates/audit/ledger.json', import.meta.url)

test('the code by which an audit knows the ledger', async () => {
  const { code, immutables } = artifacts().CarbonLedger
  const text = JSON.stringify({ code, immutables }, undefined, 1) + '\n'
  if (process.env.CARBON_GENERATE === '1') writeFileSync(FILE, text)
  else assert.equal(readFileSync(FILE, 'utf8'), text, 'crates/audit/ledger.json is out of date: run `make generate`')

  // A node has the same code, with the immutables in their places.
  const { chain, ledger } = await deploy()
  let deployed = await chain.code(ledger.address)
  assert.notEqual(deployed, code)
  for (const [start, length] of immutables.flat()) {
    const [from, to] = [2 + 2 * start, 2 + 2 * (start + length)]
    deployed = deployed.slice(0, from) + '00'.repeat(length) + deployed.slice(to)
  }
  assert.equal(deployed, code)
})
