/**
 * What the program refused, with its number, name and what to do about it.
 */

import { isSolanaError, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM } from '@solana/kit'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS, CARBON_ERRORS } from './generated/index.js'
import type { CarbonErrorName } from './generated/index.js'

/** An error of the program. */
export class CarbonError extends Error {
  /** Its number, from 6000; it never changes its meaning. */
  readonly number: number
  /** The program's name of it. */
  override readonly name: CarbonErrorName

  constructor(number: number, name: CarbonErrorName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.number = number
    this.name = name
  }
}

/** The program's error of a number, `undefined` where it has none. */
export function carbonError(number: number, options?: ErrorOptions): CarbonError | undefined {
  const found = CARBON_ERRORS.find((error) => error.number === number)
  return found && new CarbonError(found.number, found.name, found.message, options)
}

/**
 * The program's error behind whatever was thrown or returned: an error of `@solana/kit` from sending or simulating, or the
 * `err` of a transaction or simulation as JSON-RPC has it.
 *
 * @param logs - Of the transaction, where they are at hand. Other programs have errors of the same numbers; with the logs
 * theirs are told apart.
 * @returns `undefined` where the program did not refuse anything.
 */
export function explain(failure: unknown, logs: readonly string[] = logsOf(failure)): CarbonError | undefined {
  const number = customNumber(failure)
  if (number === undefined || !isOurs(logs)) return undefined
  return carbonError(number, { cause: failure })
}

/** Whether the innermost program that failed is this one; without a word about it in the logs it is taken to be. */
function isOurs(logs: readonly string[]): boolean {
  const failed = logs.map((line) => /^Program (\w+) failed: /.exec(line)?.[1]).find((program) => program !== undefined)
  return failed === undefined || failed === CARBON_CONSENSUS_PROGRAM_ADDRESS
}

function customNumber(failure: unknown): number | undefined {
  for (let error = failure; typeof error === 'object' && error !== null; error = (error as { cause?: unknown }).cause) {
    if (isSolanaError(error, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)) return Number(error.context.code)
    const { InstructionError: instruction } = error as { InstructionError?: unknown }
    const custom = Array.isArray(instruction) ? (instruction[1] as { Custom?: number | bigint }).Custom : undefined
    if (custom !== undefined) return Number(custom)
  }
  return undefined
}

function logsOf(failure: unknown): readonly string[] {
  for (let error = failure; typeof error === 'object' && error !== null; error = (error as { cause?: unknown }).cause) {
    const { context } = error as { context?: { logs?: unknown } }
    if (Array.isArray(context?.logs)) return context.logs as string[]
  }
  return []
}
