/**
 * Answers from accounts alone: is a certificate valid, and is a source's year carbon neutral?
 */

import { CertificateStatus } from './generated/index.js'
import type { Certificate, Inventory } from './generated/index.js'

/** Neutrality of a source's reporting year. Amounts are grams. */
export type Neutrality =
  /** The year is closed (notaries attested that it is complete), and every emitted gram is neutralized. */
  | { kind: 'neutral'; emitted: bigint }
  /** Some grams are not neutralized, or the year is not closed and more may be recorded. */
  | { kind: 'partial'; neutralized: bigint; emitted: bigint; closed: boolean }
  /** The year is closed without emissions. It has nothing to neutralize, so it is not called neutral. */
  | { kind: 'nothing emitted' }

/** Neutrality of a year, from its inventory. */
export function neutralityOf({
  emitted,
  neutralized,
  closed,
}: Pick<Inventory, 'emitted' | 'neutralized' | 'closed'>): Neutrality {
  if (closed && emitted === 0n) return { kind: 'nothing emitted' }
  if (closed && neutralized === emitted) return { kind: 'neutral', emitted }
  return { kind: 'partial', neutralized, emitted, closed }
}

/** Grams that a certificate neutralizes: its grams less its shortfall. */
export const offsetGrams = ({ grams, shortfall }: Pick<Certificate, 'grams' | 'shortfall'>): bigint => grams - shortfall

/** Whether a certificate is valid for all of its grams. */
export const isOffset = ({ status, shortfall }: Pick<Certificate, 'status' | 'shortfall'>): boolean =>
  status === CertificateStatus.Active && shortfall === 0n
