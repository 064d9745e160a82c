//! `notarize_claim`: turns an approved claim into a record with its tokens.

use super::state::*;
use crate::{
    account::{self, now},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, RecordNotarized},
    lot::{Holder, Issuance},
    notary::NotarySet,
    pool::MemberHeader,
    record::{ClaimKind, DayMap, DayRange, Inventory, InventoryLine, NewRecord, Record},
    registry::Registry,
    rollup::RollupLog,
    seeds,
    source::{is_listed, is_withdrawn, Factor, Source},
    token::custody::{Custody, Opening},
    year::reopen,
};
use anchor_lang::prelude::*;
use anchor_spl::{associated_token::AssociatedToken, token_2022::Token2022};
use carbon_wire::calendar::ReportingYear;

/// Creates the record, covers its days, adds it to the inventory, opens the origin lots, mints exactly the record's
/// grams and closes the claim. Anyone may call it once the ballot is approved; the payer gets the rent back from the
/// claim's deposit. Refused while the source is suspended, and if the factor was withdrawn or the data provider delisted since.
///
/// `lot`, `token_account` (and for absorption with a buffer `buffer_lot`, `buffer_token_account`) are passed exactly
/// when their holder receives grams; `mint` when either does. `log` is used only if it has the year's figures, and may
/// be left out otherwise.
#[event_cpi]
#[derive(Accounts)]
pub struct NotarizeClaim<'info> {
    /// Advances the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The claim; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = claim.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = source @ CarbonError::WrongAddress,
        has_one = owner @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub claim: Box<Account<'info, Claim>>,
    /// CHECK: receives the fee; checked against the claim.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,
    /// The factor, exactly when the claim names one.
    pub factor: Option<Box<Account<'info, Factor>>>,
    /// CHECK: the data provider's derived address, exactly when the claim names one; `is_listed` checks it.
    pub provider: Option<UncheckedAccount<'info>>,
    /// CHECK: owns the tokens; checked against the claim.
    pub owner: UncheckedAccount<'info>,
    /// CHECK: gets the rest of the deposit; checked against the claim.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// CHECK: the record, created here at its derived address.
    #[account(mut)]
    pub record: UncheckedAccount<'info>,
    /// CHECK: the day map, opened here; `DayMap::open` checks it.
    #[account(mut)]
    pub day_map: UncheckedAccount<'info>,
    /// CHECK: the inventory, opened here; `Inventory::open` checks it.
    #[account(mut)]
    pub inventory: UncheckedAccount<'info>,
    /// The pool membership at its derived address; pass the address even if no account exists there.
    /// CHECK: the pool membership's derived address, empty if the source is in no pool; the handler compares it with
    /// the inventory's.
    #[account(mut)]
    pub member: UncheckedAccount<'info>,
    /// CHECK: a PDA without data; the token program checks that it is the mint's authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: owner of the buffer's tokens; checked against the registry.
    #[account(address = registry.buffer @ CarbonError::WrongAddress)]
    pub buffer: UncheckedAccount<'info>,
    /// CHECK: the mint of the record's class; the handler compares it with the registry's.
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
    /// The registry's rollup log, if it has the figures of the record's year, because the record reopens the year.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: Option<AccountLoader<'info, RollupLog>>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// The associated-token program.
    pub associated_token_program: Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`NotarizeClaim`].
pub fn notarize_claim(ctx: Context<NotarizeClaim>) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_live(now)?;
    let claim = &ctx.accounts.claim;
    claim.subject.ballot.phase(&*ctx.accounts.notaries.load()?, &registry.pause, now).require_approved()?;
    ctx.accounts.require_standing(now)?;
    let before = ctx.accounts.payer.lamports();

    ctx.accounts.cover_and_count(now)?;
    let record = ctx.accounts.record(now)?;
    let record_key = ctx.accounts.record.key();
    let event = RecordNotarized {
        registry: record.registry,
        record: record_key,
        claim: ctx.accounts.claim.key(),
        source: record.source,
        owner: record.owner,
        data: record.data,
        digest: record.digest,
    };
    ctx.accounts.issuance().issue(&record, record_key)?;
    emit_event(&ctx.accounts.event_authority, &event)?;
    // After all CPIs: the runtime refuses one while balances of its accounts are being moved by hand.
    ctx.accounts.reimburse(before)
}

impl<'info> NotarizeClaim<'info> {
    /// Refuses what was stopped since the claim was submitted: a suspended source (but for an add-back, which is a report
    /// against it), a withdrawn factor, a delisted provider.
    fn require_standing(&self, now: i64) -> Result<()> {
        let (registry, data) = (self.registry.key(), &self.claim.data);
        if data.kind != ClaimKind::AddBack {
            let source: Source = account::read(&self.source)?.ok_or(CarbonError::WrongAddress)?;
            source.require_not_suspended()?;
        }
        require!(!is_withdrawn(self.factor.as_deref(), &data.factor)?, CarbonError::FactorWithdrawn);
        require!(is_listed(self.provider.as_deref(), &registry, &data.provider, now)?, CarbonError::ProviderDelisted);
        Ok(())
    }

    /// Covers the days, adds the grams to the inventory and reopens the year.
    fn cover_and_count(&self, now: i64) -> Result<()> {
        let claim = &self.claim;
        let (source, data) = (claim.source, &claim.data);
        if data.kind.covers_days() {
            let year = ReportingYear::named(data.year, self.registry.policy.year_start_month);
            let days = DayRange::within(&year.ok_or(CarbonError::InvalidPeriod)?, data);
            let mut map = DayMap::open(&self.payer, &self.day_map, &source, data)?;
            map.cover(days)?;
            account::write(&self.day_map, &map)?;
        }
        let mut inventory = Inventory::open(&self.payer, &self.inventory, &claim.subject.registry, &source, data.year)?;
        inventory.require_member(&self.member)?;
        inventory.count(data, self.record.key, now)?;
        // An add-back changes no emission, so a stranger's report does not undo the owner's work.
        if data.line != InventoryLine::AddBack {
            reopen(&mut inventory, self.inventory.key(), self.log.as_ref(), &self.event_authority)?;
        }
        account::write(&self.inventory, &inventory)?;
        self.update_pool()
    }

    /// Updates the source's pool membership, if it is in a pool.
    fn update_pool(&self) -> Result<()> {
        let (claim, data) = (&self.claim, &self.claim.data);
        if self.member.data_is_empty() {
            return Ok(());
        }
        MemberHeader::edit(&self.member, &claim.source, data.year, |header| {
            if claim.awaited {
                header.release()?;
            }
            header.count_late(data)
        })
    }

    /// Creates the record.
    fn record(&self, now: i64) -> Result<Record> {
        let (claim, item) = (&self.claim, self.claim.data.item.to_le_bytes());
        let registry = claim.subject.registry;
        let seeds: [&[u8]; 4] = [seeds::RECORD, registry.as_ref(), &claim.data.evidence_sha256, &item];
        let bump = account::create_for::<Record, 4>(&self.payer, &self.record, &seeds)?;
        let new = NewRecord {
            registry,
            source: claim.source,
            owner: claim.owner,
            data: claim.data,
            buffer_grams: claim.buffer_grams,
            ballot: &claim.subject.ballot,
            supplements: Pubkey::default(),
            newest_supplement: Pubkey::default(),
        };
        let record = Record::new(new, bump, now);
        account::write(&self.record, &record)?;
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
            rent_payer: self.claim.rent_payer,
            mint: self.mint.as_deref(),
            holders: [
                Holder::new(&self.owner, &self.lot, &self.token_account),
                Holder::new(&self.buffer, &self.buffer_lot, &self.buffer_token_account),
            ],
        }
    }

    /// Reimburses the payer from the deposit and moves the fee to the source; `close` returns the rest.
    fn reimburse(&self, before: u64) -> Result<()> {
        let claim = self.claim.to_account_info();
        let spent = before.checked_sub(self.payer.lamports()).or_overflow()?;
        // If the rent has risen since the deposit, the payer bears the difference.
        let own = self.claim.fee.checked_add(self.claim.bond).or_overflow()?;
        let refund = spent.min(claim.lamports().checked_sub(own).or_overflow()?);
        claim.sub_lamports(refund)?;
        self.payer.add_lamports(refund)?;
        claim.sub_lamports(self.claim.fee)?;
        self.source.add_lamports(self.claim.fee)?;
        Ok(())
    }
}
