//! `propose_restatement`: proposes to correct a record and freezes it.

use super::state::*;
use crate::{
    account::{self, now, Invariant},
    errors::CarbonError,
    events::{emit_event, RestatementProposed},
    notary::{Ballot, NotarySet, Round, Subject},
    pool::{Member, Pool},
    record::{Inventory, InventoryLine, Record, Supplements},
    registry::*,
    seeds,
    source::{Provider, Source},
    text::{self, MAX_URI},
};
use anchor_lang::prelude::*;
use carbon_wire::{digest::SubjectKind, quantity::Grams};

/// Data of a new restatement.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct ProposeRestatementArgs {
    /// Valid grams that the record and its supplements should have; 0 voids them completely.
    pub valid_grams: u64,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// Item of the evidence.
    pub item: u32,
    /// Reason, 1–64 bytes.
    pub reason: String,
    /// URI of the evidence, at most 200 bytes.
    pub evidence_uri: String,
}

/// Proposes to correct the grams of a record, in total with its supplements, and opens the ballot. The registry's authority or a notary may propose; a
/// notary that proposes cannot vote. Until the restatement is executed or dropped, units of the record cannot be
/// transferred, burned or sold, so that holders cannot act ahead of the decision. A notary has at most eight open
/// restatements, and a notary whose restatement of a record was dropped waits for one voting period.
///
/// Raising absorption or reduction needs evidence signed by a listed data provider, as a claim does. Reduction cannot be
/// raised after the pool's reporting deadline. Emission cannot be lowered below neutralized units. Records of a source
/// whose pool is being settled or is settled cannot be restated. A record that was recalled completely is not raised again:
/// its days are free, and a new claim covers them.
///
/// The settlement of the source's pool waits for a restatement that is proposed before the reporting deadline, or in the
/// correction period after a rejected settlement.
///
/// The supplements that a lowering reaches are passed as further accounts, the newest first, and are frozen too.
#[event_cpi]
#[derive(Accounts)]
pub struct ProposeRestatement<'info> {
    /// Pays the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry's authority or a notary.
    pub proposer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The record; frozen.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry, has_one = source @ CarbonError::WrongAddress)]
    pub record: Box<Account<'info, Record>>,
    /// The record's source.
    pub source: Box<Account<'info, Source>>,
    /// Inventory of its source and year.
    pub inventory: Box<Account<'info, Inventory>>,
    /// CHECK: the pool membership's derived address; the inventory checks it.
    #[account(mut)]
    pub member: UncheckedAccount<'info>,
    /// The source's pool of the record's year, exactly when it is in one.
    pub pool: Option<Box<Account<'info, Pool>>>,
    /// Data provider that signed the evidence.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// CHECK: the restatement, created here at its derived address.
    #[account(mut)]
    pub restatement: UncheckedAccount<'info>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ProposeRestatement`].
pub fn propose_restatement(ctx: Context<ProposeRestatement>, args: ProposeRestatementArgs) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(&args, now)?;
    let supplements = ctx.accounts.freeze_supplements(args.valid_grams, ctx.remaining_accounts)?;
    let accounts = &mut *ctx.accounts;
    let pause = &accounts.registry.pause;
    let awaited =
        Member::edit_header(&accounts.member, &accounts.inventory, |header| header.await_restatement(pause, now))?;
    let by_notary = accounts.proposer.key() != accounts.registry.authority;
    if by_notary {
        accounts.notaries.load_mut()?.open_restatement(accounts.proposer.key)?;
    }
    let (registry, record) = (&accounts.registry, &accounts.record);
    let (registry_key, record_key, key) = (registry.key(), record.key(), accounts.restatement.key());
    let seeds: [&[u8]; 2] = [seeds::RESTATEMENT, record_key.as_ref()];
    let mut conflicted = accounts.source.conflicted(accounts.proposer.key());
    let pool_space = accounts.pool.as_ref().map_or(0, |pool| {
        pool.add_conflicted(&mut conflicted);
        Pool::CONFLICTED_SPACE
    });
    let space = account::space::<Restatement>() + pool_space;
    let rent = Rent::get()?.minimum_balance(space);
    let bump = account::create_derived(&accounts.payer, &accounts.restatement, &seeds, space, rent)?;
    let mut restatement = Restatement {
        subject: Subject::draft(bump, registry_key, conflicted),
        record: record_key,
        proposer: accounts.proposer.key(),
        rent_payer: accounts.payer.key(),
        old_valid_grams: record.total()?,
        new_valid_grams: args.valid_grams,
        buffer_grams: accounts.buffer_grams(args.valid_grams)?,
        provider: accounts.provider.as_ref().map(|provider| provider.key).unwrap_or_default(),
        evidence_sha256: args.evidence_sha256,
        item: args.item,
        reason: text::pack(&args.reason)?,
        evidence_uri: args.evidence_uri,
        supplements,
        awaited,
        by_notary,
        reserved: [0; 29],
    };
    let content = restatement.content();
    restatement.subject.content = content;
    restatement.subject.ballot = Ballot::open(&Round {
        registry_key: &registry_key,
        voting_period: registry.policy.terms.voting_period,
        pause: &registry.pause,
        notaries: &*accounts.notaries.load()?,
        subject: &key,
        kind: SubjectKind::Restatement,
        content: &content,
        conflicted: &restatement.subject.conflicted,
        now,
    });
    account::write(&accounts.restatement, &restatement)?;
    accounts.record.frozen = true;
    accounts.record.invariant()?;
    let Ballot { digest, expires_at, .. } = restatement.subject.ballot;
    let event = RestatementProposed {
        registry: registry_key,
        record: record_key,
        restatement: key,
        proposer: restatement.proposer,
        old_valid_grams: restatement.old_valid_grams,
        new_valid_grams: restatement.new_valid_grams,
        evidence_sha256: restatement.evidence_sha256,
        digest,
        expires_at,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl ProposeRestatement<'_> {
    fn validate(&self, args: &ProposeRestatementArgs, now: i64) -> Result<()> {
        let (registry, record) = (&self.registry, &self.record);
        registry.require_live(now)?;
        self.require_may_propose(now)?;
        self.inventory.require_for(record)?;
        Member::require_restatable(&self.member, &self.inventory)?;
        let year = record.data.year;
        require!(self.pool.is_some() == self.source.is_pooled(year), CarbonError::WrongMember);
        if let Some(pool) = &self.pool {
            pool.require_member(&record.source, year)?;
        }
        require!(!record.frozen, CarbonError::RecordFrozen);
        record.require_may_propose(self.proposer.key, &registry.pause, now)?;
        require_keys_eq!(record.supplements, Pubkey::default(), CarbonError::SupplementRestated);
        let total = record.total()?;
        require!(args.valid_grams != total, CarbonError::NothingRestated);
        require!(args.evidence_uri.len() <= MAX_URI, CarbonError::UriTooLong);
        if let Some(provider) = &self.provider {
            provider.require_active(now)?;
        }
        if args.valid_grams > total {
            require!(!record.recalled, CarbonError::DaysFreed);
            require!(args.valid_grams <= registry.policy.terms.record_cap, CarbonError::RecordCapExceeded);
            let credited = matches!(record.data.line, InventoryLine::Absorbed | InventoryLine::Reduced);
            let signed = self.provider.is_some() || !credited;
            require!(signed, CarbonError::ProviderRequired);
            if record.data.line == InventoryLine::Reduced {
                Member::require_reporting(&self.member, &registry.pause, now)?;
            }
        }
        Ok(())
    }

    /// Freezes the supplements that the restatement reaches. Returns their number.
    fn freeze_supplements(&self, valid_grams: u64, infos: &[AccountInfo]) -> Result<u8> {
        // Raising reaches no supplement: the saturation makes the difference zero.
        let void = self.record.total()?.saturating_sub(valid_grams);
        let mut supplements = Supplements::reached(&self.record, void, infos)?;
        supplements.set_frozen(true);
        supplements.write(infos)?;
        u8::try_from(infos.len()).map_err(|_| error!(CarbonError::SupplementsMismatch))
    }

    fn require_may_propose(&self, now: i64) -> Result<()> {
        if self.proposer.key() == self.registry.authority {
            return Ok(());
        }
        let notaries = self.notaries.load()?;
        let index = notaries.index_of(self.proposer.key)?;
        notaries.notaries[index].require_may_vote(now)
    }

    /// The buffer's part of the added grams.
    fn buffer_grams(&self, valid_grams: u64) -> Result<u64> {
        match valid_grams.checked_sub(self.record.total()?) {
            Some(added) if self.record.data.line == InventoryLine::Absorbed => {
                Ok(Grams(added).split_buffer(self.registry.policy.terms.buffer()?).1 .0)
            }
            _ => Ok(0),
        }
    }
}
