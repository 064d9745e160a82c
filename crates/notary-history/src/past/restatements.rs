//! Proposals to correct records.

use super::rules::Rules;
use carbon_client::{
    history::event,
    program::{
        events::{RecordLowered, RecordSupplemented, RestatementDropped, RestatementProposed},
        registry::Terms,
    },
};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// A restatement as it was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRestatement {
    /// Who proposes it.
    pub proposer: Pubkey,
    /// Valid grams of the record then.
    pub before: u64,
    /// The valid grams it should have.
    pub after: u64,
    /// sha256 of the evidence.
    pub evidence_sha256: Hash,
    /// The policy's terms then.
    pub terms: Option<Terms>,
}

/// Restatements that are being decided, by record: it is frozen until then.
#[derive(Clone, Debug, Default)]
pub struct Restatements(BTreeMap<Pubkey, PastRestatement>);

impl Restatements {
    pub(super) fn observe(&mut self, data: &[u8], rules: &Rules) {
        if let Some(proposed) = event::<RestatementProposed>(data) {
            let RestatementProposed { record, proposer, before, after, evidence_sha256, .. } = proposed;
            self.0.insert(record, PastRestatement { proposer, before, after, evidence_sha256, terms: rules.terms() });
        } else if let Some(dropped) = event::<RestatementDropped>(data) {
            self.0.remove(&dropped.record);
        } else if let Some(lowered) = event::<RecordLowered>(data) {
            self.0.remove(&lowered.record);
        } else if let Some(supplemented) = event::<RecordSupplemented>(data) {
            self.0.remove(&supplemented.record);
        }
    }

    /// The restatement of a record that is being decided.
    pub fn of(&self, record: &Pubkey) -> Option<&PastRestatement> {
        self.0.get(record)
    }
}
