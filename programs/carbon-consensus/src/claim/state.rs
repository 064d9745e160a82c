//! A claim: data waiting for the notaries, not a record.

use crate::{notary::Subject, record::*, registry::GwpSet, text::MAX_URI};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{content_hash, ClaimContent, CLAIM_CONTENT_LEN},
    Hash,
};

/// A claim. PDA `[b"claim", source, nonce]`, closed when notarized, rejected, expired or cancelled.
#[account]
#[derive(InitSpace, Debug)]
pub struct Claim {
    /// Registry, votes and who may not vote.
    pub subject: Subject,
    /// The source.
    pub source: Pubkey,
    /// Number the submitter gave it; part of the address.
    pub nonce: u64,
    /// Who submitted it.
    pub submitter: Pubkey,
    /// Owner of the source: will own the tokens.
    pub owner: Pubkey,
    /// Who paid rent and deposit and gets back what is left.
    pub rent_payer: Pubkey,
    /// Lamports that go to the source's fees, whatever becomes of the claim.
    pub fee: u64,
    /// Buffer's part of the grams, by the policy in force at submission.
    pub buffer_grams: u64,
    /// Whether the source's pool waits for it before it settles.
    pub awaited: bool,
    /// What it says.
    pub data: CarbonData,
    /// Where the evidence is.
    #[max_len(MAX_URI)]
    pub evidence_uri: String,
    /// Room for later fields.
    pub reserved: [u8; 31],
}

impl Claim {
    /// Hash of what the notaries decide about.
    pub fn content(data: &CarbonData, source: &Pubkey, submitter: &Pubkey, gwp: GwpSet) -> Hash {
        let (activity, method) = match data.quantity {
            Quantity::Activity { amount } => (amount, 0),
            Quantity::Measured { method, .. } => (0, method),
        };
        content_hash::<CLAIM_CONTENT_LEN>(&ClaimContent {
            source: source.to_bytes(),
            submitter: submitter.to_bytes(),
            kind: data.kind as u8,
            stream: data.stream,
            first_day: data.first_day,
            last_day: data.last_day,
            grams: data.grams,
            factor: data.factor.to_bytes(),
            activity,
            method,
            gwp: gwp as u8,
            assurance: data.assurance as u8,
            provider: data.provider.to_bytes(),
            evidence: data.evidence_sha256,
            item: data.item,
            adjustment: data.adjustment as u8,
        })
    }
}
