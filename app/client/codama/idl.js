/**
 * The program's IDL for Codama, with the accounts that the IDL leaves out.
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** @typedef {{ name: string, type?: any, discriminator?: number[], docs?: string[] }} Named */

const file = new URL('../../../idl/carbon_consensus.json', import.meta.url)

/** The committed IDL. */
export function readIdl() {
  const idl = JSON.parse(readFileSync(file, 'utf8'))
  // src/addresses.ts has the addresses of all accounts; the IDL only has those of accounts that Anchor creates.
  for (const instruction of idl.instructions) {
    for (const account of instruction.accounts) delete account.pda
  }
  return { ...idl, ...withUnnamed(idl) }
}

/** @type {(name: string, type: any, doc: string) => Named} */
const field = (name, type, doc) => ({ name, docs: [doc], type })

const beginning = [field('version', 'u8', 'Layout version.'), field('bump', 'u8', 'PDA bump.')]

/**
 * Accounts that the IDL leaves out, because no instruction names them by their types. test/vectors.test.ts compares them with
 * bytes that the program wrote.
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
    docs: ['Header of a batch published to the L1, kept so that it can be published again.'],
    type: {
      kind: 'struct',
      fields: [
        ...beginning,
        field('registry', 'pubkey', 'The registry.'),
        field('index', 'u64', 'Number of the batch, from 1.'),
        field('sequence', 'u64', "Wormhole's sequence number of the batch's first message."),
        field('payload', { array: ['u8', 208] }, 'Payload of the message.'),
        field('reserved', { array: ['u8', 32] }, 'Room for later fields.'),
      ],
    },
  },
]

/**
 * The accounts and types of the IDL, and those that it leaves out.
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
