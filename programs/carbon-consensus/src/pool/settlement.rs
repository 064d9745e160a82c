//! A settlement: a pool's frozen totals, while they are reviewed and voted on.

use super::{Member, Pool, Totals};
use crate::{
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

/// What a pool is proposed to have come to. PDA `[b"settlement", pool]`, closed when settled, rejected or expired. Nobody
/// proposes it in the sense that they could take it back: whoever begins one only says that it is time.
#[account]
#[derive(InitSpace, Debug)]
pub struct Settlement {
    /// Registry, votes and who may not vote: the operator, the members' owners and, found by the review, their operators.
    pub subject: Subject,
    /// The pool.
    pub pool: Pubkey,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Totals and verdict.
    pub totals: Totals,
    /// Members, as bits, whose emission records are not reviewed.
    pub emissions_left: u16,
    /// Members, as bits, whose reduction lots are not reviewed.
    pub reductions_left: u16,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl Settlement {
    /// Account size: with room for the operator, an owner and its source's operators for each member and every notary of the
    /// set among those who may not vote.
    pub const SPACE: usize =
        crate::account::space::<Self>() + (1 + MAX_MEMBERS * (1 + MAX_OPERATORS) + MAX_NOTARIES) * 32;

    /// Hash of what the notaries decide about.
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

    /// Takes a member in: what is to be reviewed of it, and that its owner has an interest.
    pub fn expect(&mut self, member: &Member) {
        let bit = 1 << member.index;
        // A member without any emission record is reviewed too: its source's operators may not vote either.
        self.emissions_left |= bit;
        if member.reductions.head != GENESIS {
            self.reductions_left |= bit;
        }
        self.remember(&member.owner);
    }

    /// Shuts out whoever is tied to one of the keys: now, and by the keys also who joins the set later.
    pub fn shut_out(&mut self, keys: &[Pubkey], notaries: &NotarySet) {
        keys.iter().for_each(|key| self.remember(key));
        let tied = keys.iter().fold(0, |tied, key| tied | notaries.tied_to(key));
        self.subject.exclude(notaries, tied);
    }

    fn remember(&mut self, key: &Pubkey) {
        if !self.subject.conflicted.contains(key) {
            self.subject.conflicted.push(*key);
        }
    }

    /// Refuses while something is not reviewed.
    pub fn require_reviewed(&self) -> Result<()> {
        require!(self.emissions_left == 0 && self.reductions_left == 0, CarbonError::SettlementNotReviewed);
        Ok(())
    }
}
