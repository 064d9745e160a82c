//! Proposed year closings, and closed years.

use super::{
    ballots::{Backing, Ballots},
    records::{Records, SourceYear},
};
use carbon_client::{
    addresses as at,
    program::{
        events::{YearClosed, YearClosingProposed},
        record::InventoryLine,
    },
};
use solana_pubkey::Pubkey;
use std::collections::{HashMap, HashSet};

/// A year closing, as it was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedClosing {
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
    proposals: HashMap<Pubkey, ObservedClosing>,
    closed: HashSet<SourceYear>,
}

impl Years {
    pub(super) fn propose(&mut self, event: &YearClosingProposed) {
        let YearClosingProposed { closing, source, year, emitted, add_back, .. } = *event;
        self.proposals.insert(closing, ObservedClosing { year: (source, year), emitted, add_back });
    }

    pub(super) fn close(&mut self, event: &YearClosed, records: &Records, ballots: &Ballots) {
        if self.fits(event, records, ballots) {
            self.closed.insert((event.source, event.year));
        }
    }

    /// A record of the year was added or changed: the year is no longer closed.
    pub(super) fn reopen(&mut self, year: SourceYear) {
        self.closed.remove(&year);
    }

    /// Whether the event fits an approved proposal and the totals of the records.
    fn fits(&self, closed: &YearClosed, records: &Records, ballots: &Ballots) -> bool {
        let (year, key) = ((closed.source, closed.year), at::closing(&closed.source, closed.year));
        let Some(proposal) = self.proposals.get(&key) else { return false };
        proposal.year == year
            && proposal.emitted == closed.emitted
            && closed.inventory == at::inventory(&closed.source, closed.year)
            && records.total(year, InventoryLine::Emitted) == u128::from(closed.emitted)
            && records.total(year, InventoryLine::AddBack) >= u128::from(proposal.add_back)
            && ballots.round(&key).is_some_and(|round| ballots.backing(key, round.digest) == Backing::Approved)
    }

    /// The newest proposal at an address.
    pub fn proposal(&self, closing: &Pubkey) -> Option<&ObservedClosing> {
        self.proposals.get(closing)
    }

    /// Whether the year was closed and none of its records has changed since.
    pub fn is_closed(&self, year: SourceYear) -> bool {
        self.closed.contains(&year)
    }
}
