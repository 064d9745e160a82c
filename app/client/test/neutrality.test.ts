import { expect, test } from 'vitest'
import { CertificateStatus, isOffset, neutralityOf, offsetGrams } from '../src/index.js'

test('a year is neutral only if it is closed and every emitted gram is neutralized', () => {
  const of = (emitted: bigint, neutralized: bigint, closed: boolean) => neutralityOf({ emitted, neutralized, closed })
  expect(of(100n, 100n, true)).toEqual({ kind: 'neutral', emitted: 100n })
  expect(of(100n, 100n, false)).toEqual({ kind: 'partial', emitted: 100n, neutralized: 100n, closed: false })
  expect(of(100n, 99n, true)).toEqual({ kind: 'partial', emitted: 100n, neutralized: 99n, closed: true })
  expect(of(0n, 0n, true)).toEqual({ kind: 'nothing emitted' })
  expect(of(0n, 0n, false)).toEqual({ kind: 'partial', emitted: 0n, neutralized: 0n, closed: false })
})

test('an impaired certificate offsets its grams less its shortfall', () => {
  const whole = { status: CertificateStatus.Active, grams: 1_000n, shortfall: 0n }
  expect([isOffset(whole), offsetGrams(whole)]).toEqual([true, 1_000n])
  const impaired = { ...whole, status: CertificateStatus.Impaired, shortfall: 400n }
  expect([isOffset(impaired), offsetGrams(impaired)]).toEqual([false, 600n])
})
