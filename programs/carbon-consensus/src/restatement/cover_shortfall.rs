//! `cover_shortfall`: replaces void credits of a certificate.

use super::state::*;
use crate::{
    account::{self, Invariant, VERSION},
    burn::{Certificate, CertificateStatus},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, CertificateCovered, LeafAppended},
    lot::Lot,
    record::{Inventory, Record, Serials},
    registry::*,
    rollup::RollupLog,
    seeds,
    token::{
        custody::{require_associated, Custody},
        TokenClass,
    },
};
use anchor_lang::prelude::*;
use anchor_spl::token_2022::Token2022;

/// Burns the first `grams` of a lot of absorption credit against the shortfall of a certificate's leg, and counts the
/// same number of grams of emission as neutralized again. Anyone may burn credits of their own; credits of the buffer,
/// which has no key, can only be burned here, by the registry's authority. The present policy must allow the credits to
/// neutralize emissions. All credits of one record that cover a leg are in one `Cover` account, which must not be due for
/// `impair`; further units that do not follow these must be at least a tonne or the whole shortfall. Without a shortfall the
/// certificate is active again, and a correction in the log restores its leaf; the same holds for the emitter's year, leg by leg.
#[event_cpi]
#[derive(Accounts)]
pub struct CoverShortfall<'info> {
    /// Pays rent for the `Cover` account.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the lot; the registry's authority for a lot of the buffer.
    pub holder: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its rollup log.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The certificate.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub certificate: Box<Account<'info, Certificate>>,
    /// CHECK: the cover of the leg by the credit's record, opened here; `account::open` and `Cover::require_for` check it.
    #[account(mut)]
    pub cover: UncheckedAccount<'info>,
    /// The record that backs the leg's emission.
    pub emission_record: Box<Account<'info, Record>>,
    /// Inventory of the emission's source and year.
    #[account(mut)]
    pub inventory: Box<Account<'info, Inventory>>,
    /// The record that backs the lot.
    #[account(mut)]
    pub credit_record: Box<Account<'info, Record>>,
    /// Lot of absorption credit.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        constraint = credit.record == credit_record.key() @ CarbonError::WrongAddress,
        constraint = credit.class == TokenClass::AbsorptionCredit @ CarbonError::NotAbsorptionCredit
    )]
    pub credit: Box<Account<'info, Lot>>,
    /// CHECK: a PDA without data; the token program checks that it is the mint's authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: the registry's mint of absorption credit.
    #[account(mut, address = registry.mint(TokenClass::AbsorptionCredit) @ CarbonError::WrongMint)]
    pub credit_mint: UncheckedAccount<'info>,
    /// CHECK: the lot owner's associated token account; `require_associated` checks it.
    #[account(mut)]
    pub credit_tokens: UncheckedAccount<'info>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`CoverShortfall`]. `leg` counts from 0.
pub fn cover_shortfall(ctx: Context<CoverShortfall>, leg: u8, grams: u64) -> Result<()> {
    let clock = Clock::get()?;
    ctx.accounts.validate(leg, grams, clock.unix_timestamp)?;
    let accounts = &mut *ctx.accounts;
    let (registry, key) = (accounts.registry.key(), accounts.certificate.key());
    accounts.add_to_cover(leg, grams)?;
    let (start, head) = (accounts.credit.start, accounts.credit.head);
    accounts.burn(grams)?;
    let whole = accounts.count(leg, grams)?;
    let (certificate, inventory) = (&accounts.certificate, &accounts.inventory);
    if let Some(logged) = inventory.logged.filter(|_| whole) {
        let entry = accounts.log.load_mut()?.correct(inventory.key(), logged.leaf, inventory.overstated(), &clock)?;
        emit_event(&accounts.event_authority, &LeafAppended { registry, entry })?;
    }
    if certificate.status == CertificateStatus::Active {
        let entry = accounts.log.load_mut()?.correct(key, certificate.leaf, 0, &clock)?;
        emit_event(&accounts.event_authority, &LeafAppended { registry, entry })?;
    }
    accounts.credit_record.invariant()?;
    accounts.credit.invariant()?;
    inventory.invariant()?;
    certificate.invariant()?;
    let event = CertificateCovered {
        registry,
        certificate: key,
        leg,
        cover: accounts.cover.key(),
        holder: accounts.credit.owner,
        lot: accounts.credit.key(),
        record: accounts.credit.record,
        start,
        end: start + grams,
        head,
        burned_at: clock.unix_timestamp,
        shortfall: certificate.shortfall,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl CoverShortfall<'_> {
    fn validate(&mut self, leg: u8, grams: u64, now: i64) -> Result<()> {
        let (registry, lot) = (&self.registry, &self.credit);
        registry.require_live(now)?;
        let by_authority = lot.owner == registry.buffer && self.holder.key() == registry.authority;
        require!(by_authority || lot.owner == self.holder.key(), CarbonError::NotLotOwner);
        lot.require_usable(&self.credit_record, grams)?;
        self.credit_record.require_neutralizing(&registry.policy, now)?;
        require_associated(self.credit_tokens.key, &lot.owner, self.credit_mint.key)?;
        let leg = self.certificate.leg_mut(leg)?;
        require_keys_eq!(self.emission_record.key(), leg.emission.record, CarbonError::WrongAddress);
        require!(grams <= leg.shortfall(), CarbonError::NotShort);
        self.inventory.require_for(&self.emission_record)
    }

    /// Adds the units to the cover of the leg by the credit's record, which is created if it does not exist.
    fn add_to_cover(&mut self, leg: u8, grams: u64) -> Result<()> {
        let (certificate, lot) = (self.certificate.key(), &self.credit);
        let seeds: [&[u8]; 4] = [seeds::COVER, certificate.as_ref(), &[leg], lot.record.as_ref()];
        let is_new = self.cover.data_is_empty();
        let mut cover = account::open(&self.payer, &self.cover, &seeds, |bump| {
            Ok(Cover {
                version: VERSION,
                bump,
                registry: lot.registry,
                certificate,
                leg,
                record: lot.record,
                void: 0,
                lowerings: self.credit_record.lowerings,
                reserved: [0; 28],
                serials: Serials::default(),
            })
        })?;
        cover.require_for(&certificate, leg, &lot.record)?;
        self.credit_record.require_seen(cover.lowerings)?;
        if is_new {
            self.credit_record.use_credit()?;
        }
        let new_range = cover.serials.add(lot.start, lot.start + grams)?;
        let shortfall = self.certificate.leg_mut(leg)?.shortfall();
        require!(is_new || !new_range || grams >= shortfall.min(Cover::MIN_RANGE), CarbonError::CoverTooSmall);
        account::write(&self.cover, &cover)
    }

    fn burn(&mut self, grams: u64) -> Result<()> {
        let custody = Custody {
            registry: self.registry.key(),
            authority_bump: self.registry.mint_authority_bump,
            authority: &self.mint_authority,
            token_program: &self.token_program,
        };
        custody.burn(&self.credit_mint, &self.credit_tokens, grams)?;
        self.credit.take(grams)
    }

    /// Counts the grams as neutralized and covered. Returns whether the leg has no shortfall left.
    fn count(&mut self, number: u8, grams: u64) -> Result<bool> {
        self.inventory.neutralize(grams)?;
        let leg = self.certificate.leg_mut(number)?;
        leg.covered = leg.covered.checked_add(grams).or_overflow()?;
        let whole = leg.shortfall() == 0;
        self.certificate.recompute_shortfall()?;
        Ok(whole)
    }
}
