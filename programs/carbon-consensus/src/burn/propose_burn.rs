//! `propose_burn`: opens a burn proof.

use super::state::*;
use crate::{
    account::{self, now},
    errors::CarbonError,
    events::{emit_event, BurnProposed},
    notary::Subject,
    pause::Deadline,
    registry::Registry,
    seeds, text,
};
use anchor_lang::prelude::*;

/// Data of a new burn proof.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct ProposeBurnArgs {
    /// Number that the proposer chooses; part of the address. A nonce with a certificate cannot be used again.
    pub nonce: u64,
    /// Key that may claim the neutralization.
    pub beneficiary: Pubkey,
    /// Purpose, 1–64 bytes.
    pub purpose: String,
    /// sha256 of the statement behind it (docs/schema/neutrality-statement.schema.json).
    pub metadata_sha256: [u8; 32],
}

/// Opens a burn proof without legs. Its ballot opens with `submit_burn`, within 30 days.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: ProposeBurnArgs)]
pub struct ProposeBurn<'info> {
    /// Pays the rent. The certificate's rent is paid from it; the rest goes back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the lots to be burned.
    pub proposer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The burn proof.
    #[account(
        init,
        payer = payer,
        space = BurnProof::SPACE,
        seeds = [seeds::BURN, registry.key().as_ref(), proposer.key().as_ref(), &args.nonce.to_le_bytes()],
        bump
    )]
    pub proof: Box<Account<'info, BurnProof>>,
    /// CHECK: the certificate's derived address, which must be empty; the handler compares it.
    pub certificate: UncheckedAccount<'info>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ProposeBurn`].
pub fn propose_burn(ctx: Context<ProposeBurn>, args: ProposeBurnArgs) -> Result<()> {
    let now = now()?;
    let accounts = &mut *ctx.accounts;
    accounts.registry.require_live(now)?;
    let (proof, registry) = (accounts.proof.key(), accounts.registry.key());
    let (certificate, _) = account::derive(&[seeds::CERTIFICATE, proof.as_ref()], &crate::ID)?;
    require_keys_eq!(accounts.certificate.key(), certificate, CarbonError::WrongAddress);
    require!(accounts.certificate.data_is_empty(), CarbonError::CertificateExists);
    let proposer = accounts.proposer.key();
    accounts.proof.set_inner(BurnProof {
        subject: Subject::draft(ctx.bumps.proof, registry, vec![proposer, args.beneficiary]),
        nonce: args.nonce,
        proposer,
        beneficiary: args.beneficiary,
        rent_payer: accounts.payer.key(),
        purpose: text::pack(&args.purpose)?,
        metadata_sha256: args.metadata_sha256,
        legs: vec![],
        submit_until: Deadline::after(DRAFT_PERIOD, &accounts.registry.pause, now),
        reserved: [0; 16],
    });
    let ProposeBurnArgs { beneficiary, metadata_sha256, .. } = args;
    let event = BurnProposed { registry, proof, proposer, beneficiary, metadata_sha256 };
    emit_event(&ctx.accounts.event_authority, &event)
}
