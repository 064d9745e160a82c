/**
 * Activity × emission factor → grams CO2e, as the program computes it: exact, with the last gram rounded against the claimant.
 */

import { Basis, ClaimKind, GwpSet } from '../generated/index.js'
import type { Gases } from '../generated/index.js'
import { divideUp, MAX_AMOUNT } from './grams.js'

/** Global warming potentials of methane and nitrous oxide, in tenths (27.9 in AR6). */
const POTENTIALS: Record<GwpSet, { ch4: bigint; n2o: bigint }> = {
  [GwpSet.Ar4]: { ch4: 250n, n2o: 2_980n },
  [GwpSet.Ar5]: { ch4: 280n, n2o: 2_650n },
  [GwpSet.Ar6]: { ch4: 279n, n2o: 2_730n },
}

/** µg × 10⁻⁶ units × tenths → grams. */
const SCALE = 10_000_000_000_000n

/** The fields of a factor's account that determine the grams. */
export type FactorAmounts = { gases: Gases; basis: Basis; gwp: GwpSet }

/**
 * Grams of an activity.
 *
 * @param activity - Millionths of the factor's unit.
 * @param kind - Emissions and add-backs round up; absorption, reductions and baselines down.
 * @throws RangeError above 2⁶⁴ − 1 grams, which the program refuses too.
 */
export function gramsOfActivity(activity: bigint, { gases, basis, gwp }: FactorAmounts, kind: ClaimKind): bigint {
  const tenths = basis === Basis.Mass ? POTENTIALS[gwp] : { ch4: 10n, n2o: 10n }
  const perUnit = (gases.co2 + gases.other) * 10n + gases.ch4 * tenths.ch4 + gases.n2o * tenths.n2o
  const up = kind === ClaimKind.Emission || kind === ClaimKind.AddBack
  const grams = up ? divideUp(perUnit * activity, SCALE) : (perUnit * activity) / SCALE
  if (grams > MAX_AMOUNT) throw new RangeError(`${grams} grams exceed the maximum of a record`)
  return grams
}
