/**
 * Reporting years. Only a closed year can be carbon neutral.
 */

import type { Address, Instruction, ReadonlyUint8Array, TransactionSigner } from '@solana/kit'
import {
  ClaimKind,
  getProposeYearClosingInstruction,
  getDropYearClosingInstruction,
  getExecuteYearClosingInstruction,
  getLogYearInstruction,
} from '../generated/index.js'
import type { Inventory, Source, YearClosing } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import { readonly, withAccounts } from './instruction.js'

/** Indices of a source's emission streams. A year's closing needs every day of them covered, but not of the other streams. */
export function emissionStreams({ streams }: Pick<Source, 'streams'>): number[] {
  const emits = streams.map(({ kind }) => kind.__kind !== 'Absorption' && kind.__kind !== 'Reduction')
  return emits.flatMap((emits, index) => (emits ? [index] : []))
}

/**
 * Proposes to close a reporting year at the totals of its inventory. Notaries decide whether the records are complete.
 *
 * Errors: `DaysMissing` if records do not cover every day of a declared emission stream, `TotalsMismatch`.
 *
 * @param input.proposer - The source's owner, or the operator of its pool.
 * @param input.pool - The source's reduction pool of that year, if it is in one.
 */
export async function proposeYearClosing(input: {
  payer: TransactionSigner
  proposer: TransactionSigner
  source: Known<Source>
  inventory: Known<Inventory>
  pool?: Address | undefined
}): Promise<Instruction> {
  const { address: source, data } = input.source
  const { year, emitted, addBack } = input.inventory.data
  const { registry } = data
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    closing: at.closingAddress(source, year),
  })
  const { payer, proposer, inventory, pool } = input
  const instruction = getProposeYearClosingInstruction({
    payer,
    proposer,
    registry,
    source,
    inventory: inventory.address,
    pool,
    ...accounts,
    emitted,
    addBack,
  })
  const streams = emissionStreams(data)
  const maps = streams.map((stream) => at.dayMapAddress(source, ClaimKind.Emission, year, stream))
  return withAccounts(instruction, (await Promise.all(maps)).map(readonly))
}

/** Closes a year by an approved proposal. Anyone may. */
export async function executeYearClosing(input: { closing: Known<YearClosing> }): Promise<Instruction> {
  return getExecuteYearClosingInstruction(await closingAccounts(input.closing))
}

/**
 * Drops a proposal to close a year. The proposer may while it is not approved; anyone may once it is rejected or expired.
 */
export async function dropYearClosing(input: {
  caller: TransactionSigner
  closing: Known<YearClosing>
}): Promise<Instruction> {
  return getDropYearClosingInstruction({ caller: input.caller, ...(await closingAccounts(input.closing)) })
}

async function closingAccounts({ address: closing, data }: Known<YearClosing>) {
  const { source, year, rentPayer, subject } = data
  const { registry } = subject
  return all({
    registry,
    notaries: at.notariesAddress(registry),
    closing,
    source,
    inventory: at.inventoryAddress(source, year),
    rentPayer,
  })
}

/**
 * Logs a closed year: appends its figures to the rollup log, for the L1. Anyone may.
 *
 * @param input.statement - sha256 of a neutrality statement, if there is one. The owner must sign it.
 */
export async function logYear(input: {
  inventory: Known<Inventory>
  statement?: { owner: TransactionSigner; sha256: ReadonlyUint8Array }
}): Promise<Instruction> {
  const { registry, source } = input.inventory.data
  return getLogYearInstruction({
    owner: input.statement?.owner,
    registry,
    log: await at.logAddress(registry),
    source,
    inventory: input.inventory.address,
    statementSha256: input.statement?.sha256 ?? new Uint8Array(32),
  })
}
