import { readFileSync } from 'node:fs'
import { SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM, SolanaError } from '@solana/kit'
import { expect, test } from 'vitest'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS as PROGRAM, carbonError, explain } from '../src/index.js'

const idl: { errors: { code: number; name: string; msg: string }[] } = JSON.parse(
  readFileSync(new URL('../../../idl/carbon_consensus.json', import.meta.url), 'utf8'),
)

/** An error as `@solana/kit` throws it when sending: the custom error number is in the cause. */
const thrown = (code: number, logs?: string[]): Error => {
  const custom = new SolanaError(SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM, { code, index: 0 })
  return Object.assign(new Error('sending failed', { cause: custom }), logs && { context: { logs } })
}

test('every error of the program is explained, from each form in which a client receives it', () => {
  expect(idl.errors.length).toBeGreaterThanOrEqual(150)
  for (const { code, name, msg } of idl.errors) {
    const expected = { number: code, name, message: msg }
    expect(carbonError(code)).toMatchObject(expected)
    expect(explain(thrown(code)), 'thrown by kit').toMatchObject(expected)
    expect(explain({ InstructionError: [2, { Custom: code }] }), 'in JSON-RPC').toMatchObject(expected)
    expect(explain({ InstructionError: [2n, { Custom: BigInt(code) }] }), 'with bigints').toMatchObject(expected)
  }
})

test('an explanation keeps its cause', () => {
  const failure = thrown(6_037)
  expect(explain(failure)).toMatchObject({ name: 'DigestMismatch', cause: failure })
  expect(explain(failure)).toBeInstanceOf(Error)
})

test('errors of other programs are not taken for ours', () => {
  const other = `Program ${'1'.repeat(32)} failed: custom program error: 0x1795`
  const ours = `Program ${PROGRAM} failed: custom program error: 0x1795`
  expect(explain(thrown(6_037, [other]))).toBeUndefined()
  expect(explain(thrown(6_037, [other, ours])), 'the innermost program failed').toBeUndefined()
  expect(explain(thrown(6_037, [ours]))).toMatchObject({ name: 'DigestMismatch' })
  expect(explain({ InstructionError: [0, { Custom: 6_037 }] }, [other])).toBeUndefined()
})

test('other failures are not explained', () => {
  const others = [undefined, null, 'text', new Error('timeout'), thrown(5_999), thrown(7_000), {}]
  for (const failure of [
    ...others,
    { InstructionError: [0, 'InvalidAccountData'] },
    { InsufficientFundsForRent: {} },
  ]) {
    expect(explain(failure)).toBeUndefined()
  }
})
