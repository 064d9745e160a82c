//! `create_registry`: a registry, its notary set and its rollup log.

use super::*;
use crate::{
    account::{now, VERSION},
    events::{emit_event, RegistryCreated},
    notary::NotarySet,
    rollup::{Bridge, BridgeArgs, RollupLog},
    seeds, text,
};
use anchor_lang::prelude::*;

/// Data of a new registry.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct CreateRegistryArgs {
    /// Number that the creator chooses; part of the address.
    pub id: u16,
    /// Name for people, 1–32 bytes.
    pub name: String,
    /// Key that may pause the registry and suspend notaries.
    pub guardian: Pubkey,
    /// Key that receives the fees.
    pub treasury: Pubkey,
    /// The rules.
    pub policy: Policy,
    /// Quorum in basis points of the whole weight, from 6,667 to 10,000.
    pub threshold_bps: u16,
    /// Bridge to the L1 and the ledger there. They cannot change.
    pub bridge: BridgeArgs,
}

/// Creates a registry with an empty notary set and an empty log; the creator is its first authority. Set it up with
/// `create_mint` and `apply_change`, then `open_registry`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: CreateRegistryArgs)]
pub struct CreateRegistry<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Creator and first authority.
    pub creator: Signer<'info>,
    /// The registry.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<Registry>(),
        seeds = [seeds::REGISTRY, creator.key().as_ref(), &args.id.to_le_bytes()],
        bump
    )]
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(
        init,
        payer = payer,
        space = NotarySet::SPACE,
        seeds = [seeds::NOTARIES, registry.key().as_ref()],
        bump
    )]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// Its rollup log.
    #[account(
        init,
        payer = payer,
        space = RollupLog::SPACE,
        seeds = [seeds::LOG, registry.key().as_ref()],
        bump
    )]
    pub log: AccountLoader<'info, RollupLog>,
    /// CHECK: a PDA without data, checked by its seeds.
    #[account(seeds = [seeds::MINT_AUTHORITY, registry.key().as_ref()], bump)]
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: a PDA without data, checked by its seeds.
    #[account(seeds = [seeds::BUFFER, registry.key().as_ref()], bump)]
    pub buffer: UncheckedAccount<'info>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`CreateRegistry`].
pub fn create_registry(ctx: Context<CreateRegistry>, args: CreateRegistryArgs) -> Result<()> {
    let name = text::pack(&args.name)?;
    args.policy.validate()?;
    NotarySet::validate_threshold(args.threshold_bps)?;

    let accounts = &mut *ctx.accounts;
    let registry_key = accounts.registry.key();
    accounts.notaries.load_init()?.initialize(registry_key, ctx.bumps.notaries, args.threshold_bps);
    let bridge = Bridge::new(&args.bridge, &accounts.log.key())?;
    accounts.log.load_init()?.initialize(registry_key, bridge, ctx.bumps.log);
    accounts.registry.set_inner(Registry {
        version: VERSION,
        bump: ctx.bumps.registry,
        mint_authority_bump: ctx.bumps.mint_authority,
        buffer_bump: ctx.bumps.buffer,
        id: args.id,
        creator: accounts.creator.key(),
        authority: accounts.creator.key(),
        pending_authority: Pubkey::default(),
        guardian: args.guardian,
        treasury: args.treasury,
        buffer: accounts.buffer.key(),
        mints: Default::default(),
        open: false,
        pause: Default::default(),
        policy: args.policy,
        name,
        reserved: [0; 54],
    });
    emit_event(
        &ctx.accounts.event_authority,
        &RegistryCreated {
            registry: registry_key,
            authority: ctx.accounts.registry.authority,
            guardian: args.guardian,
            policy: args.policy,
            threshold_bps: args.threshold_bps,
            created_at: now()?,
        },
    )
}
