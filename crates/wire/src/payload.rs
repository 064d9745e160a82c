//! The message to the L1: the root of the log and its totals, [`LEN`] bytes, big-endian.

pub use crate::format::{FormatError, LEN};
use crate::{format::format, log::Head, Address, Hash};

/// Begins a payload: `CNRB`, version 1, kind 1 (a batch of leaves).
pub const PREFIX: &[u8; 6] = b"CNRB\x01\x01";
/// Offset of the version.
const VERSION_AT: usize = 4;
/// Offset of the kind.
const KIND_AT: usize = 5;

format! {
    PREFIX =>
    /// A batch of new leaves. Roots and totals are cumulative, so the newest payload replaces all older ones.
    pub struct Payload {
        /// The registry.
        pub registry: Address,
        /// Number of the batch, from 1.
        pub batch: u64,
        /// Number of leaves before the batch: the index of its first leaf.
        pub first_leaf: u64,
        /// Number of leaves up to the end of the batch.
        pub leaf_count: u64,
        /// Root over the leaves before the batch; 32 zero bytes for the first batch.
        pub previous_root: Hash,
        /// Root over all leaves up to the end of the batch.
        pub root: Hash,
        /// Grams neutralized since the start.
        pub neutralized: u128,
        /// Number of correction leaves.
        pub corrections: u64,
        /// Number of legs and covers whose credits may be void: their record was lowered and they were not looked at
        /// since. The L1 gives no answer while it is not zero.
        pub unimpaired: u64,
        /// Slot of the publication.
        pub slot: u64,
        /// Unix time of the publication.
        pub time: i64,
        /// Bump of the registry's log, which emits the message: by it the L1 derives the emitter that a registry must have.
        pub bump: u8,
    }
}

impl Payload {
    /// Reads a payload from its bytes. Accepts only bytes that `encode` would return for a payload with a batch number,
    /// new leaves and a root. The caller must check emitter and order.
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
        // A batch without a new leaf carries only another number of unimpaired credits.
        if payload.leaf_count < payload.first_leaf {
            return Err(FormatError::FirstLeafBeyondEnd);
        }
        if payload.root == Hash::default() {
            return Err(FormatError::ZeroRoot);
        }
        Ok(payload)
    }

    /// The log at the end of the batch.
    pub fn head(&self) -> Head {
        Head { count: self.leaf_count, root: self.root }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload() -> Payload {
        Payload {
            registry: [2; 32],
            batch: 3,
            first_leaf: 4,
            leaf_count: 5,
            previous_root: [6; 32],
            root: [7; 32],
            neutralized: u128::MAX,
            corrections: 8,
            unimpaired: 11,
            slot: 9,
            time: 10,
            bump: 255,
        }
    }

    #[test]
    fn what_is_encoded_decodes_and_nothing_near_it() {
        let bytes = payload().encode();
        assert_eq!(Payload::decode(&bytes), Ok(payload()));
        // The first message of Wormhole's shim is empty.
        assert_eq!(Payload::decode(&[]), Err(FormatError::Length));
        for (at, error) in
            [(0, FormatError::Magic), (3, FormatError::Magic), (4, FormatError::Version), (5, FormatError::Kind)]
        {
            let mut bad = bytes;
            bad[at] ^= 0x40;
            assert_eq!(Payload::decode(&bad), Err(error), "byte {at}");
        }
    }

    #[test]
    fn a_batch_has_a_number_a_leaf_and_a_root() {
        let refused = |bad: Payload| Payload::decode(&bad.encode()).unwrap_err();
        assert_eq!(refused(Payload { batch: 0, ..payload() }), FormatError::NotPositive);
        assert_eq!(refused(Payload { first_leaf: 6, ..payload() }), FormatError::FirstLeafBeyondEnd);
        assert_eq!(refused(Payload { root: [0; 32], ..payload() }), FormatError::ZeroRoot);
    }
}
