/**
 * Every format against the golden vectors of the crate `carbon-wire`, in JavaScript and in Solidity.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { ethers } from 'ethers'
import { artifacts } from '../src/artifacts.js'
import { Chain } from '../src/evm.js'
import { decode, encode, LEAVES, PAYLOAD } from '../src/formats.js'
import { leafHash, tree } from '../src/log.js'

const golden = JSON.parse(
  readFileSync(new URL('../../crates/wire/vectors/golden.json', import.meta.url), 'utf8'),
)
const harness = await (await Chain.create()).deploy(artifacts().Harness)

/**
 * A vector's input, as the formats here take it: what is 32 bytes of hex stays, all else is an integer.
 * @param {Record<string, string>} input
 */
const fields = (input) =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, value.length === 64 ? value : BigInt(value)]),
  )

/** The leaf hashes of the vectors' logs. */
const leaves = Array.from({ length: 1000 }, (_, index) =>
  leafHash(ethers.utils.hexZeroPad(ethers.utils.hexlify(index), 8)),
)

/**
 * Compares what Solidity read with a vector's input.
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

/** @type {Record<string, [string, string][]>} */
const READ_OF_LEAVES = {
  certificate: [
    ['registry', 'registry'],
    ['index', 'index'],
    ['account', 'certificate'],
  ],
  year: [
    ['registry', 'registry'],
    ['index', 'index'],
    ['inventory', 'inventory'],
    ['emitted', 'emitted'],
    ['neutralized', 'neutralized'],
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
  for (const { name, input, bytes, hash } of golden.leaf) {
    const kind = /** @type {keyof typeof LEAVES} */ (name)
    assert.equal(encode(LEAVES[kind], fields(input)), '0x' + bytes)
    assert.deepEqual(decode(LEAVES[kind], '0x' + bytes), fields(input))
    assert.equal(leafHash('0x' + bytes), '0x' + hash)
    assert.equal(await harness.call('leafHash', '0x' + bytes), '0x' + hash)
    for (const other of Object.keys(LEAVES)) {
      const [is, read] = await harness.call(other, '0x' + bytes)
      assert.equal(is, other === kind)
      if (is) same(read, input, READ_OF_LEAVES[kind])
    }
    assert.equal((await harness.call(kind, '0x' + bytes + '00'))[0], false, 'a byte more')
    assert.equal((await harness.call(kind, '0x' + bytes.slice(2)))[0], false, 'a byte less')
  }
})

test('payloads', async () => {
  assert.ok(golden.payload.length >= 2)
  for (const { input, bytes } of golden.payload) {
    assert.equal(encode(PAYLOAD, fields(input)), '0x' + bytes)
    const { reserved, ...rest } = fields({ reserved: '0', ...input })
    assert.equal(reserved, 0n)
    assert.deepEqual(decode(PAYLOAD, '0x' + bytes), rest)
    same(await harness.call('batch', '0x' + bytes), input, [
      ['targetChain', 'target_chain'],
      ['targetContract', 'target_contract'],
      ['registry', 'registry'],
      ['index', 'batch'],
      ['firstLeaf', 'first_leaf'],
      ['leafCount', 'leaf_count'],
      ['previousRoot', 'previous_root'],
      ['root', 'root'],
      ['neutralized', 'neutralized'],
      ['corrections', 'corrections'],
    ])
  }
})

test('roots', async () => {
  assert.ok(golden.log.roots.length >= 6)
  for (const { leaf_count, root: expected } of golden.log.roots) {
    const count = Number(leaf_count)
    assert.equal(tree(leaves.slice(0, count)).root, '0x' + expected, `${count} leaves in JavaScript`)
    assert.equal(await harness.call('rootOf', 0, count), '0x' + expected, `${count} leaves in Solidity`)
  }
})

test('paths', async () => {
  assert.ok(golden.log.paths.length >= 9)
  for (const vector of golden.log.paths) {
    const [count, index] = [Number(vector.leaf_count), Number(vector.index)]
    const siblings = vector.siblings.map((/** @type {string} */ sibling) => '0x' + sibling)
    assert.equal(leaves[index], '0x' + vector.leaf)
    assert.deepEqual(tree(leaves.slice(0, count)).paths[index], siblings, `leaf ${index} of ${count}`)
    assert.deepEqual(await harness.call('pathOf', index, 0, count), siblings, `leaf ${index} of ${count} in Solidity`)
    assert.equal(await harness.call('includes', '0x' + vector.root, count, index, leaves[index], siblings), true)
  }
})

// All trees of up to 130 leaves are checked in Rust (crates/wire/src/log/tests.rs), where it takes no time.
test('every leaf of every tree of up to 40 leaves, and around 64 and 128, by the paths of the definition', async () => {
  const counts = [...Array(40).keys()].map((index) => index + 1).concat(63, 64, 65, 127, 128, 129, 130)
  let proofs = 0
  for (const count of counts) {
    const hashes = leaves.slice(0, count)
    const { root, paths } = tree(hashes)
    proofs += (await harness.call('checkAll', root, hashes, paths)).toNumber()
  }
  assert.equal(
    proofs,
    counts.reduce((sum, count) => sum + count),
  )
})

test('nothing near a proof proves anything', async () => {
  for (const count of [1, 2, 3, 5, 8, 11]) {
    const { root, paths } = tree(leaves.slice(0, count))
    for (const [index, path] of paths.entries()) {
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
