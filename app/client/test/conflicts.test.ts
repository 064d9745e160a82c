import { expect, test } from 'vitest'
import { conflictsOf, encodeEntry, EntryKind, getNotarySetDecoder, holdersOf } from '../src/index.js'
import type { Notary } from '../src/index.js'
import { key, sentinel } from './support/vectors.js'

const NONE = key(0)
const [example] = sentinel('NotarySet', getNotarySetDecoder()).notaries as [Notary]
const of = (number: number, weight: number, affiliate = NONE): Notary => ({
  ...example,
  key: key(number),
  weight,
  affiliates: [affiliate, NONE],
})

test('a notary has a conflict by its own key and by an affiliated one', () => {
  const notaries = [of(1, 1), of(2, 1, key(20)), of(3, 1), of(9, 9)]
  const set = { notaries, len: 3, thresholdBps: 6_667 }
  expect(conflictsOf(set, [])).toEqual({ notaries: [], quorumIsLeft: true })
  expect(conflictsOf(set, [NONE, key(7)])).toEqual({ notaries: [], quorumIsLeft: true })
  // Two of three are less than two thirds and a bit.
  expect(conflictsOf(set, [key(20)])).toEqual({ notaries: [key(2)], quorumIsLeft: false })
  expect(conflictsOf({ ...set, thresholdBps: 6_666 }, [key(20)])).toEqual({ notaries: [key(2)], quorumIsLeft: true })
  expect(conflictsOf(set, [key(1), key(2), key(20)]).notaries).toEqual([key(1), key(2)])
  expect(conflictsOf(set, [key(9)]).notaries, 'beyond the set').toEqual([])
})

test('the holders of units are the owners in their history, each once', () => {
  const entry = (from: number, to: number) =>
    encodeEntry({
      kind: from ? EntryKind.Transfer : EntryKind.Issue,
      lot: key(5),
      from: key(from),
      to: key(to),
      start: 0n,
      end: 1n,
      time: 2n,
      reference: new Uint8Array(32),
    })
  expect(holdersOf([entry(0, 10), entry(10, 11), entry(11, 10), entry(10, 12)])).toEqual([key(10), key(11), key(12)])
})
