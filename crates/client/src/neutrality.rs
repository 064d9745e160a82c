//! Answers two questions from accounts alone: is a certificate in force, and is a source's year carbon neutral?

use carbon_consensus::{
    burn::{Certificate, CertificateStatus},
    record::Inventory,
};
use std::fmt;

/// How neutral a source's reporting year is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neutrality {
    /// The year is closed (notaries attested that its records are complete) and every emitted gram is neutralized.
    Neutral {
        /// Grams.
        emitted: u64,
    },
    /// Some grams are not neutralized, or the year is not closed.
    Partial {
        /// Grams neutralized.
        neutralized: u64,
        /// Grams emitted according to the records so far.
        emitted: u64,
        /// Whether the year is closed.
        closed: bool,
    },
    /// A closed year without emissions. It is not called neutral, because no emission was neutralized.
    NothingEmitted,
}

impl Neutrality {
    /// The neutrality of a year, from its inventory.
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

/// Grams that a certificate neutralizes: its grams minus its shortfall.
pub fn offset_grams(certificate: &Certificate) -> u64 {
    // The program keeps the shortfall at most as large as the grams.
    certificate.grams - certificate.shortfall
}

/// Whether a certificate is in force for all of its grams.
pub fn is_offset(certificate: &Certificate) -> bool {
    certificate.status == CertificateStatus::Active && certificate.shortfall == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use carbon_consensus::{burn::MAX_PURPOSE, record::Inventory};
    use solana_pubkey::Pubkey;

    fn inventory(emitted: u64, neutralized: u64, closed: bool) -> Inventory {
        Inventory {
            version: 1,
            bump: 255,
            registry: Pubkey::default(),
            source: Pubkey::default(),
            year: 2023,
            closed,
            records: 1,
            add_back_records: 0,
            emitted,
            neutralized,
            absorbed: 500,
            reduced: 0,
            add_back: 0,
            baseline: 0,
            other_scope2: 70,
            scope3: 900,
            member: Pubkey::default(),
            emissions: [0; 32],
            reductions: [0; 32],
            reduced_at: 0,
            logged: None,
            reserved: [0; 24],
        }
    }

    #[test]
    fn a_year_is_neutral_only_closed_with_every_emitted_gram() {
        for (emitted, neutralized, closed, words) in [
            (100, 100, true, "carbon neutral: 100 of 100 grams"),
            (100, 100, false, "100 of 100 grams neutralized so far; the year is not closed"),
            (100, 99, true, "99 of 100 grams neutralized"),
            (100, 0, true, "0 of 100 grams neutralized"),
            (0, 0, true, "nothing emitted"),
            (0, 0, false, "0 of 0 grams neutralized so far; the year is not closed"),
        ] {
            let inventory = inventory(emitted, neutralized, closed);
            let neutrality = Neutrality::of(&inventory);
            assert_eq!(neutrality.to_string(), words);
            assert_eq!(matches!(neutrality, Neutrality::Neutral { .. }), inventory.is_neutral(), "{words}");
        }
    }

    #[test]
    fn an_impaired_certificate_offsets_what_is_not_short() {
        let mut certificate = Certificate {
            version: 1,
            bump: 255,
            registry: Pubkey::default(),
            leaf: 0,
            status: CertificateStatus::Active,
            shortfall: 0,
            proposer: Pubkey::default(),
            beneficiary: Pubkey::default(),
            purpose: [0; MAX_PURPOSE],
            metadata_sha256: [0; 32],
            grams: 1_000,
            digest: [0; 32],
            epoch: 1,
            approvals: 1,
            slot: 0,
            burned_at: 0,
            reserved: [0; 64],
            legs: vec![],
        };
        assert!(is_offset(&certificate));
        assert_eq!(offset_grams(&certificate), 1_000);
        (certificate.status, certificate.shortfall) = (CertificateStatus::Impaired, 400);
        assert!(!is_offset(&certificate));
        assert_eq!(offset_grams(&certificate), 600);
    }
}
