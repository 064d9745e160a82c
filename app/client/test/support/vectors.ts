/**
 * What Rust wrote of accounts, addresses and instructions, for the tests that compare them with this package byte by byte. The
 * file is written and checked by tests/program/typescript.rs.
 */

import { readFileSync } from 'node:fs'
import { getAddressDecoder } from '@solana/kit'
import type { Address, Decoder } from '@solana/kit'
import { fromHex } from '../../src/index.js'

type Expected = { program: Address; data: string; accounts: [Address, number][] }
type Vectors = {
  accounts: Record<string, string>
  addresses: Record<string, Address>
  instructions: Record<string, Expected>
}

export const vectors: Vectors = JSON.parse(readFileSync(new URL('../vectors.json', import.meta.url), 'utf8'))

/** An address of one byte. */
export const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte))

/** Bytes of one value. */
export const bytes = (byte: number, length = 32) => new Uint8Array(length).fill(byte)

/** The content of an account as Rust wrote it. */
export function sentinel<T extends object>(name: string, codec: Decoder<T>): T {
  return codec.decode(fromHex(vectors.accounts[name] ?? ''))
}
