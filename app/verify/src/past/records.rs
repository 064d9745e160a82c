//! Records, and what they add up to.

use carbon_client::{
    addresses as at,
    history::event,
    program::{
        claim::{CarbonData, Ledger},
        events::{RecordLowered, RecordNotarized, RecordSupplemented, YearClosed},
    },
};
use carbon_wire::{lineage::GENESIS, pool::extend_trail, Hash};
use solana_pubkey::Pubkey;
use std::collections::{BTreeMap, HashMap, HashSet};

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
    /// What they voted on: the claim, or the restatement that added it.
    pub voted: Pubkey,
    /// The record that it supplements.
    pub supplements: Option<Pubkey>,
    /// Grams still valid.
    pub valid: u64,
}

/// A source and a reporting year.
pub type SourceYear = (Pubkey, u16);

/// All records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    records: HashMap<Pubkey, PastRecord>,
    /// In the order of the chain.
    years: BTreeMap<SourceYear, Vec<Pubkey>>,
    closed: HashSet<SourceYear>,
}

impl Records {
    pub(super) fn observe(&mut self, data: &[u8]) {
        if let Some(notarized) = event::<RecordNotarized>(data) {
            let RecordNotarized { record, claim, source, owner, data, digest, .. } = notarized;
            let valid = data.grams;
            self.add(record, PastRecord { source, owner, data, digest, voted: claim, supplements: None, valid });
        } else if let Some(supplemented) = event::<RecordSupplemented>(data) {
            let RecordSupplemented { record, supplement, source, owner, data, digest, .. } = supplemented;
            let (voted, valid) = (at::restatement(&record), data.grams);
            self.add(supplement, PastRecord { source, owner, data, digest, voted, supplements: Some(record), valid });
        } else if let Some(lowered) = event::<RecordLowered>(data) {
            if let Some(record) = self.records.get_mut(&lowered.record) {
                record.valid = lowered.after;
                self.closed.remove(&(record.source, record.data.year));
            }
        } else if let Some(closed) = event::<YearClosed>(data) {
            self.closed.insert((closed.source, closed.year));
        }
    }

    /// A record reopens its year.
    fn add(&mut self, key: Pubkey, record: PastRecord) {
        let year = (record.source, record.data.year);
        self.closed.remove(&year);
        self.years.entry(year).or_default().push(key);
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

    /// The records of one ledger of a source and year, in the order of the chain.
    pub fn on(&self, year: SourceYear, ledger: Ledger) -> impl Iterator<Item = (Pubkey, &PastRecord)> + Clone {
        self.of(year).filter(move |(_, record)| record.data.ledger == ledger)
    }

    /// Valid grams of one ledger of a source and year.
    pub fn total(&self, year: SourceYear, ledger: Ledger) -> u128 {
        self.on(year, ledger).map(|(_, record)| u128::from(record.valid)).sum()
    }

    /// Head of the trail of the records of one ledger of a source and year.
    pub fn trail(&self, year: SourceYear, ledger: Ledger) -> Hash {
        self.on(year, ledger).fold(GENESIS, |head, (key, _)| extend_trail(&head, &key.to_bytes()))
    }

    /// Whether a year was closed and nothing of it has changed since.
    pub fn is_closed(&self, year: SourceYear) -> bool {
        self.closed.contains(&year)
    }
}
