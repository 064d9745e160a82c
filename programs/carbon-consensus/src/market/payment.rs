//! Payment mints.

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

/// A mint that credits may be paid with. PDA `[b"payment", registry, mint]`, closed when disallowed.
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
    /// First second at which it may be used. Adding it is a loosening, so it waits for the timelock.
    pub active_at: i64,
    /// Key that paid the rent and gets it back.
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

/// The decimals of a supported mint: one of the classic token program, or of Token-2022 with no extension but metadata.
/// Other extensions could charge a fee, call another program, or block or reverse a payment. Checked at each listing
/// and each purchase, because the mint's authority can change the mint.
pub fn plain_decimals(mint: &AccountInfo) -> Result<u8> {
    let data = mint.try_borrow_data()?;
    let unsupported = || error!(CarbonError::UnsupportedPayment);
    let classic = *mint.owner == token::ID && data.len() == Mint::LEN;
    require!(classic || *mint.owner == token_2022::ID, CarbonError::UnsupportedPayment);
    // Both programs use the same layout; a classic mint has no extensions.
    let state = StateWithExtensions::<Mint>::unpack(&data).map_err(|_| unsupported())?;
    // Unknown extension types fail to parse, so newer extensions are refused too.
    let extensions = state.get_extension_types().map_err(|_| unsupported())?;
    let harmless = |kind: &ExtensionType| matches!(kind, ExtensionType::MetadataPointer | ExtensionType::TokenMetadata);
    require!(extensions.iter().all(harmless), CarbonError::UnsupportedPayment);
    Ok(state.base.decimals)
}
