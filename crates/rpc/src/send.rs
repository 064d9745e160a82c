//! Sends a transaction and waits until it reaches the node's commitment.

use crate::{
    error::{ChainError, Result},
    node::Node,
};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_pubkey::Pubkey;
use solana_rpc_client_api::config::{RpcSendTransactionConfig, RpcTransactionConfig};
use solana_signer::Signer;
use solana_transaction::{versioned::VersionedTransaction, Signature, TransactionError};
use solana_transaction_status_client_types::UiTransactionEncoding;
use std::time::Duration;

/// First pause between two requests for a transaction's status; it doubles.
const FIRST_POLL_INTERVAL: Duration = Duration::from_millis(25);
/// Longest pause between two such requests.
const LONGEST_POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Confirmation of a transaction that was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Its signature.
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
}

impl Node {
    /// Sends instructions as one transaction and waits until it reaches this node's commitment. The first of `signers` pays the
    /// fee; of the others, only those sign that the instructions require.
    ///
    /// # Errors
    /// `Rejected`: refused by the node's simulation or on chain. `Expired`: not executed, and can no longer be. `Unreachable`: it
    /// may have been executed; check before sending it again.
    pub fn send(
        &self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        tables: &[AddressLookupTableAccount],
    ) -> Result<Confirmation> {
        let (blockhash, last_height) =
            self.ask(|client| client.get_latest_blockhash_with_commitment(self.commitment()))?;
        let payer = signers.first().ok_or_else(|| ChainError::Unsigned(Pubkey::default()))?.pubkey();
        let message = v0::Message::try_compile(&payer, instructions, tables, blockhash)
            .map_err(|error| ChainError::TooLarge(error.to_string()))?;
        let transaction = sign(VersionedMessage::V0(message), signers)?;
        self.submit(&transaction, false)?;
        self.confirm(&transaction, last_height)
    }

    /// Sends a transaction to the node. Repeating this is harmless, because the network executes a transaction once.
    fn submit(&self, transaction: &VersionedTransaction, skip_preflight: bool) -> Result<()> {
        let config = RpcSendTransactionConfig {
            skip_preflight,
            preflight_commitment: Some(self.commitment().commitment),
            ..RpcSendTransactionConfig::default()
        };
        match self.ask(|client| client.send_transaction_with_config(transaction, config)) {
            // The answer to an earlier attempt was lost.
            Err(ChainError::Rejected { error: TransactionError::AlreadyProcessed, .. }) => Ok(()),
            result => result.map(drop),
        }
    }

    /// Waits for a transaction, which cannot be executed at a block height above `last_height`.
    fn confirm(&self, transaction: &VersionedTransaction, last_height: u64) -> Result<Confirmation> {
        let signature = transaction.signatures[0];
        let mut pause = FIRST_POLL_INTERVAL;
        loop {
            // Read the height before the status: if the height is past the last one, this status is final.
            let height = self.ask(|client| client.get_block_height_with_commitment(self.commitment()))?;
            let statuses = self.ask(|client| client.get_signature_statuses(&[signature]))?.value;
            match statuses.into_iter().next().flatten() {
                Some(status) if status.satisfies_commitment(self.commitment()) => {
                    let Some(error) = status.err else { return Ok(Confirmation { signature, slot: status.slot }) };
                    return Err(ChainError::Rejected { error, log: self.logs_of(&signature) });
                }
                Some(_) => {}
                None if height > last_height => return Err(ChainError::Expired { signature }),
                None if pause == LONGEST_POLL_INTERVAL => self.submit(transaction, true)?,
                None => {}
            }
            self.wait(pause);
            pause = (2 * pause).min(LONGEST_POLL_INTERVAL);
        }
    }

    /// Log of a transaction's programs. Empty if the node does not have it, because the log only accompanies another error.
    fn logs_of(&self, signature: &Signature) -> Vec<String> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Json),
            commitment: Some(self.commitment()),
            max_supported_transaction_version: Some(0),
        };
        let found = self.ask(|client| client.get_transaction_with_config(signature, config));
        let meta = found.ok().and_then(|found| found.transaction.meta);
        meta.and_then(|meta| Option::from(meta.log_messages)).unwrap_or_default()
    }
}

/// Signs a message with the keys of `signers` that it requires.
fn sign(message: VersionedMessage, signers: &[&Keypair]) -> Result<VersionedTransaction> {
    let required = &message.static_account_keys()[..message.header().num_required_signatures as usize];
    let bytes = message.serialize();
    let signatures = required.iter().map(|key| {
        let signer = signers.iter().find(|signer| signer.pubkey() == *key);
        Ok(signer.ok_or(ChainError::Unsigned(*key))?.sign_message(&bytes))
    });
    let signatures = signatures.collect::<Result<_>>()?;
    Ok(VersionedTransaction { signatures, message })
}
