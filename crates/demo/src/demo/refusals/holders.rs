//! Attempts of a holder or of the registry's authority on the token program directly.

use super::Attempts;
use crate::demo::{chain::DemoChain, registry::DemoRegistry};
use anchor_lang::solana_program::instruction::{AccountMeta, Instruction};
use anchor_spl::token_2022;
use anyhow::Result;
use carbon_client::{addresses, program::token::TokenClass};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

const MINT_TO: u8 = 7;
const BURN: u8 = 8;
const TRANSFER_CHECKED: u8 = 12;

impl Attempts<'_> {
    /// With emission tokens of the first facility's owner and absorption credits of the forest's owner.
    pub fn direct_token_calls(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let (emitter, forester) = (&registry.sources[0].owner, &registry.sources[registry.sources.len() - 1].owner);
        let account = |owner: &Pubkey, class| addresses::token_account(&registry.key, owner, class);
        let (emit, crda) = (TokenClass::Emission, TokenClass::AbsorptionCredit);
        let (mint, credits) = (addresses::mint(&registry.key, emit), addresses::mint(&registry.key, crda));
        let emitted = account(&emitter.pubkey(), emit);

        let burn = token(BURN, &[emitted, mint], &emitter.pubkey(), &[]);
        self.attempt(chain, "a holder burning its emission tokens in a wallet", burn, &[emitter])?;
        let buffer = addresses::buffer(&registry.key);
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

/// An instruction of the token program, for one gram.
fn token(kind: u8, accounts: &[Pubkey], authority: &Pubkey, rest: &[u8]) -> Instruction {
    let mut metas: Vec<AccountMeta> = accounts.iter().map(|key| AccountMeta::new(*key, false)).collect();
    metas.push(AccountMeta::new_readonly(*authority, true));
    let data = [&[kind][..], &1u64.to_le_bytes(), rest].concat();
    Instruction { program_id: token_2022::ID, accounts: metas, data }
}
