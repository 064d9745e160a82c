//! Numbers and days as text for people.

use carbon_wire::calendar::{civil, SECONDS_PER_DAY};

/// Grams as tonnes, with thousands separated.
pub fn mass(grams: u64) -> String {
    let whole = (grams / 1_000_000).to_string();
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:06} t", grams % 1_000_000)
}

/// A number with its noun, in the plural if needed.
pub fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    }
}

/// A day number as an ISO 8601 date.
pub fn date(day: u32) -> String {
    civil(day).map_or_else(|| format!("day {day}"), |(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// The UTC day of a unix time.
pub fn day_of(time: i64) -> String {
    u32::try_from(time.div_euclid(SECONDS_PER_DAY)).map_or_else(|_| format!("unix time {time}"), date)
}

/// Text without the zero bytes that pad it.
pub fn unpadded(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(mass(1_851_848_000_001), "1,851,848.000001 t");
        assert_eq!(mass(999_999), "0.999999 t");
        assert_eq!(day_of(86_400 * 19_904 + 5), "2024-06-30");
        assert_eq!(unpadded(b"leeds\0\0"), "leeds");
        assert_eq!([count(1, "row"), count(2, "row")], ["1 row", "2 rows"]);
    }
}
