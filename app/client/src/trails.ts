/**
 * Trails of records, which the review of a pool's settlement replays. A member's account has the heads of its trails.
 */

import { getAddressEncoder } from '@solana/kit'
import type { Address } from '@solana/kit'
import { InventoryLine } from './generated/index.js'
import type { CarbonData, CarbonEvent } from './generated/index.js'
import { keccak, sameBytes } from './hash.js'
import type { Hash } from './hash.js'
import { headsOf, piecesOf } from './lineage.js'

/** Prefix of a trail's hash (`R`). */
const PREFIX = new Uint8Array([0x52])

/** Kind of a trail: emission records on the line `Emitted`, or reduction records. */
export type TrailKind = 'emissions' | 'reductions'

/** A part of a trail that fits in a transaction. */
export type TrailPiece = {
  /** Head before the first record. */
  previous: Hash
  /** Records, oldest first. */
  records: Address[]
}

/** The head of a trail after one more record. */
export const extendTrail = (head: Hash, record: Address): Hash =>
  keccak(PREFIX, head, getAddressEncoder().encode(record))

/** Collects records from events. Pass it every event of a registry in the order of the chain. */
export class Trails {
  readonly #records = new Map<string, Address[]>()

  /** Records an event. Events about other things than records are ignored. */
  observe(event: CarbonEvent): void {
    if (event.name === 'RecordNotarized') this.#add(event.data.source, event.data.record, event.data.data)
    if (event.name === 'RecordSupplemented') this.#add(event.data.source, event.data.supplement, event.data.data)
  }

  #add(source: Address, record: Address, { line, year }: CarbonData): void {
    const kind =
      line === InventoryLine.Emitted ? 'emissions' : line === InventoryLine.Reduced ? 'reductions' : undefined
    if (!kind) return
    const name = nameOf(source, year, kind)
    this.#records.set(name, [...(this.#records.get(name) ?? []), record])
  }

  /** The records of a source and year, oldest first. */
  of(source: Address, year: number, kind: TrailKind): readonly Address[] {
    return this.#records.get(nameOf(source, year, kind)) ?? []
  }

  /**
   * The trail that ends at `head`, in pieces of at most `most` records, newest first, in the order of a review. Records after
   * `head` are left out: they were notarized after the totals were frozen.
   *
   * @returns `undefined` if the collected records do not lead to `head`.
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
