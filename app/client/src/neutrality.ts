/**
 * The two questions that everything here exists to answer, from accounts alone: is this certificate in force, and is this
 * source's year carbon neutral?
 */

import { CertificateStatus } from './generated/index.js'
import type { Certificate, Inventory } from './generated/index.js'

/** How neutral a source's reporting year is; amounts are grams. */
export type Neutrality =
  /** Notaries attested that nothing is missing, and every emitted gram is neutralized. */
  | { kind: 'neutral'; emitted: bigint }
  /** Some grams are not neutralized, or more may come: the year is not closed. */
  | { kind: 'partial'; neutralized: bigint; emitted: bigint; closed: boolean }
  /** A closed year without emissions: there is nothing to neutralize, so it is not called neutral. */
  | { kind: 'nothing emitted' }

/** How neutral a year is, by its inventory. */
export function neutralityOf({
  emitted,
  neutralized,
  closed,
}: Pick<Inventory, 'emitted' | 'neutralized' | 'closed'>): Neutrality {
  if (closed && emitted === 0n) return { kind: 'nothing emitted' }
  if (closed && neutralized === emitted) return { kind: 'neutral', emitted }
  return { kind: 'partial', neutralized, emitted, closed }
}

/** Grams that a certificate neutralizes: all of them while it is active, less the shortfall while it is impaired. */
export const offsetGrams = ({ grams, shortfall }: Pick<Certificate, 'grams' | 'shortfall'>): bigint => grams - shortfall

/** Whether a certificate is in force for every gram it names. */
export const isOffset = ({ status, shortfall }: Pick<Certificate, 'status' | 'shortfall'>): boolean =>
  status === CertificateStatus.Active && shortfall === 0n
