//! The proposal to correct a record, and what covers a certificate that rests on one corrected.

use crate::{burn::Units, notary::Subject, text::MAX_URI};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{content_hash, RestatementContent, RESTATEMENT_CONTENT_LEN},
    Hash,
};

/// Longest reason in bytes.
pub const MAX_REASON: usize = 64;

/// A proposal to correct the grams of a record, which is frozen until it is decided. PDA `[b"restatement", record]`, so
/// there is one at a time; closed when executed or dropped.
#[account]
#[derive(InitSpace, Debug)]
pub struct Restatement {
    /// Registry, votes and who may not vote: the proposer, the source's owner and its operators.
    pub subject: Subject,
    /// The record.
    pub record: Pubkey,
    /// Who proposes it.
    pub proposer: Pubkey,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Valid grams of the record, which cannot change while it is frozen.
    pub before: u64,
    /// Valid grams it should have.
    pub after: u64,
    /// Grams of the difference that go to the buffer, by the policy of today: zero unless absorption is raised.
    pub buffer_grams: u64,
    /// Listed data provider whose signature the evidence bears; default for none.
    pub provider: Pubkey,
    /// sha256 of the evidence. It backs the supplementary record when the record is raised.
    pub evidence_sha256: [u8; 32],
    /// Item of the evidence.
    pub item: u32,
    /// Why: see [`crate::text`].
    pub reason: [u8; MAX_REASON],
    /// Where the evidence is.
    #[max_len(MAX_URI)]
    pub evidence_uri: String,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl Restatement {
    /// Hash of what the notaries decide about.
    pub fn content(&self) -> Hash {
        content_hash::<RESTATEMENT_CONTENT_LEN>(&RestatementContent {
            record: self.record.to_bytes(),
            proposer: self.proposer.to_bytes(),
            before: self.before,
            after: self.after,
            buffer: self.buffer_grams,
            provider: self.provider.to_bytes(),
            evidence: self.evidence_sha256,
            item: self.item,
            reason: self.reason,
        })
    }
}

/// Credits burned against the shortfall of a certificate's leg. PDA `[b"cover", certificate, index]`, never closed: they
/// can turn out to be void like those they stand in for.
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
    /// Which of its legs.
    pub leg: u8,
    /// Whose credits they were.
    pub holder: Pubkey,
    /// Which units they were.
    pub units: Units,
    /// Grams of them that have been counted as void.
    pub void: u64,
    /// Unix time of the burn.
    pub burned_at: i64,
    /// Room for later fields.
    pub reserved: [u8; 32],
}
