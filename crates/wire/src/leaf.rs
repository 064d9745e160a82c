//! Leaf entries of the rollup log, which an L1 and an auditor can verify.
//!
//! Each is exactly [`LEN`] bytes, big-endian, and contains its registry and its index in that registry's log, so that
//! two entries are never the same. An event publishes the whole entry; the tree holds its
//! [`leaf_hash`](crate::log::leaf_hash).

pub use crate::format::{FormatError, LEN};
use crate::{format::format, log, Address, Hash};

/// Begins a [`CertificateLeaf`]; the last byte is the format's version.
pub const CERTIFICATE_MAGIC: &[u8; 8] = b"CNRLEAF1";
/// Begins a [`YearLeaf`].
pub const YEAR_MAGIC: &[u8; 8] = b"CNRYEAR1";
/// Begins a [`CorrectionLeaf`].
pub const CORRECTION_MAGIC: &[u8; 8] = b"CNRCORR1";

format! {
    CERTIFICATE_MAGIC =>
    /// Emissions were neutralized: a certificate of carbon neutrality.
    pub struct CertificateLeaf {
        /// The registry.
        pub registry: Address,
        /// Index of this leaf in the registry's log, from 0.
        pub index: u64,
        /// The certificate's account.
        pub certificate: Address,
        /// Key that may claim the neutralization.
        pub beneficiary: Address,
        /// Hash of the legs: records and serial ranges of both sides.
        pub legs: Hash,
        /// Grams of emission burned.
        pub emission: u64,
        /// Grams of absorption credit burned against them.
        pub credit: u64,
        /// Slot of the burn.
        pub slot: u64,
        /// Unix time of the burn.
        pub time: i64,
        /// sha256 of the statement behind it.
        pub metadata: Hash,
    }
}

format! {
    YEAR_MAGIC =>
    /// The figures of a closed reporting year. A later leaf of the same inventory supersedes this one.
    pub struct YearLeaf {
        /// The registry.
        pub registry: Address,
        /// Index of this leaf in the registry's log, from 0.
        pub index: u64,
        /// The inventory's account.
        pub inventory: Address,
        /// The source.
        pub source: Address,
        /// Its owner.
        pub owner: Address,
        /// Grams emitted in the year.
        pub emitted: u64,
        /// Emitted grams that are neutralized.
        pub neutralized: u64,
        /// Unix time at which the year was logged.
        pub time: i64,
        /// sha256 of the owner's statement; zero without one.
        pub statement: Hash,
        /// The reporting year.
        pub year: u16,
    }
}

format! {
    CORRECTION_MAGIC =>
    /// Withdraws grams of an earlier leaf. An append-only tree cannot prove the absence of a correction, so corrections
    /// are numbered and the message to the L1 carries their count.
    pub struct CorrectionLeaf {
        /// The registry.
        pub registry: Address,
        /// Index of this leaf in the registry's log, from 0.
        pub index: u64,
        /// The corrected account: a certificate or an inventory.
        pub corrected: Address,
        /// Index of the corrected leaf.
        pub corrected_index: u64,
        /// Grams of that leaf that no longer count. A later correction of the same leaf replaces this one; zero
        /// restores the leaf.
        pub void: u64,
        /// Number of the correction in the registry, from 1.
        pub number: u64,
        /// Slot of the correction.
        pub slot: u64,
        /// Unix time of the correction.
        pub time: i64,
    }
}

/// A leaf entry of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// See [`CertificateLeaf`].
    Certificate(CertificateLeaf),
    /// See [`YearLeaf`].
    Year(YearLeaf),
    /// See [`CorrectionLeaf`].
    Correction(CorrectionLeaf),
}

impl Leaf {
    /// Reads an entry from its bytes. Accepts only bytes that [`Self::encode`] would return.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let bytes: &[u8; LEN] = bytes.try_into().map_err(|_| FormatError::Length)?;
        if bytes.starts_with(CERTIFICATE_MAGIC) {
            CertificateLeaf::fields(bytes).map(Self::Certificate)
        } else if bytes.starts_with(YEAR_MAGIC) {
            YearLeaf::fields(bytes).map(Self::Year)
        } else if bytes.starts_with(CORRECTION_MAGIC) {
            let correction = CorrectionLeaf::fields(bytes)?;
            (correction.number > 0).then_some(Self::Correction(correction)).ok_or(FormatError::NotPositive)
        } else {
            Err(FormatError::Magic)
        }
    }

    /// The bytes.
    pub fn encode(&self) -> [u8; LEN] {
        match self {
            Self::Certificate(leaf) => leaf.encode(),
            Self::Year(leaf) => leaf.encode(),
            Self::Correction(leaf) => leaf.encode(),
        }
    }

    /// Index in the log.
    pub fn index(&self) -> u64 {
        match self {
            Self::Certificate(leaf) => leaf.index,
            Self::Year(leaf) => leaf.index,
            Self::Correction(leaf) => leaf.index,
        }
    }

    /// Hash that the log holds.
    pub fn hash(&self) -> Hash {
        log::leaf_hash(&self.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction() -> CorrectionLeaf {
        CorrectionLeaf {
            registry: [1; 32],
            index: 2,
            corrected: [3; 32],
            corrected_index: 4,
            void: 5,
            number: 6,
            slot: 7,
            time: -8,
        }
    }

    #[test]
    fn what_is_encoded_decodes_and_nothing_near_it() {
        let leaf = Leaf::Correction(correction());
        let bytes = leaf.encode();
        assert_eq!(Leaf::decode(&bytes), Ok(leaf));
        assert_eq!(Leaf::decode(&bytes[..207]), Err(FormatError::Length));
        assert_eq!(Leaf::decode(&[&bytes[..], &[0]].concat()), Err(FormatError::Length));
        let mut other_version = bytes;
        other_version[7] = b'2';
        assert_eq!(Leaf::decode(&other_version), Err(FormatError::Magic));
        let mut padded = bytes;
        padded[207] = 1;
        assert_eq!(Leaf::decode(&padded), Err(FormatError::NotZero));
        let unnumbered = CorrectionLeaf { number: 0, ..correction() };
        assert_eq!(Leaf::decode(&unnumbered.encode()), Err(FormatError::NotPositive));
    }

    #[test]
    fn a_shorter_entry_ends_in_zeros() {
        assert_eq!(correction().encode()[120..], [0; 88]);
    }
}
