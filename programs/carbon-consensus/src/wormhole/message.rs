//! Messages to other chains by Wormhole's post-message shim. The call is written out here, because Wormhole's published
//! crates do not work with this version of Anchor.

use super::PublishBatch;
use crate::{
    errors::{CarbonError, OrOverflow},
    rollup::Bridge,
    seeds,
};
use anchor_lang::{
    prelude::*,
    solana_program::{
        instruction::Instruction,
        program::{invoke, invoke_signed_unchecked},
        system_instruction,
    },
};
use carbon_wire::payload::LEN;

/// The shim's instruction `post_message`.
const POST_MESSAGE: [u8; 8] = [0xd6, 0x32, 0x64, 0xd1, 0x26, 0x22, 0x07, 0x4c];
/// Number that the sender chooses. It is constant, because the payload distinguishes batches.
const NONCE: u32 = 0;
/// Guardians sign after the block is finalized, because a root must not be rolled back.
const FINALIZED: u8 = 1;
/// Bytes of the core bridge's config account.
const CONFIG_LEN: usize = 24;
/// Offset of the fee in the config.
const FEE_AT: usize = 16;
impl<'info> PublishBatch<'info> {
    /// Pays the fee and posts a message that the log signs. Returns the message's sequence number.
    pub fn post(&self, bridge: &Bridge, bump: u8, payload: &[u8; LEN]) -> Result<u64> {
        let accounts = [
            (&self.bridge_config, bridge.config),
            (&self.message, bridge.message),
            (&self.sequence, bridge.sequence),
            (&self.fee_collector, bridge.fee_collector),
            (&self.core_bridge, bridge.core_bridge),
            (&self.shim_authority, bridge.shim_authority),
            (&self.shim, bridge.shim),
        ];
        for (account, pinned) in accounts {
            require_keys_eq!(account.key(), pinned, CarbonError::WrongWormholeAccount);
        }
        let fee = fee(bridge, &self.bridge_config)?;
        if fee > 0 {
            let pay = system_instruction::transfer(self.payer.key, self.fee_collector.key, fee);
            invoke(&pay, &[self.payer.to_account_info(), self.fee_collector.to_account_info()])?;
        }
        let before = next_sequence(&self.sequence)?;
        let registry = self.registry.key();
        let log: &[&[u8]] = &[seeds::LOG, registry.as_ref(), &[bump]];
        // The unchecked call is cheaper. It is safe, because none of these accounts is borrowed here.
        invoke_signed_unchecked(&self.post_message(payload), &self.infos(), &[log])?;
        // The bridge must have counted a message, whatever the shim did.
        require!(Some(next_sequence(&self.sequence)?) == before.checked_add(1), CarbonError::MessageNotPosted);
        Ok(before)
    }

    fn post_message(&self, payload: &[u8; LEN]) -> Instruction {
        let mut data = Vec::with_capacity(POST_MESSAGE.len() + 9 + LEN);
        data.extend_from_slice(&POST_MESSAGE);
        data.extend_from_slice(&NONCE.to_le_bytes());
        data.push(FINALIZED);
        data.extend_from_slice(&(LEN as u32).to_le_bytes());
        data.extend_from_slice(payload);
        let accounts = vec![
            AccountMeta::new(*self.bridge_config.key, false),
            AccountMeta::new(*self.message.key, false),
            AccountMeta::new_readonly(self.log.key(), true),
            AccountMeta::new(*self.sequence.key, false),
            AccountMeta::new(*self.payer.key, true),
            AccountMeta::new(*self.fee_collector.key, false),
            AccountMeta::new_readonly(self.clock.key(), false),
            AccountMeta::new_readonly(*self.system_program.key, false),
            AccountMeta::new_readonly(*self.core_bridge.key, false),
            AccountMeta::new_readonly(*self.shim_authority.key, false),
            AccountMeta::new_readonly(*self.shim.key, false),
        ];
        Instruction { program_id: *self.shim.key, accounts, data }
    }

    fn infos(&self) -> [AccountInfo<'info>; 11] {
        [
            self.bridge_config.to_account_info(),
            self.message.to_account_info(),
            self.log.to_account_info(),
            self.sequence.to_account_info(),
            self.payer.to_account_info(),
            self.fee_collector.to_account_info(),
            self.clock.to_account_info(),
            self.system_program.to_account_info(),
            self.core_bridge.to_account_info(),
            self.shim_authority.to_account_info(),
            self.shim.to_account_info(),
        ]
    }
}

/// The present fee of a message, in lamports. `config` has the stored address and must be owned by the core bridge.
fn fee(bridge: &Bridge, config: &AccountInfo) -> Result<u64> {
    let data = config.try_borrow_data()?;
    require!(*config.owner == bridge.core_bridge && data.len() == CONFIG_LEN, CarbonError::WrongBridgeConfig);
    number(&data[FEE_AT..])
}

/// Sequence number of the emitter's next message; 0 before the first, when the account does not exist.
fn next_sequence(account: &AccountInfo) -> Result<u64> {
    let data = account.try_borrow_data()?;
    if data.is_empty() {
        return Ok(0);
    }
    number(&data)
}

fn number(bytes: &[u8]) -> Result<u64> {
    let bytes = bytes.first_chunk().or_overflow()?;
    Ok(u64::from_le_bytes(*bytes))
}
