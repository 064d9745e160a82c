/**
 * The contracts against the golden vectors of the crate `carbon-wire`. The client's own tests compare the client with the same
 * vectors (app/client/test/golden.test.ts).
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { decodeLeaf, decodePayload, encodeLeaf, encodePayload, leafHash, rootOf } from '@carbon-consensus/client'
import { ethers } from 'ethers'
import { artifacts } from '../devnet/artifacts.js'
import { EthereumChain } from '../devnet/evm.js'
import { addressOf } from '../devnet/ledger.js'
import { bytes, hex, treeOver } from './bytes.js'

const golden = JSON.parse(readFileSync(new URL('../../crates/wire/vectors/golden.json', import.meta.url), 'utf8'))
const harness = await (await EthereumChain.create()).deploy(artifacts().Harness)

/** Kinds of leaves. */
const KINDS = ['certificate', 'year', 'correction']

/** The entries of the vectors' logs: each is its index in 8 bytes. */
const entries = Array.from({ length: 1000 }, (_, index) => bytes(index.toString(16).padStart(16, '0')))
/** Their hashes. */
const leaves = entries.map((entry) => hex(leafHash(entry)))

/**
 * Compares fields that Solidity read with a vector's input.
 * @param {any} read
 * @param {Record<string, string>} input
 * @param {[solidity: string, vector: string][]} names
 */
function same(read, input, names) {
  for (const [solidity, vector] of names) {
    const found = read[solidity]
    const text = typeof found === 'string' ? found.slice(2) : found.toString()
    assert.equal(text, input[vector], `${solidity} is ${vector}`)
  }
}

/** Fields that Solidity reads of each kind of leaf. @type {Record<string, [string, string][]>} */
const LEAF_FIELDS = {
  certificate: [
    ['registry', 'registry'],
    ['index', 'index'],
    ['account', 'certificate'],
    ['beneficiary', 'beneficiary'],
    ['legs', 'legs'],
    ['emission', 'emission'],
    ['credit', 'credit'],
    ['slot', 'slot'],
    ['time', 'time'],
    ['statement', 'metadata'],
  ],
  year: [
    ['registry', 'registry'],
    ['index', 'index'],
    ['inventory', 'inventory'],
    ['source', 'source'],
    ['owner', 'owner'],
    ['emitted', 'emitted'],
    ['neutralized', 'neutralized'],
    ['time', 'time'],
    ['statement', 'statement'],
    ['year', 'year'],
  ],
  correction: [
    ['registry', 'registry'],
    ['index', 'index'],
    ['corrected', 'corrected'],
    ['correctedIndex', 'corrected_index'],
    ['void', 'void'],
    ['number', 'number'],
  ],
}

test('leaves', async () => {
  assert.ok(golden.leaf.length >= 3)
  for (const { name: kind, input, bytes: entry, hash } of golden.leaf) {
    const decoded = decodeLeaf(bytes(entry))
    assert.equal(decoded.kind, kind)
    assert.equal(hex(encodeLeaf(decoded)), `0x${entry}`)
    assert.equal(hex(leafHash(bytes(entry))), `0x${hash}`)
    assert.equal(await harness.call('leafHash', `0x${entry}`), `0x${hash}`)
    for (const other of KINDS) {
      const [is, read] = await harness.call(other, `0x${entry}`)
      assert.equal(is, other === kind)
      if (is) same(read, input, LEAF_FIELDS[kind])
    }
    assert.equal((await harness.call(kind, `0x${entry}00`))[0], false, 'a byte more')
    assert.equal((await harness.call(kind, `0x${entry.slice(2)}`))[0], false, 'a byte less')
  }
})

test('payloads', async () => {
  assert.ok(golden.payload.length >= 2)
  for (const { input, bytes: payload } of golden.payload) {
    assert.equal(hex(encodePayload(decodePayload(bytes(payload)))), `0x${payload}`)
    same(await harness.call('batch', `0x${payload}`), input, [
      ['registry', 'registry'],
      ['index', 'batch'],
      ['firstLeaf', 'first_leaf'],
      ['leafCount', 'leaf_count'],
      ['previousRoot', 'previous_root'],
      ['root', 'root'],
      ['neutralized', 'neutralized'],
      ['corrections', 'corrections'],
      ['unimpaired', 'unimpaired'],
      ['time', 'time'],
      ['bump', 'bump'],
    ])
  }
})

test('the emitter of a registry', async () => {
  assert.ok(golden.emitter.length >= 2)
  for (const { program, registry, bump, address } of golden.emitter) {
    assert.equal(await harness.call('emitter', `0x${program}`, `0x${registry}`, Number(bump)), `0x${address}`)
  }
})

test('the address of a ledger', () => {
  assert.ok(golden.ledger.length >= 2)
  for (const { creation, core, program, address } of golden.ledger) {
    assert.equal(addressOf(`0x${core}`, `0x${program}`, `0x${creation}`).toLowerCase(), `0x${address}`)
  }
})

test('roots', async () => {
  assert.ok(golden.log.roots.length >= 6)
  for (const { leaf_count, root: expected } of golden.log.roots) {
    const count = Number(leaf_count)
    const hashes = leaves.slice(0, count).map(bytes)
    assert.equal(hex(rootOf(hashes)), `0x${expected}`, `${count} leaves in the client`)
    assert.equal(await harness.call('rootOf', 0, count), `0x${expected}`, `${count} leaves in Solidity`)
  }
})

test('paths', async () => {
  assert.ok(golden.log.paths.length >= 9)
  for (const vector of golden.log.paths) {
    const [count, index] = [Number(vector.leaf_count), Number(vector.index)]
    const siblings = vector.siblings.map((/** @type {string} */ sibling) => `0x${sibling}`)
    assert.equal(leaves[index], `0x${vector.leaf}`)
    assert.deepEqual(treeOver(entries.slice(0, count)).path(index), siblings, `leaf ${index} of ${count} in the client`)
    assert.deepEqual(await harness.call('pathOf', index, 0, count), siblings, `leaf ${index} of ${count} in Solidity`)
    assert.equal(await harness.call('includes', `0x${vector.root}`, count, index, leaves[index], siblings), true)
  }
})

// All trees of up to 130 leaves are checked in Rust (crates/wire/src/log/tests.rs), where this is fast.
test('the path of every leaf proves it, in trees of up to 40 leaves and around 64 and 128', async () => {
  const counts = [...Array(40).keys()].map((index) => index + 1).concat(63, 64, 65, 127, 128, 129, 130)
  let proofs = 0
  for (const count of counts) {
    const { root, path } = treeOver(entries.slice(0, count))
    const hashes = leaves.slice(0, count)
    const paths = hashes.map((_, index) => path(index))
    proofs += (await harness.call('checkAll', root, hashes, paths)).toNumber()
  }
  assert.equal(
    proofs,
    counts.reduce((sum, count) => sum + count),
  )
})

test('a changed proof proves nothing', async () => {
  for (const count of [1, 2, 3, 5, 8, 11]) {
    const { root, path: pathOf } = treeOver(entries.slice(0, count))
    for (let index = 0; index < count; index++) {
      const path = pathOf(index)
      const at = `leaf ${index} of ${count}`
      const includes = (/** @type {any[]} */ ...args) => harness.call('includes', ...args)
      const other = ethers.utils.id('another')
      assert.equal(await includes(root, count, index, leaves[index], path), true, at)
      assert.equal(await includes(other, count, index, leaves[index], path), false, `${at}: another root`)
      assert.equal(await includes(root, count, index, other, path), false, `${at}: another leaf`)
      assert.equal(await includes(root, count, count, leaves[index], path), false, `${at}: past the end`)
      assert.equal(await includes(root, count, index, leaves[index], [...path, other]), false, `${at}: a sibling more`)
      for (const level of path.keys()) {
        const [shorter, forged] = [path.toSpliced(level, 1), path.with(level, other)]
        assert.equal(await includes(root, count, index, leaves[index], shorter), false, `${at}: a sibling less`)
        assert.equal(await includes(root, count, index, leaves[index], forged), false, `${at}: another sibling`)
      }
    }
  }
})
