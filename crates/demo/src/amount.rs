//! Amounts as people write them: plain decimal numbers with at most six decimals, so that a tonne has its grams.

use anyhow::{bail, Context, Result};

/// Millionths in a whole.
const MILLION: u64 = 1_000_000;

/// Millionths of a plain decimal number with at most six decimals: no sign, exponent or separator.
pub fn parse(text: &str) -> Result<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(decimals) || decimals.len() > 6 {
        bail!("{text:?} is no amount such as 1234.5, with at most six decimals");
    }
    let fraction: u64 = format!("{decimals:0<6}").parse()?;
    let whole: Option<u64> = whole.parse().ok();
    whole
        .and_then(|whole| whole.checked_mul(MILLION)?.checked_add(fraction))
        .with_context(|| format!("{text} is more than a claim can hold"))
}

/// Millionths as a decimal number, without needless zeros.
pub fn format(millionths: i128) -> String {
    let (sign, size) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    let (whole, fraction) = (size / MILLION as u128, size % MILLION as u128);
    let number = format!("{sign}{whole}.{fraction:06}");
    number.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (text, millionths) in
            [("0", 0), ("351701", 351_701_000_000), ("0.000001", 1), ("23037.097329", 23_037_097_329)]
        {
            assert_eq!(parse(text).unwrap(), millionths);
            assert_eq!(format(millionths.into()), text);
        }
        assert_eq!(format(-1_500_000), "-1.5");
        for text in ["-1", "1e3", "1,000", "", ".5", "5.", "1.0000001", "18446744073710"] {
            parse(text).expect_err(text);
        }
    }
}
