//! Names in accounts: UTF-8 in a field of fixed size, padded with zeros. The fields of an account type are thus always
//! at the same offsets, and reading a name needs no allocation.

use crate::errors::CarbonError;
use anchor_lang::prelude::*;

/// Maximum length of a URI, in bytes.
pub const MAX_URI: usize = 200;

/// A name of 1 to `N` bytes without zeros, padded to `N` bytes.
pub fn pack<const N: usize>(name: &str) -> Result<[u8; N]> {
    require!((1..=N).contains(&name.len()) && !name.as_bytes().contains(&0), CarbonError::InvalidName);
    let mut field = [0; N];
    field[..name.len()].copy_from_slice(name.as_bytes());
    Ok(field)
}

/// The name in a field.
pub fn unpack(field: &[u8]) -> Result<&str> {
    let len = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    std::str::from_utf8(&field[..len]).map_err(|_| error!(CarbonError::InvalidName))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back() {
        for name in ["a", "Größe", "exactly!"] {
            assert_eq!(unpack(&pack::<8>(name).unwrap()).unwrap(), name);
        }
    }

    #[test]
    fn no_name_is_empty_too_long_or_with_a_zero() {
        for name in ["", "nine char", "a\0b"] {
            assert_eq!(pack::<8>(name).unwrap_err(), error!(CarbonError::InvalidName));
        }
        assert_eq!(unpack(&[0xff, 0]).unwrap_err(), error!(CarbonError::InvalidName));
    }
}
