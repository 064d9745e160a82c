/**
 * Compares the ledger's code with l1/ledger.json, by which `carbon audit` and `carbon rollup` know the contract. With CARBON_GENERATE=1 in
 * the environment it writes that file instead.
 */

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'node:test'
import { artifacts, compiler } from '../devnet/artifacts.js'
import { deploy } from './fixtures.js'

const FILE = new URL('../ledger.json', import.meta.url)

test('the code by which the ledger is known', async () => {
  const { abi, bytecode: creation, code, immutables } = artifacts().CarbonLedger
  const text = JSON.stringify({ creation, code, immutables, abi, compiler: compiler() }, undefined, 1) + '\n'
  if (process.env.CARBON_GENERATE === '1') writeFileSync(FILE, text)
  else assert.equal(readFileSync(FILE, 'utf8'), text, 'l1/ledger.json is out of date: run `make generate`')

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
