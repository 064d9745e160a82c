//! A transaction as its signers signed it: what no node can change.

use crate::key::Key;
use anyhow::{ensure, Context, Result};
use solana_message::compiled_instruction::CompiledInstruction;
use solana_transaction::versioned::VersionedTransaction;

/// A transaction whose signatures are verified over its message.
#[derive(Debug)]
pub struct SignedTransaction(VersionedTransaction);

impl SignedTransaction {
    /// The transaction of these bytes.
    ///
    /// # Errors
    /// It is not the transaction of this signature, or a required signature is missing or wrong.
    pub fn verified(signature: &str, bytes: &[u8]) -> Result<Self> {
        let transaction: VersionedTransaction =
            wincode::deserialize_exact(bytes).context("the bytes of a transaction")?;
        transaction.sanitize().context("the form of a transaction")?;
        let first = transaction.signatures.first().context("a transaction has a signature")?;
        ensure!(first.to_string() == signature, "the node answered with another transaction, {first}");
        let signed = transaction.verify_with_results().into_iter().all(|verified| verified);
        ensure!(signed, "the node altered it: its signers did not sign this message");
        Ok(Self(transaction))
    }

    /// Its first signature, which identifies it.
    pub fn signature(&self) -> String {
        self.0.signatures[0].to_string()
    }

    /// The accounts that signed it.
    pub fn signers(&self) -> impl Iterator<Item = Key> + '_ {
        // `sanitize` has compared the number of signatures with the header.
        self.keys().take(self.0.signatures.len())
    }

    /// The accounts that its message names itself, not by a lookup table.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.0.message.static_account_keys().iter().map(|key| Key(key.to_bytes()))
    }

    /// Its instructions, without those that programs call.
    pub(super) fn instructions(&self) -> &[CompiledInstruction] {
        self.0.message.instructions()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};
    use solana_message::{v0, v1, Message, MessageHeader, VersionedMessage};
    use solana_pubkey::Pubkey;

    fn header() -> MessageHeader {
        MessageHeader { num_required_signatures: 2, num_readonly_signed_accounts: 0, num_readonly_unsigned_accounts: 1 }
    }

    fn instruction() -> CompiledInstruction {
        CompiledInstruction { program_id_index: 2, accounts: vec![0, 1], data: vec![7, 8, 9] }
    }

    /// The bytes of a message that the keys of the seeds 1 and 2 signed, and its first signature.
    fn signed(message: VersionedMessage, signers: [u8; 2]) -> (String, Vec<u8>) {
        let bytes = message.serialize();
        let sign = |seed: u8| SigningKey::from_bytes(&[seed; 32]).sign(&bytes).to_bytes().into();
        let transaction = VersionedTransaction { signatures: signers.map(sign).to_vec(), message };
        (transaction.signatures[0].to_string(), wincode::serialize(&transaction).unwrap())
    }

    fn messages() -> [VersionedMessage; 3] {
        let public = |seed: u8| Pubkey::new_from_array(SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes());
        let keys = vec![public(1), public(2), Pubkey::new_from_array([3; 32])];
        let legacy = Message {
            header: header(),
            account_keys: keys.clone(),
            instructions: vec![instruction()],
            ..<_>::default()
        };
        let v0 = v0::Message {
            header: header(),
            account_keys: keys.clone(),
            instructions: vec![instruction()],
            ..<_>::default()
        };
        let v1 =
            v1::Message { header: header(), account_keys: keys, instructions: vec![instruction()], ..<_>::default() };
        [VersionedMessage::Legacy(legacy), VersionedMessage::V0(v0), VersionedMessage::V1(v1)]
    }

    #[test]
    fn transactions_of_every_version_are_read_and_their_signers_known() {
        for message in messages() {
            let (signature, bytes) = signed(message, [1, 2]);
            let read = SignedTransaction::verified(&signature, &bytes).unwrap();
            assert_eq!((read.signature(), read.signers().count(), read.keys().count()), (signature, 2, 3));
            assert_eq!(read.instructions(), [instruction()]);
        }
    }

    #[test]
    fn no_bit_of_a_transaction_can_be_changed() {
        for message in messages() {
            let (signature, bytes) = signed(message, [1, 2]);
            for bit in 0..bytes.len() * 8 {
                let mut changed = bytes.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(SignedTransaction::verified(&signature, &changed).is_err(), "bit {bit}");
            }
        }
    }

    #[test]
    fn another_key_cannot_sign_for_a_signer() {
        for message in messages() {
            let (signature, bytes) = signed(message, [1, 4]);
            assert!(SignedTransaction::verified(&signature, &bytes).unwrap_err().to_string().contains("did not sign"));
        }
    }

    #[test]
    fn the_answer_must_be_the_transaction_that_was_asked_for() {
        let [first, second, _] = messages();
        let ((asked, _), (_, other)) = (signed(first, [1, 2]), signed(second, [1, 2]));
        assert!(SignedTransaction::verified(&asked, &other).unwrap_err().to_string().contains("another transaction"));
    }
}
