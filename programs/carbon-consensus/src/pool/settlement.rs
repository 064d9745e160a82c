//! A settlement: a pool's frozen totals during review and vote.

use super::{Member, Pool, Totals};
use crate::{
    account::Invariant,
    errors::CarbonError,
    notary::{NotarySet, Subject, MAX_NOTARIES},
    source::MAX_OPERATORS,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{content_hash, SettlementContent, SETTLEMENT_CONTENT_LEN},
    lineage::GENESIS,
    pool::{Assessment, MAX_MEMBERS},
    Hash,
};

/// Proposed result of a pool. PDA `[b"settlement", pool]`, closed when executed or dropped. It has no proposer: anyone
/// may open it, and it can only be dropped if it is rejected or expired.
#[account]
#[derive(InitSpace, Debug)]
pub struct Settlement {
    /// Registry, votes and conflicted keys: the pool's operator, the members' owners and, added by the review, their
    /// sources' operators.
    pub subject: Subject,
    /// The pool.
    pub pool: Pubkey,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Totals and outcome.
    pub totals: Totals,
    /// Members, as bits, whose emission records are not reviewed.
    pub emissions_unreviewed: u16,
    /// Members, as bits, whose reduction lots are not reviewed.
    pub reductions_unreviewed: u16,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl Settlement {
    /// Account size, with room for these conflicted keys: the pool's operator, each member's owner and operators, and
    /// every notary of the set.
    pub const SPACE: usize =
        crate::account::space::<Self>() + (1 + MAX_MEMBERS * (1 + MAX_OPERATORS) + MAX_NOTARIES) * 32;

    /// Hash of the content that the notaries decide about.
    pub fn content(key: &Pubkey, pool: &Pool, assessed: &Assessment, members: Hash) -> Hash {
        content_hash::<SETTLEMENT_CONTENT_LEN>(&SettlementContent {
            pool: key.to_bytes(),
            year: pool.year,
            unit: pool.unit.grams(),
            target: assessed.target,
            gross: assessed.gross,
            add_back: assessed.add_back,
            cured: assessed.cured,
            outcome: assessed.outcome as u8,
            credits: assessed.credits,
            members,
        })
    }

    /// Adds a member: marks its trails as not reviewed, and its owner as conflicted.
    pub fn add_member(&mut self, member: &Member) {
        let bit = 1 << member.index;
        // A member without emission records is reviewed too, because its operators are conflicted as well.
        self.emissions_unreviewed |= bit;
        if member.reductions.head != GENESIS {
            self.reductions_unreviewed |= bit;
        }
        self.add_conflicted(&member.owner);
    }

    /// Excludes the notaries that one of the keys belongs to or is affiliated with. The keys are stored, so that this
    /// also holds for notaries that join later.
    pub fn exclude(&mut self, keys: &[Pubkey], notaries: &NotarySet) {
        let excluded = keys.iter().fold(0, |excluded, key| excluded | notaries.affiliated_with(key));
        // First: a notary among the keys must not look known before it was found.
        self.subject.exclude(notaries, excluded);
        keys.iter().for_each(|key| self.add_conflicted(key));
    }

    fn add_conflicted(&mut self, key: &Pubkey) {
        if !self.subject.conflicted.contains(key) {
            self.subject.conflicted.push(*key);
        }
    }

    /// Refuses until all members are reviewed.
    pub fn require_reviewed(&self) -> Result<()> {
        require!(self.emissions_unreviewed == 0 && self.reductions_unreviewed == 0, CarbonError::SettlementNotReviewed);
        Ok(())
    }
}

impl Invariant for Settlement {
    fn invariant(&self) -> Result<()> {
        self.subject.ballot.invariant()
    }
}
