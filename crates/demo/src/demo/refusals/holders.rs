//! What a holder, or the registry's authority, tries on the token program directly.

use super::Attempts;
use crate::demo::{chain::Chain, registry::Registry};
use anchor_lang::solana_program::instruction::{AccountMeta, Instruction};
use anyhow::Result;
use carbon_client::{addresses as at, program::token::TokenClass};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Token-2022.
const TOKEN_2022: Pubkey = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
const MINT_TO: u8 = 7;
const BURN: u8 = 8;
const TRANSFER_CHECKED: u8 = 12;

impl Attempts<'_> {
    /// Emission tokens of the first facility's owner, absorption credits of the forest's.
    pub fn of_holders(&mut self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let (emitter, forester) = (&registry.sources[0].owner, &registry.sources[registry.sources.len() - 1].owner);
        let account = |owner: &Pubkey, class| at::token_account(&registry.key, owner, class);
        let (emit, crda) = (TokenClass::Emission, TokenClass::AbsorptionCredit);
        let (mint, credits) = (at::mint(&registry.key, emit), at::mint(&registry.key, crda));
        let emitted = account(&emitter.pubkey(), emit);

        let burn = token(BURN, &[emitted, mint], &emitter.pubkey(), &[]);
        self.attempt(chain, "a holder burning its emission tokens in a wallet", burn, &[emitter])?;
        let buffer = at::buffer(&registry.key);
        let transfer = token(
            TRANSFER_CHECKED,
            &[account(&forester.pubkey(), crda), credits, account(&buffer, crda)],
            &forester.pubkey(),
            &[6],
        );
        self.attempt(chain, "a holder sending its credits from a wallet", transfer, &[forester])?;
        let credit = token(MINT_TO, &[credits, account(&forester.pubkey(), crda)], &registry.authority.pubkey(), &[]);
        self.attempt(chain, "the registry's authority minting credits without a record", credit, &[&registry.authority])
    }
}

/// One of the token program's instructions, on one gram.
fn token(kind: u8, accounts: &[Pubkey], authority: &Pubkey, rest: &[u8]) -> Instruction {
    let mut metas: Vec<AccountMeta> = accounts.iter().map(|key| AccountMeta::new(*key, false)).collect();
    metas.push(AccountMeta::new_readonly(*authority, true));
    let data = [&[kind][..], &1u64.to_le_bytes(), rest].concat();
    Instruction { program_id: TOKEN_2022, accounts: metas, data }
}
