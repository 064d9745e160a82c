/**
 * Evidence bundles (`docs/notary-checks.md`): raw rows, their manifest, and the data provider's signature.
 */

import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signBytes } from '@solana/kit'
import type { Address, KeyPairSigner } from '@solana/kit'
import type { ReportingYear } from '../../src/index.js'

/** Prefix of the signed bytes. The manifest's sha256 follows it. */
const SIGNATURE_PREFIX = Buffer.from('Carbon Consensus evidence bundle v1\n')
/** Path of the rows in a bundle. */
const ROWS = 'rows/rows.csv'
/** Tonnes CO2e on a hectare before the year, and their growth in the year. */
const [STOCK, GROWTH] = [120, 10]

/** A folder of bundles. Each is for one stream of a source and a whole year. */
export class Evidence {
  /** The folder. */
  readonly folder = mkdtempSync(join(tmpdir(), 'carbon-evidence-'))
  readonly #days: ReportingYear
  readonly #provider: KeyPairSigner

  /** Bundles of a year, signed by a data provider. */
  constructor(days: ReportingYear, provider: KeyPairSigner) {
    this.#days = days
    this.#provider = provider
  }

  /** Daily readings of a meter. Their sum is `total` millionths of kWh. Returns the manifest's sha256. */
  async meter(source: Address, name: string, total: bigint, factor: { family: number; edition: number }) {
    const { firstDay, lastDay } = this.#days
    const days = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index)
    // Weeks differ from each other, as with a real meter.
    const weights = days.map((_, index) => BigInt(900 + ((index * index) % 199) + (index % 7)))
    const upTo = (count: number) => (total * sum(weights.slice(0, count))) / sum(weights)
    const rows = days.map((day, index) => {
      const amount = decimal(upTo(index + 1) - upTo(index))
      return [0, name, date(day), date(day), amount, 'kWh']
    })
    const columns = 'item,meter,first_day,last_day,amount,unit'
    const item = { kind: 'metered_energy', stream_kind: 'scope1', unit: 'kWh', factor, meters: [name] }
    return this.#write(source, item, [columns, ...rows.map(String)])
  }

  /** Surveys of a forest plot before and after the year. It grows by ten tonnes per hectare. Returns the manifest's sha256. */
  async forest(source: Address, name: string, hectares: number) {
    const { firstDay, lastDay } = this.#days
    const columns = 'item,plot,first_day,last_day,area_ha,before_t_per_ha,after_t_per_ha'
    const row = [0, name, date(firstDay), date(lastDay), hectares, STOCK, STOCK + GROWTH]
    const item = { kind: 'forest_plots', stream_kind: 'absorption', unit: 't CO2e', meters: [name] }
    return this.#write(source, item, [columns, String(row)])
  }

  /** A copy of the folder with one changed digit in the last row of a source. */
  altered(source: Address): string {
    const copy = `${this.folder}-altered`
    cpSync(this.folder, copy, { recursive: true })
    const file = join(copy, source, ROWS)
    const bytes = readFileSync(file)
    const digit = bytes.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39)
    bytes.writeUInt8(bytes.readUInt8(digit) ^ 1, digit)
    writeFileSync(file, bytes)
    return copy
  }

  /** Deletes the folder and its copy. */
  remove(): void {
    for (const folder of [this.folder, `${this.folder}-altered`]) rmSync(folder, { recursive: true, force: true })
  }

  async #write(source: Address, item: Record<string, unknown>, lines: string[]): Promise<Uint8Array> {
    const folder = join(this.folder, source)
    mkdirSync(join(folder, 'rows'), { recursive: true })
    const rows = Buffer.from(`${lines.join('\n')}\n`)
    writeFileSync(join(folder, ROWS), rows)
    const { firstDay, lastDay } = this.#days
    const days = { first_day: date(firstDay), last_day: date(lastDay) }
    const manifest = {
      ...{ format: 'carbon-evidence', version: 1, source, boundary: 'operational' },
      files: [{ path: ROWS, kind: item.kind, format: 'csv', bytes: rows.length, sha256: sha256(rows).toString('hex') }],
      items: [{ item: 0, stream: 0, ...days, basis: 'measured', gwp: 'AR5', ...item }],
    }
    const bytes = Buffer.from(JSON.stringify(manifest, null, 2))
    const hash = sha256(bytes)
    const signature = await signBytes(this.#provider.keyPair.privateKey, Buffer.concat([SIGNATURE_PREFIX, hash]))
    writeFileSync(join(folder, 'manifest.json'), bytes)
    writeFileSync(join(folder, 'manifest.sig'), Buffer.from(signature).toString('hex'))
    return new Uint8Array(hash)
  }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** A day's number as `2024-06-30`. */
export const date = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

const sum = (numbers: bigint[]): bigint => numbers.reduce((sum, number) => sum + number, 0n)

/** Millionths as a decimal. */
const decimal = (millionths: bigint): string =>
  `${millionths / 1_000_000n}.${`${millionths % 1_000_000n}`.padStart(6, '0')}`
