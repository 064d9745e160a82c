/**
 * The formats of 208 bytes, big-endian, as the L1 reads them: a magic, then the fields of a struct in order, then zeros. Each
 * value has exactly one encoding.
 */

import {
  Endian,
  fixCodecSize,
  getAddressCodec,
  getBytesCodec,
  getI64Codec,
  getStructCodec,
  getU128Codec,
  getU16Codec,
  getU8Codec,
  getU64Codec,
} from '@solana/kit'
import type { Address, FixedSizeDecoder, FixedSizeEncoder, ReadonlyUint8Array } from '@solana/kit'
import { sameBytes } from './hash.js'

/** Bytes of every leaf entry and of the message's payload. */
export const FORMAT_LENGTH = 208

const big = { endian: Endian.Big } as const
const bytes32 = fixCodecSize(getBytesCodec(), 32)
const address32 = getAddressCodec()
const u8 = getU8Codec()
const u16 = getU16Codec(big)
const u64 = getU64Codec(big)
const i64 = getI64Codec(big)
const u128 = getU128Codec(big)

/** A certificate of carbon neutrality: emissions were neutralized. */
export type CertificateLeaf = {
  /** The registry. */
  registry: Address
  /** Index of this leaf in the registry's log, from 0. */
  index: bigint
  /** The certificate's account. */
  certificate: Address
  /** Key that may call these emissions neutralized. */
  beneficiary: Address
  /** Hash of the legs: records and serial ranges of both sides. */
  legs: ReadonlyUint8Array
  /** Grams of emission burned. */
  emission: bigint
  /** Grams of absorption credit burned against the emission. */
  credit: bigint
  /** Slot of the burn. */
  slot: bigint
  /** Unix time of the burn. */
  time: bigint
  /** sha256 of the neutrality statement. */
  metadata: ReadonlyUint8Array
}

/** The figures of a closed reporting year. A later leaf of the same inventory supersedes it. */
export type YearLeaf = {
  /** The registry. */
  registry: Address
  /** Index of this leaf in the registry's log, from 0. */
  index: bigint
  /** The inventory's account. */
  inventory: Address
  /** The source. */
  source: Address
  /** The source's owner. */
  owner: Address
  /** Grams emitted in the year. */
  emitted: bigint
  /** Emitted grams that are neutralized. */
  neutralized: bigint
  /** Unix time at which the year was logged. */
  time: bigint
  /** sha256 of the owner's neutrality statement; zero if absent. */
  statement: ReadonlyUint8Array
  /** The reporting year. */
  year: number
}

/** A correction: some grams of an earlier leaf are void. Corrections are numbered; the message to the L1 has their count. */
export type CorrectionLeaf = {
  /** The registry. */
  registry: Address
  /** Index of this leaf in the registry's log, from 0. */
  index: bigint
  /** The corrected account: a certificate or an inventory. */
  corrected: Address
  /** Index of the corrected leaf. */
  correctedIndex: bigint
  /** Grams of that leaf that are void now; zero makes it whole again. */
  void: bigint
  /** Number of the correction in the registry, from 1. */
  number: bigint
  /** Slot of the correction. */
  slot: bigint
  /** Unix time of the correction. */
  time: bigint
}

/** The payload of a message to the L1: a batch of new leaves. Root and totals are cumulative. */
export type Payload = {
  /** The registry. */
  registry: Address
  /** Number of the batch, from 1. */
  batch: bigint
  /** Number of leaves before the batch: the index of its first leaf. */
  firstLeaf: bigint
  /** Number of leaves up to the end of the batch. */
  leafCount: bigint
  /** Root over the leaves before the batch; 32 zero bytes if there are none. */
  previousRoot: ReadonlyUint8Array
  /** Root over all leaves up to the end of the batch. */
  root: ReadonlyUint8Array
  /** Grams neutralized since the registry began. */
  neutralized: bigint
  /** Number of correction leaves since the registry began. */
  corrections: bigint
  /** Zero. */
  unimpaired: bigint
  /** Slot of the publication. */
  slot: bigint
  /** Unix time of the publication. */
  time: bigint
  /** Bump of the registry's log, which emits the message. */
  bump: number
}

/** A leaf entry of any kind. */
export type Leaf =
  | ({ kind: 'certificate' } & CertificateLeaf)
  | ({ kind: 'year' } & YearLeaf)
  | ({ kind: 'correction' } & CorrectionLeaf)

const certificate = getStructCodec([
  ['registry', address32],
  ['index', u64],
  ['certificate', address32],
  ['beneficiary', address32],
  ['legs', bytes32],
  ['emission', u64],
  ['credit', u64],
  ['slot', u64],
  ['time', i64],
  ['metadata', bytes32],
])

const year = getStructCodec([
  ['registry', address32],
  ['index', u64],
  ['inventory', address32],
  ['source', address32],
  ['owner', address32],
  ['emitted', u64],
  ['neutralized', u64],
  ['time', i64],
  ['statement', bytes32],
  ['year', u16],
])

const correction = getStructCodec([
  ['registry', address32],
  ['index', u64],
  ['corrected', address32],
  ['correctedIndex', u64],
  ['void', u64],
  ['number', u64],
  ['slot', u64],
  ['time', i64],
])

const payload = getStructCodec([
  ['registry', address32],
  ['batch', u64],
  ['firstLeaf', u64],
  ['leafCount', u64],
  ['previousRoot', bytes32],
  ['root', bytes32],
  ['neutralized', u128],
  ['corrections', u64],
  ['unimpaired', u64],
  ['slot', u64],
  ['time', i64],
  ['bump', u8],
])

const MAGICS = { certificate: text('CNRLEAF1'), year: text('CNRYEAR1'), correction: text('CNRCORR1') }
/** `CNRB`, version 1, kind 1 (a batch of leaves). */
const PAYLOAD_PREFIX = text('CNRB\u0001\u0001')

/** The bytes of a leaf. */
export function encodeLeaf(leaf: Leaf): ReadonlyUint8Array {
  switch (leaf.kind) {
    case 'certificate':
      return encode(MAGICS.certificate, certificate, leaf)
    case 'year':
      return encode(MAGICS.year, year, leaf)
    case 'correction':
      return encode(MAGICS.correction, correction, leaf)
  }
}

/**
 * Decodes a leaf. Encoding the result gives the same bytes.
 *
 * @throws RangeError if the bytes are not a leaf.
 */
export function decodeLeaf(bytes: ReadonlyUint8Array): Leaf {
  const kinds = Object.keys(MAGICS) as Leaf['kind'][]
  const kind = kinds.find((kind) => sameBytes(bytes.slice(0, 8), MAGICS[kind]))
  if (!kind) throw new RangeError('the bytes are not a leaf of a known kind')
  switch (kind) {
    case 'certificate':
      return { kind, ...decode(MAGICS.certificate, certificate, bytes) }
    case 'year':
      return { kind, ...decode(MAGICS.year, year, bytes) }
    case 'correction': {
      const leaf = decode(MAGICS.correction, correction, bytes)
      if (leaf.number === 0n) throw new RangeError('corrections are numbered from 1')
      return { kind, ...leaf }
    }
  }
}

/** The bytes of a message's payload. */
export const encodePayload = (content: Payload): ReadonlyUint8Array => encode(PAYLOAD_PREFIX, payload, content)

/**
 * Decodes a payload. The caller must check that it is for this chain and newer than the previous batch.
 *
 * @throws RangeError if the bytes are not a payload.
 */
export function decodePayload(bytes: ReadonlyUint8Array): Payload {
  const content = decode(PAYLOAD_PREFIX, payload, bytes)
  if (content.batch === 0n) throw new RangeError('batches are numbered from 1')
  if (content.leafCount < content.firstLeaf) throw new RangeError('a batch whose first leaf is beyond its last')
  if (content.root.every((byte) => byte === 0)) throw new RangeError('a root of zero is the root of no tree')
  return content
}

function encode<T extends object>(magic: Uint8Array, codec: FixedSizeEncoder<T>, content: T): ReadonlyUint8Array {
  const bytes = new Uint8Array(FORMAT_LENGTH)
  bytes.set(magic)
  codec.write(content, bytes, magic.length)
  return bytes
}

function decode<T extends object>(magic: Uint8Array, codec: FixedSizeDecoder<T>, bytes: ReadonlyUint8Array): T {
  if (bytes.length !== FORMAT_LENGTH) throw new RangeError(`${bytes.length} bytes instead of ${FORMAT_LENGTH}`)
  if (!sameBytes(bytes.slice(0, magic.length), magic)) throw new RangeError('another format or version')
  const [content, end] = codec.read(bytes, magic.length)
  if (bytes.slice(end).some((byte) => byte !== 0)) throw new RangeError('the padding is not zero')
  return content
}

function text(magic: string): Uint8Array {
  return new TextEncoder().encode(magic)
}
