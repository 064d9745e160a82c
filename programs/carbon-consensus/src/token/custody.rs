//! Minting, moving and burning the registry's tokens.

use super::permissioned_burn;
use crate::{account, errors::CarbonError, seeds};
use anchor_lang::{prelude::*, solana_program::program::invoke_signed};
use anchor_spl::{
    associated_token::{self, AssociatedToken},
    token_2022::{self, Token2022},
};

/// Bytes of an associated token account of a registry's mint: the base account, its type byte, and the extensions
/// ImmutableOwner and NonTransferableAccount without data. A test measures a real account.
pub const TOKEN_ACCOUNT_LEN: usize = 165 + 1 + 4 + 4;

/// Signs for a registry's mints.
pub struct Custody<'a, 'info> {
    /// The registry, for the authority's seeds.
    pub registry: Pubkey,
    /// Bump of the mint-authority PDA.
    pub authority_bump: u8,
    /// The mint-authority PDA.
    pub authority: &'a AccountInfo<'info>,
    /// Token-2022.
    pub token_program: &'a Program<'info, Token2022>,
}

impl<'info> Custody<'_, 'info> {
    /// Mints into a token account that [`require_associated`] or [`open_associated`] has checked.
    pub fn mint(&self, mint: &AccountInfo<'info>, token_account: &AccountInfo<'info>, grams: u64) -> Result<()> {
        let accounts =
            token_2022::MintTo { mint: mint.clone(), to: token_account.clone(), authority: self.authority.clone() };
        let seeds: &[&[u8]] = &[seeds::MINT_AUTHORITY, self.registry.as_ref(), &[self.authority_bump]];
        token_2022::mint_to(CpiContext::new_with_signer(self.token_program.key(), accounts, &[seeds]), grams)
    }

    /// Burns from a token account that [`require_associated`] has checked. The caller must have checked that the owner
    /// agrees.
    pub fn burn(&self, mint: &AccountInfo<'info>, token_account: &AccountInfo<'info>, grams: u64) -> Result<()> {
        let burn =
            permissioned_burn::burn(&self.token_program.key(), token_account.key, mint.key, self.authority.key, grams);
        let seeds: &[&[u8]] = &[seeds::MINT_AUTHORITY, self.registry.as_ref(), &[self.authority_bump]];
        invoke_signed(&burn, &[token_account.clone(), mint.clone(), self.authority.clone()], &[seeds])?;
        Ok(())
    }

    /// Moves tokens, which holders cannot do themselves: burns them in one account and mints them in the other. The
    /// caller must have checked both accounts.
    pub fn transfer(
        &self,
        mint: &AccountInfo<'info>,
        from: &AccountInfo<'info>,
        to: &AccountInfo<'info>,
        grams: u64,
    ) -> Result<()> {
        self.burn(mint, from, grams)?;
        self.mint(mint, to, grams)
    }
}

/// Refuses any account but the owner's associated token account of a Token-2022 mint. The registry's tokens are only
/// held there, so balances are easy to audit.
pub fn require_associated(token_account: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Result<()> {
    require_associated_of(&token_2022::ID, token_account, owner, mint)
}

/// Refuses any account but the owner's associated token account of a mint of `token_program`.
fn require_associated_of(token_program: &Pubkey, token_account: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Result<()> {
    let seeds: [&[u8]; 3] = [owner.as_ref(), token_program.as_ref(), mint.as_ref()];
    let (expected, _) = account::derive(&seeds, &associated_token::ID)?;
    require_keys_eq!(*token_account, expected, CarbonError::WrongAddress);
    Ok(())
}

/// What is needed to open a token account.
pub struct Opening<'a, 'info> {
    /// Pays for it.
    pub payer: &'a Signer<'info>,
    /// The mint's token program.
    pub token_program: &'a AccountInfo<'info>,
    /// The associated-token program.
    pub associated_token_program: &'a Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: &'a Program<'info, System>,
}

impl<'info> Opening<'_, 'info> {
    /// Creates the owner's associated token account of the mint if it does not exist. Refuses any other account.
    pub fn open_associated(
        &self,
        token_account: &AccountInfo<'info>,
        owner: &AccountInfo<'info>,
        mint: &AccountInfo<'info>,
    ) -> Result<()> {
        require_associated_of(self.token_program.key, token_account.key, owner.key, mint.key)?;
        if !token_account.data_is_empty() {
            return Ok(());
        }
        // A CPI, because Anchor cannot compute the size of accounts of a PermissionedBurn mint (Anchor issue 5138).
        associated_token::create_idempotent(CpiContext::new(
            self.associated_token_program.key(),
            associated_token::Create {
                payer: self.payer.to_account_info(),
                associated_token: token_account.clone(),
                authority: owner.clone(),
                mint: mint.clone(),
                system_program: self.system_program.to_account_info(),
                token_program: self.token_program.to_account_info(),
            },
        ))
    }
}
