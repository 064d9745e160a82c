//! What credits may be paid with.

use crate::errors::CarbonError;
use anchor_lang::{prelude::*, solana_program::program_pack::Pack};
use anchor_spl::{
    token,
    token_2022::{
        self,
        spl_token_2022::{
            extension::{BaseStateWithExtensions, ExtensionType, StateWithExtensions},
            state::Mint,
        },
    },
};

/// A mint that the registry allows to pay with. PDA `[b"payment", registry, mint]`, closed when disallowed.
#[account]
#[derive(InitSpace, Debug)]
pub struct PaymentMint {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The mint.
    pub mint: Pubkey,
    /// First second at which it may be used: allowing it is a loosening and waits for the timelock.
    pub active_at: i64,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl PaymentMint {
    /// Refuses before the listing has taken effect.
    pub fn require_active(&self, now: i64) -> Result<()> {
        require!(now >= self.active_at, CarbonError::PaymentNotActive);
        Ok(())
    }
}

/// The decimals of a mint whose transfers do what they say: one of the classic token program, or of Token-2022 with no
/// extension but metadata. Others could take a fee, run a stranger's program, refuse or take back what was paid. Looked
/// at anew at every listing and every purchase, because a mint is not ours.
pub fn plain_decimals(mint: &AccountInfo) -> Result<u8> {
    let data = mint.try_borrow_data()?;
    let unsupported = || error!(CarbonError::UnsupportedPayment);
    let classic = *mint.owner == token::ID && data.len() == Mint::LEN;
    require!(classic || *mint.owner == token_2022::ID, CarbonError::UnsupportedPayment);
    // Both programs have the same layout; a classic mint has no room for extensions.
    let state = StateWithExtensions::<Mint>::unpack(&data).map_err(|_| unsupported())?;
    // Of a newer extension than this release knows not even the type is read.
    let extensions = state.get_extension_types().map_err(|_| unsupported())?;
    let harmless = |kind: &ExtensionType| matches!(kind, ExtensionType::MetadataPointer | ExtensionType::TokenMetadata);
    require!(extensions.iter().all(harmless), CarbonError::UnsupportedPayment);
    Ok(state.base.decimals)
}
