//! The events that the history reads, and the events that it ignores.

use carbon_client::{history::event, program::events};

/// Declares [`Event`], and [`HANDLED`] from the same names: `EventHistory` reads events through `Event` only, and its match has
/// an arm for each variant, so the list is exactly what the code reads.
macro_rules! handled {
    ($($name:ident),* $(,)?) => {
        /// An event that the history reads.
        pub(super) enum Event {
            $($name(events::$name),)*
        }

        impl Event {
            /// The event in an inner instruction's data; `None` for ignored events and for other data.
            pub fn read(data: &[u8]) -> Option<Self> {
                None$(.or_else(|| event(data).map(Self::$name)))*
            }
        }

        /// Names of the program's events that the history reads.
        pub const HANDLED: &[&str] = &[$(stringify!($name)),*];
    };
}

handled! {
    Attested,
    AuthorityAccepted,
    BallotReopened,
    BurnDropped,
    BurnExecuted,
    BurnProposed,
    BurnSubmitted,
    CertificateCovered,
    CertificateImpaired,
    ChangeApplied,
    ClaimClosed,
    ClaimSubmitted,
    LeafAppended,
    LegAdded,
    LineageExtended,
    LotClosed,
    LotSplit,
    MemberJoined,
    MemberLeft,
    NotarySuspended,
    PoolClosed,
    PoolCreated,
    PoolCured,
    PoolLocked,
    PoolSettled,
    PoolVoided,
    RecordLowered,
    RecordNotarized,
    RecordSupplemented,
    ReductionConverted,
    RegistryCreated,
    RestatementDropped,
    RestatementProposed,
    SettlementDropped,
    SettlementOpened,
    SupplementLowered,
    VoidLotClosed,
    YearClosed,
    YearClosingProposed,
}

/// Names of the program's events that the history ignores, each with the reason.
pub const IGNORED: &[(&str, &str)] = &[
    ("AuthorityProposed", "the authority changes by AuthorityAccepted"),
    ("ChangeCancelled", "a cancelled change has no effect"),
    ("ChangeScheduled", "a change takes effect by ChangeApplied"),
    ("CreditsBought", "the transfer of the units is in LineageExtended"),
    ("CreditsListed", "an offer moves no units; the split of its lot is in LotSplit"),
    ("CureImpaired", "void credits of a cure follow from the records"),
    ("FactorPublished", "factors matter to the check of a claim's evidence only"),
    ("FactorWithdrawn", "as FactorPublished"),
    ("FeesCollected", "moves lamports only"),
    ("ListingCancelled", "an offer moves no units"),
    (
        "LotReviewed",
        "verification replays a lot's whole history; the progress of the program's review is in the proof's account",
    ),
    (
        "MemberReviewed",
        "verification reads all records of a member; the progress of the program's review is in the accounts",
    ),
    ("MintCreated", "the mints follow from the registry's address"),
    ("PaymentAllowed", "payment mints affect no subject of a vote"),
    ("PaymentDisallowed", "as PaymentAllowed"),
    ("ProviderDelisted", "the check `provider` reads the provider's account as it is now"),
    ("ProviderListed", "as ProviderDelisted"),
    ("RegistryOpened", "opening changes neither rules nor notaries"),
    ("RegistryPaused", "pauses are read from the registry's account as they are"),
    ("RegistryUnpaused", "as RegistryPaused"),
    ("SourceAdmitted", "the program accepts claims of admitted sources only; each record has its ClaimSubmitted"),
    ("SourceReinstated", "a suspension stops new records, closings and raises; it changes none"),
    ("SourceSuspended", "as SourceReinstated"),
    ("SourceRegistered", "streams and operators are read from the source's account as they are"),
    ("YearClosingDropped", "a dropped proposal closes no year; a later proposal replaces it at its address"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_event_of_the_program_is_either_handled_or_ignored_for_a_reason() {
        let idl: serde_json::Value =
            serde_json::from_str(include_str!("../../../../idl/carbon_consensus.json")).unwrap();
        let events = idl["events"].as_array().unwrap().iter();
        let all: BTreeSet<&str> = events.map(|event| event["name"].as_str().unwrap()).collect();
        let handled: BTreeSet<&str> = HANDLED.iter().copied().collect();
        let ignored: BTreeSet<&str> = IGNORED.iter().map(|(name, _)| *name).collect();
        assert_eq!((handled.len(), ignored.len()), (HANDLED.len(), IGNORED.len()), "a name is listed twice");
        assert_eq!(handled.intersection(&ignored).collect::<Vec<_>>(), [&""; 0]);
        assert_eq!(handled.union(&ignored).copied().collect::<BTreeSet<_>>(), all);
        assert!(IGNORED.iter().all(|(_, reason)| !reason.is_empty()));
    }
}
