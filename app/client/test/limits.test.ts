import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MIN_THRESHOLD_BPS } from '../src/index.js'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test("the least threshold is the program's", () => {
  const declared = /pub const MIN_THRESHOLD_BPS: u16 = ([0-9_]+);/.exec(read('crates/wire/src/quantity.rs'))
  expect(Number(declared?.[1]?.replaceAll('_', ''))).toBe(MIN_THRESHOLD_BPS)
})

test("the least threshold is the one of the configuration's schema", () => {
  const schema = JSON.parse(read('migrations/registry.schema.json')) as {
    properties: { registry: { properties: { thresholdBps: { minimum: number } } } }
  }
  expect(schema.properties.registry.properties.thresholdBps.minimum).toBe(MIN_THRESHOLD_BPS)
})
