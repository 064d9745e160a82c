/**
 * The program's IDL as Codama takes it, with what an IDL cannot say.
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** @typedef {{ name: string, type?: any, discriminator?: number[], docs?: string[] }} Named */

const file = new URL('../../../idl/carbon_consensus.json', import.meta.url)

/** The committed IDL. */
export function readIdl() {
  const idl = JSON.parse(readFileSync(file, 'utf8'))
  // Addresses are in src/pdas.ts, all of them in one place; the IDL has only those that Anchor creates.
  for (const instruction of idl.instructions) {
    for (const account of instruction.accounts) delete account.pda
  }
  return { ...idl, ...withDayMap(idl) }
}

/**
 * No instruction names a day map by its type, so the IDL leaves it out. The type is that of
 * programs/carbon-consensus/src/record/day_map.rs; that it reads what is on chain is tested.
 * @param {{ accounts: Named[], types: Named[] }} idl
 */
function withDayMap({ accounts, types }) {
  if (types.some(({ name }) => name === 'DayMap')) return { accounts, types }
  const discriminator = [...createHash('sha256').update('account:DayMap').digest().subarray(0, 8)]
  const field = (/** @type {string} */ name, /** @type {any} */ type, /** @type {string} */ doc) => ({
    name,
    docs: [doc],
    type,
  })
  const type = {
    kind: 'struct',
    fields: [
      field('version', 'u8', 'Layout version.'),
      field('bump', 'u8', 'PDA bump.'),
      field('source', 'pubkey', 'The source.'),
      field('kind', { defined: { name: 'ClaimKind' } }, 'Kind of claim.'),
      field('stream', 'u8', 'Stream of emissions, else 255.'),
      field('year', 'u16', 'Reporting year.'),
      field('days', { array: ['u64', 6] }, 'Bit `d % 64` of word `d / 64` is day `d` of the year.'),
    ],
  }
  const docs = ['The covered days of a source, kind and year (for emissions also stream).']
  return {
    accounts: [...accounts, { name: 'DayMap', discriminator }],
    types: [...types, { name: 'DayMap', docs, type }],
  }
}
