//! Records, and what they add up to.

use super::{
    ballots::{Backing, Ballots},
    claims::Claims,
    restatements::Restatements,
};
use carbon_client::{
    addresses as at,
    history::event,
    program::{
        events::{RecordLowered, RecordNotarized, RecordSupplemented},
        record::{CarbonData, InventoryLine},
    },
};
use carbon_wire::{lineage::GENESIS, pool::extend_trail, Hash};
use solana_pubkey::Pubkey;
use std::collections::{BTreeMap, HashMap};

/// A record as the events tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRecord {
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// What the notaries verified.
    pub data: CarbonData,
    /// The digest they approved.
    pub digest: Hash,
    /// The record that it supplements.
    pub supplements: Option<Pubkey>,
    /// Grams still valid.
    pub valid: u64,
    /// What it and its corrections rest on.
    pub backing: Backing,
}

/// A source and a reporting year.
pub type SourceYear = (Pubkey, u16);

/// All records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    records: HashMap<Pubkey, PastRecord>,
    /// In the order of the chain.
    years: BTreeMap<SourceYear, Vec<Pubkey>>,
}

/// What was known before an event that makes or changes a record.
pub(super) struct Before<'a> {
    pub claims: &'a Claims,
    pub restatements: &'a Restatements,
    pub ballots: &'a Ballots,
}

impl Records {
    pub(super) fn observe(&mut self, data: &[u8], before: Before) {
        if let Some(notarized) = event::<RecordNotarized>(data) {
            let RecordNotarized { record, source, owner, data, digest, .. } = notarized;
            let backing = before.of_claim(&notarized);
            let valid = data.grams;
            self.add(record, PastRecord { source, owner, data, digest, supplements: None, valid, backing });
        } else if let Some(supplemented) = event::<RecordSupplemented>(data) {
            let backing = before.of_supplement(&supplemented, self.records.get(&supplemented.record));
            let RecordSupplemented { record, supplement, source, owner, data, digest, .. } = supplemented;
            let (supplements, valid) = (Some(record), data.grams);
            self.add(supplement, PastRecord { source, owner, data, digest, supplements, valid, backing });
        } else if let Some(lowered) = event::<RecordLowered>(data) {
            if let Some(record) = self.records.get_mut(&lowered.record) {
                record.backing = record.backing.max(before.of_lowering(&lowered, record.valid));
                record.valid = lowered.after;
            }
        }
    }

    fn add(&mut self, key: Pubkey, record: PastRecord) {
        self.years.entry((record.source, record.data.year)).or_default().push(key);
        self.records.insert(key, record);
    }

    /// A record; `None` where its event is missing.
    pub fn get(&self, key: &Pubkey) -> Option<&PastRecord> {
        self.records.get(key)
    }

    /// The records of a source and year, in the order of the chain.
    pub fn of(&self, year: SourceYear) -> impl Iterator<Item = (Pubkey, &PastRecord)> + Clone {
        let keys = self.years.get(&year).map_or(&[][..], Vec::as_slice);
        keys.iter().filter_map(|key| Some((*key, self.records.get(key)?)))
    }

    /// The records of one inventory line of a source and year, in the order of the chain.
    pub fn on(&self, year: SourceYear, line: InventoryLine) -> impl Iterator<Item = (Pubkey, &PastRecord)> + Clone {
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

impl Before<'_> {
    fn of_claim(&self, event: &RecordNotarized) -> Backing {
        let submitted = match self.claims.get(&event.claim) {
            None => Backing::Unseen,
            Some(claim) if (claim.source, claim.data) != (event.source, event.data) => Backing::Differs,
            Some(_) => Backing::Approved,
        };
        submitted.max(self.ballots.backing(event.claim, event.digest))
    }

    fn of_supplement(&self, event: &RecordSupplemented, raised: Option<&PastRecord>) -> Backing {
        let proposed = match (self.restatements.of(&event.record), raised) {
            (Some(restatement), Some(raised)) => {
                let (of, new) = (&raised.data, &event.data);
                let same = (raised.source, raised.owner) == (event.source, event.owner)
                    && (of.kind, of.line, of.stream, of.year) == (new.kind, new.line, new.stream, new.year)
                    && (of.first_day, of.last_day) == (new.first_day, new.last_day)
                    && restatement.before.checked_add(new.grams) == Some(restatement.after)
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

    fn of_lowering(&self, event: &RecordLowered, valid: u64) -> Backing {
        let proposed = match self.restatements.of(&event.record) {
            None => Backing::Unseen,
            Some(restatement) => {
                let same = (restatement.before, restatement.after, valid) == (event.before, event.after, event.before);
                if same {
                    Backing::Approved
                } else {
                    Backing::Differs
                }
            }
        };
        proposed.max(self.ballots.backing(at::restatement(&event.record), event.digest))
    }
}
