/**
 * Days and reporting years. A day is the number of whole UTC days since 1970-01-01, as on chain.
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
 * @throws RangeError where there is no such date, or it is before 1970.
 */
export function dayNumber(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN
  // Dates such as 2023-02-30 are parsed by some engines as days of the next month.
  if (!(time >= 0) || new Date(time).toISOString().slice(0, 10) !== date) throw new RangeError(`no date: ${date}`)
  return time / MILLISECONDS_PER_DAY
}

/** `YYYY-MM-DD` of a day number. */
export const dateOf = (day: number): string => new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10)

/** The instant at which a day is over, in unix seconds. */
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
