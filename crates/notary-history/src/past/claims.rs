//! Claims, from submission to record or end.

use carbon_client::{
    history::event,
    program::{
        events::{ClaimClosed, ClaimSubmitted, RecordNotarized},
        record::CarbonData,
    },
};
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// A claim as it was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastClaim {
    /// Its source.
    pub source: Pubkey,
    /// What it says.
    pub data: CarbonData,
    /// Whether it is neither a record nor closed.
    pub open: bool,
}

/// All claims. An address that was used again is the newer claim.
#[derive(Clone, Debug, Default)]
pub struct Claims(BTreeMap<Pubkey, PastClaim>);

impl Claims {
    pub(super) fn observe(&mut self, data: &[u8]) {
        if let Some(submitted) = event::<ClaimSubmitted>(data) {
            let ClaimSubmitted { claim, source, data, .. } = submitted;
            self.0.insert(claim, PastClaim { source, data, open: true });
        } else if let Some(closed) = event::<ClaimClosed>(data) {
            self.end(&closed.claim);
        } else if let Some(notarized) = event::<RecordNotarized>(data) {
            self.end(&notarized.claim);
        }
    }

    fn end(&mut self, claim: &Pubkey) {
        if let Some(claim) = self.0.get_mut(claim) {
            claim.open = false;
        }
    }

    /// A claim.
    pub fn get(&self, claim: &Pubkey) -> Option<&PastClaim> {
        self.0.get(claim)
    }

    /// Claims of a source and year that are neither records nor closed.
    pub fn open(&self, source: Pubkey, year: u16) -> impl Iterator<Item = Pubkey> + '_ {
        let of = move |claim: &PastClaim| claim.open && claim.source == source && claim.data.year == year;
        self.0.iter().filter(move |(_, claim)| of(claim)).map(|(key, _)| *key)
    }
}
