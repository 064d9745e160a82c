/**
 * Days and reporting years. As on chain, a day is a number: whole UTC days since 1970-01-01.
 */

const MILLISECONDS_PER_DAY = 86_400_000
const SECONDS_PER_DAY = 86_400n

/** Twelve months of reporting. */
export type ReportingYear = {
  /** Calendar year in which it starts: the vintage. */
  year: number
  /** First day, included. */
  firstDay: number
  /** Last day, included. */
  lastDay: number
}

/**
 * Day number of a date.
 *
 * @param date - `YYYY-MM-DD`.
 * @throws RangeError if there is no such date, or it is before 1970.
 */
export function dayNumber(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN
  // Some engines parse dates such as 2023-02-30 as days of the next month.
  if (!(time >= 0) || new Date(time).toISOString().slice(0, 10) !== date) throw new RangeError(`not a date: ${date}`)
  return time / MILLISECONDS_PER_DAY
}

/** `YYYY-MM-DD` of a day number. */
export const dateOf = (day: number): string => new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10)

/** Unix time in seconds at which a day ends. */
export const endOfDay = (day: number): bigint => (BigInt(day) + 1n) * SECONDS_PER_DAY

/**
 * The reporting year named `year`.
 *
 * @param startMonth - The policy's `yearStartMonth`, 1 to 12.
 */
export function reportingYear(year: number, startMonth: number): ReportingYear {
  const first = (named: number) => dayNumber(`${named}-${startMonth.toString().padStart(2, '0')}-01`)
  return { year, firstDay: first(year), lastDay: first(year + 1) - 1 }
}

/**
 * The reporting year that contains a day.
 *
 * @param startMonth - The policy's `yearStartMonth`, 1 to 12.
 */
export function reportingYearOf(day: number, startMonth: number): ReportingYear {
  const [year = 0, month = 0] = dateOf(day).split('-').map(Number)
  return reportingYear(month < startMonth ? year - 1 : year, startMonth)
}
