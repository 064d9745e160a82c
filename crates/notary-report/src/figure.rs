//! A number or text of a finding.

use serde::Serialize;

/// A figure of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Figure {
    /// A whole number.
    Whole(u64),
    /// Everything else: addresses, fractions, and numbers that some JSON readers would round.
    Text(String),
}

macro_rules! figure {
    ($($from:ty => $make:expr),* $(,)?) => {
        $(impl From<$from> for Figure {
            fn from(value: $from) -> Self {
                $make(value)
            }
        })*
    };
}

figure! {
    u64 => Self::Whole,
    u32 => |value| Self::Whole(u64::from(value)),
    u16 => |value| Self::Whole(u64::from(value)),
    usize => |value| Self::Whole(value as u64),
    u128 => |value: u128| Self::Text(value.to_string()),
    i128 => |value: i128| Self::Text(value.to_string()),
    String => Self::Text,
}

/// A fraction, with three decimals.
impl From<f64> for Figure {
    fn from(value: f64) -> Self {
        Self::Text(format!("{value:.3}"))
    }
}
