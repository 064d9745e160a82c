//! A burn proof: a proposal to neutralize emission lots with absorption-credit lots, and how far it has come.

use crate::{
    errors::{CarbonError, OrOverflow},
    lot::Lot,
    notary::{NotarySet, Subject, MAX_NOTARIES},
    record::Record,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{
        content_hash, legs_hash, to_bytes, BurnContent, LegContent, SideContent, BURN_CONTENT_LEN, LEG_CONTENT_LEN,
    },
    lineage::GENESIS,
    quantity::Grams,
    review::Cursor,
    Hash,
};

/// Most legs of a burn proof.
pub const MAX_LEGS: usize = 8;
/// Longest purpose in bytes.
pub const MAX_PURPOSE: usize = 64;

/// A proposal to burn. PDA `[b"burn", registry, proposer, nonce]`, closed when finalized, rejected, expired or cancelled.
#[account]
#[derive(InitSpace, Debug)]
pub struct BurnProof {
    /// Registry, votes and who may not vote: proposer, beneficiary, and notaries that held the units before.
    pub subject: Subject,
    /// Number the proposer gave it; part of the address.
    pub nonce: u64,
    /// Who proposes it and owns the lots.
    pub proposer: Pubkey,
    /// Who may call the emissions neutralized.
    pub beneficiary: Pubkey,
    /// Who paid the rent and gets back what the certificate does not take.
    pub rent_payer: Pubkey,
    /// What for: see [`crate::text`].
    pub purpose: [u8; MAX_PURPOSE],
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
    /// What is neutralized with what.
    #[max_len(MAX_LEGS)]
    pub legs: Vec<Leg>,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

/// So many grams of emission against as many of absorption credit.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// What is neutralized.
    pub emission: Side,
    /// What it is neutralized with.
    pub credit: Side,
}

/// The units on one side of a leg.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The locked lot.
    pub lot: Pubkey,
    /// Which units they are.
    pub units: Units,
    /// How far the review of their history has come.
    pub review: Review,
}

/// Units of a record, and what they went through.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    /// The record that backs them.
    pub record: Pubkey,
    /// First serial (gram of the record), included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Reporting year of the record.
    pub vintage: u16,
    /// Head of the lot's history.
    pub head: [u8; 32],
}

/// Where a review stands: what the next older entry must lead to. See [`carbon_wire::review`].
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// Head that the entry must give; zero when the record is reached.
    pub head: [u8; 32],
    /// Who the entry must have given the units to.
    pub owner: Pubkey,
    /// First serial that the entry must contain.
    pub start: u64,
    /// Last, excluded.
    pub end: u64,
    /// Unix time before or at which the entry must lie.
    pub latest_at: i64,
    /// Epoch of the notary set in which the review began; 0 before.
    pub epoch: u64,
}

impl Review {
    /// A review that has not begun, of a lot at `now`.
    fn of(lot: &Lot, now: i64) -> Self {
        Self { head: lot.head, owner: lot.owner, start: lot.start, end: lot.end, latest_at: now, epoch: 0 }
    }

    /// The cursor. Neither emission tokens nor absorption credits ever change class.
    pub fn cursor(&self) -> Cursor {
        let Self { head, owner, start, end, latest_at: time, epoch: _ } = *self;
        Cursor { head, owner: owner.to_bytes(), start, end, time, converts: 0 }
    }

    /// Goes back to where a replay has come.
    pub fn go_back(&mut self, Cursor { head, owner, start, end, time, converts: _ }: Cursor) {
        *self = Self { head, owner: owner.into(), start, end, latest_at: time, epoch: self.epoch };
    }

    /// Whether the record is reached.
    pub fn is_done(&self) -> bool {
        self.head == GENESIS
    }

    /// Whether every present notary has been looked for among the holders: one that joined after the review began has not.
    fn covers(&self, notaries: &NotarySet) -> bool {
        self.epoch >= notaries.last_addition_epoch
    }
}

impl Side {
    /// The side that a locked lot is.
    pub fn of(key: Pubkey, lot: &Lot, record: &Record, now: i64) -> Self {
        let units =
            Units { record: lot.record, start: lot.start, end: lot.end, vintage: record.data.year, head: lot.head };
        Self { lot: key, units, review: Review::of(lot, now) }
    }

    /// Begins the review of the proposer's units, or begins it anew where a notary has joined since.
    pub fn begin_review(&mut self, proposer: Pubkey, notaries: &NotarySet, now: i64) {
        if !self.review.covers(notaries) {
            let Units { start, end, head, .. } = self.units;
            self.review = Review { head, owner: proposer, start, end, latest_at: now, epoch: notaries.epoch };
        }
    }

    fn content(&self) -> SideContent {
        let Units { record, start, end, head, vintage: _ } = self.units;
        SideContent { lot: self.lot.to_bytes(), record: record.to_bytes(), start, end, head }
    }
}

impl Units {
    /// Grams.
    pub fn grams(&self) -> u64 {
        self.end - self.start
    }

    /// How many of them are void by their record.
    pub fn void(&self, record: &Record) -> u64 {
        self.end - record.valid_grams.clamp(self.start, self.end)
    }
}

impl BurnProof {
    /// Account size: with room for every notary of the set among those who may not vote.
    pub const SPACE: usize = crate::account::space::<Self>() + MAX_NOTARIES * 32;

    /// Refuses once it is submitted.
    pub fn require_draft(&self) -> Result<()> {
        require!(self.subject.ballot.round == 0, CarbonError::BurnSubmitted);
        Ok(())
    }

    /// Grams on each side of all legs.
    pub fn grams(&self) -> Result<u64> {
        let sum = self.legs.iter().try_fold(Grams::ZERO, |sum, leg| sum.plus(Grams(leg.emission.units.grams())));
        Ok(sum.or_overflow()?.0)
    }

    /// All sides, in the order in which instructions count them: of each leg the emission, then the credit.
    pub fn sides(&self) -> impl Iterator<Item = &Side> {
        self.legs.iter().flat_map(|leg| [&leg.emission, &leg.credit])
    }

    /// A side by its number.
    pub fn side_mut(&mut self, number: u8) -> Result<&mut Side> {
        let leg = self.legs.get_mut(number as usize / 2).ok_or(CarbonError::NoSuchSide)?;
        Ok(if number.is_multiple_of(2) { &mut leg.emission } else { &mut leg.credit })
    }

    /// Refuses while the history of some side is not reviewed to its record with the present notaries in view.
    pub fn require_reviewed(&self, notaries: &NotarySet) -> Result<()> {
        require!(
            self.sides().all(|side| side.review.is_done() && side.review.covers(notaries)),
            CarbonError::NotReviewed
        );
        Ok(())
    }

    /// What the certificate's leaf says of the legs.
    pub fn legs_hash(&self) -> Hash {
        let mut bytes = [[0; LEG_CONTENT_LEN]; MAX_LEGS];
        for (bytes, leg) in bytes.iter_mut().zip(&self.legs) {
            *bytes = to_bytes(&LegContent { emission: leg.emission.content(), credit: leg.credit.content() });
        }
        legs_hash(&bytes[..self.legs.len()])
    }

    /// Hash of what the notaries decide about.
    pub fn content(&self) -> Result<Hash> {
        Ok(content_hash::<BURN_CONTENT_LEN>(&BurnContent {
            proposer: self.proposer.to_bytes(),
            beneficiary: self.beneficiary.to_bytes(),
            purpose: self.purpose,
            metadata: self.metadata_sha256,
            grams: self.grams()?,
            legs: self.legs_hash(),
        }))
    }
}
