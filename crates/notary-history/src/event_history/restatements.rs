//! Proposals to correct records.

use super::rules::Rules;
use carbon_client::program::{events::RestatementProposed, registry::Terms};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// A restatement, as it was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedRestatement {
    /// Its proposer.
    pub proposer: Pubkey,
    /// Valid grams of the record and its supplements at that time.
    pub old_valid_grams: u64,
    /// Proposed valid grams.
    pub new_valid_grams: u64,
    /// sha256 of the evidence.
    pub evidence_sha256: Hash,
    /// The policy's terms at that time.
    pub terms: Option<Terms>,
    /// Unix time of the proposal: its ballot expires one voting period later.
    pub proposed_at: Option<i64>,
    /// Whether the record and its supplements had these valid grams at that time.
    pub fits: bool,
}

/// Open restatements, by record. The record is frozen while its restatement is open.
#[derive(Clone, Debug, Default)]
pub struct Restatements(BTreeMap<Pubkey, ObservedRestatement>);

impl Restatements {
    /// `total` are the valid grams of the record and its supplements.
    pub(super) fn propose(&mut self, event: &RestatementProposed, rules: &Rules, total: Option<u128>) {
        let RestatementProposed {
            record, proposer, old_valid_grams, new_valid_grams, evidence_sha256, expires_at, ..
        } = *event;
        let terms = rules.terms();
        let proposed_at = terms.and_then(|terms| expires_at.checked_sub(terms.voting_period));
        let fits = total == Some(old_valid_grams.into());
        let observed = ObservedRestatement {
            proposer,
            old_valid_grams,
            new_valid_grams,
            evidence_sha256,
            terms,
            proposed_at,
            fits,
        };
        self.0.insert(record, observed);
    }

    /// The restatement of a record was executed or dropped.
    pub(super) fn end(&mut self, record: &Pubkey) {
        self.0.remove(record);
    }

    /// The open restatement of a record.
    pub fn of(&self, record: &Pubkey) -> Option<&ObservedRestatement> {
        self.0.get(record)
    }
}
