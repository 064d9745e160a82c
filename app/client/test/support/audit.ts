/**
 * A burn's neutrality statement (`docs/schema/neutrality-statement.schema.json`), and `carbon audit` of it.
 */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit'
import { fetchLot, fetchRecord } from '../../src/index.js'
import type { LegPlan } from '../../examples/neutralize.js'
import { date } from './evidence.js'
import type { L1 } from './l1.js'
import { BINARY } from './network.js'

/** Content of a statement on a burn. */
export type StatementInput = {
  /** Name of the source. */
  name: string
  beneficiary: Address
  burnProof: Address
  /** Records of the source's emissions in the year. */
  emitted: readonly Address[]
  legs: readonly LegPlan[]
}

/** Writes a statement. Returns its sha256, for the burn's metadata. */
export async function writeStatement(rpc: Rpc<SolanaRpcApi>, path: string, input: StatementInput): Promise<Uint8Array> {
  const records = await Promise.all(input.emitted.map((record) => fetchRecord(rpc, record)))
  const [first] = records
  if (!first) throw new RangeError('a statement needs an emission record')
  const { year, firstDay, lastDay } = first.data.data
  const footprint = records.reduce((sum, { data }) => sum + data.validGrams, 0n)
  const credits = input.legs.map(async ({ credit, grams }) => {
    const { record, start } = (await fetchLot(rpc, credit)).data
    const range = { start: Number(start), end: Number(start + grams) }
    return { record, ...range, vintage: year, activity: 'forest', country: 'AU', adjustment: 'none' }
  })
  const period = { first_day: date(firstDay), last_day: date(lastDay), reporting_year: year }
  const statement = {
    version: 2,
    subject: { kind: 'facility', name: input.name, responsible: 'Alice', source: first.data.source, country: 'AU' },
    boundary: { approach: 'operational', scopes: ['1'], gwp: 'AR5' },
    period,
    footprint: { grams: Number(footprint), records: input.emitted },
    reduction_plan: { sha256: hex('a tenth is left in 2050'), target_year: 2050, residual_target_grams: 0 },
    residual_grams: Number(input.legs.reduce((sum, { grams }) => sum + grams, 0n)),
    credits: await Promise.all(credits),
    claim: {
      kind: 'neutral_year',
      words: `The emissions of ${input.name} from ${period.first_day} to ${period.last_day} are carbon neutral.`,
      beneficiary: input.beneficiary,
      burn_proof: input.burnProof,
    },
    prepared: { day: period.last_day, by: 'Alice', assurance: 'none' },
  }
  const text = JSON.stringify(statement, null, 2)
  writeFileSync(path, text)
  return new Uint8Array(Buffer.from(hex(text), 'hex'))
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Result of an audit, as `--json` prints it. */
export type AuditResult = {
  conclusion: 'confirmed' | 'partly_confirmed' | 'not_fully_checked' | 'refuted'
  facts: { offset_grams: number; years: string[]; remarks: string[] }
  findings: { step: string; status: 'pass' | 'open' | 'fail'; about: string; sentence: string }[]
}

/** Runs `carbon audit` on a statement. */
export function audit(
  statement: string,
  { evidence, rpc, l1 }: { evidence: string; rpc: string; l1: L1 },
): Promise<AuditResult & { exitCode: number }> {
  const options = [
    'audit',
    statement,
    '--evidence',
    evidence,
    '--rpc',
    rpc,
    '--l1',
    l1.url,
    '--core',
    l1.core,
    '--json',
  ]
  return new Promise((resolve, reject) => {
    const child = execFile(BINARY, options, { maxBuffer: 1 << 24 }, (_, stdout, stderr) => {
      try {
        resolve({ ...(JSON.parse(stdout) as AuditResult), exitCode: child.exitCode as number })
      } catch {
        reject(new Error(`carbon audit ended with ${child.exitCode}: ${stderr || stdout}`))
      }
    })
  })
}
