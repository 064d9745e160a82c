//! `add_leg`: locks emission and credit for a burn proof.

use super::state::*;
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, LegAdded},
    lot::{Lock, Lot},
    record::Record,
    registry::Registry,
    source::Source,
    token::TokenClass,
};
use anchor_lang::prelude::*;

/// Locks the first `grams` of an emission lot against the first `grams` of an absorption-credit lot, both owned by the
/// proposer. A part of a lot is split off into a child, which the leg then names; for a whole lot, the child is left
/// out. Owner and operators of the source that emitted have a conflict of interest in the burn.
#[event_cpi]
#[derive(Accounts)]
pub struct AddLeg<'info> {
    /// Pays the children's rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The proposer.
    pub proposer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The burn proof.
    #[account(
        mut,
        constraint = proof.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = proposer @ CarbonError::Unauthorized
    )]
    pub proof: Box<Account<'info, BurnProof>>,
    /// Lot of emission.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        constraint = emission.owner == proposer.key() @ CarbonError::NotLotOwner,
        constraint = emission.class == TokenClass::Emission @ CarbonError::NotEmission
    )]
    pub emission: Box<Account<'info, Lot>>,
    /// The lot's record.
    #[account(address = emission.record @ CarbonError::WrongAddress)]
    pub emission_record: Box<Account<'info, Record>>,
    /// The source that emitted it.
    #[account(address = emission_record.source @ CarbonError::WrongAddress)]
    pub emission_source: Box<Account<'info, Source>>,
    /// CHECK: the emission lot's child, created here at its derived address.
    #[account(mut)]
    pub emission_child: Option<UncheckedAccount<'info>>,
    /// Lot of absorption credit.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        constraint = credit.owner == proposer.key() @ CarbonError::NotLotOwner,
        constraint = credit.class == TokenClass::AbsorptionCredit @ CarbonError::NotAbsorptionCredit
    )]
    pub credit: Box<Account<'info, Lot>>,
    /// The lot's record.
    #[account(address = credit.record @ CarbonError::WrongAddress)]
    pub credit_record: Box<Account<'info, Record>>,
    /// CHECK: the credit lot's child, created here at its derived address.
    #[account(mut)]
    pub credit_child: Option<UncheckedAccount<'info>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`AddLeg`].
pub fn add_leg(ctx: Context<AddLeg>, grams: u64) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(grams, now)?;
    let accounts = &mut *ctx.accounts;
    let lock = Lock { payer: &accounts.payer, events: &accounts.event_authority, by: accounts.proof.key(), grams, now };
    let (key, lot) = lock.lock(&mut accounts.emission, &accounts.emission_child)?;
    let emission = Side::new(key, &lot, &accounts.emission_record, now);
    let (key, lot) = lock.lock(&mut accounts.credit, &accounts.credit_child)?;
    let credit = Side::new(key, &lot, &accounts.credit_record, now);
    accounts.proof.legs.push(Leg { emission, credit });
    accounts.proof.add_conflicted(&accounts.emission_source);
    accounts.proof.invariant()?;
    let event = LegAdded {
        registry: accounts.registry.key(),
        proof: accounts.proof.key(),
        emission: emission.lot,
        credit: credit.lot,
        grams,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl AddLeg<'_> {
    fn validate(&self, grams: u64, now: i64) -> Result<()> {
        self.registry.require_live(now)?;
        self.proof.require_draft(&self.registry.pause, now)?;
        require!(self.proof.legs.len() < MAX_LEGS, CarbonError::TooManyLegs);
        self.emission.require_usable(&self.emission_record, grams)?;
        self.credit.require_usable(&self.credit_record, grams)?;
        self.credit_record.require_neutralizing(&self.registry.policy, now)
    }
}
