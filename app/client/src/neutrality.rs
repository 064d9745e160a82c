//! The two questions that everything here exists to answer, from accounts alone: is this certificate in force, and is
//! this source's year carbon neutral?

use carbon_consensus::{
    burn::{Certificate, CertificateStatus},
    record::Inventory,
};
use std::fmt;

/// How neutral a source's reporting year is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neutrality {
    /// Notaries attested that nothing is missing, and every emitted gram is neutralized.
    Neutral {
        /// Grams.
        emitted: u64,
    },
    /// Some grams are not neutralized, or more may come: the year is not closed.
    Partial {
        /// Grams neutralized.
        neutralized: u64,
        /// Grams emitted, as far as they are recorded.
        emitted: u64,
        /// Whether nothing is missing.
        closed: bool,
    },
    /// A closed year without emissions: there is nothing to neutralize, so it is not called neutral.
    NothingEmitted,
}

impl Neutrality {
    /// Of a year's inventory.
    pub fn of(inventory: &Inventory) -> Self {
        let Inventory { emitted, neutralized, closed, .. } = *inventory;
        match (inventory.is_neutral(), closed && emitted == 0) {
            (true, _) => Self::Neutral { emitted },
            (_, true) => Self::NothingEmitted,
            _ => Self::Partial { neutralized, emitted, closed },
        }
    }
}

impl fmt::Display for Neutrality {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Neutral { emitted } => write!(f, "carbon neutral: {emitted} of {emitted} grams"),
            Self::Partial { neutralized, emitted, closed: true } => {
                write!(f, "{neutralized} of {emitted} grams neutralized")
            }
            Self::Partial { neutralized, emitted, closed: false } => {
                write!(f, "{neutralized} of {emitted} grams neutralized so far; the year is not closed")
            }
            Self::NothingEmitted => write!(f, "nothing emitted"),
        }
    }
}

/// Grams that a certificate neutralizes: all of them while it is active, less the shortfall while it is impaired.
pub fn offset_grams(certificate: &Certificate) -> u64 {
    // A shortfall is a part of the grams: the program sees to it.
    certificate.grams - certificate.shortfall
}

/// Whether a certificate is in force for every gram it names.
pub fn is_offset(certificate: &Certificate) -> bool {
    certificate.status == CertificateStatus::Active && certificate.shortfall == 0
}
