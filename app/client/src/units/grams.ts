/**
 * Grams, tonnes and millionths. A mass is a bigint of grams; text for people has decimal tonnes. No function uses
 * floating-point numbers. Functions that round say in which direction.
 */

/** Grams in a tonne. One token is one tonne CO2e; its base unit is one gram. */
export const GRAMS_PER_TONNE = 1_000_000n

/** Largest value of an amount on chain (`u64`). */
export const MAX_AMOUNT = (1n << 64n) - 1n

/** Basis points of 100 %. */
const WHOLE_BPS = 10_000n

/**
 * Grams of decimal tonnes, exactly.
 *
 * @param tonnes - A decimal number with at most six decimals, such as `"350"` or `"12.345678"`.
 * @throws RangeError if the text is not such a number, or stands for more than 2⁶⁴ − 1 grams.
 */
export const gramsFromTonnes = (tonnes: string): bigint => millionthsOf(tonnes)

/**
 * Decimal tonnes of grams, exactly, without zeros at the end: `"12.3"`.
 *
 * @throws RangeError for a negative number of grams.
 */
export const tonnesFromGrams = (grams: bigint): string => decimalOf(grams)

/**
 * Millionths of a decimal number: the unit of activity amounts (kWh, litres …) and of a factor's gases.
 *
 * @throws RangeError as {@link gramsFromTonnes}.
 */
export function millionthsOf(decimal: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,6}))?$/.exec(decimal)
  if (!match) throw new RangeError(`not a decimal number with at most six decimals: ${JSON.stringify(decimal)}`)
  const [, whole = '', part = ''] = match
  const millionths = BigInt(whole) * GRAMS_PER_TONNE + BigInt(part.padEnd(6, '0'))
  if (millionths > MAX_AMOUNT) throw new RangeError(`above the maximum of an amount on chain: ${decimal}`)
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
 * Price of a mass in base units of the payment token: `⌈grams × price / 10⁶⌉`. Rounded up, as in the program.
 *
 * @param pricePerTonne - Base units of the payment token per tonne.
 */
export const costOf = (grams: bigint, pricePerTonne: bigint): bigint => divideUp(grams * pricePerTonne, GRAMS_PER_TONNE)

/** A share of an amount in basis points, rounded down, as the program computes the market's fee. */
export const shareOf = (amount: bigint, bps: number): bigint => (amount * BigInt(bps)) / WHOLE_BPS

/**
 * Splits absorbed grams between the owner and the buffer. The buffer's share is rounded up.
 *
 * @param bps - The policy's `bufferBps`.
 */
export function splitBuffer(grams: bigint, bps: number): { owner: bigint; buffer: bigint } {
  const buffer = divideUp(grams * BigInt(bps), WHOLE_BPS)
  return { owner: grams - buffer, buffer }
}

/** `⌈dividend / divisor⌉` of a dividend that is not negative. */
export const divideUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor
