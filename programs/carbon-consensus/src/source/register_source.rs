//! `register_source`: a participant registers a source and the streams that it will report.

use super::state::{Boundary, Source, SourceKind, Stream};
use crate::{
    account::{now, VERSION},
    errors::CarbonError,
    events::{emit_event, SourceRegistered},
    notary::NotarySet,
    registry::*,
    seeds,
};
use anchor_lang::prelude::*;

/// Data of a new source.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct RegisterSourceArgs {
    /// Number that the owner chooses; part of the address.
    pub index: u32,
    /// Kind of source.
    pub kind: SourceKind,
    /// Consolidation approach.
    pub boundary: Boundary,
    /// Host country, ISO 3166-1 alpha-2.
    pub country: [u8; 2],
    /// Key for consolidation off chain; default for none.
    pub group: Pubkey,
    /// Keys that may submit claims, at most four. They sign as further accounts, in this order.
    pub operators: Vec<Pubkey>,
    /// Streams, at most 16.
    pub streams: Vec<Stream>,
    /// sha256 of the metadata.
    pub metadata_sha256: [u8; 32],
    /// URI of the metadata, at most 200 bytes.
    pub metadata_uri: String,
}

/// Registers a source. It can submit claims once it is admitted. Its operators sign, as further accounts in the order of the
/// arguments, because a key gets a conflict of interest by it; no notary, and no key affiliated with one, can be an operator.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: RegisterSourceArgs)]
pub struct RegisterSource<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the source and of the tokens of its records. The owner cannot change.
    pub owner: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The source.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<Source>(),
        seeds = [seeds::SOURCE, registry.key().as_ref(), owner.key().as_ref(), &args.index.to_le_bytes()],
        bump
    )]
    pub source: Box<Account<'info, Source>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`RegisterSource`].
pub fn register_source(ctx: Context<RegisterSource>, args: RegisterSourceArgs) -> Result<()> {
    ctx.accounts.registry.require_live(now()?)?;
    let registry = ctx.accounts.registry.key();
    let source = Source {
        version: VERSION,
        bump: ctx.bumps.source,
        registry,
        owner: ctx.accounts.owner.key(),
        index: args.index,
        admitted: false,
        kind: args.kind,
        boundary: args.boundary,
        country: args.country,
        group: args.group,
        metadata_sha256: args.metadata_sha256,
        operators: args.operators,
        streams: args.streams,
        metadata_uri: args.metadata_uri,
        pool_years: [0; 16],
        suspended_at: 0,
        reserved: [0; 8],
    };
    source.validate()?;
    let signers = ctx.remaining_accounts.iter().filter(|info| info.is_signer).map(|info| info.key);
    require!(signers.eq(&source.operators), CarbonError::OperatorNotSigner);
    source.require_independent_operators(&*ctx.accounts.notaries.load()?)?;
    let owner = source.owner;
    ctx.accounts.source.set_inner(source);
    emit_event(&ctx.accounts.event_authority, &SourceRegistered { registry, source: ctx.accounts.source.key(), owner })
}
