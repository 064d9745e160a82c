//! Enums of the program, and the structs without a discriminator that accounts and events share.

use super::{choice, layout};
use crate::key::Key;
use carbon_wire::factor;

choice! {
    /// What is claimed.
    ClaimKind { Emission, Reduction, Absorption, Baseline, AddBack, }
    /// Where a record's grams count.
    InventoryLine { Emitted, OtherScope2, Scope3, Absorbed, Baseline, Reduced, AddBack, }
    /// How the grams were found.
    Quantity { Activity { amount: u64 }, Measured { method: u32, gwp: GwpSet }, }
    /// How sure the data's verifier is.
    Assurance { Limited, Reasonable, }
    /// Corresponding adjustment under Article 6 of the Paris Agreement.
    Adjustment { None, Authorized, Adjusted, }
    /// A set of warming potentials.
    GwpSet { Ar4, Ar5, Ar6, }
    /// What the amounts of a factor are.
    Basis { Mass, Co2e, }
    /// The scope-2 figure that counts.
    Scope2Method { Location, Market, }
    /// What a source is.
    SourceKind { Facility, Process, Forest, Removal, }
    /// Consolidation approach.
    Boundary { Operational, Financial, Equity, }
    /// What a stream measures.
    StreamKind { Scope1, Scope2Location, Scope2Market, Scope3 { category: u8 }, Absorption, Reduction, }
    /// What has become of a certificate.
    CertificateStatus { Active, Impaired, }
    /// What a notary says.
    Verdict { Approve, Reject, }
    /// Where a ballot stands.
    Phase { Voting, Approved, Rejected, Expired, Stale, Draft, }
    /// A change of a registry's rules.
    Change {
        SetTerms { terms: Terms },
        SetThreshold { threshold_bps: u16 },
        AddNotary { notary: NotaryTerms },
        RemoveNotary { key: Key },
        SetWeight { key: Key, weight: u32 },
        SetAccreditation { key: Key, starts_at: i64, ends_at: i64 },
        ReinstateNotary { key: Key },
        SetGuardian { guardian: Key },
        SetTreasury { treasury: Key },
    }
}

layout! { "part":
    /// One item of carbon data, as claimed and as recorded.
    #[derive(Copy)]
    CarbonData {
        kind: ClaimKind,
        line: InventoryLine,
        stream: u8,
        year: u16,
        first_day: u32,
        last_day: u32,
        grams: u64,
        quantity: Quantity,
        factor: Key,
        assurance: Assurance,
        provider: Key,
        evidence_sha256: [u8; 32],
        item: u32,
        adjustment: Adjustment,
    }
    /// Units of a record, and what they went through.
    #[derive(Copy)]
    Units { record: Key, start: u64, end: u64, vintage: u16, head: [u8; 32], }
    /// Units of emission and of the credit they were burned against.
    #[derive(Copy)]
    CertificateLeg { emission: Units, credit: Units, void: u64, covered: u64, }
    /// Micrograms of each gas per activity unit.
    #[derive(Copy)]
    Gases { co2: u64, ch4: u64, n2o: u64, other: u64, }
    /// What the log says of a year.
    #[derive(Copy)]
    LoggedYear { leaf: u64, emitted: u64, neutralized: u64, }
    /// One kind of data of a source.
    Stream { kind: StreamKind, factor_family: u32, }
    /// A registry's pauses.
    Pause { began_at: i64, last_ended_at: i64, total_seconds: i64, }
    /// A registry's rules.
    Policy { gwp: GwpSet, year_start_month: u8, scope2: Scope2Method, terms: Terms, }
    /// By which bridge a log speaks, and to whom.
    Bridge {
        core_bridge: Key,
        config: Key,
        fee_collector: Key,
        sequence: Key,
        shim: Key,
        message: Key,
        shim_authority: Key,
        target_contract: [u8; 32],
        target_chain: u16,
    }
    /// One notary in the set.
    Notary {
        key: Key,
        affiliates: [Key; 2],
        name: [u8; 32],
        accreditation_starts_at: i64,
        accreditation_ends_at: i64,
        weight: u32,
        suspended: u8,
        reserved: [u8; 3],
    }
    /// Rules that can change.
    #[derive(Copy)]
    Terms {
        record_cap: u64,
        buffer_bps: u16,
        max_vintage_age: u8,
        required_adjustment: Adjustment,
        retention_years: u16,
        voting_period: i64,
        claim_fee: u64,
        timelock: i64,
        market_fee_bps: u16,
    }
    /// A notary as the authority states it.
    #[derive(Copy)]
    NotaryTerms {
        key: Key,
        weight: u32,
        name: [u8; 32],
        accreditation_starts_at: i64,
        accreditation_ends_at: i64,
        affiliates: [Key; 2],
    }
}

impl From<GwpSet> for factor::Gwp {
    fn from(set: GwpSet) -> Self {
        match set {
            GwpSet::Ar4 => Self::Ar4,
            GwpSet::Ar5 => Self::Ar5,
            GwpSet::Ar6 => Self::Ar6,
        }
    }
}

impl From<Basis> for factor::Basis {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Mass => Self::Mass,
            Basis::Co2e => Self::Co2e,
        }
    }
}

impl From<Gases> for factor::Gases {
    fn from(Gases { co2, ch4, n2o, other }: Gases) -> Self {
        Self { co2, ch4, n2o, other }
    }
}

impl ClaimKind {
    /// Which way the last gram goes: against the claimant.
    pub fn rounding(self) -> factor::Rounding {
        match self {
            Self::Emission | Self::AddBack => factor::Rounding::Up,
            Self::Reduction | Self::Absorption | Self::Baseline => factor::Rounding::Down,
        }
    }
}

impl Units {
    /// Grams.
    pub fn grams(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// How many of them are void where only the first `valid` grams of their record are valid.
    pub fn void(&self, valid: u64) -> u64 {
        self.end - valid.clamp(self.start, self.end)
    }

    /// Whether some gram is among both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.record == other.record && self.start < other.end && other.start < self.end
    }
}
