//! Closings of years, and which years are closed.

use super::{
    ballots::{Backing, Ballots},
    records::{Records, SourceYear},
};
use carbon_client::{
    addresses as at,
    history::event,
    program::{
        events::{RecordLowered, RecordNotarized, RecordSupplemented, YearClosed, YearClosingProposed},
        record::InventoryLine,
    },
};
use solana_pubkey::Pubkey;
use std::collections::{HashMap, HashSet};

/// A proposal to close a year, as it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastClosing {
    /// The source and the year.
    pub year: SourceYear,
    /// Emitted grams.
    pub emitted: u64,
    /// Add-back grams.
    pub add_back: u64,
}

/// All years.
#[derive(Clone, Debug, Default)]
pub struct Years {
    proposals: HashMap<Pubkey, PastClosing>,
    closed: HashSet<SourceYear>,
}

impl Years {
    /// `records` have seen the event, too.
    pub(super) fn observe(&mut self, data: &[u8], records: &Records, ballots: &Ballots) {
        if let Some(YearClosingProposed { closing, source, year, emitted, add_back, .. }) = event(data) {
            self.proposals.insert(closing, PastClosing { year: (source, year), emitted, add_back });
        } else if let Some(closed) = event::<YearClosed>(data) {
            if self.fits(&closed, records, ballots) {
                self.closed.insert((closed.source, closed.year));
            }
        } else if let Some(RecordNotarized { source, data, .. }) = event(data) {
            self.closed.remove(&(source, data.year));
        } else if let Some(RecordSupplemented { source, data, .. }) = event(data) {
            self.closed.remove(&(source, data.year));
        } else if let Some(lowered) = event::<RecordLowered>(data) {
            if let Some(record) = records.get(&lowered.record) {
                self.closed.remove(&(record.source, record.data.year));
            }
        }
    }

    /// Whether an event is what a proposal that was approved leads to.
    fn fits(&self, closed: &YearClosed, records: &Records, ballots: &Ballots) -> bool {
        let (year, key) = ((closed.source, closed.year), at::closing(&closed.source, closed.year));
        let Some(proposal) = self.proposals.get(&key) else { return false };
        proposal.year == year
            && proposal.emitted == closed.emitted
            && closed.inventory == at::inventory(&closed.source, closed.year)
            && records.total(year, InventoryLine::Emitted) == u128::from(closed.emitted)
            && records.total(year, InventoryLine::AddBack) == u128::from(proposal.add_back)
            && ballots.round(&key).is_some_and(|round| ballots.backing(key, round.digest) == Backing::Approved)
    }

    /// The newest proposal at an address.
    pub fn proposal(&self, closing: &Pubkey) -> Option<&PastClosing> {
        self.proposals.get(closing)
    }

    /// Whether a year was closed and nothing of it has changed since.
    pub fn is_closed(&self, year: SourceYear) -> bool {
        self.closed.contains(&year)
    }
}
