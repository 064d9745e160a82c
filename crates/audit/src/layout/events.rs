//! Events of the program: the layouts of those that the audit reads, and a list with reasons of those that it ignores. A test
//! compares both with the IDL.

use super::{enums::*, layout, Layout, EVENT_TAG};
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
    /// A change of the rules took effect.
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
    /// A stale ballot was reopened.
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
    /// An entry was added to a lot's history.
    LineageExtended { registry: Key, record: Key, parent: Key, entry: [u8; ENTRY], }
    /// A part of a lot became a separate lot.
    LotSplit { registry: Key, parent: Key, lot: Key, start: u64, end: u64, }
    /// A leg was added to a burn proof.
    LegAdded { registry: Key, proof: Key, emission: Key, credit: Key, grams: u64, }
    /// A burn proof's ballot is open.
    BurnSubmitted { registry: Key, proof: Key, grams: u64, digest: [u8; 32], expires_at: i64, }
    /// Emissions were neutralized.
    BurnExecuted { registry: Key, proof: Key, certificate: Key, grams: u64, digest: [u8; 32], }
    /// Credits were burned into a pool.
    PoolCured { registry: Key, pool: Key, source: Key, class: u8, record: Key, start: u64, end: u64, }
    /// A correction of a record was proposed.
    RestatementProposed {
        registry: Key,
        record: Key,
        restatement: Key,
        proposer: Key,
        old_valid_grams: u64,
        new_valid_grams: u64,
        evidence_sha256: [u8; 32],
        digest: [u8; 32],
        expires_at: i64,
    }
    /// A record was supplemented by another one.
    RecordSupplemented {
        registry: Key,
        record: Key,
        supplement: Key,
        source: Key,
        owner: Key,
        data: CarbonData,
        digest: [u8; 32],
    }
    /// A record lost grams.
    RecordLowered {
        registry: Key,
        record: Key,
        old_valid_grams: u64,
        new_valid_grams: u64,
        total: u64,
        digest: [u8; 32],
    }
    /// A supplement lost grams.
    SupplementLowered {
        registry: Key,
        record: Key,
        supplement: Key,
        old_valid_grams: u64,
        new_valid_grams: u64,
        digest: [u8; 32],
    }
    /// The closing of a year was proposed.
    YearClosingProposed {
        registry: Key,
        closing: Key,
        source: Key,
        year: u16,
        emitted: u64,
        add_back: u64,
        digest: [u8; 32],
        expires_at: i64,
    }
    /// Credits were burned against a certificate's shortfall.
    CertificateCovered {
        registry: Key,
        certificate: Key,
        leg: u8,
        cover: Key,
        holder: Key,
        lot: Key,
        record: Key,
        start: u64,
        end: u64,
        head: [u8; 32],
        burned_at: i64,
        shortfall: u64,
    }
    /// A leaf was added to the rollup log.
    LeafAppended { registry: Key, entry: [u8; LEAF], }
}

macro_rules! event {
    ($($name:ident)*) => {
        /// An event that the audit reads.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, clippy::large_enum_variant)]
        pub enum Event { $($name($name),)* }

        impl Event {
            /// Names of all events that [`Self::read`] reads.
            pub const HANDLED: &[&str] = &[$(<$name as Layout>::NAME),*];

            /// The event in the data of an inner instruction; `None` if the data is of another event than those in [`Self::HANDLED`].
            pub fn read(data: &[u8]) -> Option<Self> {
                let content = data.strip_prefix(&EVENT_TAG)?;
                None$(.or_else(|| $name::read(content).map(Self::$name)))*
            }
        }
    };
}
event! {
    RegistryCreated ChangeApplied NotarySuspended Attested BallotReopened ProviderListed ProviderDelisted ClaimSubmitted
    RecordNotarized LineageExtended LotSplit LegAdded BurnSubmitted BurnExecuted PoolCured RestatementProposed
    RecordSupplemented RecordLowered SupplementLowered YearClosingProposed CertificateCovered LeafAppended
}

impl Event {
    /// Names of all other events of the program, each with the reason why the audit does not read it.
    pub const IGNORED: &[(&str, &str)] = &[
        (
            "AuthorityAccepted",
            "the authority changes no unit; the page names the current one from the registry's account",
        ),
        ("AuthorityProposed", "a proposed authority has no power"),
        ("BurnDropped", "a dropped burn proof burned nothing"),
        ("BurnProposed", "the certificate has the content of its burn proof"),
        ("CertificateImpaired", "shortfalls are recomputed from the valid grams in the records' accounts"),
        ("ChangeCancelled", "a cancelled change had no effect"),
        ("ChangeScheduled", "a change takes effect with ChangeApplied"),
        ("ClaimClosed", "a closed claim became no record"),
        ("CreditsBought", "a sale is an entry of the lot's history: LineageExtended"),
        ("CreditsListed", "an offer changes no owner"),
        ("CureImpaired", "pools settle reductions, which certificates do not contain"),
        ("FactorPublished", "the factor's account is compared with the call that published it"),
        ("FactorWithdrawn", "a withdrawal does not change records that already use the factor"),
        ("FeesCollected", "fees are lamports, not units"),
        ("ListingCancelled", "an offer changes no owner"),
        ("LotClosed", "a closed lot has no units"),
        ("LotReviewed", "the review finds conflicts of interest before a vote; it changes no unit"),
        ("MemberJoined", "pools settle reductions, which certificates do not contain"),
        ("MemberLeft", "pools settle reductions, which certificates do not contain"),
        ("MemberReviewed", "pools settle reductions, which certificates do not contain"),
        ("MintCreated", "a new mint has no units"),
        ("PaymentAllowed", "payment tokens are not units"),
        ("PaymentDisallowed", "payment tokens are not units"),
        ("PoolClosed", "pools settle reductions, which certificates do not contain"),
        ("PoolCreated", "pools settle reductions, which certificates do not contain"),
        ("PoolLocked", "pools settle reductions, which certificates do not contain"),
        ("PoolSettled", "pools settle reductions, which certificates do not contain"),
        ("PoolVoided", "pools settle reductions, which certificates do not contain"),
        ("ReductionConverted", "it burns reduction units, which certificates do not contain"),
        ("RegistryOpened", "opening a registry changes no unit"),
        ("RegistryPaused", "a pause changes no unit"),
        ("RegistryUnpaused", "a pause changes no unit"),
        ("RestatementDropped", "a dropped restatement changed no record"),
        ("SettlementDropped", "pools settle reductions, which certificates do not contain"),
        ("SettlementOpened", "pools settle reductions, which certificates do not contain"),
        ("SourceAdmitted", "the source's account says whether it is admitted"),
        ("SourceReinstated", "a suspension stops new records and changes none"),
        ("SourceSuspended", "as SourceReinstated"),
        ("VoidLotClosed", "void units cannot be in a certificate that is not impaired"),
        ("SourceRegistered", "the source's account is compared with the call that registered it"),
        ("YearClosed", "a year is closed if its account says so and a quorum voted for its figures"),
        ("YearClosingDropped", "a dropped proposal closed no year"),
    ];
}
