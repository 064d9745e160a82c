//! Instructions of notaries: votes, ballots opened again, suspension.

use crate::{addresses, build::build};
use carbon_consensus::{instruction, notary::Verdict};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// `suspend_notary`.
pub fn suspend_notary(guardian: Pubkey, registry: Pubkey, notary: Pubkey) -> Instruction {
    build!(
        accounts::SuspendNotary { guardian, registry, notaries: addresses::notaries(&registry) },
        instruction::SuspendNotary { notary },
    )
}

/// `attest`, signed by each of `voters`.
pub fn attest(
    registry: Pubkey,
    subject: Pubkey,
    digest: [u8; 32],
    verdict: Verdict,
    report: [u8; 32],
    voters: &[Pubkey],
) -> Instruction {
    let mut instruction = build!(
        accounts::Attest { registry, notaries: addresses::notaries(&registry), subject },
        instruction::Attest { digest, verdict, report },
    );
    instruction.accounts.extend(voters.iter().map(|voter| AccountMeta::new_readonly(*voter, true)));
    instruction
}

/// `reopen_ballot`.
pub fn reopen_ballot(registry: Pubkey, subject: Pubkey) -> Instruction {
    build!(
        accounts::ReopenBallot { registry, notaries: addresses::notaries(&registry), subject },
        instruction::ReopenBallot {},
    )
}
