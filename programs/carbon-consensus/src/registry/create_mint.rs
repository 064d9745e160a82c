//! `create_mint`: one of the registry's four mints, with the extensions that bind its tokens to the program.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, MintCreated},
    seeds,
    text::{self, MAX_URI},
    token::{permissioned_burn, TokenClass, DECIMALS},
};
use anchor_lang::{
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed},
};
use anchor_spl::{
    token_2022::{
        spl_token_2022::{
            extension::{metadata_pointer, ExtensionType},
            instruction::{initialize_mint2, initialize_non_transferable_mint, initialize_permanent_delegate},
            state::Mint,
        },
        Token2022,
    },
    token_2022_extensions::spl_token_metadata_interface::{
        instruction::{initialize as initialize_metadata, update_field},
        state::{Field, TokenMetadata},
    },
};

/// Creates the mint of one class, while the registry is being set up.
///
/// Extensions, in the order that Token-2022 requires (before the mint itself; the metadata after it): NonTransferable,
/// PermissionedBurn, PermanentDelegate, MetadataPointer to the mint itself, then name, symbol, URI and the class and
/// unit as additional metadata. All authorities are the registry's mint-authority PDA; freeze and close authority are
/// not set.
#[event_cpi]
#[derive(Accounts)]
#[instruction(class: TokenClass)]
pub struct CreateMint<'info> {
    /// Pays the mint's rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry's authority.
    pub authority: Signer<'info>,
    /// The registry; stores the mint.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
    /// CHECK: a PDA without data, checked by its seeds.
    #[account(seeds = [seeds::MINT_AUTHORITY, registry.key().as_ref()], bump = registry.mint_authority_bump)]
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: created here; checked by its seeds.
    #[account(mut, seeds = [seeds::MINT, registry.key().as_ref(), &[class as u8]], bump)]
    pub mint: UncheckedAccount<'info>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`CreateMint`].
pub fn create_mint(ctx: Context<CreateMint>, class: TokenClass, uri: String) -> Result<()> {
    let accounts = &ctx.accounts;
    let registry = &accounts.registry;
    registry.require_authority(&accounts.authority)?;
    registry.require_unpaused(now()?)?;
    require!(!registry.open, CarbonError::RegistryAlreadyOpen);
    require!(registry.mint(class) == Pubkey::default(), CarbonError::MintExists);
    require!(uri.len() <= MAX_URI, CarbonError::UriTooLong);

    let registry_key = registry.key();
    let metadata = metadata(registry, class, accounts.mint.key(), accounts.mint_authority.key(), uri)?;
    let mint_seeds: &[&[u8]] = &[seeds::MINT, registry_key.as_ref(), &[class as u8], &[ctx.bumps.mint]];
    let len = mint_len()?;
    let rent = Rent::get()?.minimum_balance(len + metadata_len(&metadata)?);
    crate::account::create(&accounts.payer, &accounts.mint, &anchor_spl::token_2022::ID, len, rent, mint_seeds)?;

    let authority_seeds: &[&[u8]] = &[seeds::MINT_AUTHORITY, registry_key.as_ref(), &[registry.mint_authority_bump]];
    let infos = [accounts.mint.to_account_info(), accounts.mint_authority.to_account_info()];
    for instruction in instructions(&metadata, &anchor_spl::token_2022::ID)? {
        invoke_signed(&instruction, &infos, &[authority_seeds])?;
    }

    let mint = accounts.mint.key();
    ctx.accounts.registry.mints[class as usize] = mint;
    emit_event(&ctx.accounts.event_authority, &MintCreated { registry: registry_key, class, mint })
}

/// Bytes of the mint before its metadata.
fn mint_len() -> Result<usize> {
    let known = ExtensionType::try_calculate_account_len::<Mint>(&[
        ExtensionType::NonTransferable,
        ExtensionType::PermanentDelegate,
        ExtensionType::MetadataPointer,
    ])?;
    Ok(known + permissioned_burn::EXTENSION_LEN)
}

/// Bytes that the metadata adds: type, length, content.
fn metadata_len(metadata: &TokenMetadata) -> Result<usize> {
    let mut content = Vec::new();
    metadata.serialize(&mut content)?;
    Ok(2 + 2 + content.len())
}

fn metadata(
    registry: &Registry,
    class: TokenClass,
    mint: Pubkey,
    authority: Pubkey,
    uri: String,
) -> Result<TokenMetadata> {
    Ok(TokenMetadata {
        update_authority: Some(authority).try_into().unwrap_or_default(),
        mint,
        name: format!("{} {}", text::unpack(&registry.name)?, class.label()),
        symbol: class.symbol().to_string(),
        uri,
        additional_metadata: vec![
            ("class".to_string(), class.label().to_string()),
            ("unit".to_string(), "1 token = 1 tonne CO2e, 1 base unit = 1 gram".to_string()),
        ],
    })
}

/// The instructions of Token-2022 that set the mint up, in order.
fn instructions(metadata: &TokenMetadata, program: &Pubkey) -> Result<Vec<Instruction>> {
    let mint = &metadata.mint;
    let authority = Option::<Pubkey>::from(metadata.update_authority).ok_or(CarbonError::WrongMint)?;
    let mut all = vec![
        initialize_non_transferable_mint(program, mint)?,
        permissioned_burn::initialize(program, mint, &authority),
        initialize_permanent_delegate(program, mint, &authority)?,
        metadata_pointer::instruction::initialize(program, mint, Some(authority), Some(*mint))?,
        initialize_mint2(program, mint, &authority, None, DECIMALS)?,
        initialize_metadata(
            program,
            mint,
            &authority,
            mint,
            &authority,
            metadata.name.clone(),
            metadata.symbol.clone(),
            metadata.uri.clone(),
        ),
    ];
    for (key, value) in &metadata.additional_metadata {
        all.push(update_field(program, mint, &authority, Field::Key(key.clone()), value.clone()));
    }
    Ok(all)
}
