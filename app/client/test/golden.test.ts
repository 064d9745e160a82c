/**
 * Every format against the golden vectors of the crate `carbon-wire`. Rust and Solidity are compared with the same vectors.
 */

import { readFileSync } from 'node:fs'
import { getAddressDecoder } from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { describe, expect, test } from 'vitest'
import {
  ballotDigest,
  claimContent,
  decodeEntry,
  decodeLeaf,
  decodePayload,
  encodeEntry,
  encodeLeaf,
  encodePayload,
  extendLineage,
  extendTrail,
  fromHex,
  GENESIS,
  includes,
  keccak,
  leafHash,
  pathTo,
  rootOf,
  toHex,
  yearContent,
} from '../src/index.js'
import type { CarbonData, Entry, Hash, Leaf, Payload } from '../src/index.js'

type Input = Record<string, string>
type Vector = { name: string; input: Input; bytes: string; hash: string; digest: string; head: string; record: string }
type LogVector = { leaf_count: string; index: string; leaf: string; root: string; siblings: string[] }

const golden: Record<string, Vector[]> & { log: { roots: LogVector[]; paths: LogVector[] } } = JSON.parse(
  readFileSync(new URL('../../../crates/wire/vectors/golden.json', import.meta.url), 'utf8'),
)

/** Vectors of a format, at least `least`: a file without vectors would prove nothing. */
function vectors(name: string, least: number): Vector[] {
  const found = golden[name] ?? []
  expect(found.length).toBeGreaterThanOrEqual(least)
  return found
}

const addressOf = (hex: string): Address => getAddressDecoder().decode(fromHex(hex))

/** Names of fields that are hashes or bytes. Other fields that are not integers are addresses. */
const BYTES = new Set(['legs', 'metadata', 'statement', 'previous_root', 'root', 'reference'])
/** Names of fields that are numbers, not bigints. */
const NUMBERS = new Set(['kind', 'year', 'bump'])

/** A vector's input, typed for the formats. */
function fields(input: Input): Record<string, unknown> {
  const typed = (name: string, value: string) => {
    if (BYTES.has(name)) return fromHex(value)
    if (value.length === 64) return addressOf(value)
    return NUMBERS.has(name) ? Number(value) : BigInt(value)
  }
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [camel(name), typed(name, value)]))
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

/** The value with bytes as hex, so that a Buffer equals a Uint8Array. */
const plain = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([name, value]) => [name, value instanceof Uint8Array ? toHex(value) : value]),
  )

test('leaves', () => {
  for (const { name, input, bytes, hash } of vectors('leaf', 3)) {
    const leaf = { kind: name, ...fields(input) } as Leaf
    expect(toHex(encodeLeaf(leaf))).toBe(bytes)
    expect(plain(decodeLeaf(fromHex(bytes)))).toEqual(plain(leaf))
    expect(toHex(leafHash(fromHex(bytes)))).toBe(hash)
    expect(() => decodeLeaf(fromHex(bytes + '00')), 'a byte more').toThrow(RangeError)
    expect(() => decodeLeaf(fromHex(bytes.slice(0, -2))), 'a byte less').toThrow(RangeError)
    expect(() => decodeLeaf(fromHex('00' + bytes.slice(2))), 'another magic').toThrow(RangeError)
  }
})

test('padding must be zero', () => {
  const correction = vectors('leaf', 3).find(({ name }) => name === 'correction')
  const padded = fromHex(correction?.bytes ?? '')
  padded[207] = 1
  expect(() => decodeLeaf(padded)).toThrow('padding')
})

test('payloads', () => {
  for (const { input, bytes } of vectors('payload', 2)) {
    const payload = fields(input) as unknown as Payload
    expect(toHex(encodePayload(payload))).toBe(bytes)
    expect(plain(decodePayload(fromHex(bytes)))).toEqual(plain(payload))
    const refused: [Partial<Payload>, string][] = [
      [{ batch: 0n }, 'numbered from 1'],
      [{ firstLeaf: payload.leafCount + 1n }, 'beyond its last'],
      [{ root: GENESIS }, 'root of zero'],
    ]
    for (const [change, words] of refused) {
      expect(() => decodePayload(encodePayload({ ...payload, ...change }))).toThrow(words)
    }
  }
})

test('lineage', () => {
  let head: Hash = GENESIS
  for (const vector of vectors('lineage', 3)) {
    const entry = fields(vector.input) as unknown as Entry
    expect(toHex(encodeEntry(entry))).toBe(vector.bytes)
    expect(plain(decodeEntry(fromHex(vector.bytes)))).toEqual(plain(entry))
    head = extendLineage(head, fromHex(vector.bytes))
    expect(toHex(head)).toBe(vector.head)
  }
})

test('trails', () => {
  let head: Hash = GENESIS
  for (const vector of vectors('trail', 3)) {
    head = extendTrail(head, addressOf(vector.record))
    expect(toHex(head)).toBe(vector.head)
  }
})

test('contents that notaries vote on', () => {
  for (const { input, bytes, hash } of vectors('claim_content', 3)) {
    const number = (name: string) => Number(input[name])
    const measured = input.activity === '0'
    const data = {
      ...{ kind: number('kind'), stream: number('stream'), assurance: number('assurance'), item: number('item') },
      ...{ firstDay: number('first_day'), lastDay: number('last_day'), adjustment: number('adjustment') },
      grams: BigInt(input.grams ?? ''),
      factor: addressOf(input.factor ?? ''),
      provider: addressOf(input.provider ?? ''),
      evidenceSha256: fromHex(input.evidence ?? ''),
      quantity: measured
        ? { __kind: 'Measured', method: number('method'), gwp: number('gwp') }
        : { __kind: 'Activity', amount: BigInt(input.activity ?? '') },
    } as unknown as CarbonData
    const claimant = { source: addressOf(input.source ?? ''), submitter: addressOf(input.submitter ?? '') }
    const content = claimContent(claimant, data, number('gwp'))
    expect(toHex(content)).toBe(bytes)
    expect(toHex(keccak(content))).toBe(hash)
  }
  for (const { input, bytes, hash } of vectors('year_content', 2)) {
    const { source, year, emitted, addBack, records } = fields(input) as Record<string, bigint> & { source: Address }
    const totals = {
      source,
      year: Number(year),
      emitted: emitted ?? 0n,
      addBack: addBack ?? 0n,
      records: Number(records),
    }
    expect(toHex(yearContent(totals))).toBe(bytes)
    expect(toHex(keccak(yearContent(totals)))).toBe(hash)
  }
})

test('digests of votes', () => {
  for (const { input, digest } of vectors('ballot_digest', 6)) {
    const round = {
      program: addressOf(input.program ?? ''),
      registry: addressOf(input.registry ?? ''),
      subject: addressOf(input.subject ?? ''),
      kind: Number(input.kind),
      epoch: BigInt(input.epoch ?? ''),
      round: Number(input.round),
      expiresAt: BigInt(input.expires ?? ''),
    }
    expect(toHex(ballotDigest(round, fromHex(input.content ?? '')))).toBe(digest)
  }
})

describe('the log', () => {
  const leaves = Array.from({ length: 1_000 }, (_, index) => {
    const entry = new Uint8Array(8)
    new DataView(entry.buffer).setBigUint64(0, BigInt(index))
    return leafHash(entry)
  })

  test('roots', () => {
    expect(golden.log.roots.length).toBeGreaterThanOrEqual(6)
    for (const { leaf_count, root } of golden.log.roots) {
      expect(toHex(rootOf(leaves.slice(0, Number(leaf_count)))), `${leaf_count} leaves`).toBe(root)
    }
    expect(toHex(rootOf([])), 'of no leaves').toBe(toHex(keccak()))
  })

  test('paths', () => {
    expect(golden.log.paths.length).toBeGreaterThanOrEqual(9)
    for (const { leaf_count, index, leaf, root, siblings } of golden.log.paths) {
      const path = pathTo(Number(index), leaves.slice(0, Number(leaf_count)))
      expect(path.map(toHex), `leaf ${index} of ${leaf_count}`).toEqual(siblings)
      expect(includes({ count: BigInt(leaf_count), root: fromHex(root) }, BigInt(index), fromHex(leaf), path)).toBe(
        true,
      )
    }
  })

  test('every leaf of every tree of up to 40 leaves is proven by its path', () => {
    for (let count = 1; count <= 40; count++) {
      const tree = leaves.slice(0, count)
      const state = { count: BigInt(count), root: rootOf(tree) }
      for (const [index, leaf] of tree.entries()) {
        expect(includes(state, BigInt(index), leaf, pathTo(index, tree)), `leaf ${index} of ${count}`).toBe(true)
      }
    }
  })

  test('a changed proof proves nothing', () => {
    const other = keccak(new Uint8Array([1]))
    for (const count of [1, 2, 3, 5, 8, 11]) {
      const tree = leaves.slice(0, count)
      const state = { count: BigInt(count), root: rootOf(tree) }
      for (const [index, leaf] of tree.entries()) {
        const path = pathTo(index, tree)
        const proves = (changed: { state?: typeof state; index?: bigint; leaf?: Hash; path?: ReadonlyUint8Array[] }) =>
          includes(changed.state ?? state, changed.index ?? BigInt(index), changed.leaf ?? leaf, changed.path ?? path)
        expect(proves({})).toBe(true)
        expect(proves({ state: { ...state, root: other } }), 'another root').toBe(false)
        expect(proves({ leaf: other }), 'another leaf').toBe(false)
        expect(proves({ index: BigInt(count) }), 'past the end').toBe(false)
        expect(proves({ index: -1n }), 'before the beginning').toBe(false)
        expect(proves({ path: [...path, other] }), 'a sibling more').toBe(false)
        for (const level of path.keys()) {
          expect(proves({ path: path.toSpliced(level, 1) }), 'a sibling less').toBe(false)
          expect(proves({ path: path.with(level, other) }), 'another sibling').toBe(false)
        }
      }
    }
  })

  test('there is no path to a leaf outside the log', () => {
    for (const index of [-1, 3, 0.5]) expect(() => pathTo(index, leaves.slice(0, 3))).toThrow(RangeError)
  })
})
