/**
 * Who will not be able to vote about units, before a burn is proposed: notaries with a conflict of interest.
 */

import type { Address, ReadonlyUint8Array } from '@solana/kit'
import type { NotarySet } from './generated/index.js'
import { named } from './known.js'
import { decodeEntry } from './lineage.js'

/** The owners of units so far, from the entries of their history: see {@link Histories.of}. */
export const holdersOf = (entries: readonly ReadonlyUint8Array[]): Address[] => [
  ...new Set(entries.map((entry) => decodeEntry(entry).to)),
]

/** The notaries with a conflict of interest, and whether the others are still a quorum. */
export type Conflicts = {
  /** Keys of the notaries. */
  notaries: Address[]
  /** Whether the others can approve. If not, the burn is rejected at once: units that these notaries held cannot be burned. */
  quorumIsLeft: boolean
}

/**
 * The notaries that one of the keys belongs to, or is affiliated to.
 *
 * @param keys - Of a burn: proposer, beneficiary, owner and operators of each emitting source, and the holders of both lots of
 * each leg ({@link holdersOf}).
 */
export function conflictsOf(
  { notaries, len, thresholdBps }: Pick<NotarySet, 'notaries' | 'len' | 'thresholdBps'>,
  keys: readonly Address[],
): Conflicts {
  const members = notaries.slice(0, len)
  const known = new Set(keys)
  const conflicted = members.filter(({ key, affiliates }) =>
    [key, ...affiliates].some((own) => named(own) && known.has(own)),
  )
  const weightOf = (of: typeof members) => of.reduce((sum, { weight }) => sum + BigInt(weight), 0n)
  const left = weightOf(members) - weightOf(conflicted)
  return {
    notaries: conflicted.map(({ key }) => key),
    quorumIsLeft: left * 10_000n >= BigInt(thresholdBps) * weightOf(members),
  }
}
