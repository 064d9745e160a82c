/**
 * The hash function of all formats, and bytes as hex.
 */

import { keccak_256 } from '@noble/hashes/sha3.js'
import { getBase16Decoder, getBase16Encoder } from '@solana/kit'
import type { ReadonlyUint8Array } from '@solana/kit'

/** 32 bytes of keccak-256, or of sha256 for documents. */
export type Hash = ReadonlyUint8Array

/** Thirty-two zero bytes: the head before the first entry of a history or trail. */
export const GENESIS: Hash = new Uint8Array(32)

/** keccak-256 of the concatenated parts. */
export function keccak(...parts: ReadonlyUint8Array[]): Uint8Array {
  const hash = keccak_256.create()
  for (const part of parts) hash.update(part as Uint8Array)
  return hash.digest()
}

/** Lower-case hex without a prefix. */
export const toHex = (bytes: ReadonlyUint8Array): string => getBase16Decoder().decode(bytes)

/** Bytes of hex without a prefix. */
export const fromHex = (hex: string): Uint8Array => getBase16Encoder().encode(hex) as Uint8Array

/** Whether both have the same bytes. */
export const sameBytes = (one: ReadonlyUint8Array, other: ReadonlyUint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])
