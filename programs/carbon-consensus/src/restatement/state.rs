//! The proposal to correct a record, and covers of certificates with void credits.

use crate::{
    account::Invariant,
    errors::CarbonError,
    notary::{NotarySet, Subject},
    record::Serials,
    text::MAX_URI,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{content_hash, RestatementContent, RESTATEMENT_CONTENT_LEN},
    quantity::GRAMS_PER_TONNE,
    Hash,
};

/// Maximum length of the reason, in bytes.
pub const MAX_REASON: usize = 64;

/// A proposal to correct the grams of a record, which is frozen until then. PDA `[b"restatement", record]`, so a record
/// has at most one at a time; closed when executed or dropped.
#[account]
#[derive(InitSpace, Debug)]
pub struct Restatement {
    /// Registry, votes and conflicted keys: the proposer, the source's owner and its operators.
    pub subject: Subject,
    /// The record.
    pub record: Pubkey,
    /// The proposer.
    pub proposer: Pubkey,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Valid grams of the record and its supplements now; they cannot change while the record is frozen.
    pub old_valid_grams: u64,
    /// Valid grams that the record and its supplements should have.
    pub new_valid_grams: u64,
    /// Grams of the difference that go to the buffer, by the policy at the time of the proposal; zero unless absorption
    /// is raised.
    pub buffer_grams: u64,
    /// Listed data provider that signed the evidence; default for none.
    pub provider: Pubkey,
    /// sha256 of the evidence. If the record is raised, it backs the supplementary record.
    pub evidence_sha256: [u8; 32],
    /// Item of the evidence.
    pub item: u32,
    /// Reason, UTF-8, padded with zeros.
    pub reason: [u8; MAX_REASON],
    /// URI of the evidence.
    #[max_len(MAX_URI)]
    pub evidence_uri: String,
    /// Number of the record's newest supplements that are frozen with it, because the restatement reaches them.
    pub supplements: u8,
    /// Whether the settlement of the source's pool waits for it.
    pub awaited: bool,
    /// Whether the proposer counts it among its open restatements: a notary, not the registry's authority.
    pub by_notary: bool,
    /// Room for later fields.
    pub reserved: [u8; 29],
}

impl Restatement {
    /// Counts it off from the open restatements of its proposer.
    pub fn count_off(&self, notaries: &AccountLoader<NotarySet>) -> Result<()> {
        if self.by_notary {
            notaries.load_mut()?.end_restatement(&self.proposer);
        }
        Ok(())
    }

    /// Hash of the content that the notaries decide about.
    pub fn content(&self) -> Hash {
        content_hash::<RESTATEMENT_CONTENT_LEN>(&RestatementContent {
            record: self.record.to_bytes(),
            proposer: self.proposer.to_bytes(),
            old_valid_grams: self.old_valid_grams,
            new_valid_grams: self.new_valid_grams,
            buffer: self.buffer_grams,
            provider: self.provider.to_bytes(),
            evidence: self.evidence_sha256,
            item: self.item,
            reason: self.reason,
        })
    }
}

/// Credits of one record burned against the shortfall of a certificate's leg. PDA `[b"cover", certificate, leg, record]`, never
/// closed: these credits can become void, too. One account for all of them keeps the number of corrections small.
#[account]
#[derive(InitSpace, Debug)]
pub struct Cover {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Number of the leg, from 0.
    pub leg: u8,
    /// The record that backs the burned units.
    pub record: Pubkey,
    /// Grams of the units counted as void so far.
    pub void: u64,
    /// Number of lowerings of the record that the cover has seen.
    pub lowerings: u32,
    /// Room for later fields.
    pub reserved: [u8; 28],
    /// The burned units. The last field, so that the others have fixed offsets.
    pub serials: Serials,
}

impl Cover {
    /// Minimum grams of each range of serials after the first, unless it is the whole shortfall.
    pub const MIN_RANGE: u64 = GRAMS_PER_TONNE;

    /// Refuses an account of another leg or record.
    pub fn require_for(&self, certificate: &Pubkey, leg: u8, record: &Pubkey) -> Result<()> {
        let right = self.certificate == *certificate && self.leg == leg && self.record == *record;
        require!(right, CarbonError::WrongAddress);
        Ok(())
    }
}

impl Invariant for Restatement {
    fn invariant(&self) -> Result<()> {
        self.subject.ballot.invariant()
    }
}

impl Invariant for Cover {}
