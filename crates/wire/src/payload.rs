//! The message to the L1: the root of the log and the totals that go with it, [`LEN`] bytes, big-endian.

pub use crate::format::{FormatError, Reserved, LEN};
use crate::{format::format, log::Head, Address, Hash};

/// Begins a payload: `CNRB`, version 1, kind 1 (a batch of leaves).
pub const PREFIX: &[u8; 6] = b"CNRB\x01\x01";
/// Where the version is.
const VERSION_AT: usize = 4;
/// Where the kind is.
const KIND_AT: usize = 5;

format! {
    PREFIX =>
    /// A batch of new leaves. Roots and totals are cumulative, so the newest payload says everything the older ones did.
    pub struct Payload {
        /// Wormhole id of the chain it is for (Ethereum is 2, whatever its EVM chain id).
        pub target_chain: u16,
        /// The contract it is for, left-padded to 32 bytes.
        pub target_contract: Address,
        /// The registry.
        pub registry: Address,
        /// Number of the batch, from 1.
        pub batch: u64,
        /// Leaves before the batch: the index of its first.
        pub first_leaf: u64,
        /// Leaves up to the end of the batch.
        pub leaf_count: u64,
        /// Root over the leaves before the batch: 32 zero bytes before the first.
        pub previous_root: Hash,
        /// Root over all leaves up to the end of the batch.
        pub root: Hash,
        /// Grams neutralized, ever.
        pub neutralized: u128,
        /// Correction leaves, ever.
        pub corrections: u64,
        /// Zero.
        pub reserved: Reserved,
        /// Slot of the publication.
        pub slot: u64,
        /// Unix time of the publication.
        pub time: i64,
    }
}

impl Payload {
    /// The payload that `bytes` are, if they are one to the byte and say something no tree contradicts by itself. Whether
    /// it is for this chain and newer than the last is the reader's to judge.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let bytes: &[u8; LEN] = bytes.try_into().map_err(|_| FormatError::Length)?;
        let unlike = |at: usize| bytes[at] != PREFIX[at];
        if (0..VERSION_AT).any(unlike) {
            return Err(FormatError::Magic);
        }
        if unlike(VERSION_AT) {
            return Err(FormatError::Version);
        }
        if unlike(KIND_AT) {
            return Err(FormatError::Kind);
        }
        let payload = Self::fields(bytes)?;
        if payload.batch == 0 {
            return Err(FormatError::NotPositive);
        }
        if payload.leaf_count <= payload.first_leaf {
            return Err(FormatError::EmptyBatch);
        }
        if payload.root == Hash::default() {
            return Err(FormatError::ZeroRoot);
        }
        Ok(payload)
    }

    /// The log as of the end of the batch.
    pub fn head(&self) -> Head {
        Head { count: self.leaf_count, root: self.root }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload() -> Payload {
        Payload {
            target_chain: 2,
            target_contract: [1; 32],
            registry: [2; 32],
            batch: 3,
            first_leaf: 4,
            leaf_count: 5,
            previous_root: [6; 32],
            root: [7; 32],
            neutralized: u128::MAX,
            corrections: 8,
            reserved: Reserved,
            slot: 9,
            time: 10,
        }
    }

    #[test]
    fn what_is_encoded_decodes_and_nothing_near_it() {
        let bytes = payload().encode();
        assert_eq!(Payload::decode(&bytes), Ok(payload()));
        // The shim's first message is empty.
        assert_eq!(Payload::decode(&[]), Err(FormatError::Length));
        for (at, error) in [
            (0, FormatError::Magic),
            (3, FormatError::Magic),
            (4, FormatError::Version),
            (5, FormatError::Kind),
            (184, FormatError::NotZero),
            (191, FormatError::NotZero),
        ] {
            let mut bad = bytes;
            bad[at] ^= 0x40;
            assert_eq!(Payload::decode(&bad), Err(error), "byte {at}");
        }
    }

    #[test]
    fn a_batch_has_a_number_a_leaf_and_a_root() {
        let refused = |bad: Payload| Payload::decode(&bad.encode()).unwrap_err();
        assert_eq!(refused(Payload { batch: 0, ..payload() }), FormatError::NotPositive);
        assert_eq!(refused(Payload { first_leaf: 5, ..payload() }), FormatError::EmptyBatch);
        assert_eq!(refused(Payload { root: [0; 32], ..payload() }), FormatError::ZeroRoot);
    }
}
