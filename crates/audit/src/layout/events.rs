//! Events.

use super::{layout, words::*, Layout, EVENT_TAG};
use crate::key::Key;
use carbon_wire::{leaf, lineage};

/// Bytes of a lineage entry.
const ENTRY: usize = lineage::ENTRY_LEN;
/// Bytes of a leaf's entry.
const LEAF: usize = leaf::LEN;

layout! { "event":
    /// A registry was created.
    RegistryCreated {
        registry: Key,
        authority: Key,
        guardian: Key,
        policy: Policy,
        threshold_bps: u16,
        created_at: i64,
    }
    /// A rule changed.
    ChangeApplied { registry: Key, change: Change, epoch: u64, applied_at: i64, }
    /// A notary was suspended.
    NotarySuspended { registry: Key, notary: Key, epoch: u64, }
    /// Notaries voted.
    Attested {
        registry: Key,
        subject: Key,
        digest: [u8; 32],
        verdict: Verdict,
        report: [u8; 32],
        voters: u64,
        approvals: u64,
        rejections: u64,
        phase: Phase,
    }
    /// A stale ballot was opened anew.
    BallotReopened { registry: Key, subject: Key, digest: [u8; 32], epoch: u64, round: u8, expires_at: i64, }
    /// A data provider was listed.
    ProviderListed { registry: Key, key: Key, active_at: i64, }
    /// A data provider was delisted.
    ProviderDelisted { registry: Key, key: Key, }
    /// A claim waits for the notaries.
    ClaimSubmitted {
        registry: Key,
        claim: Key,
        source: Key,
        digest: [u8; 32],
        expires_at: i64,
        data: CarbonData,
    }
    /// A claim became a record.
    RecordNotarized {
        registry: Key,
        record: Key,
        claim: Key,
        source: Key,
        owner: Key,
        data: CarbonData,
        digest: [u8; 32],
    }
    /// A lot's history grew.
    LineageExtended { registry: Key, record: Key, parent: Key, entry: [u8; ENTRY], }
    /// A part of a lot became a lot of its own.
    LotSplit { registry: Key, parent: Key, lot: Key, start: u64, end: u64, }
    /// A leg was added to a burn proof.
    LegAdded { registry: Key, proof: Key, emission: Key, credit: Key, grams: u64, }
    /// A burn proof's ballot is open.
    BurnSubmitted { registry: Key, proof: Key, grams: u64, digest: [u8; 32], expires_at: i64, }
    /// Emissions were neutralized.
    BurnExecuted { registry: Key, proof: Key, certificate: Key, grams: u64, digest: [u8; 32], }
    /// Credits were burned into a pool.
    PoolCured { registry: Key, pool: Key, source: Key, class: u8, record: Key, start: u64, end: u64, }
    /// A record is proposed to be corrected.
    RestatementProposed {
        registry: Key,
        record: Key,
        restatement: Key,
        proposer: Key,
        before: u64,
        after: u64,
        evidence_sha256: [u8; 32],
        digest: [u8; 32],
        expires_at: i64,
    }
    /// Units of a record are void.
    RecordLowered { registry: Key, record: Key, before: u64, after: u64, digest: [u8; 32], }
    /// A record was raised by another one.
    RecordSupplemented {
        registry: Key,
        record: Key,
        supplement: Key,
        source: Key,
        owner: Key,
        data: CarbonData,
        digest: [u8; 32],
    }
    /// Credits were burned against a certificate's shortfall.
    CertificateCovered {
        registry: Key,
        certificate: Key,
        leg: u8,
        cover: Key,
        holder: Key,
        grams: u64,
        shortfall: u64,
    }
    /// The rollup log grew.
    LeafAppended { registry: Key, entry: [u8; LEAF], }
}

macro_rules! event {
    ($($name:ident)*) => {
        /// An event that an audit looks at.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, clippy::large_enum_variant)]
        pub enum Event { $($name($name),)* }

        impl Event {
            /// The event that an inner instruction's data is, if it is one of these.
            pub fn read(data: &[u8]) -> Option<Self> {
                let content = data.strip_prefix(&EVENT_TAG)?;
                None$(.or_else(|| $name::read(content).map(Self::$name)))*
            }
        }
    };
}
event! {
    RegistryCreated ChangeApplied NotarySuspended Attested BallotReopened ProviderListed ProviderDelisted ClaimSubmitted
    RecordNotarized LineageExtended LotSplit LegAdded BurnSubmitted BurnExecuted PoolCured RestatementProposed RecordLowered
    RecordSupplemented CertificateCovered LeafAppended
}
