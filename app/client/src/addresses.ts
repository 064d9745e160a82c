/**
 * Addresses of all accounts. Each address derives from its registry, directly or through a parent account.
 */

import {
  address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU16Encoder,
  getU32Encoder,
  getI64Encoder,
  getU64Encoder,
  getU8Encoder,
} from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import type { TokenClass } from './generated/index.js'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS, ClaimKind } from './generated/index.js'

/** Token-2022, the program of a registry's four mints. */
export const TOKEN_2022_PROGRAM_ADDRESS = address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb')
/** The classic token program, the program of most payment tokens. */
export const TOKEN_PROGRAM_ADDRESS = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA')
/** The associated-token program. */
export const ASSOCIATED_TOKEN_PROGRAM_ADDRESS = address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL')

/** Stream index of claims whose kind has no streams. */
export const NO_STREAM = 255

/** Index of the lot that a record's owner receives. */
export const OWNER_LOT = 0
/** Index of the lot that the registry's buffer receives from an absorption record. */
export const BUFFER_LOT = 1

const key = (value: Address): ReadonlyUint8Array => getAddressEncoder().encode(value)
const u8 = (value: number): ReadonlyUint8Array => getU8Encoder().encode(value)
const u16 = (value: number): ReadonlyUint8Array => getU16Encoder().encode(value)
const u32 = (value: number): ReadonlyUint8Array => getU32Encoder().encode(value)
const u64 = (value: bigint): ReadonlyUint8Array => getU64Encoder().encode(value)
const i64 = (value: bigint): ReadonlyUint8Array => getI64Encoder().encode(value)

type Seed = ReadonlyUint8Array | string

async function find(...seeds: Seed[]): Promise<Address> {
  const [found] = await getProgramDerivedAddress({ programAddress: CARBON_CONSENSUS_PROGRAM_ADDRESS, seeds })
  return found
}

/** A registry. */
export const registryAddress = (creator: Address, id: number) => find('registry', key(creator), u16(id))

/** A registry's notary set. */
export const notariesAddress = (registry: Address) => find('notaries', key(registry))

/** The authority of a registry's mints. */
export const mintAuthorityAddress = (registry: Address) => find('mint-authority', key(registry))

/** The owner of the lots in a registry's buffer. */
export const bufferAddress = (registry: Address) => find('buffer', key(registry))

/** A registry's mint of a token class. */
export const mintAddress = (registry: Address, tokenClass: TokenClass) => find('mint', key(registry), u8(tokenClass))

/** A scheduled change. */
export const changeAddress = (registry: Address, nonce: bigint) => find('change', key(registry), u64(nonce))

/** An emission factor. */
export const factorAddress = (registry: Address, family: number, edition: number) =>
  find('factor', key(registry), u32(family), u16(edition))

/** A listed data provider. */
export const providerAddress = (registry: Address, provider: Address) => find('provider', key(registry), key(provider))

/** A source. */
export const sourceAddress = (registry: Address, owner: Address, index: number) =>
  find('source', key(registry), key(owner), u32(index))

/** A claim. */
export const claimAddress = (source: Address, nonce: bigint) => find('claim', key(source), u64(nonce))

/**
 * The day map of a kind of claims.
 *
 * @param stream - Used for emissions only: claims of other kinds have one map per year.
 */
export const dayMapAddress = (source: Address, kind: ClaimKind, year: number, stream: number) =>
  find('days', key(source), u8(kind), u16(year), u8(kind === ClaimKind.Emission ? stream : NO_STREAM))

/** A record. */
export const recordAddress = (registry: Address, evidenceSha256: ReadonlyUint8Array, item: number) =>
  find('record', key(registry), evidenceSha256, u32(item))

/** An origin lot of a record ({@link OWNER_LOT}, {@link BUFFER_LOT}) or a child of a lot. */
export const lotAddress = (parent: Address, index: number) => find('lot', key(parent), u32(index))

/**
 * A lot that a buyer buys of a lot.
 *
 * @param nonce - Unix time near the purchase that the buyer chooses.
 */
export const boughtLotAddress = (parent: Address, buyer: Address, nonce: bigint) =>
  find('lot', key(parent), key(buyer), i64(nonce))

/** A source's inventory of a reporting year. */
export const inventoryAddress = (source: Address, year: number) => find('inventory', key(source), u16(year))

/** A source's pool membership in a reporting year. */
export const memberAddress = (source: Address, year: number) => find('member', key(source), u16(year))

/** A reduction pool. */
export const poolAddress = (registry: Address, operator: Address, nonce: bigint) =>
  find('pool', key(registry), key(operator), u64(nonce))

/** A pool's settlement. */
export const settlementAddress = (pool: Address) => find('settlement', key(pool))

/** A proposal to close a year. */
export const closingAddress = (source: Address, year: number) => find('closing', key(source), u16(year))

/** A burn proof. */
export const burnProofAddress = (registry: Address, proposer: Address, nonce: bigint) =>
  find('burn', key(registry), key(proposer), u64(nonce))

/** The certificate of a burn proof. */
export const certificateAddress = (proof: Address) => find('certificate', key(proof))

/** The restatement of a record. */
export const restatementAddress = (record: Address) => find('restatement', key(record))

/** Credits burned against a certificate's shortfall. */
export const coverAddress = (certificate: Address, leg: number, record: Address) =>
  find('cover', key(certificate), u8(leg), key(record))

/** The credits of a record that a member burned to cure its pool. */
export const cureAddress = (member: Address, record: Address) => find('cure', key(member), key(record))

/** A registry's listing of a payment mint. */
export const paymentAddress = (registry: Address, mint: Address) => find('payment', key(registry), key(mint))

/** The offer that locks a lot. */
export const offerAddress = (lot: Address) => find('offer', key(lot))

/** A registry's rollup log. */
export const logAddress = (registry: Address) => find('log', key(registry))

/** A batch of a registry's log. */
export const batchAddress = (registry: Address, index: bigint) => find('batch', key(registry), u64(index))

/** The authority that signs the program's events. */
export const eventAuthorityAddress = () => find('__event_authority')

/** The result of {@link eventAuthorityAddress}, as a constant. */
export const EVENT_AUTHORITY_ADDRESS = address('J8zYeyqpCA3hiPLnzePsqU8ugMoZFuv8MLXfajjrPrnj')

/** An owner's associated account of any token. */
export async function associatedTokenAddress(owner: Address, mint: Address, tokenProgram: Address): Promise<Address> {
  const [found] = await getProgramDerivedAddress({
    programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    seeds: [key(owner), key(tokenProgram), key(mint)],
  })
  return found
}

/** An owner's token account for a token class of a registry. */
export async function tokenAccountAddress(registry: Address, owner: Address, tokenClass: TokenClass): Promise<Address> {
  return associatedTokenAddress(owner, await mintAddress(registry, tokenClass), TOKEN_2022_PROGRAM_ADDRESS)
}
