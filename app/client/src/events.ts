/**
 * The program's events. They are inner instructions of the program to itself, so log truncation cannot drop them.
 */

import type { ReadonlyUint8Array } from '@solana/kit'
import { CARBON_EVENTS } from './generated/index.js'
import type { CarbonEvent } from './generated/index.js'
import { toHex } from './hash.js'

/** Anchor's tag, in hex: the first 8 bytes of every event's data. */
export const EVENT_TAG = 'e445a52e51cb9a1d'

const EVENTS = new Map<string, (typeof CARBON_EVENTS)[number]>(
  CARBON_EVENTS.map((event) => [event.discriminator, event]),
)

/**
 * Decodes the data of an inner instruction.
 *
 * @returns `undefined` if it is not an event, or an event of a later version of the program.
 */
export function decodeEvent(data: ReadonlyUint8Array): CarbonEvent | undefined {
  if (toHex(data.slice(0, 8)) !== EVENT_TAG) return undefined
  const event = EVENTS.get(toHex(data.slice(8, 16)))
  return event && ({ name: event.name, data: event.decoder.decode(data, 16) } as CarbonEvent)
}
