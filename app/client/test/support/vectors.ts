/**
 * Accounts, addresses and instructions as Rust writes them. Tests compare this package with them byte by byte.
 * tests/program/typescript.rs writes and checks the file.
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

/** An address of 32 equal bytes. */
export const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte))

/** Equal bytes. */
export const bytes = (byte: number, length = 32) => new Uint8Array(length).fill(byte)

/** The decoded account that Rust wrote. */
export function sentinel<T extends object>(name: string, codec: Decoder<T>): T {
  return codec.decode(fromHex(vectors.accounts[name] ?? ''))
}
