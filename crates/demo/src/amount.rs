//! Tonnes as people write them: plain decimal numbers with at most six decimals, so that they are exact to the gram.

use anyhow::{bail, Context, Result};
use carbon_wire::quantity::GRAMS_PER_TONNE;

/// Grams from tonnes: a plain decimal number with at most six decimals, without sign, exponent and separators.
pub fn parse(text: &str) -> Result<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(decimals) || decimals.len() > 6 {
        bail!("{text:?} is no amount such as 1234.5, with at most six decimals");
    }
    let fraction: u64 = format!("{decimals:0<6}").parse()?;
    let whole: Option<u64> = whole.parse().ok();
    whole
        .and_then(|whole| whole.checked_mul(GRAMS_PER_TONNE)?.checked_add(fraction))
        .with_context(|| format!("{text} is more than a claim can hold"))
}

/// Grams as tonnes, without trailing zeros.
pub fn format(grams: i128) -> String {
    let (sign, size) = (if grams < 0 { "-" } else { "" }, grams.unsigned_abs());
    let (whole, fraction) = (size / GRAMS_PER_TONNE as u128, size % GRAMS_PER_TONNE as u128);
    let number = format!("{sign}{whole}.{fraction:06}");
    number.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (text, grams) in [("0", 0), ("351701", 351_701_000_000), ("0.000001", 1), ("23037.097329", 23_037_097_329)]
        {
            assert_eq!(parse(text).unwrap(), grams);
            assert_eq!(format(grams.into()), text);
        }
        assert_eq!(format(-1_500_000), "-1.5");
        for text in ["-1", "1e3", "1,000", "", ".5", "5.", "1.0000001", "18446744073710"] {
            parse(text).expect_err(text);
        }
    }
}
