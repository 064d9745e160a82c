//! The program's events, by domain. All are emitted as inner instructions, which log truncation does not affect.

mod burn;
mod claim;
mod lot;
mod market;
mod notary;
mod pool;
mod registry;
mod restatement;
mod rollup;
mod source;
mod year;

pub use burn::*;
pub use claim::*;
pub use lot::*;
pub use market::*;
pub use notary::*;
pub use pool::*;
pub use registry::*;
pub use restatement::*;
pub use rollup::*;
pub use source::*;
pub use year::*;

use crate::seeds;
use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed,
    },
    Event,
};

/// Emits an event exactly as Anchor's `emit_cpi!` does, so that every client can decode it. The macro copies the event
/// byte by byte through iterators, which costs more compute units than the call itself.
pub fn emit_event<E: Event + AnchorSerialize + Discriminator>(authority: &AccountInfo, event: &E) -> Result<()> {
    let mut data = Vec::with_capacity(512);
    data.extend_from_slice(EVENT_IX_TAG_LE);
    data.extend_from_slice(E::DISCRIMINATOR);
    event.serialize(&mut data)?;
    let instruction =
        Instruction { program_id: crate::ID, accounts: vec![AccountMeta::new_readonly(*authority.key, true)], data };
    let (_, bump) = crate::EVENT_AUTHORITY_AND_BUMP;
    invoke_signed(&instruction, std::slice::from_ref(authority), &[&[seeds::EVENT_AUTHORITY, &[bump]]])?;
    Ok(())
}
