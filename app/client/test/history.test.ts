/**
 * Histories of lots, trails of records and leaves of the log, from the bytes of events.
 */

import { getAddressDecoder, getAddressEncoder } from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { expect, test } from 'vitest'
import {
  CARBON_EVENTS,
  decodeEvent,
  encodeEntry,
  encodeLeaf,
  EntryKind,
  EVENT_TAG,
  extendTrail,
  fromHex,
  GENESIS,
  getLeafAppendedEncoder,
  getLineageExtendedEncoder,
  getLotSplitEncoder,
  getRecordNotarizedDecoder,
  Histories,
  InventoryLine,
  leafHash,
  Leaves,
  lineageHead,
  rootOf,
  Trails,
  verifyLeaf,
} from '../src/index.js'
import type { CarbonEvent, Entry, Leaf, RecordNotarized } from '../src/index.js'

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte))
const registry = key(1)

/** An event's inner instruction data. */
function emitted(name: CarbonEvent['name'], data: ReadonlyUint8Array): Uint8Array {
  const event = CARBON_EVENTS.find((event) => event.name === name)
  return new Uint8Array([...fromHex(EVENT_TAG + event?.discriminator), ...data])
}

/** Decodes an event. */
function decoded(bytes: Uint8Array): CarbonEvent {
  const event = decodeEvent(bytes)
  if (!event) throw new Error('not an event')
  return event
}

const [record, issued, sold, part, resold] = [key(10), key(11), key(12), key(13), key(14)]
const [forest, buyer, last, pool] = [key(20), key(21), key(22), key(23)]

function extended(parent: Address, change: Partial<Entry> & Pick<Entry, 'kind' | 'lot' | 'from' | 'to'>) {
  const entry = encodeEntry({ start: 0n, end: 1_000n, time: 5n, reference: new Uint8Array(32), ...change })
  const data = getLineageExtendedEncoder().encode({ registry, record, parent, entry })
  return { entry, event: decoded(emitted('LineageExtended', data)) }
}

const issue = extended(record, { kind: EntryKind.Issue, lot: issued, from: key(0), to: forest })
const convert = extended(issued, { kind: EntryKind.Convert, lot: issued, from: forest, to: forest })
const sale = extended(issued, { kind: EntryKind.Transfer, lot: sold, from: forest, to: buyer, end: 600n })
const split = decoded(
  emitted('LotSplit', getLotSplitEncoder().encode({ registry, parent: sold, lot: part, start: 0n, end: 500n })),
)
const resale = extended(part, { kind: EntryKind.Transfer, lot: resold, from: buyer, to: last, end: 400n })
const events = [resale.event, split, sale.event, convert.event, issue.event]

test('a history has the entries of exactly these units, in any order of the events', () => {
  for (const order of [events, [...events].reverse()]) {
    const histories = new Histories()
    order.forEach((event) => histories.observe(event))
    expect(histories.of(resold)).toEqual([issue.entry, convert.entry, sale.entry, resale.entry])
    expect(histories.of(part), 'a split changes no history').toEqual([issue.entry, convert.entry, sale.entry])
    expect(histories.of(issued)).toEqual([issue.entry, convert.entry])
    expect(histories.of(pool), 'never seen').toBeUndefined()
  }
})

test('a missing event leaves the history undefined', () => {
  for (const missing of [split, sale.event, issue.event]) {
    const histories = new Histories()
    events.filter((event) => event !== missing).forEach((event) => histories.observe(event))
    expect(histories.of(resold)).toBeUndefined()
    expect(histories.pieces(resold, 4)).toBeUndefined()
  }
})

test('pieces go backward from the head to the record', () => {
  const histories = new Histories()
  events.forEach((event) => histories.observe(event))
  const all = histories.of(resold) ?? []
  for (const most of [1, 2, 3, 4, 5]) {
    const pieces = histories.pieces(resold, most) ?? []
    expect(pieces.flatMap(({ entries }) => [...entries].reverse()).reverse()).toEqual(all)
    let cursor = lineageHead(all)
    for (const { previous, entries } of pieces) {
      expect(entries.length).toBeLessThanOrEqual(most)
      const before = all.indexOf(entries[0] as ReadonlyUint8Array)
      expect(previous).toEqual(lineageHead(all.slice(0, before)))
      expect(lineageHead(all.slice(0, before + entries.length))).toEqual(cursor)
      cursor = previous
    }
    expect(cursor).toEqual(GENESIS)
  }
  expect(() => histories.pieces(resold, 0)).toThrow(RangeError)
})

test('data of other instructions is not an event', () => {
  expect(decodeEvent(new Uint8Array())).toBeUndefined()
  expect(decodeEvent(fromHex('00'.repeat(40)))).toBeUndefined()
  expect(decodeEvent(fromHex(EVENT_TAG + '00'.repeat(40))), 'of another version').toBeUndefined()
  expect(new Set(CARBON_EVENTS.map(({ discriminator }) => discriminator)).size).toBe(CARBON_EVENTS.length)
})

test('trails lead to the head that a settlement froze, and no further', () => {
  const [source, first, second, late] = [key(30), key(31), key(32), key(33)]
  const trails = new Trails()
  const zero = getRecordNotarizedDecoder().decode(new Uint8Array(1_000))
  const notarized = (record: Address, line: InventoryLine) =>
    trails.observe({
      name: 'RecordNotarized',
      data: { ...zero, source, record, data: { ...zero.data, line, year: 2023 } } as RecordNotarized,
    })
  notarized(first, InventoryLine.Emitted)
  notarized(key(40), InventoryLine.Scope3)
  notarized(second, InventoryLine.Emitted)
  notarized(late, InventoryLine.Emitted)
  notarized(key(41), InventoryLine.Reduced)
  expect(trails.of(source, 2023, 'emissions')).toEqual([first, second, late])
  expect(trails.of(source, 2023, 'reductions')).toEqual([key(41)])
  expect(trails.of(source, 2022, 'emissions')).toEqual([])
  const one = extendTrail(GENESIS, first)
  const head = extendTrail(one, second)
  expect(trails.pieces(source, 2023, 'emissions', head, 1)).toEqual([
    { previous: one, records: [second] },
    { previous: GENESIS, records: [first] },
  ])
  expect(trails.pieces(source, 2023, 'emissions', head, 9)).toEqual([{ previous: GENESIS, records: [first, second] }])
  expect(trails.pieces(source, 2023, 'emissions', GENESIS, 9)).toEqual([])
  expect(trails.pieces(source, 2023, 'emissions', extendTrail(GENESIS, second), 9)).toBeUndefined()
})

test('a proof from events is verified against a message, and only for its own log', () => {
  const entries = [0n, 1n, 2n].map((index) =>
    encodeLeaf({
      kind: 'correction',
      registry,
      index,
      corrected: key(5),
      correctedIndex: 0n,
      void: 7n,
      number: index + 1n,
      slot: 1n,
      time: 2n,
    } satisfies Leaf),
  )
  const leaves = new Leaves()
  for (const entry of [...entries].reverse()) {
    leaves.observe(decoded(emitted('LeafAppended', getLeafAppendedEncoder().encode({ registry, entry }))))
  }
  const state = { count: 3n, root: rootOf(entries.map(leafHash)) }
  for (const index of [0n, 1n, 2n]) {
    const proof = leaves.proof(registry, index, 3n)
    if (!proof) throw new Error('there is no proof')
    expect(verifyLeaf(registry, proof, state)).toMatchObject({ kind: 'correction', index, void: 7n })
    expect(verifyLeaf(key(2), proof, state), 'of another registry').toBeUndefined()
    expect(verifyLeaf(registry, proof, { ...state, count: 2n }), 'of an earlier log').toBeUndefined()
    expect(verifyLeaf(registry, { ...proof, path: [] }, state)).toBeUndefined()
  }
  expect(leaves.proof(registry, 0n, 4n), 'an event is missing').toBeUndefined()
  expect(() => leaves.proof(registry, 3n, 3n)).toThrow(RangeError)
  expect(getAddressEncoder().encode(registry)).toEqual(entries[0]?.slice(8, 40))
})
