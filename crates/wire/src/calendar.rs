//! UTC days and reporting years.
//!
//! Carbon data covers whole UTC days. A day is its number since 1970-01-01 (`u32`), so a period is a pair of days,
//! both included. A reporting year is the twelve months from the first of the month a registry chose (Safeguard
//! Mechanism: July; UK SECR: the company's financial year; most others: January) and is named by the calendar year in
//! which it starts.

/// Seconds in a UTC day, as in `unix_timestamp` (which has no leap seconds).
pub const SECONDS_PER_DAY: i64 = 86_400;

/// Maximum number of days of a reporting year.
pub const MAX_YEAR_DAYS: usize = 366;

/// A reporting year of twelve months: its name and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportingYear {
    /// Calendar year in which the reporting year starts.
    pub year: u16,
    /// First day, included.
    pub first_day: u32,
    /// Last day, included.
    pub last_day: u32,
}

impl ReportingYear {
    /// The reporting year named `year` when years start on the first of `start_month` (1–12).
    ///
    /// `None` for a month outside 1–12 or a year before 1970.
    pub fn named(year: u16, start_month: u8) -> Option<Self> {
        let first_day = day_number(year, start_month, 1)?;
        let last_day = day_number(year.checked_add(1)?, start_month, 1)? - 1;
        Some(Self { year, first_day, last_day })
    }

    /// The reporting year that contains `day`.
    pub fn containing(day: u32, start_month: u8) -> Option<Self> {
        let (year, month, _) = civil(day)?;
        let name = if month < start_month { year.checked_sub(1)? } else { year };
        Self::named(name, start_month)
    }

    /// Number of days: 365 or 366.
    pub fn days(&self) -> u16 {
        (self.last_day - self.first_day + 1) as u16
    }

    /// Whether a period is valid and inside the year.
    pub fn contains(&self, first_day: u32, last_day: u32) -> bool {
        self.first_day <= first_day && first_day <= last_day && last_day <= self.last_day
    }
}

/// Unix time at which `day` is over.
pub fn end_of_day(day: u32) -> i64 {
    (day as i64 + 1) * SECONDS_PER_DAY
}

/// Day number of a civil date, `None` outside 1970-01-01 … 9999-12-31 or for a date that does not exist.
pub fn day_number(year: u16, month: u8, day: u8) -> Option<u32> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    // Years start in March here, so that the leap day is the last of its year. `(153 * m + 2) / 5` is the usual formula
    // for the days before month `m`, counted from March.
    let (y, m) = if month > 2 { (year as u32, month as u32 - 3) } else { (year as u32 - 1, month as u32 + 9) };
    let leap_days = y / 4 - y / 100 + y / 400;
    let day_of_year = (153 * m + 2) / 5 + day as u32 - 1;
    Some(y * 365 + leap_days + day_of_year - EPOCH)
}

/// Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar.
const EPOCH: u32 = 719_468;

/// Year, month and day of a day number, `None` after 9999-12-31.
pub fn civil(day: u32) -> Option<(u16, u8, u8)> {
    const LAST: u32 = 2_932_896;
    if day > LAST {
        return None;
    }
    let days = day + EPOCH;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 } as u8;
    let year = era * 400 + year_of_era + u32::from(month <= 2);
    Some((year as u16, month, (day_of_year - (153 * m + 2) / 5 + 1) as u8))
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_dates() {
        assert_eq!(day_number(1970, 1, 1), Some(0));
        assert_eq!(day_number(2000, 2, 29), Some(11_016));
        assert_eq!(day_number(2023, 7, 1), Some(19_539));
        assert_eq!(day_number(9999, 12, 31), Some(2_932_896));
        assert_eq!(civil(2_932_896), Some((9999, 12, 31)));
        assert_eq!(civil(2_932_897), None);
        for (year, month, day) in
            [(1969, 12, 31), (2023, 2, 29), (2100, 2, 29), (2023, 13, 1), (2023, 0, 1), (2023, 4, 31), (2023, 1, 0)]
        {
            assert_eq!(day_number(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn safeguard_year_2023_24() {
        let year = ReportingYear::containing(day_number(2024, 6, 30).unwrap(), 7).unwrap();
        assert_eq!(year.year, 2023);
        assert_eq!(civil(year.first_day), Some((2023, 7, 1)));
        assert_eq!(civil(year.last_day), Some((2024, 6, 30)));
        assert_eq!(year.days(), 366);
        assert!(year.contains(year.first_day, year.last_day));
        assert!(!year.contains(year.first_day, year.last_day + 1));
        assert!(!year.contains(year.last_day, year.first_day));
    }

    #[test]
    fn years_outside_the_calendar() {
        assert_eq!(ReportingYear::named(2020, 0), None);
        assert_eq!(ReportingYear::named(2020, 13), None);
        assert_eq!(ReportingYear::named(1969, 1), None);
        assert_eq!(ReportingYear::containing(0, 7), None, "1969-07 … 1970-06 starts before the epoch");
    }

    proptest! {
        #[test]
        fn every_day_round_trips(day in 0u32..=2_932_896) {
            let (y, m, d) = civil(day).unwrap();
            prop_assert_eq!(day_number(y, m, d), Some(day));
        }

        #[test]
        fn each_day_is_in_exactly_the_year_that_claims_it(day in 400u32..2_900_000, month in 1u8..=12) {
            let year = ReportingYear::containing(day, month).unwrap();
            prop_assert!(year.contains(day, day));
            prop_assert!(year.days() == 365 || year.days() == 366);
            let next = ReportingYear::named(year.year + 1, month).unwrap();
            prop_assert_eq!(next.first_day, year.last_day + 1);
        }
    }
}
