//! The vote key. It signs in this module only.

use anyhow::{anyhow, ensure, Context, Result};
use carbon_client::{instructions::attest, limits::TRANSACTION_BYTES, program};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::Instruction;
use solana_keypair::{read_keypair_file, Keypair};
use solana_message::{v0, Hash, VersionedMessage};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::{fs, os::unix::fs::MetadataExt, path::Path};

/// Compute units per vote, with a margin: see docs/compute-units.md.
const UNITS_PER_VOTE: u32 = 15_000;
/// Permission bits of group and others.
const OPEN_TO_OTHERS: u32 = 0o077;

/// A vote to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Address of the subject.
    pub subject: Pubkey,
    /// The ballot's digest, recomputed by this notary.
    pub digest: [u8; 32],
    /// Approve or reject.
    pub verdict: program::notary::Verdict,
    /// sha256 of the report.
    pub report: [u8; 32],
}

/// The vote key. It signs votes only.
pub struct VoteKey(Keypair);

impl VoteKey {
    /// Reads the key's file. Also returns whether users other than its owner may read the file.
    ///
    /// # Errors
    /// When the file does not contain a key.
    pub fn load(path: &Path) -> Result<(Self, bool)> {
        let describe = || format!("vote key in {}", path.display());
        let mode = fs::metadata(path).with_context(describe)?.mode();
        let key = read_keypair_file(path).map_err(|error| anyhow!("{}: {error}", describe()))?;
        Ok((Self(key), mode & OPEN_TO_OTHERS != 0))
    }

    /// The public key.
    pub fn pubkey(&self) -> Pubkey {
        self.0.pubkey()
    }

    /// Signs a transaction with as many of the first votes as fit. Returns it with their number.
    ///
    /// # Errors
    /// When `votes` is empty. The check before signing guards against mistakes in this program.
    pub fn sign(&self, registry: Pubkey, votes: &[Vote], blockhash: Hash) -> Result<(VersionedTransaction, usize)> {
        let voter = [self.pubkey()];
        let vote = |vote: &Vote| attest(registry, vote.subject, vote.digest, vote.verdict, vote.report, &voter);
        let mut instructions: Vec<Instruction> = votes.iter().map(vote).collect();
        loop {
            let count = instructions.len();
            ensure!(count > 0, "no votes to sign");
            let units = UNITS_PER_VOTE * (count as u32 + 1);
            let budget = ComputeBudgetInstruction::set_compute_unit_limit(units);
            let all: Vec<_> = std::iter::once(budget).chain(instructions.iter().cloned()).collect();
            let message = VersionedMessage::V0(v0::Message::try_compile(&self.pubkey(), &all, &[], blockhash)?);
            let bytes = message.serialize();
            if 1 + 64 + bytes.len() > TRANSACTION_BYTES && count > 1 {
                instructions.pop();
                continue;
            }
            self.require_votes_only(&all)?;
            let transaction = VersionedTransaction { signatures: vec![self.0.sign_message(&bytes)], message };
            return Ok((transaction, count));
        }
    }

    /// Refuses instructions other than votes by this key and their compute budget.
    fn require_votes_only(&self, instructions: &[Instruction]) -> Result<()> {
        use anchor_lang::Discriminator;
        for instruction in instructions {
            let votes = instruction.program_id == program::ID
                && instruction.data.starts_with(program::instruction::Attest::DISCRIMINATOR);
            let budget = instruction.program_id == solana_compute_budget_interface::ID;
            let signers = instruction.accounts.iter().filter(|meta| meta.is_signer);
            ensure!(votes || budget, "the vote key signs votes only");
            ensure!(signers.map(|meta| meta.pubkey).all(|key| key == self.pubkey()), "a vote by another key");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use program::notary::Verdict;
    use std::os::unix::fs::PermissionsExt;

    fn votes(count: u8) -> Vec<Vote> {
        let vote = |number: u8| Vote {
            subject: Pubkey::new_from_array([number; 32]),
            digest: [number; 32],
            verdict: Verdict::Approve,
            report: [number; 32],
        };
        (1..=count).map(vote).collect()
    }

    #[test]
    fn as_many_votes_as_fit_a_transaction() {
        let key = VoteKey(Keypair::new_from_array([7; 32]));
        let sign = |count| key.sign(Pubkey::default(), &votes(count), Hash::default()).unwrap();
        assert_eq!(sign(1).1, 1);
        let (transaction, count) = sign(30);
        assert!((6..12).contains(&count), "{count}");
        assert_eq!(transaction.message.instructions().len(), count + 1);
        let size = 65 + transaction.message.serialize().len();
        assert!(size <= TRANSACTION_BYTES && size + 120 > TRANSACTION_BYTES, "{size}");
        assert!(transaction.signatures[0].verify(key.pubkey().as_ref(), &transaction.message.serialize()));
        assert!(key.sign(Pubkey::default(), &[], Hash::default()).is_err());
    }

    #[test]
    fn nothing_else_is_signed() {
        let key = VoteKey(Keypair::new_from_array([7; 32]));
        let own = key.pubkey();
        let vote = |voter| attest(own, own, [0; 32], Verdict::Reject, [0; 32], &[voter]);
        key.require_votes_only(&[vote(own)]).unwrap();
        let reopen = carbon_client::instructions::reopen_ballot(own, own);
        let mut foreign = vote(own);
        foreign.program_id = Pubkey::new_from_array([3; 32]);
        for other in [reopen, foreign, vote(Pubkey::new_from_array([4; 32]))] {
            assert!(key.require_votes_only(&[vote(own), other]).is_err());
        }
    }

    #[test]
    fn a_file_that_others_may_read_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key.json");
        let key = Keypair::new_from_array([7; 32]);
        fs::write(&path, serde_json::to_string(&key.to_bytes().to_vec()).unwrap()).unwrap();
        for (mode, open) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let (read, readable) = VoteKey::load(&path).unwrap();
            assert_eq!((read.pubkey(), readable), (key.pubkey(), open), "{mode:o}");
        }
        fs::write(&path, "[1,2]").unwrap();
        assert!(VoteKey::load(&path).is_err());
    }
}
