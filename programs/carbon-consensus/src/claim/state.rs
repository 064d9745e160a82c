//! A claim: carbon data that the notaries have not decided about yet.

use crate::{
    account::Invariant,
    notary::{Phase, Subject},
    record::*,
    registry::GwpSet,
    text::MAX_URI,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{content_hash, ClaimContent, CLAIM_CONTENT_LEN},
    Hash,
};

/// A claim. PDA `[b"claim", source, nonce]`, closed by `notarize_claim` or `close_claim`.
#[account]
#[derive(InitSpace, Debug)]
pub struct Claim {
    /// Registry, votes and conflicted keys.
    pub subject: Subject,
    /// The source.
    pub source: Pubkey,
    /// Number that the submitter chose; part of the address.
    pub nonce: u64,
    /// The submitter.
    pub submitter: Pubkey,
    /// Owner of the source, who receives the tokens.
    pub owner: Pubkey,
    /// Key that paid rent and deposit and gets the rest back.
    pub rent_payer: Pubkey,
    /// Claim fee in lamports; kept even if the claim does not become a record.
    pub fee: u64,
    /// Lamports that the submitter forfeits if the notaries reject the claim; zero unless a stranger claims an add-back.
    pub bond: u64,
    /// Whether the submitter is neither owner nor operator of the source.
    pub by_stranger: bool,
    /// The buffer's part of the grams, by the policy at submission.
    pub buffer_grams: u64,
    /// Whether the settlement of the source's pool waits for it.
    pub awaited: bool,
    /// The data.
    pub data: CarbonData,
    /// URI of the evidence.
    #[max_len(MAX_URI)]
    pub evidence_uri: String,
    /// Room for later fields.
    pub reserved: [u8; 22],
}

impl Claim {
    /// Whether the bond is forfeited when the claim is closed without a record: a notary voted against it before it was
    /// rejected or withdrawn. Conflicts of interest alone, which reject a ballot too, forfeit nothing.
    pub fn forfeits_bond(&self, phase: Phase) -> bool {
        match phase {
            Phase::Rejected | Phase::Voting | Phase::Stale => self.subject.ballot.rejections != 0,
            Phase::Approved | Phase::Expired | Phase::Draft => false,
        }
    }

    /// Hash of the content that the notaries decide about.
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

impl Invariant for Claim {
    fn invariant(&self) -> Result<()> {
        self.subject.ballot.invariant()
    }
}
