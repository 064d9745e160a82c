//! A burn proof: a proposal to neutralize emission lots with absorption-credit lots, and the progress of its review.

use crate::{
    account::Invariant,
    errors::{CarbonError, OrOverflow},
    lot::Lot,
    notary::{NotarySet, Subject, MAX_NOTARIES},
    pause::{Deadline, Pause},
    record::Record,
    source::{Source, MAX_OPERATORS},
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{
        content_hash, legs_hash, to_bytes, BurnContent, LegContent, SideContent, BURN_CONTENT_LEN, LEG_CONTENT_LEN,
    },
    lineage::GENESIS,
    review::Cursor,
    Hash,
};

/// Maximum number of legs of a burn proof.
pub const MAX_LEGS: usize = 8;
/// Seconds within which a burn proof must be submitted, so that a draft does not outlive the rules that it was drawn up by.
pub const DRAFT_PERIOD: i64 = 30 * 86_400;
/// Maximum length of the purpose, in bytes.
pub const MAX_PURPOSE: usize = 64;

/// A proposal to burn. PDA `[b"burn", registry, proposer, nonce]`, closed when executed or dropped.
#[account]
#[derive(InitSpace, Debug)]
pub struct BurnProof {
    /// Registry, votes and conflicted keys: proposer, beneficiary, owners and operators of the sources that emitted, and notaries
    /// that held the units before.
    pub subject: Subject,
    /// Number that the proposer chose; part of the address.
    pub nonce: u64,
    /// Proposer and owner of the lots.
    pub proposer: Pubkey,
    /// Key that may claim the neutralization.
    pub beneficiary: Pubkey,
    /// Key that paid the rent and gets the rest back after the certificate's rent.
    pub rent_payer: Pubkey,
    /// Purpose, UTF-8, padded with zeros.
    pub purpose: [u8; MAX_PURPOSE],
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
    /// The legs.
    #[max_len(MAX_LEGS)]
    pub legs: Vec<Leg>,
    /// Until when it must be submitted.
    pub submit_until: Deadline,
    /// Room for later fields.
    pub reserved: [u8; 16],
}

/// Emission and absorption credit of the same number of grams.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The emission to neutralize.
    pub emission: Side,
    /// The credit to burn against it.
    pub credit: Side,
}

/// The units on one side of a leg.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The locked lot.
    pub lot: Pubkey,
    /// The units.
    pub units: Units,
    /// Progress of the review of their history.
    pub review: Review,
}

/// Units of a record, and the head of their history.
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

/// Progress of a review: conditions for the next older entry.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// Head that the entry must lead to; zero when the record is reached.
    pub head: [u8; 32],
    /// Owner to whom the entry must have given the units.
    pub owner: Pubkey,
    /// First serial that the entry must contain.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Latest Unix time that the entry may have.
    pub latest_at: i64,
    /// Epoch of the notary set in which the review began; 0 before it began.
    pub epoch: u64,
}

impl Review {
    /// A review of a lot at `now` that has not begun.
    fn new(lot: &Lot, now: i64) -> Self {
        Self { head: lot.head, owner: lot.owner, start: lot.start, end: lot.end, latest_at: now, epoch: 0 }
    }

    /// The cursor. Emission tokens and absorption credits never change class, so it has no conversion.
    pub fn cursor(&self) -> Cursor {
        let Self { head, owner, start, end, latest_at: time, epoch: _ } = *self;
        Cursor { head, owner: owner.to_bytes(), start, end, time, converts: 0 }
    }

    /// Moves to the cursor that a replay returned.
    pub fn go_back(&mut self, Cursor { head, owner, start, end, time, converts: _ }: Cursor) {
        *self = Self { head, owner: owner.into(), start, end, latest_at: time, epoch: self.epoch };
    }

    /// Whether the record is reached.
    pub fn is_done(&self) -> bool {
        self.head == GENESIS
    }
}

impl Side {
    /// The side of a locked lot.
    pub fn new(key: Pubkey, lot: &Lot, record: &Record, now: i64) -> Self {
        let units =
            Units { record: lot.record, start: lot.start, end: lot.end, vintage: record.data.year, head: lot.head };
        Self { lot: key, units, review: Review::new(lot, now) }
    }

    /// Begins the review in this epoch, or begins it again if it began before the epoch `from`, and so has not looked for
    /// every notary whose vote can count.
    pub fn begin_review(&mut self, proposer: Pubkey, epoch: u64, from: u64, now: i64) {
        // A review that has not begun is of epoch 0, and epochs start at 1.
        if self.review.epoch < from.max(1) {
            let Units { start, end, head, .. } = self.units;
            self.review = Review { head, owner: proposer, start, end, latest_at: now, epoch };
        }
    }

    fn content(&self) -> SideContent {
        let Units { record, start, end, head, vintage: _ } = self.units;
        SideContent { lot: self.lot.to_bytes(), record: record.to_bytes(), start, end, head }
    }
}

impl Units {
    /// Number of units, one gram each.
    pub fn grams(&self) -> u64 {
        self.end - self.start
    }

    /// Number of units that are void by their record.
    pub fn void(&self, record: &Record) -> u64 {
        self.end - record.valid_grams.clamp(self.start, self.end)
    }
}

impl BurnProof {
    /// Account size, with room for the owner and the operators of each leg's source and for every notary of the set among the
    /// conflicted keys.
    pub const SPACE: usize = crate::account::space::<Self>() + (MAX_LEGS * (1 + MAX_OPERATORS) + MAX_NOTARIES) * 32;

    /// Adds the owner and the operators of a source that emitted to the keys with a conflict of interest.
    pub fn add_conflicted(&mut self, source: &Source) {
        for key in source.conflicted(source.owner) {
            if !self.subject.conflicted.contains(&key) {
                self.subject.conflicted.push(key);
            }
        }
    }

    /// Whether the burn proof is not submitted yet.
    pub fn is_draft(&self) -> bool {
        self.subject.ballot.round == 0
    }

    /// Refuses after the burn proof was submitted, and when it is too late to submit it.
    pub fn require_draft(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(self.is_draft(), CarbonError::BurnSubmitted);
        require!(!self.submit_until.has_passed(pause, now), CarbonError::DraftExpired);
        Ok(())
    }

    /// Grams of all legs, on each side.
    pub fn grams(&self) -> Result<u64> {
        let sum = self.legs.iter().try_fold(0u64, |sum, leg| sum.checked_add(leg.emission.units.grams()));
        sum.or_overflow()
    }

    /// All sides, in the order of their numbers: for each leg the emission, then the credit.
    pub fn sides(&self) -> impl Iterator<Item = &Side> {
        self.legs.iter().flat_map(|leg| [&leg.emission, &leg.credit])
    }

    /// The side with this number.
    pub fn side_mut(&mut self, number: u8) -> Result<&mut Side> {
        let leg = self.legs.get_mut(number as usize / 2).ok_or(CarbonError::NoSuchSide)?;
        Ok(if number.is_multiple_of(2) { &mut leg.emission } else { &mut leg.credit })
    }

    /// Whether the history of each side is reviewed back to its record, with all notaries whose votes can count.
    pub fn is_reviewed(&self, notaries: &NotarySet) -> bool {
        let from = self.subject.ballot.reviewable_from(notaries);
        self.sides().all(|side| side.review.is_done() && side.review.epoch >= from)
    }

    /// Refuses until the history of each side is reviewed.
    pub fn require_reviewed(&self, notaries: &NotarySet) -> Result<()> {
        require!(self.is_reviewed(notaries), CarbonError::NotReviewed);
        Ok(())
    }

    /// Hash of the legs, for the certificate's leaf.
    pub fn legs_hash(&self) -> Hash {
        let mut bytes = [[0; LEG_CONTENT_LEN]; MAX_LEGS];
        for (bytes, leg) in bytes.iter_mut().zip(&self.legs) {
            *bytes = to_bytes(&LegContent { emission: leg.emission.content(), credit: leg.credit.content() });
        }
        legs_hash(&bytes[..self.legs.len()])
    }

    /// Hash of the content that the notaries decide about.
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

impl Invariant for BurnProof {
    fn invariant(&self) -> Result<()> {
        self.subject.ballot.invariant()
    }
}
