/**
 * Errors of the program: number, name, and a message that says what to do.
 */

import { isSolanaError, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM } from '@solana/kit'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS, CARBON_ERRORS } from './generated/index.js'
import type { CarbonErrorName } from './generated/index.js'

/** An error of the program. */
export class CarbonError extends Error {
  /** The error's number, from 6000. A number never changes its meaning. */
  readonly number: number
  /** The error's name in the program. */
  override readonly name: CarbonErrorName

  constructor(number: number, name: CarbonErrorName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.number = number
    this.name = name
  }
}

/** The program's error with a number; `undefined` if the program has no such error. */
export function carbonError(number: number, options?: ErrorOptions): CarbonError | undefined {
  const found = CARBON_ERRORS.find((error) => error.number === number)
  return found && new CarbonError(found.number, found.name, found.message, options)
}

/**
 * Finds the program's error in a failure: an error that `@solana/kit` throws when sending or simulating, or the `err` of a
 * transaction or simulation in JSON-RPC.
 *
 * @param logs - Logs of the transaction, if available. Other programs use the same error numbers; the logs tell which program
 * failed.
 * @returns `undefined` if the failure is not an error of the program.
 */
export function explain(failure: unknown, logs: readonly string[] = logsOf(failure)): CarbonError | undefined {
  const number = customNumber(failure)
  if (number === undefined || !isOurs(logs)) return undefined
  return carbonError(number, { cause: failure })
}

/** Whether the innermost failed program is this one. If the logs name no failed program, it is assumed to be. */
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
