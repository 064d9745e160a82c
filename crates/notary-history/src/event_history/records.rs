//! Records and their totals.

use super::{
    ballots::{Backing, Ballots},
    claims::Claims,
    restatements::Restatements,
};
use carbon_client::{
    addresses as at,
    program::{
        events::{RecordLowered, RecordNotarized, RecordSupplemented, SupplementLowered},
        record::{CarbonData, InventoryLine},
    },
};
use carbon_wire::{lineage::GENESIS, pool::extend_trail, Hash};
use solana_pubkey::Pubkey;
use std::collections::{BTreeMap, HashMap};

/// A record, after all observed events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedRecord {
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// The data that the notaries approved.
    pub data: CarbonData,
    /// The digest that they approved.
    pub digest: Hash,
    /// The record that it supplements.
    pub supplements: Option<Pubkey>,
    /// Valid grams, without those of supplements.
    pub valid: u64,
    /// Whether it was recalled, so that its days are free.
    pub recalled: bool,
    /// Whether votes back it and its corrections.
    pub backing: Backing,
}

/// A source and a reporting year.
pub type SourceYear = (Pubkey, u16);

/// All records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    records: HashMap<Pubkey, ObservedRecord>,
    /// In the order of the chain.
    years: BTreeMap<SourceYear, Vec<Pubkey>>,
}

/// The state from which the backing of a record or correction follows, before its event is applied.
pub(super) struct Backings<'a> {
    pub claims: &'a Claims,
    pub restatements: &'a Restatements,
    pub ballots: &'a Ballots,
}

impl Records {
    pub(super) fn notarize(&mut self, event: RecordNotarized, backing: Backing) {
        let RecordNotarized { record, source, owner, data, digest, .. } = event;
        let valid = data.grams;
        let (supplements, recalled) = (None, false);
        self.add(record, ObservedRecord { source, owner, data, digest, supplements, valid, recalled, backing });
    }

    pub(super) fn supplement(&mut self, event: RecordSupplemented, backing: Backing) {
        let RecordSupplemented { record, supplement, source, owner, data, digest, .. } = event;
        let (supplements, recalled) = (Some(record), false);
        let valid = data.grams;
        self.add(supplement, ObservedRecord { source, owner, data, digest, supplements, valid, recalled, backing });
    }

    /// Lowers a record. Its backing becomes that of the correction if that is worse.
    pub(super) fn lower(&mut self, event: &RecordLowered, backing: Backing) {
        if let Some(record) = self.records.get_mut(&event.record) {
            record.backing = record.backing.max(backing);
            record.valid = event.new_valid_grams;
            record.recalled = event.total == 0 && record.data.kind.covers_days();
        }
    }

    /// Lowers a supplement, as [`Self::lower`].
    pub(super) fn lower_supplement(&mut self, event: &SupplementLowered, backing: Backing) {
        if let Some(supplement) = self.records.get_mut(&event.supplement) {
            supplement.backing = supplement.backing.max(backing);
            supplement.valid = event.new_valid_grams;
        }
    }

    /// Valid grams of a record and its supplements; `None` if its event is missing.
    pub fn total_of(&self, key: &Pubkey) -> Option<u128> {
        let record = self.get(key)?;
        let supplements =
            self.of((record.source, record.data.year)).filter(|(_, other)| other.supplements == Some(*key));
        Some(u128::from(record.valid) + supplements.map(|(_, supplement)| u128::from(supplement.valid)).sum::<u128>())
    }

    fn add(&mut self, key: Pubkey, record: ObservedRecord) {
        self.years.entry((record.source, record.data.year)).or_default().push(key);
        self.records.insert(key, record);
    }

    /// A record; `None` if its event is missing.
    pub fn get(&self, key: &Pubkey) -> Option<&ObservedRecord> {
        self.records.get(key)
    }

    /// The records of a source and year, in the order of the chain.
    pub fn of(&self, year: SourceYear) -> impl Iterator<Item = (Pubkey, &ObservedRecord)> + Clone {
        let keys = self.years.get(&year).map_or(&[][..], Vec::as_slice);
        keys.iter().filter_map(|key| Some((*key, self.records.get(key)?)))
    }

    /// The records of one inventory line of a source and year, in the order of the chain.
    pub fn on(&self, year: SourceYear, line: InventoryLine) -> impl Iterator<Item = (Pubkey, &ObservedRecord)> + Clone {
        self.of(year).filter(move |(_, record)| record.data.line == line)
    }

    /// Valid grams of one inventory line of a source and year.
    pub fn total(&self, year: SourceYear, line: InventoryLine) -> u128 {
        self.on(year, line).map(|(_, record)| u128::from(record.valid)).sum()
    }

    /// Head of the trail of the records of one inventory line of a source and year.
    pub fn trail(&self, year: SourceYear, line: InventoryLine) -> Hash {
        self.on(year, line).fold(GENESIS, |head, (key, _)| extend_trail(&head, &key.to_bytes()))
    }
}

impl Backings<'_> {
    pub fn of_claim(&self, event: &RecordNotarized) -> Backing {
        let submitted = match self.claims.get(&event.claim) {
            None => Backing::Unseen,
            Some(claim) if (claim.source, claim.data) != (event.source, event.data) => Backing::Differs,
            Some(_) => Backing::Approved,
        };
        submitted.max(self.ballots.backing(event.claim, event.digest))
    }

    pub fn of_supplement(&self, event: &RecordSupplemented, raised: Option<&ObservedRecord>) -> Backing {
        let proposed = match (self.restatements.of(&event.record), raised) {
            (Some(restatement), Some(raised)) => {
                let (of, new) = (&raised.data, &event.data);
                let same = (raised.source, raised.owner) == (event.source, event.owner)
                    && (of.kind, of.line, of.stream, of.year) == (new.kind, new.line, new.stream, new.year)
                    && (of.first_day, of.last_day) == (new.first_day, new.last_day)
                    && restatement.old_valid_grams.checked_add(new.grams) == Some(restatement.new_valid_grams)
                    && restatement.evidence_sha256 == new.evidence_sha256;
                if same {
                    Backing::Approved
                } else {
                    Backing::Differs
                }
            }
            _ => Backing::Unseen,
        };
        proposed.max(self.ballots.backing(at::restatement(&event.record), event.digest))
    }

    /// `valid` are the record's own grams before the event; `supplemented` those of its supplements, already lowered.
    pub fn of_lowering(&self, event: &RecordLowered, valid: u64, supplemented: u128) -> Backing {
        let proposed = match self.restatements.of(&event.record) {
            None => Backing::Unseen,
            Some(restatement) => {
                let same = restatement.fits
                    && (event.total, event.old_valid_grams) == (restatement.new_valid_grams, valid)
                    && u128::from(event.new_valid_grams) + supplemented == u128::from(event.total);
                if same {
                    Backing::Approved
                } else {
                    Backing::Differs
                }
            }
        };
        proposed.max(self.ballots.backing(at::restatement(&event.record), event.digest))
    }

    pub fn of_supplement_lowering(&self, event: &SupplementLowered, supplement: &ObservedRecord) -> Backing {
        let same = supplement.supplements == Some(event.record) && supplement.valid == event.old_valid_grams;
        let proposed = match (self.restatements.of(&event.record), same) {
            (None, _) => Backing::Unseen,
            (Some(_), true) => Backing::Approved,
            (Some(_), false) => Backing::Differs,
        };
        proposed.max(self.ballots.backing(at::restatement(&event.record), event.digest))
    }
}
