//! A claim: data waiting for the notaries, not a record.

use super::data::*;
use crate::{
    notary::{subject::Subject, Ballot},
    registry::{GwpSet, MAX_URI},
    source::MAX_INTERESTED,
};
use anchor_lang::prelude::*;
use carbon_wire::digest::{to_bytes, ClaimContent, SubjectKind, CLAIM_CONTENT_LEN};

/// A claim. PDA `[b"claim", source, nonce]`, closed when notarized, rejected, expired or cancelled.
#[account]
#[derive(InitSpace, Debug)]
pub struct Claim {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
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
    /// GWP set of the registry, part of the content.
    pub gwp: GwpSet,
    /// The votes.
    pub ballot: Ballot,
    /// What it says.
    pub data: CarbonData,
    /// Submitter, owner and operators: whoever of them is a notary does not vote.
    #[max_len(MAX_INTERESTED)]
    pub interested: Vec<Pubkey>,
    /// Where the evidence is.
    #[max_len(MAX_URI)]
    pub evidence_uri: String,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl Claim {
    /// Who gets a lot on notarization: the owner, and the buffer. Nobody gets an empty one.
    pub fn holders(&self) -> (bool, bool) {
        let tokens = self.data.ledger.class().is_some();
        (tokens && self.data.grams > self.buffer_grams, tokens && self.buffer_grams > 0)
    }

    /// The borsh bytes that the ballot's digest covers.
    pub fn content_bytes(&self) -> [u8; CLAIM_CONTENT_LEN] {
        let data = &self.data;
        let (activity, method) = match data.quantity {
            Quantity::Activity { amount } => (amount, 0),
            Quantity::Measured { method, .. } => (0, method),
        };
        to_bytes(&ClaimContent {
            source: self.source.to_bytes(),
            submitter: self.submitter.to_bytes(),
            kind: data.kind as u8,
            stream: data.stream,
            first_day: data.first_day,
            last_day: data.last_day,
            grams: data.grams,
            factor: data.factor.to_bytes(),
            activity,
            method,
            gwp: self.gwp as u8,
            assurance: data.assurance as u8,
            provider: data.provider.to_bytes(),
            evidence: data.evidence_sha256,
            item: data.item,
            adjustment: data.adjustment as u8,
        })
    }
}

impl Subject for Claim {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Claim
    }

    fn registry(&self) -> Pubkey {
        self.registry
    }

    fn ballot(&mut self) -> &mut Ballot {
        &mut self.ballot
    }

    fn content(&self) -> Vec<u8> {
        self.content_bytes().to_vec()
    }

    fn interested(&self) -> &[Pubkey] {
        &self.interested
    }
}
