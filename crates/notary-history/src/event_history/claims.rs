//! Claims, from submission until they become records or are closed.

use carbon_client::program::{events::ClaimSubmitted, record::CarbonData};
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// A claim, as it was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedClaim {
    /// Its source.
    pub source: Pubkey,
    /// Its data.
    pub data: CarbonData,
    /// Whether it has neither become a record nor been closed.
    pub open: bool,
}

/// All claims, by address. A newer claim at the same address replaces an older one.
#[derive(Clone, Debug, Default)]
pub struct Claims(BTreeMap<Pubkey, ObservedClaim>);

impl Claims {
    pub(super) fn submit(&mut self, event: ClaimSubmitted) {
        let ClaimSubmitted { claim, source, data, .. } = event;
        self.0.insert(claim, ObservedClaim { source, data, open: true });
    }

    /// The claim became a record or was closed.
    pub(super) fn end(&mut self, claim: &Pubkey) {
        if let Some(claim) = self.0.get_mut(claim) {
            claim.open = false;
        }
    }

    /// A claim.
    pub fn get(&self, claim: &Pubkey) -> Option<&ObservedClaim> {
        self.0.get(claim)
    }

    /// Addresses of the open claims of a source and year.
    pub fn open(&self, source: Pubkey, year: u16) -> impl Iterator<Item = Pubkey> + '_ {
        let matches = move |claim: &ObservedClaim| claim.open && claim.source == source && claim.data.year == year;
        self.0.iter().filter(move |(_, claim)| matches(claim)).map(|(key, _)| *key)
    }
}
