//! Minting against a record: the only way tokens come into being here.

use crate::{account, errors::CarbonError, seeds};
use anchor_lang::prelude::*;
use anchor_spl::{
    associated_token::{self, AssociatedToken},
    token_2022::{self, Token2022},
};

/// Bytes of an associated token account of our mints: the base account, its type byte, and the extensions
/// ImmutableOwner and NonTransferableAccount without data. A test measures a real one.
pub const TOKEN_ACCOUNT_LEN: usize = 165 + 1 + 4 + 4;

/// What a mint into an owner's associated token account takes.
pub struct Issue<'a, 'info> {
    /// Pays for the token account when it does not exist.
    pub payer: &'a Signer<'info>,
    /// The registry, for the authority's seeds.
    pub registry: Pubkey,
    /// Bump of the mint-authority PDA.
    pub authority_bump: u8,
    /// The mint-authority PDA.
    pub authority: AccountInfo<'info>,
    /// The class's mint, checked by the caller.
    pub mint: AccountInfo<'info>,
    /// Token-2022.
    pub token_program: &'a Program<'info, Token2022>,
    /// The associated-token program.
    pub associated_token_program: &'a Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: &'a Program<'info, System>,
}

impl<'info> Issue<'_, 'info> {
    /// Mints `grams` into `owner`'s associated token account, creating it when it does not exist. Any other token
    /// account is refused: tokens live only in the associated one, so that a balance is easy to audit.
    pub fn mint_to(&self, owner: AccountInfo<'info>, token_account: AccountInfo<'info>, grams: u64) -> Result<()> {
        let seeds: [&[u8]; 3] = [owner.key.as_ref(), token_2022::ID.as_ref(), self.mint.key.as_ref()];
        let (expected, _) = account::derive(&seeds, &associated_token::ID)?;
        require_keys_eq!(token_account.key(), expected, CarbonError::WrongAddress);
        // Anchor cannot size accounts of a PermissionedBurn mint itself (Anchor issue 5138), hence the CPI.
        if token_account.data_is_empty() {
            associated_token::create_idempotent(CpiContext::new(
                self.associated_token_program.key(),
                associated_token::Create {
                    payer: self.payer.to_account_info(),
                    associated_token: token_account.clone(),
                    authority: owner,
                    mint: self.mint.clone(),
                    system_program: self.system_program.to_account_info(),
                    token_program: self.token_program.to_account_info(),
                },
            ))?;
        }
        let seeds: &[&[u8]] = &[seeds::MINT_AUTHORITY, self.registry.as_ref(), &[self.authority_bump]];
        token_2022::mint_to(
            CpiContext::new_with_signer(
                self.token_program.key(),
                token_2022::MintTo { mint: self.mint.clone(), to: token_account, authority: self.authority.clone() },
                &[seeds],
            ),
            grams,
        )
    }
}
