//! Enums of the program, and the structs without a discriminator that accounts and events share. Enums that are bytes of digests
//! are those of the wire crate; a test compares them with the IDL too.

use super::{enumeration, layout};
use crate::key::Key;
use carbon_wire::factor;
pub use carbon_wire::kinds::{Assurance, Boundary, ClaimKind, GwpSet, StreamKind};

enumeration! {
    /// The inventory line that a record's grams count to.
    InventoryLine { Emitted, OtherScope2, Scope3, Absorbed, Baseline, Reduced, AddBack, }
    /// How the grams were determined.
    Quantity { Activity { amount: u64 }, Measured { method: u32, gwp: GwpSet }, }
    /// Corresponding adjustment under Article 6 of the Paris Agreement.
    Adjustment { None, Authorized, Adjusted, }
    /// What a factor's amounts count: mass of each gas, or CO2e.
    Basis { Mass, Co2e, }
    /// The scope-2 figure that counts.
    Scope2Method { Location, Market, }
    /// Kind of a source.
    SourceKind { Facility, Process, Forest, Removal, }
    /// Status of a certificate: impaired while it has a shortfall.
    CertificateStatus { Active, Impaired, }
    /// A notary's vote.
    Verdict { Approve, Reject, }
    /// Phase of a ballot.
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
    /// A range of a record's serial numbers, with the head of its history.
    #[derive(Copy)]
    Units { record: Key, start: u64, end: u64, vintage: u16, head: [u8; 32], }
    /// Units of emission and of the credit they were burned against.
    #[derive(Copy)]
    CertificateLeg { emission: Units, credit: Units, void: u64, covered: u64, lowerings: u32, }
    /// Micrograms of each gas per activity unit.
    #[derive(Copy)]
    Gases { co2: u64, ch4: u64, n2o: u64, other: u64, }
    /// The figures of a year as logged.
    #[derive(Copy)]
    LoggedYear { leaf: u64, emitted: u64, neutralized: u64, day: i64, }
    /// Serials of one record, from `start` to `end`, excluded.
    #[derive(Copy)]
    SerialRange { start: u64, end: u64, }
    /// Disjoint ranges of serials of one record.
    Serials { ranges: Vec<SerialRange>, }
    /// A time limit, which pauses move.
    #[derive(Copy)]
    Deadline { ends_at: i64, paused_before: i64, }
    /// One kind of data of a source.
    Stream { kind: StreamKind, factor_family: u32, }
    /// A registry's pauses.
    Pause { began_at: i64, last_ended_at: i64, total_seconds: i64, last_began_at: i64, }
    /// A registry's rules.
    Policy { gwp: GwpSet, year_start_month: u8, scope2: Scope2Method, small_notary_set: bool, terms: Terms, }
    /// The bridge that a log publishes by.
    Bridge {
        core_bridge: Key,
        config: Key,
        fee_collector: Key,
        sequence: Key,
        shim: Key,
        message: Key,
        shim_authority: Key,
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
        open_restatements: u8,
        reserved: [u8; 2],
    }
    /// Rules of a registry that can change.
    #[derive(Copy)]
    Terms {
        record_cap: u64,
        buffer_bps: u16,
        max_vintage_age: u8,
        required_adjustment: Adjustment,
        retention_years: u16,
        voting_period: i64,
        claim_fee: u64,
        add_back_bond: u64,
        timelock: i64,
        market_fee_bps: u16,
    }
    /// A notary as the authority adds it.
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

impl SerialRange {
    /// These serials of a record, without vintage and history.
    pub fn of(&self, record: Key) -> Units {
        Units { record, start: self.start, end: self.end, vintage: 0, head: [0; 32] }
    }
}

impl Units {
    /// Whether the other units are among them.
    pub fn contains(&self, other: &Self) -> bool {
        self.record == other.record && self.start <= other.start && other.end <= self.end
    }

    /// Grams.
    pub fn grams(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Void grams among them, if only the first `valid` grams of their record are valid.
    pub fn void(&self, valid: u64) -> u64 {
        self.end.saturating_sub(valid.max(self.start))
    }

    /// Whether both contain the same gram.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.record == other.record && self.start < other.end && other.start < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn void_grams_are_those_behind_the_valid_ones() {
        let void =
            |start, end, valid| Units { record: Key([1; 32]), start, end, vintage: 0, head: [0; 32] }.void(valid);
        assert_eq!([void(5, 9, 4), void(5, 9, 5), void(5, 9, 7), void(5, 9, 9), void(5, 9, 10)], [4, 4, 2, 0, 0]);
        assert_eq!(void(9, 5, 0), 0, "a node may say that units end before they begin");
    }
}
