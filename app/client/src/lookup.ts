/**
 * Address lookup tables. A burn of several legs names more accounts than fit in a transaction without one.
 */

import {
  AccountRole,
  address,
  getAddressEncoder,
  getArrayEncoder,
  getProgramDerivedAddress,
  getStructEncoder,
  getU32Encoder,
  getU64Encoder,
  getU8Encoder,
  isSignerRole,
} from '@solana/kit'
import type {
  AccountMeta,
  AccountSignerMeta,
  Address,
  AddressesByLookupTableAddress,
  Instruction,
  ReadonlyUint8Array,
  TransactionSigner,
} from '@solana/kit'

/** The address-lookup-table program. */
export const LOOKUP_TABLE_PROGRAM_ADDRESS = address('AddressLookupTab1e1111111111111111111111111')
const SYSTEM_PROGRAM_ADDRESS = address('11111111111111111111111111111111')

/**
 * Number of addresses that fit in one transaction that extends a table. The Rust client has the same value
 * (`TABLE_ADDRESSES_PER_TRANSACTION` in `crates/client/src/limits.rs`).
 */
const TABLE_ADDRESSES_PER_TRANSACTION = 25

const create = getStructEncoder([
  ['kind', getU32Encoder()],
  ['slot', getU64Encoder()],
  ['bump', getU8Encoder()],
])
const extend = getStructEncoder([
  ['kind', getU32Encoder()],
  ['addresses', getArrayEncoder(getAddressEncoder(), { size: getU64Encoder() })],
])

/** A lookup table to create. */
export type NewLookupTable = {
  /** One instruction for each transaction. Send them in order; the table can be used from the slot after the last one. */
  transactions: Instruction[]
  /** The table, for `compressTransactionMessageUsingAddressLookupTables` of `@solana/kit`. */
  table: AddressesByLookupTableAddress
}

/** Options of a new lookup table. */
export type LookupTableOptions = {
  /** Pays the rent. */
  payer: TransactionSigner
  /** Key that may extend and close the table; part of its address. */
  authority: TransactionSigner
  /** One of the last 512 slots; part of the table's address. */
  recentSlot: bigint
}

/** A table of all accounts of the instructions that do not sign. */
export async function lookupTableFor(
  instructions: readonly Instruction[],
  { payer, authority, recentSlot }: LookupTableOptions,
): Promise<NewLookupTable> {
  const metas = instructions.flatMap(({ accounts = [] }) => accounts)
  const addresses = [...new Set(metas.filter(({ role }) => !isSignerRole(role)).map((meta) => meta.address))]
  const seeds = [getAddressEncoder().encode(authority.address), getU64Encoder().encode(recentSlot)]
  const [key, bump] = await getProgramDerivedAddress({ programAddress: LOOKUP_TABLE_PROGRAM_ADDRESS, seeds })
  const call = (owner: AccountMeta | AccountSignerMeta, data: ReadonlyUint8Array): Instruction => ({
    programAddress: LOOKUP_TABLE_PROGRAM_ADDRESS,
    accounts: [
      { address: key, role: AccountRole.WRITABLE },
      owner,
      { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer } as AccountSignerMeta,
      { address: SYSTEM_PROGRAM_ADDRESS, role: AccountRole.READONLY },
    ],
    data,
  })
  // Any account can create a table for an authority; only the authority extends it.
  const { address } = authority
  const creation = call({ address, role: AccountRole.READONLY }, create.encode({ kind: 0, slot: recentSlot, bump }))
  const extensions = chunks(addresses, TABLE_ADDRESSES_PER_TRANSACTION).map((addresses) =>
    call({ address, role: AccountRole.READONLY_SIGNER, signer: authority }, extend.encode({ kind: 2, addresses })),
  )
  return { transactions: [creation, ...extensions], table: { [key]: addresses } }
}

function chunks(addresses: readonly Address[], most: number): Address[][] {
  const count = Math.ceil(addresses.length / most)
  return Array.from({ length: count }, (_, index) => addresses.slice(index * most, (index + 1) * most))
}
