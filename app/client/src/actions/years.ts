/**
 * Reporting years: only a closed one can be carbon neutral.
 */

import type { Instruction, ReadonlyUint8Array, TransactionSigner } from '@solana/kit'
import {
  ClaimKind,
  getCloseYearInstruction,
  getDropClosingInstruction,
  getExecuteClosingInstruction,
  getStateYearInstruction,
} from '../generated/index.js'
import type { Inventory, Source, YearClosing } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../pdas.js'
import { readonly, withAccounts } from './instruction.js'

/** Streams of a source that emit; absorption and reduction cover no days of the year's closing. */
export function emissionStreams({ streams }: Pick<Source, 'streams'>): number[] {
  const emits = streams.map(({ kind }) => kind.__kind !== 'Absorption' && kind.__kind !== 'Reduction')
  return emits.flatMap((emits, index) => (emits ? [index] : []))
}

/**
 * Proposes to close a reporting year at the totals of its inventory; notaries decide whether anything is missing.
 *
 * Errors: `DaysMissing` where a declared emission stream does not cover every day, `TotalsMismatch`.
 *
 * @param input.proposer - The source's owner, or with `asOperator` the operator of the pool that it is in.
 */
export async function proposeYearClosing(input: {
  payer: TransactionSigner
  proposer: TransactionSigner
  source: Known<Source>
  inventory: Known<Inventory>
  asOperator?: boolean
}): Promise<Instruction> {
  const { address: source, data } = input.source
  const { year, emitted, addBack } = input.inventory.data
  const { registry } = data
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    closing: at.closingAddress(source, year),
    member: input.asOperator ? at.memberAddress(source, year) : undefined,
  })
  const { payer, proposer, inventory } = input
  const instruction = getCloseYearInstruction({
    payer,
    proposer,
    registry,
    source,
    inventory: inventory.address,
    ...accounts,
    emitted,
    addBack,
  })
  const streams = emissionStreams(data)
  const maps = streams.map((stream) => at.dayMapAddress(source, ClaimKind.Emission, year, stream))
  return withAccounts(instruction, (await Promise.all(maps)).map(readonly))
}

/** Closes a year whose closing is approved; anyone may. */
export async function executeYearClosing(input: { closing: Known<YearClosing> }): Promise<Instruction> {
  return getExecuteClosingInstruction(await closingAccounts(input.closing))
}

/** Drops a proposal to close a year: its proposer while it is not approved, anyone once it is rejected or expired. */
export async function dropYearClosing(input: {
  caller: TransactionSigner
  closing: Known<YearClosing>
}): Promise<Instruction> {
  return getDropClosingInstruction({ caller: input.caller, ...(await closingAccounts(input.closing)) })
}

async function closingAccounts({ address: closing, data }: Known<YearClosing>) {
  const { source, year, rentPayer, subject } = data
  const { registry } = subject
  return all({
    registry,
    notaries: at.notariesAddress(registry),
    closing,
    inventory: at.inventoryAddress(source, year),
    rentPayer,
  })
}

/**
 * States a closed year's figures in the rollup log, for the L1; anyone may.
 *
 * @param input.statement - The owner signs to name the sha256 of a statement of neutrality.
 */
export async function logYear(input: {
  inventory: Known<Inventory>
  statement?: { owner: TransactionSigner; sha256: ReadonlyUint8Array }
}): Promise<Instruction> {
  const { registry, source } = input.inventory.data
  return getStateYearInstruction({
    owner: input.statement?.owner,
    registry,
    log: await at.logAddress(registry),
    source,
    inventory: input.inventory.address,
    statementSha256: input.statement?.sha256 ?? new Uint8Array(32),
  })
}
