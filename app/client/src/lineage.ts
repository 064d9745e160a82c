/**
 * The history of a lot's units: a hash chain of issue, transfers and conversions since their record. The entries are in events.
 * The lot's account has the head, which proves that a list of entries is complete.
 */

import {
  fixDecoderSize,
  fixEncoderSize,
  getAddressDecoder,
  getAddressEncoder,
  getBytesDecoder,
  getBytesEncoder,
  getEnumDecoder,
  getEnumEncoder,
  getI64Decoder,
  getI64Encoder,
  getStructDecoder,
  getStructEncoder,
  getU64Decoder,
  getU64Encoder,
} from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import type { CarbonEvent } from './generated/index.js'
import { GENESIS, keccak } from './hash.js'
import type { Hash } from './hash.js'

/** Bytes of an entry. */
export const ENTRY_LENGTH = 153

/** Prefix of a lineage hash (`L`). */
const PREFIX = new Uint8Array([0x4c])

/** Kind of an entry. */
export enum EntryKind {
  /** The units were issued on a record; `reference` is the record's digest. */
  Issue,
  /** The units changed their owner; `reference` is zero. */
  Transfer,
  /** The units changed their class in a settled pool; `reference` is the pool. */
  Convert,
}

/** One step of a lot's history. */
export type Entry = {
  /** Kind of the step. */
  kind: EntryKind
  /** The resulting lot (the child of a transfer). */
  lot: Address
  /** Owner before; the zero address for an issue. */
  from: Address
  /** Owner after. */
  to: Address
  /** First serial (gram of the record), included. */
  start: bigint
  /** Last serial, excluded. */
  end: bigint
  /** Unix time. */
  time: bigint
  /** Digest of the record, zero, or the pool: see {@link EntryKind}. */
  reference: ReadonlyUint8Array
}

const encoder = getStructEncoder([
  ['kind', getEnumEncoder(EntryKind)],
  ['lot', getAddressEncoder()],
  ['from', getAddressEncoder()],
  ['to', getAddressEncoder()],
  ['start', getU64Encoder()],
  ['end', getU64Encoder()],
  ['time', getI64Encoder()],
  ['reference', fixEncoderSize(getBytesEncoder(), 32)],
])

const decoder = getStructDecoder([
  ['kind', getEnumDecoder(EntryKind)],
  ['lot', getAddressDecoder()],
  ['from', getAddressDecoder()],
  ['to', getAddressDecoder()],
  ['start', getU64Decoder()],
  ['end', getU64Decoder()],
  ['time', getI64Decoder()],
  ['reference', fixDecoderSize(getBytesDecoder(), 32)],
])

/** The bytes of an entry, as hashed and emitted. */
export const encodeEntry = (entry: Entry): ReadonlyUint8Array => encoder.encode(entry)

/**
 * Decodes an entry.
 *
 * @throws RangeError if there are not 153 bytes, and an error of `@solana/kit` for an unknown kind.
 */
export function decodeEntry(bytes: ReadonlyUint8Array): Entry {
  if (bytes.length !== ENTRY_LENGTH) throw new RangeError(`an entry has ${ENTRY_LENGTH} bytes, not ${bytes.length}`)
  return decoder.decode(bytes)
}

/** The head after an encoded entry. */
export const extendLineage = (head: Hash, entry: ReadonlyUint8Array): Hash => keccak(PREFIX, head, entry)

/** The head after all entries since the record, oldest first. */
export const lineageHead = (entries: readonly ReadonlyUint8Array[]): Hash => entries.reduce(extendLineage, GENESIS)

/** A part of a history that fits in a transaction. */
export type HistoryPiece = {
  /** Head before the first entry. */
  previous: Hash
  /** Entries, oldest first. */
  entries: ReadonlyUint8Array[]
}

/** Histories of lots, collected from events: give it every event of a registry, in any order. */
export class Histories {
  /** What a lot came from, and the entry that this added. */
  readonly #origins = new Map<Address, { parent?: Address; entry?: ReadonlyUint8Array }>()
  /** What a pool's settlement added to a lot; its parts came into being after. */
  readonly #conversions = new Map<Address, ReadonlyUint8Array>()

  /** Records an event. Events about other things than lots are ignored. */
  observe({ name, data }: CarbonEvent): void {
    if (name === 'LotSplit') this.#origins.set(data.lot, { parent: data.parent })
    if (name !== 'LineageExtended') return
    const { kind, lot } = decodeEntry(data.entry)
    if (kind === EntryKind.Convert) this.#conversions.set(lot, data.entry)
    // The parent of an issue is the record: the history begins there.
    else if (data.parent === data.record) this.#origins.set(lot, { entry: data.entry })
    else this.#origins.set(lot, { parent: data.parent, entry: data.entry })
  }

  /**
   * The history of a lot, oldest entry first.
   *
   * @returns `undefined` if an event is missing.
   */
  of(lot: Address): ReadonlyUint8Array[] | undefined {
    const entries: ReadonlyUint8Array[] = []
    for (let next: Address | undefined = lot; next !== undefined;) {
      const origin = this.#origins.get(next)
      if (!origin) return undefined
      const conversion = this.#conversions.get(next)
      if (conversion) entries.push(conversion)
      if (origin.entry) entries.push(origin.entry)
      next = origin.parent
    }
    return entries.reverse()
  }

  /**
   * The history of a lot in pieces of at most `most` entries, newest first, in the order of a review.
   *
   * @returns `undefined` if an event is missing.
   */
  pieces(lot: Address, most: number): HistoryPiece[] | undefined {
    const entries = this.of(lot)
    if (!entries) return undefined
    const heads = headsOf(entries, extendLineage)
    return piecesOf(entries.length, most).map(({ start, end }) => ({
      previous: heads[start] as Hash,
      entries: entries.slice(start, end),
    }))
  }
}

/** The head before each entry, and the head after the last entry. */
export function headsOf<T>(entries: readonly T[], extend: (head: Hash, entry: T) => Hash): Hash[] {
  const heads = [GENESIS]
  for (const entry of entries) heads.push(extend(heads.at(-1) as Hash, entry))
  return heads
}

/** Splits `length` items into ranges of at most `most`, the last items first. */
export function piecesOf(length: number, most: number): { start: number; end: number }[] {
  if (most < 1) throw new RangeError('a piece has at least one entry')
  const pieces = []
  for (let end = length; end > 0; end -= most) pieces.push({ start: Math.max(end - most, 0), end })
  return pieces
}
