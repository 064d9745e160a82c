//! `submit_claim`: submits carbon data, with every check that the program can make by itself.

use super::state::*;
use crate::{
    account::{self, now},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, ClaimSubmitted},
    lot::Lot,
    notary::{NotarySet, Round, Subject},
    pool::{MemberHeader, Pool},
    record::*,
    registry::*,
    seeds,
    source::{Factor, Provider, Source, StreamKind},
    text::MAX_URI,
    token::custody::TOKEN_ACCOUNT_LEN,
};
use anchor_lang::prelude::*;
use carbon_wire::{calendar, digest::SubjectKind, quantity::Grams};

/// Data of a new claim.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct SubmitClaimArgs {
    /// Number that the submitter chooses; part of the address.
    pub nonce: u64,
    /// Kind of claim.
    pub kind: ClaimKind,
    /// Index of the source's stream; 255 for a baseline or add-back.
    pub stream: u8,
    /// First day, included, as days since 1970-01-01.
    pub first_day: u32,
    /// Last day, included.
    pub last_day: u32,
    /// Grams CO2e. For activity data the program recomputes them and refuses a difference.
    pub grams: u64,
    /// How the grams were determined.
    pub quantity: Quantity,
    /// Level of assurance of the data's verifier.
    pub assurance: Assurance,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// Item of the evidence.
    pub item: u32,
    /// Corresponding adjustment under Article 6.
    pub adjustment: Adjustment,
    /// URI of the evidence, at most 200 bytes.
    pub evidence_uri: String,
}

/// Submits a claim and opens its ballot. The source's owner and operators may submit, and anyone an add-back. The payer
/// deposits the rent of all accounts that notarizing creates, plus the registry's fee.
#[event_cpi]
#[derive(Accounts)]
pub struct SubmitClaim<'info> {
    /// Pays rent, deposit and fee; gets the rest of the deposit back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner or operator of the source; anyone for an add-back.
    pub submitter: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The source.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
    /// Factor, exactly for activity data.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub factor: Option<Box<Account<'info, Factor>>>,
    /// Data provider that signed the evidence.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// CHECK: membership of the source, exactly when it is in a pool of the year; `MemberHeader::edit` checks it.
    #[account(mut)]
    pub member: Option<UncheckedAccount<'info>>,
    /// The source's pool of the year, exactly when it is in one.
    pub pool: Option<Box<Account<'info, Pool>>>,
    /// CHECK: the day map, which may not exist yet; `DayMap::read` checks it.
    pub day_map: UncheckedAccount<'info>,
    /// CHECK: the claim, created here at its derived address; receives rent, deposit and fee in one transfer.
    #[account(mut)]
    pub claim: UncheckedAccount<'info>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`SubmitClaim`].
pub fn submit_claim(ctx: Context<SubmitClaim>, args: SubmitClaimArgs) -> Result<()> {
    let now = now()?;
    let data = ctx.accounts.validate(&args, now)?;
    let accounts = &mut *ctx.accounts;
    let awaited = accounts.await_in_pool(&data, now)?;
    let (registry, source) = (&accounts.registry, &accounts.source);
    let (registry_key, source_key) = (registry.key(), source.key());
    let buffer_grams = match data.line {
        InventoryLine::Absorbed => Grams(data.grams).split_buffer(registry.policy.terms.buffer()?).1 .0,
        _ => 0,
    };
    let mut conflicted = source.conflicted(accounts.submitter.key());
    let pool_space = accounts.pool.as_ref().map_or(0, |pool| {
        pool.add_conflicted(&mut conflicted);
        Pool::CONFLICTED_SPACE
    });
    let space = account::space::<Claim>() + pool_space;
    let fee = registry.policy.terms.claim_fee;
    // Only an add-back can be.
    let by_stranger = data.kind == ClaimKind::AddBack && source.require_submitter(accounts.submitter.key).is_err();
    let bond = if by_stranger { registry.policy.terms.add_back_bond } else { 0 };
    let claim_key = accounts.claim.key();
    let notaries = accounts.notaries.load()?;
    let round = Round {
        registry_key: &registry_key,
        voting_period: registry.policy.terms.voting_period,
        pause: &registry.pause,
        notaries: &notaries,
        subject: &claim_key,
        kind: SubjectKind::Claim,
        content: &Claim::content(&data, &source_key, accounts.submitter.key, registry.policy.gwp),
        conflicted: &conflicted,
        now,
    };
    let seeds: [&[u8]; 3] = [seeds::CLAIM, source_key.as_ref(), &args.nonce.to_le_bytes()];
    let lamports = deposit(&data, buffer_grams, pool_space)?
        .checked_add(fee)
        .and_then(|sum| sum.checked_add(bond))
        .or_overflow()?;
    let bump = account::create_derived(&accounts.payer, &accounts.claim, &seeds, space, lamports)?;
    let claim = Claim {
        subject: Subject::open(bump, &round),
        source: source_key,
        nonce: args.nonce,
        submitter: accounts.submitter.key(),
        owner: source.owner,
        rent_payer: accounts.payer.key(),
        fee,
        bond,
        by_stranger,
        buffer_grams,
        awaited,
        data,
        evidence_uri: args.evidence_uri,
        reserved: [0; 22],
    };
    drop(notaries);

    account::write(&accounts.claim, &claim)?;
    let event = ClaimSubmitted {
        registry: registry_key,
        claim: claim_key,
        source: claim.source,
        digest: claim.subject.ballot.digest,
        expires_at: claim.subject.ballot.expires_at,
        data,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

/// Lamports of the claim's own rent and of the maximum that notarizing needs. `pool_space` are bytes of the claim that a pool
/// adds.
fn deposit(data: &CarbonData, buffer_grams: u64, pool_space: usize) -> Result<u64> {
    const KEPT: usize = account::space::<Claim>()
        + account::space::<Record>()
        + account::space::<DayMap>()
        + account::space::<Inventory>();
    const HELD: usize = account::space::<Lot>() + TOKEN_ACCOUNT_LEN;
    let (owner, buffer) = data.holders(buffer_grams);
    let holders = usize::from(owner) + usize::from(buffer);
    account::rent_of(4 + 2 * holders, KEPT + pool_space + holders * HELD)
}

impl SubmitClaim<'_> {
    /// Checks every deterministic rule, each with its own error, before any change.
    fn validate(&self, args: &SubmitClaimArgs, now: i64) -> Result<CarbonData> {
        let (registry, source) = (&self.registry, &self.source);
        registry.require_live(now)?;
        require!(source.admitted, CarbonError::SourceNotAdmitted);
        if args.kind != ClaimKind::AddBack {
            source.require_not_suspended()?;
            source.require_submitter(self.submitter.key)?;
        }
        require!(args.evidence_uri.len() <= MAX_URI, CarbonError::UriTooLong);

        let year = calendar::ReportingYear::containing(args.first_day, registry.policy.year_start_month)
            .filter(|year| year.contains(args.first_day, args.last_day))
            .ok_or(CarbonError::InvalidPeriod)?;
        let pooled = matches!(args.kind, ClaimKind::Reduction | ClaimKind::AddBack);
        require!(!pooled || self.member.is_some(), CarbonError::PoolRequired);
        let (line, family) = self.line_and_family(args)?;
        if args.kind == ClaimKind::Baseline {
            // A baseline can be submitted before its year, so its days need not be over.
            let whole = args.first_day == year.first_day && args.last_day == year.last_day;
            require!(whole && self.factor.is_none(), CarbonError::InvalidBaseline);
        } else {
            require!(now >= calendar::end_of_day(args.last_day), CarbonError::DaysNotOver);
        }
        self.check_quantity(args, family, now)?;
        require!(args.grams <= registry.policy.terms.record_cap, CarbonError::RecordCapExceeded);
        self.check_provider(args.kind, now)?;

        let data = CarbonData {
            kind: args.kind,
            line,
            stream: args.stream,
            year: year.year,
            first_day: args.first_day,
            last_day: args.last_day,
            grams: args.grams,
            quantity: args.quantity,
            factor: self.factor.as_ref().map(|factor| factor.key()).unwrap_or_default(),
            assurance: args.assurance,
            provider: self.provider.as_ref().map(|provider| provider.key).unwrap_or_default(),
            evidence_sha256: args.evidence_sha256,
            item: args.item,
            adjustment: args.adjustment,
        };
        if data.kind.covers_days() {
            self.check_days(DayRange::within(&year, &data), &data)?;
        }
        Ok(data)
    }

    /// Refuses days that are already covered.
    fn check_days(&self, days: DayRange, data: &CarbonData) -> Result<()> {
        let source = self.source.key();
        match DayMap::read(&self.day_map, &source, data)? {
            Some(map) => map.require_free(days),
            None => {
                require_keys_eq!(self.day_map.key(), DayMap::address(&source, data)?, CarbonError::WrongAddress);
                Ok(())
            }
        }
    }

    /// Registers the claim with the source's pool membership, if it is in a pool. Returns whether the settlement waits
    /// for it.
    fn await_in_pool(&self, data: &CarbonData, now: i64) -> Result<bool> {
        require!(self.member.is_some() == self.source.is_pooled(data.year), CarbonError::WrongMember);
        require!(self.pool.is_some() == self.member.is_some(), CarbonError::WrongMember);
        let (Some(member), Some(pool)) = (&self.member, &self.pool) else { return Ok(false) };
        pool.require_member(&self.source.key(), data.year)?;
        let (pause, voting_period) = (&self.registry.pause, self.registry.policy.terms.voting_period);
        MemberHeader::edit(member, &self.source.key(), data.year, |header| {
            header.await_claim(data.kind, pause, voting_period, now)
        })
    }

    /// Line of the inventory that the grams count to, and the factor family of the stream.
    fn line_and_family(&self, args: &SubmitClaimArgs) -> Result<(InventoryLine, Option<u32>)> {
        match args.kind {
            ClaimKind::Baseline | ClaimKind::AddBack => {
                require!(args.stream == NO_STREAM, CarbonError::WrongStream);
                let baseline = args.kind == ClaimKind::Baseline;
                Ok((if baseline { InventoryLine::Baseline } else { InventoryLine::AddBack }, None))
            }
            ClaimKind::Emission | ClaimKind::Reduction | ClaimKind::Absorption => {
                let stream = self.source.stream(args.stream)?;
                let kind = match stream.kind {
                    StreamKind::Absorption => ClaimKind::Absorption,
                    StreamKind::Reduction => ClaimKind::Reduction,
                    _ => ClaimKind::Emission,
                };
                require!(args.kind == kind, CarbonError::WrongStream);
                let line = InventoryLine::of_stream(stream.kind, self.registry.policy.scope2);
                Ok((line, Some(stream.factor_family)))
            }
        }
    }

    /// Recomputes activity × factor. For measured grams, compares the GWP set.
    fn check_quantity(&self, args: &SubmitClaimArgs, family: Option<u32>, now: i64) -> Result<()> {
        match (args.quantity, &self.factor, family) {
            (Quantity::Activity { amount }, Some(factor), Some(family)) => {
                factor.require_usable(family, args.first_day, args.last_day, now)?;
                let grams = factor.grams(amount, args.kind.rounding()).or_overflow()?;
                require!(grams.0 == args.grams, CarbonError::GramsMismatch);
                Ok(())
            }
            (Quantity::Measured { gwp, .. }, None, _) => {
                require!(gwp == self.registry.policy.gwp, CarbonError::GwpMismatch);
                Ok(())
            }
            (Quantity::Activity { .. }, None, None) => err!(CarbonError::InvalidBaseline),
            _ => err!(CarbonError::FactorAccountMismatch),
        }
    }

    fn check_provider(&self, kind: ClaimKind, now: i64) -> Result<()> {
        match &self.provider {
            Some(provider) => provider.require_active(now),
            None => {
                let credit = matches!(kind, ClaimKind::Absorption | ClaimKind::Reduction);
                require!(!credit, CarbonError::ProviderRequired);
                Ok(())
            }
        }
    }
}
