//! `execute_supplement`: raises a record by an approved restatement.

use super::state::*;
use crate::{
    account::{self, now, Invariant},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, RecordSupplemented},
    lot::{Holder, Issuance},
    notary::NotarySet,
    pool::Member,
    record::{CarbonData, ClaimKind, Inventory, NewRecord, Quantity, Record, METHOD_RESTATED},
    registry::Registry,
    rollup::RollupLog,
    seeds,
    source::{is_listed, Source},
    token::custody::{Custody, Opening},
    year::reopen,
};
use anchor_lang::prelude::*;
use anchor_spl::{associated_token::AssociatedToken, token_2022::Token2022};

/// Executes an approved restatement that raises a record: creates a supplementary record of the difference, with the
/// same days (which are already covered) and a link to the first record, opens its lots and mints its grams. Anyone may
/// call it and pays the rent. The first record's valid grams stay the same, because void units stay void. The
/// inventory's year is reopened; if the log has the year's figures, a correction withdraws them.
///
/// Refused if the data provider was delisted since, and, while the source is suspended, for all but emissions and add-backs,
/// which tell against the source. Lots, token accounts and mint are passed as for `notarize_claim`.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteSupplement<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// Its rollup log.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The restatement; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = restatement.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub restatement: Box<Account<'info, Restatement>>,
    /// CHECK: gets the rent back; checked against the restatement.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// The record that is too low; unfrozen.
    #[account(mut, has_one = owner @ CarbonError::WrongAddress, has_one = source @ CarbonError::WrongAddress)]
    pub record: Box<Account<'info, Record>>,
    /// The record's source.
    pub source: Box<Account<'info, Source>>,
    /// CHECK: the data provider's derived address, exactly when the restatement names one; `is_listed` checks it.
    pub provider: Option<UncheckedAccount<'info>>,
    /// Inventory of its source and year.
    #[account(mut)]
    pub inventory: Box<Account<'info, Inventory>>,
    /// CHECK: the pool membership's derived address; the inventory checks it.
    #[account(mut)]
    pub member: UncheckedAccount<'info>,
    /// CHECK: the supplementary record, created here at its derived address.
    #[account(mut)]
    pub supplement: UncheckedAccount<'info>,
    /// CHECK: owns the tokens; checked against the record.
    pub owner: UncheckedAccount<'info>,
    /// CHECK: a PDA without data; the token program checks that it is the mint's authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: owner of the buffer's tokens; checked against the registry.
    #[account(address = registry.buffer @ CarbonError::WrongAddress)]
    pub buffer: UncheckedAccount<'info>,
    /// CHECK: the mint of the record's class; `Issuance` compares it with the registry's.
    #[account(mut)]
    pub mint: Option<UncheckedAccount<'info>>,
    /// CHECK: the owner's lot, created here at its derived address.
    #[account(mut)]
    pub lot: Option<UncheckedAccount<'info>>,
    /// CHECK: the owner's associated token account; `open_associated` checks it.
    #[account(mut)]
    pub token_account: Option<UncheckedAccount<'info>>,
    /// CHECK: the buffer's lot, created here at its derived address.
    #[account(mut)]
    pub buffer_lot: Option<UncheckedAccount<'info>>,
    /// CHECK: the buffer's associated token account; `open_associated` checks it.
    #[account(mut)]
    pub buffer_token_account: Option<UncheckedAccount<'info>>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// The associated-token program.
    pub associated_token_program: Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ExecuteSupplement`].
pub fn execute_supplement(ctx: Context<ExecuteSupplement>) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(now)?;
    let supplement = ctx.accounts.create(now)?;
    let key = ctx.accounts.supplement.key();
    ctx.accounts.issuance().issue(&supplement, key)?;

    let accounts = &mut *ctx.accounts;
    accounts.record.frozen = false;
    accounts.record.newest_supplement = key;
    let supplemented = accounts.record.supplemented_grams.checked_add(supplement.data.grams);
    accounts.record.supplemented_grams = supplemented.or_overflow()?;
    let (registry, inventory) = (accounts.registry.key(), &mut accounts.inventory);
    inventory.count(&supplement.data, &key, now)?;
    accounts.restatement.count_off(&accounts.notaries)?;
    let awaited = accounts.restatement.awaited;
    let pause = &accounts.registry.pause;
    Member::edit_header(&accounts.member, inventory, |header| header.release_restatement(awaited, pause, now))?;
    let inventory_key = inventory.key();
    reopen(inventory, inventory_key, Some(&accounts.log), &accounts.event_authority)?;
    inventory.invariant()?;
    accounts.record.invariant()?;
    let event = RecordSupplemented {
        registry,
        record: supplement.supplements,
        supplement: key,
        source: supplement.source,
        owner: supplement.owner,
        data: supplement.data,
        digest: supplement.digest,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl<'info> ExecuteSupplement<'info> {
    fn validate(&self, now: i64) -> Result<()> {
        let registry = &self.registry;
        registry.require_live(now)?;
        let ballot = &self.restatement.subject.ballot;
        ballot.phase(&*self.notaries.load()?, &registry.pause, now).require_approved()?;
        if !matches!(self.record.data.kind, ClaimKind::Emission | ClaimKind::AddBack) {
            self.source.require_not_suspended()?;
        }
        let listed = is_listed(self.provider.as_deref(), &registry.key(), &self.restatement.provider, now)?;
        require!(listed, CarbonError::ProviderDelisted);
        self.inventory.require_for(&self.record)?;
        Member::require_restatable(&self.member, &self.inventory)
    }

    /// Creates the supplementary record.
    fn create(&self, now: i64) -> Result<Record> {
        let (restatement, item) = (&self.restatement, self.restatement.item.to_le_bytes());
        let registry = self.registry.key();
        let grams =
            restatement.new_valid_grams.checked_sub(restatement.old_valid_grams).ok_or(CarbonError::WrongDirection)?;
        let new = NewRecord {
            registry: self.record.registry,
            source: self.record.source,
            owner: self.record.owner,
            data: CarbonData {
                grams,
                quantity: Quantity::Measured { method: METHOD_RESTATED, gwp: self.registry.policy.gwp },
                factor: Pubkey::default(),
                provider: restatement.provider,
                evidence_sha256: restatement.evidence_sha256,
                item: restatement.item,
                ..self.record.data
            },
            buffer_grams: restatement.buffer_grams,
            ballot: &restatement.subject.ballot,
            supplements: self.record.key(),
            newest_supplement: self.record.newest_supplement,
        };
        let seeds: [&[u8]; 4] = [seeds::RECORD, registry.as_ref(), &restatement.evidence_sha256, &item];
        let bump = account::create_for::<Record, 4>(&self.payer, &self.supplement, &seeds)?;
        let record = Record::new(new, bump, now);
        account::write(&self.supplement, &record)?;
        Ok(record)
    }

    fn issuance(&self) -> Issuance<'_, 'info> {
        Issuance {
            opening: Opening {
                payer: &self.payer,
                token_program: &self.token_program,
                associated_token_program: &self.associated_token_program,
                system_program: &self.system_program,
            },
            custody: Custody {
                registry: self.registry.key(),
                authority_bump: self.registry.mint_authority_bump,
                authority: &self.mint_authority,
                token_program: &self.token_program,
            },
            registry: &self.registry,
            events: &self.event_authority,
            rent_payer: self.payer.key(),
            mint: self.mint.as_deref(),
            holders: [
                Holder::new(&self.owner, &self.lot, &self.token_account),
                Holder::new(&self.buffer, &self.buffer_lot, &self.buffer_token_account),
            ],
        }
    }
}
