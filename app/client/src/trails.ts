/**
 * Trails of records: what the review of a pool's settlement replays. A member's account has the heads.
 */

import { getAddressEncoder } from '@solana/kit'
import type { Address } from '@solana/kit'
import { Ledger } from './generated/index.js'
import type { CarbonData, CarbonEvent } from './generated/index.js'
import { keccak, sameBytes } from './hash.js'
import type { Hash } from './hash.js'
import { headsOf, piecesOf } from './lineage.js'

/** Prefix of a trail's hash (`R`). */
const PREFIX = new Uint8Array([0x52])

/** Which records a trail is of: emission records that count as emitted, or reduction records. */
export type TrailKind = 'emissions' | 'reductions'

/** A part of a trail that fits a transaction. */
export type TrailPiece = {
  /** Head before the first record. */
  previous: Hash
  /** Records, oldest first. */
  records: Address[]
}

/** The head of a trail after one more record. */
export const extendTrail = (head: Hash, record: Address): Hash =>
  keccak(PREFIX, head, getAddressEncoder().encode(record))

/** Every record seen: give it every event of a registry, in the order of the chain. */
export class Trails {
  readonly #records = new Map<string, Address[]>()

  /** Takes note of an event; what is no record is passed over. */
  observe(event: CarbonEvent): void {
    if (event.name === 'RecordNotarized') this.#add(event.data.source, event.data.record, event.data.data)
    if (event.name === 'RecordSupplemented') this.#add(event.data.source, event.data.supplement, event.data.data)
  }

  #add(source: Address, record: Address, { ledger, year }: CarbonData): void {
    const kind = ledger === Ledger.Emitted ? 'emissions' : ledger === Ledger.Reduced ? 'reductions' : undefined
    if (!kind) return
    const name = nameOf(source, year, kind)
    this.#records.set(name, [...(this.#records.get(name) ?? []), record])
  }

  /** The records of a source and year, oldest first. */
  of(source: Address, year: number, kind: TrailKind): readonly Address[] {
    return this.#records.get(nameOf(source, year, kind)) ?? []
  }

  /**
   * The trail that leads to `head`, in pieces of at most `most` records, newest first, as a review takes them. Records
   * after it are passed over: they came after the totals were frozen.
   *
   * @returns `undefined` where the records seen do not lead there.
   */
  pieces(source: Address, year: number, kind: TrailKind, head: Hash, most: number): TrailPiece[] | undefined {
    const records = this.of(source, year, kind)
    const heads = headsOf(records, extendTrail)
    const end = heads.findIndex((known) => sameBytes(known, head))
    if (end < 0) return undefined
    return piecesOf(end, most).map((piece) => ({
      previous: heads[piece.start] as Hash,
      records: records.slice(piece.start, piece.end),
    }))
  }
}

const nameOf = (source: Address, year: number, kind: TrailKind): string => `${source}/${year}/${kind}`
