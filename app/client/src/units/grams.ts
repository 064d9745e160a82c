/**
 * Grams, tonnes and millionths. A mass is a bigint of grams everywhere; text for people has decimal tonnes. Nothing here
 * is a floating-point number, and nothing rounds unless its name says which way.
 */

/** Grams in a tonne: 1 token is 1 tonne CO2e, 1 base unit 1 gram. */
export const GRAMS_PER_TONNE = 1_000_000n

/** Largest value of an amount on chain (`u64`). */
export const MAX_AMOUNT = (1n << 64n) - 1n

/** Basis points in the whole. */
const WHOLE_BPS = 10_000n

/**
 * Grams of decimal tonnes, exactly.
 *
 * @param tonnes - Such as `"350"` or `"12.345678"`: digits, and at most six after a point.
 * @throws RangeError where the text is no such number, has more than six decimals or more than 2⁶⁴ − 1 grams.
 */
export const gramsFromTonnes = (tonnes: string): bigint => millionthsOf(tonnes)

/**
 * Decimal tonnes of grams, exactly, without zeros at the end: `"12.3"`.
 *
 * @throws RangeError for a negative number of grams.
 */
export const tonnesFromGrams = (grams: bigint): string => decimalOf(grams)

/**
 * Millionths of a decimal number: what activity amounts (kWh, litres …) and micrograms of a factor are given in.
 *
 * @throws RangeError as {@link gramsFromTonnes}.
 */
export function millionthsOf(decimal: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,6}))?$/.exec(decimal)
  if (!match) throw new RangeError(`not a decimal number with at most six decimals: ${JSON.stringify(decimal)}`)
  const [, whole = '', part = ''] = match
  const millionths = BigInt(whole) * GRAMS_PER_TONNE + BigInt(part.padEnd(6, '0'))
  if (millionths > MAX_AMOUNT) throw new RangeError(`beyond what an amount on chain can be: ${decimal}`)
  return millionths
}

/**
 * The decimal number of millionths, without zeros at the end.
 *
 * @throws RangeError for a negative number.
 */
export function decimalOf(millionths: bigint): string {
  if (millionths < 0n) throw new RangeError(`a negative amount: ${millionths}`)
  const part = (millionths % GRAMS_PER_TONNE).toString().padStart(6, '0').replace(/0+$/, '')
  const whole = (millionths / GRAMS_PER_TONNE).toString()
  return part === '' ? whole : `${whole}.${part}`
}

/**
 * What a mass costs in base units of the payment token: `⌈grams × price / 10⁶⌉`. Rounded up, as the program does.
 *
 * @param pricePerTonne - Base units of the payment token for a tonne.
 */
export const costOf = (grams: bigint, pricePerTonne: bigint): bigint => divideUp(grams * pricePerTonne, GRAMS_PER_TONNE)

/** A share in basis points of an amount, rounded down, as the program takes the market's fee. */
export const shareOf = (amount: bigint, bps: number): bigint => (amount * BigInt(bps)) / WHOLE_BPS

/**
 * What of absorbed grams the owner gets and what the buffer, which rounds up.
 *
 * @param bps - The policy's `bufferBps`.
 */
export function splitBuffer(grams: bigint, bps: number): { owner: bigint; buffer: bigint } {
  const buffer = divideUp(grams * BigInt(bps), WHOLE_BPS)
  return { owner: grams - buffer, buffer }
}

/** `⌈dividend / divisor⌉` of a dividend that is not negative. */
export const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor
