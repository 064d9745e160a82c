//! Numbers, days and instants as they may stand in evidence: one spelling each, and no rounding.

use carbon_wire::calendar::{civil, day_number, SECONDS_PER_DAY};
use std::fmt::Write as _;

/// Millionths in a unit: the resolution of every amount.
pub const MICRO: u64 = 1_000_000;

/// Millionths of a plain decimal number such as `1234.5`, with at most six decimals: no sign, exponent, separator,
/// currency or blank. `None` for anything else and beyond `u64`.
pub fn decimal(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let (mut value, mut decimals, mut digits, mut point) = (0u64, 0u32, 0u32, false);
    for &byte in bytes {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                digits += 1;
                decimals += u32::from(point);
            }
            b'.' if !point && digits > 0 => point = true,
            _ => return None,
        }
    }
    if digits == 0 || decimals > 6 || (point && decimals == 0) {
        return None;
    }
    value.checked_mul(10u64.pow(6 - decimals))
}

/// Millionths that the last digit of a decimal number counts: one for `0.123456`, a million for `7`. At most six decimals.
pub fn last_digit(text: &str) -> u64 {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(6));
    10u64.pow(6 - decimals as u32)
}

/// Millionths as a decimal number without needless zeros.
pub fn plain(micro: u64) -> String {
    let text = format!("{}.{:06}", micro / MICRO, micro % MICRO);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Day number of `2024-06-30`, nothing else.
pub fn day(text: &str) -> Option<u32> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    day_number(number(&bytes[..4])?, number(&bytes[5..7])? as u8, number(&bytes[8..])? as u8)
}

/// Unix seconds of `2024-06-30T10:30:00Z`, nothing else: an offset is refused, because evidence is in UTC.
pub fn instant(text: &str) -> Option<i64> {
    let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
    if bytes[10] != b'T' || bytes[13] != b':' || bytes[16] != b':' || bytes[19] != b'Z' {
        return None;
    }
    let (hour, minute, second) = (number(&bytes[11..13])?, number(&bytes[14..16])?, number(&bytes[17..19])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    Some(i64::from(day(text.get(..10)?)?) * SECONDS_PER_DAY + seconds)
}

/// A number of at most four digits.
fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u16::from(byte - b'0')))
}

/// A day as in ISO 8601; its number where the calendar ends.
pub fn date(day: u32) -> String {
    match civil(day) {
        Some((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("day {day}"),
    }
}

/// An instant of unix seconds as in RFC 3339.
pub fn timestamp(seconds: i64) -> String {
    let day = seconds.div_euclid(SECONDS_PER_DAY);
    let rest = seconds.rem_euclid(SECONDS_PER_DAY);
    let mut text = u32::try_from(day).map_or_else(|_| format!("day {day}"), date);
    let _ = write!(text, "T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_spelling_of_a_number() {
        for (text, micro) in [
            ("0", 0),
            ("0.000001", 1),
            ("1234.5", 1_234_500_000),
            ("007", 7 * MICRO),
            ("18446744073709.551615", u64::MAX),
        ] {
            assert_eq!(decimal(text), Some(micro), "{text}");
        }
        for text in [
            "",
            ".",
            "-1",
            "+1",
            "1e9",
            "NaN",
            "inf",
            "1.",
            ".5",
            "1,5",
            "1.2.3",
            "1 000",
            " 1",
            "0x10",
            "1.0000001",
            "1_000",
            "£12.50",
            "½",
            "١",
            "18446744073709.551616",
            "99999999999999999999999",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn one_spelling_of_a_day_and_an_instant() {
        assert_eq!(day("2024-06-30"), Some(19_904));
        for text in ["2021-02-29", "2020-1-1", "20200101", "01/02/2020", "1969-12-31", "+020-01-01", "2020-01-0a", ""] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(instant("1970-01-02T00:00:01Z"), Some(86_401));
        assert_eq!(instant("1970-01-01T23:59:59Z"), Some(86_399));
        for text in [
            "1970-01-01T24:00:00Z",
            "1970-01-01T00:60:00Z",
            "1970-01-01T00:00:60Z",
            "1970-01-01 00:00:00Z",
            "1970-01-01T00:00:00",
            "1970-01-01T00:00:00+10:00",
            "1970-01-01T00:00Z",
            "1970-02-30T00:00:00Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_digit_counts_by_its_place() {
        for (text, micro) in [("7", MICRO), ("7.0", 100_000), ("3.457", 1_000), ("0.123456", 1)] {
            assert_eq!(last_digit(text), micro, "{text}");
        }
    }

    proptest! {
        #[test]
        fn decimals_round_trip(micro: u64) {
            prop_assert_eq!(decimal(&plain(micro)), Some(micro));
        }

        #[test]
        fn instants_round_trip(seconds in 0i64..4_000_000_000) {
            prop_assert_eq!(instant(&timestamp(seconds)), Some(seconds));
        }

        #[test]
        fn any_text_is_no_panic(text in "\\PC{0,24}") {
            let _ = (decimal(&text), day(&text), instant(&text));
        }
    }
}
