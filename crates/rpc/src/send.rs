//! Sending a transaction, and waiting until it is as final as the node's commitment.

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

/// First pause between two looks at what became of a transaction; it doubles.
const FIRST_LOOK: Duration = Duration::from_millis(25);
/// Longest such pause.
const LONGEST_LOOK: Duration = Duration::from_secs(1);

/// A transaction that was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its signature.
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
}

impl Node {
    /// Sends instructions as one transaction, and waits until it is as final as this node's commitment. The first of `signers`
    /// pays the fee; of the others, those sign whom the instructions name.
    ///
    /// # Errors
    /// `Rejected` where it was refused, by the node beforehand or on chain. `Expired` where it was not executed, and cannot be
    /// any more. After `Unreachable` it may have been executed: look before sending it again.
    pub fn send(
        &self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        tables: &[AddressLookupTableAccount],
    ) -> Result<Sent> {
        let (blockhash, last_height) =
            self.ask(|client| client.get_latest_blockhash_with_commitment(self.commitment()))?;
        let payer = signers.first().ok_or_else(|| ChainError::Unsigned(Pubkey::default()))?.pubkey();
        let message = v0::Message::try_compile(&payer, instructions, tables, blockhash)
            .map_err(|error| ChainError::TooLarge(error.to_string()))?;
        let transaction = sign(VersionedMessage::V0(message), signers)?;
        self.submit(&transaction, false)?;
        self.confirm(&transaction, last_height)
    }

    /// Hands a transaction to the node; once more does no harm, because the network executes it once.
    fn submit(&self, transaction: &VersionedTransaction, skip_preflight: bool) -> Result<()> {
        let config = RpcSendTransactionConfig {
            skip_preflight,
            preflight_commitment: Some(self.commitment().commitment),
            ..RpcSendTransactionConfig::default()
        };
        match self.ask(|client| client.send_transaction_with_config(transaction, config)) {
            // The answer to an earlier try was lost.
            Err(ChainError::Rejected { error: TransactionError::AlreadyProcessed, .. }) => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    /// Waits for a transaction, which cannot be executed in blocks above `last_height`.
    fn confirm(&self, transaction: &VersionedTransaction, last_height: u64) -> Result<Sent> {
        let signature = transaction.signatures[0];
        let mut pause = FIRST_LOOK;
        loop {
            // The height first: what has not been executed at a height past the last is looked for once more after it.
            let height = self.ask(|client| client.get_block_height_with_commitment(self.commitment()))?;
            let statuses = self.ask(|client| client.get_signature_statuses(&[signature]))?.value;
            match statuses.into_iter().next().flatten() {
                Some(status) if status.satisfies_commitment(self.commitment()) => {
                    let Some(error) = status.err else { return Ok(Sent { signature, slot: status.slot }) };
                    return Err(ChainError::Rejected { error, log: self.logs_of(&signature) });
                }
                Some(_) => {}
                None if height > last_height => return Err(ChainError::Expired { signature }),
                None if pause == LONGEST_LOOK => self.submit(transaction, true)?,
                None => {}
            }
            self.wait(pause);
            pause = (2 * pause).min(LONGEST_LOOK);
        }
    }

    /// What the programs of a transaction logged; nothing where the node cannot say, because this is told beside an error.
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

/// Signs a message by those of `signers` whom it names.
fn sign(message: VersionedMessage, signers: &[&Keypair]) -> Result<VersionedTransaction> {
    let asked = &message.static_account_keys()[..message.header().num_required_signatures as usize];
    let bytes = message.serialize();
    let signatures = asked.iter().map(|key| {
        let signer = signers.iter().find(|signer| signer.pubkey() == *key);
        Ok(signer.ok_or(ChainError::Unsigned(*key))?.sign_message(&bytes))
    });
    let signatures = signatures.collect::<Result<_>>()?;
    Ok(VersionedTransaction { signatures, message })
}
