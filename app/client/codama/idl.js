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
  return { ...idl, ...withUnnamed(idl) }
}

/** @type {(name: string, type: any, doc: string) => Named} */
const field = (name, type, doc) => ({ name, docs: [doc], type })

const beginning = [field('version', 'u8', 'Layout version.'), field('bump', 'u8', 'PDA bump.')]

/**
 * No instruction names these accounts by their types, so the IDL leaves them out. That they are as the program has them is
 * tested with bytes that it wrote.
 * @type {Named[]}
 */
const UNNAMED = [
  {
    name: 'DayMap',
    docs: ['The covered days of a source, kind and year (for emissions also stream).'],
    type: {
      kind: 'struct',
      fields: [
        ...beginning,
        field('source', 'pubkey', 'The source.'),
        field('kind', { defined: { name: 'ClaimKind' } }, 'Kind of claim.'),
        field('stream', 'u8', 'Stream of emissions, else 255.'),
        field('year', 'u16', 'Reporting year.'),
        field('days', { array: ['u64', 6] }, 'Bit `d % 64` of word `d / 64` is day `d` of the year.'),
      ],
    },
  },
  {
    name: 'Batch',
    docs: ['Header of a batch published to the L1, kept to say it again.'],
    type: {
      kind: 'struct',
      fields: [
        ...beginning,
        field('registry', 'pubkey', 'The registry.'),
        field('index', 'u64', 'Number of the batch, from 1.'),
        field('sequence', 'u64', "Wormhole's number of the first message that carried it."),
        field('payload', { array: ['u8', 208] }, 'The message.'),
        field('reserved', { array: ['u8', 32] }, 'Room for later fields.'),
      ],
    },
  },
]

/**
 * The IDL's accounts and types, and those it leaves out.
 * @param {{ accounts: Named[], types: Named[] }} idl
 */
function withUnnamed({ accounts, types }) {
  const missing = UNNAMED.filter(({ name }) => !types.some((type) => type.name === name))
  const headers = missing.map(({ name }) => {
    const discriminator = [...createHash('sha256').update(`account:${name}`).digest().subarray(0, 8)]
    return { name, discriminator }
  })
  return { accounts: [...accounts, ...headers], types: [...types, ...missing] }
}
