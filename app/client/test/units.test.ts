import { expect, test } from 'vitest'
import {
  Basis,
  ClaimKind,
  costOf,
  dateOf,
  dayNumber,
  decimalOf,
  endOfDay,
  gramsFromTonnes,
  gramsOfActivity,
  GwpSet,
  MAX_AMOUNT,
  millionthsOf,
  packName,
  reportingYear,
  reportingYearOf,
  shareOf,
  splitBuffer,
  tonnesFromGrams,
  unpackName,
} from '../src/index.js'

test('tonnes and grams, exactly and both ways', () => {
  for (const [tonnes, grams] of [
    ['0', 0n],
    ['1', 1_000_000n],
    ['0.000001', 1n],
    ['12.3', 12_300_000n],
    ['351701', 351_701_000_000n],
    // More digits than a floating-point number has.
    ['18446744073709.551615', MAX_AMOUNT],
  ] as const) {
    expect(gramsFromTonnes(tonnes)).toBe(grams)
    expect(tonnesFromGrams(grams)).toBe(tonnes)
  }
  expect(gramsFromTonnes('12.300000')).toBe(12_300_000n)
})

test('text that is not an amount is refused, never rounded', () => {
  for (const text of [
    '',
    '-1',
    '+1',
    '1.',
    '.5',
    '1e3',
    '1,5',
    ' 1',
    '0.0000001',
    '18446744073709.551616',
    'NaN',
    '0x1',
  ]) {
    expect(() => gramsFromTonnes(text), text).toThrow(RangeError)
  }
  expect(() => tonnesFromGrams(-1n)).toThrow(RangeError)
  expect(decimalOf(millionthsOf('1284350.75'))).toBe('1284350.75')
})

test('prices round up, shares down, the buffer up', () => {
  expect(costOf(1n, 1n)).toBe(1n)
  expect(costOf(1_500_000n, 7n)).toBe(11n)
  expect(costOf(2_000_000n, 7n)).toBe(14n)
  expect(shareOf(19n, 500)).toBe(0n)
  expect(shareOf(20n, 500)).toBe(1n)
  expect(splitBuffer(1_000n, 1_500)).toEqual({ owner: 850n, buffer: 150n })
  expect(splitBuffer(1n, 1_500)).toEqual({ owner: 0n, buffer: 1n })
  expect(splitBuffer(7n, 0)).toEqual({ owner: 7n, buffer: 0n })
})

test('activity × factor, as in the published tables', () => {
  const uk = { gases: { co2: 183_520_000n, ch4: 250_000n, n2o: 100_000n, other: 0n }, basis: Basis.Co2e }
  const epa = { gases: { co2: 53_060_000_000n, ch4: 1_000_000n, n2o: 100_000n, other: 0n }, basis: Basis.Mass }
  for (const gwp of [GwpSet.Ar4, GwpSet.Ar5, GwpSet.Ar6]) {
    expect(gramsOfActivity(millionthsOf('100000'), { ...uk, gwp }, ClaimKind.Emission)).toBe(18_387_000n)
  }
  for (const [gwp, grams] of [
    [GwpSet.Ar4, 53_114_800n],
    [GwpSet.Ar5, 53_114_500n],
    [GwpSet.Ar6, 53_115_200n],
  ] as const) {
    expect(gramsOfActivity(millionthsOf('1000'), { ...epa, gwp }, ClaimKind.Emission)).toBe(grams)
  }
})

test('the last gram is rounded against the claimant', () => {
  const gases = { co2: 1_000_001n, ch4: 0n, n2o: 0n, other: 0n }
  const factor = { gases, basis: Basis.Mass, gwp: GwpSet.Ar5 }
  for (const kind of [ClaimKind.Emission, ClaimKind.AddBack]) expect(gramsOfActivity(1_000_000n, factor, kind)).toBe(2n)
  for (const kind of [ClaimKind.Absorption, ClaimKind.Reduction, ClaimKind.Baseline]) {
    expect(gramsOfActivity(1_000_000n, factor, kind)).toBe(1n)
  }
  const huge = { ...factor, gases: { ...gases, co2: MAX_AMOUNT } }
  expect(() => gramsOfActivity(MAX_AMOUNT, huge, ClaimKind.Emission)).toThrow(RangeError)
})

test('days', () => {
  for (const [date, day] of [
    ['1970-01-01', 0],
    ['2000-02-29', 11_016],
    ['2023-07-01', 19_539],
    ['9999-12-31', 2_932_896],
  ] as const) {
    expect(dayNumber(date)).toBe(day)
    expect(dateOf(day)).toBe(date)
  }
  for (const date of [
    '1969-12-31',
    '2023-02-29',
    '2100-02-29',
    '2023-13-01',
    '2023-04-31',
    '2023-1-1',
    '2023-07-01T00',
  ]) {
    expect(() => dayNumber(date), date).toThrow(RangeError)
  }
  expect(endOfDay(0)).toBe(86_400n)
})

test('reporting years', () => {
  const safeguard = { year: 2023, firstDay: dayNumber('2023-07-01'), lastDay: dayNumber('2024-06-30') }
  expect(reportingYear(2023, 7)).toEqual(safeguard)
  expect(reportingYearOf(dayNumber('2024-06-30'), 7)).toEqual(safeguard)
  expect(reportingYearOf(dayNumber('2023-07-01'), 7)).toEqual(safeguard)
  expect(reportingYearOf(dayNumber('2024-07-01'), 7).year).toBe(2024)
  expect(reportingYearOf(dayNumber('2020-12-31'), 1)).toEqual(reportingYear(2020, 1))
  for (const month of [0, 13]) expect(() => reportingYear(2023, month)).toThrow(RangeError)
})

test('names in fields of fixed size', () => {
  for (const name of ['a', 'Größe', 'exactly!']) expect(unpackName(packName(name, 8))).toBe(name)
  for (const name of ['', 'nine char', 'a\0b']) expect(() => packName(name, 8)).toThrow(RangeError)
  expect(() => unpackName(new Uint8Array([0xff, 0]))).toThrow(TypeError)
})
