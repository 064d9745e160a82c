//! `impair`: counts void credits of a certificate as a shortfall.

use super::state::*;
use crate::{
    account::Invariant,
    burn::Certificate,
    errors::{CarbonError, OrOverflow},
    events::{emit_event, CertificateImpaired, LeafAppended},
    record::{Inventory, Record},
    registry::Registry,
    rollup::RollupLog,
};
use anchor_lang::prelude::*;

/// Looks at a leg after its credit's record was lowered, once for all lowerings so far: counts the units that have become
/// void since they were burned as a shortfall, and the same number of grams of emission as no longer neutralized. The L1
/// gives no answer while a leg or cover is due. Anyone may call it, also if no unit of the leg is void. If a cover of the leg is passed, its
/// units are counted instead. If units are void, a correction of the certificate is appended, and one of the emitter's
/// year if the log states more neutralized grams than remain. Works while the registry is paused, because it only tells facts.
#[event_cpi]
#[derive(Accounts)]
pub struct Impair<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its rollup log.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The certificate.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub certificate: Box<Account<'info, Certificate>>,
    /// The cover whose units are counted, if any.
    #[account(mut, has_one = certificate @ CarbonError::WrongAddress)]
    pub cover: Option<Box<Account<'info, Cover>>>,
    /// The record that backs the counted units.
    #[account(mut)]
    pub credit_record: Box<Account<'info, Record>>,
    /// The record that backs the leg's emission.
    pub emission_record: Box<Account<'info, Record>>,
    /// Inventory of the emission's source and year.
    #[account(mut)]
    pub inventory: Box<Account<'info, Inventory>>,
}

/// See [`Impair`]. `leg` counts from 0.
pub fn impair(ctx: Context<Impair>, leg: u8) -> Result<()> {
    let clock = Clock::get()?;
    let accounts = &mut *ctx.accounts;
    let (registry, key) = (accounts.registry.key(), accounts.certificate.key());
    let void = accounts.count_void(leg)?;
    accounts.log.load_mut()?.settle_impair()?;
    let shortfall = accounts.certificate.shortfall;
    if void == 0 {
        let event = CertificateImpaired { registry, certificate: key, leg, void, shortfall };
        return emit_event(&ctx.accounts.event_authority, &event);
    }
    let inventory = &mut accounts.inventory;
    let overstated = inventory.overstated();
    inventory.impair(void)?;
    let leaf = accounts.certificate.leaf;
    let entry = accounts.log.load_mut()?.correct(key, leaf, shortfall, &clock)?;
    emit_event(&accounts.event_authority, &LeafAppended { registry, entry })?;
    if let Some(logged) = inventory.logged.filter(|_| inventory.overstated() > overstated) {
        let entry = accounts.log.load_mut()?.correct(inventory.key(), logged.leaf, inventory.overstated(), &clock)?;
        emit_event(&accounts.event_authority, &LeafAppended { registry, entry })?;
    }
    inventory.invariant()?;
    let event = CertificateImpaired { registry, certificate: key, leg, void, shortfall };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl Impair<'_> {
    /// Counts void units that are not counted yet. Returns their number.
    fn count_void(&mut self, number: u8) -> Result<u64> {
        let leg = self.certificate.leg_mut(number)?;
        require_keys_eq!(self.emission_record.key(), leg.emission.record, CarbonError::WrongAddress);
        self.inventory.require_for(&self.emission_record)?;
        let record = self.credit_record.key();
        // Valid grams never rise, so the void units are at least those counted before.
        let new = match &mut self.cover {
            Some(cover) => {
                require!(cover.leg == number && cover.record == record, CarbonError::WrongAddress);
                let void = cover.serials.void(self.credit_record.valid_grams)?;
                let new = void.checked_sub(cover.void).or_overflow()?;
                self.credit_record.settle_use(&mut cover.lowerings)?;
                cover.void = void;
                leg.covered = leg.covered.checked_sub(new).or_overflow()?;
                new
            }
            None => {
                require_keys_eq!(record, leg.credit.record, CarbonError::WrongAddress);
                let void = leg.credit.void(&self.credit_record);
                let new = void.checked_sub(leg.void).or_overflow()?;
                self.credit_record.settle_use(&mut leg.lowerings)?;
                leg.void = void;
                new
            }
        };
        self.certificate.recompute_shortfall()?;
        self.certificate.invariant()?;
        self.credit_record.invariant()?;
        Ok(new)
    }
}
