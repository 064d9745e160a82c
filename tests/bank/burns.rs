//! Burns in a real bank: several transactions about the same lots in one slot.

use crate::harness::*;
use carbon_client::{
    addresses as at, burns, instructions as ix,
    program::{burn::*, claim::*, errors::CarbonError, lot::*, notary::*, record::*, token::TokenClass},
};
use carbon_testkit::{emission_args, MINT_SUPPLY};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A bank with the owner's lots of a million grams of emission and of 1.7 million of absorption credit.
struct Burns {
    bank: BankRegistry,
    emission: Pubkey,
    credit: Pubkey,
}

impl Burns {
    async fn new() -> Self {
        let mut bank = BankRegistry::new().await;
        let source = bank.source(1).await;
        let emission = lot_of(&mut bank, source, emission_args(1, 1_000_000)).await;
        let absorption = emission_args(2, 2_000_000);
        let absorption = SubmitClaimArgs { kind: ClaimKind::Absorption, stream: 1, ..absorption };
        let credit = lot_of(&mut bank, source, absorption).await;
        Self { bank, emission, credit }
    }

    /// Opens a burn proof.
    async fn propose(&mut self, nonce: u64) -> Pubkey {
        let (payer, owner) = (self.bank.payer.pubkey(), self.bank.owner.pubkey());
        let purpose = "Emissions of 2023-24".into();
        let args = ProposeBurnArgs { nonce, beneficiary: owner, purpose, metadata_sha256: [3; 32] };
        self.bank.send(burns::propose_burn(payer, owner, self.bank.registry, args)).await.unwrap();
        at::burn_proof(&self.bank.registry, &owner, nonce)
    }

    /// `add_leg` as the lots are now.
    async fn leg(&mut self, proof: Pubkey, grams: u64) -> Instruction {
        let (emission, credit): (Lot, Lot) = (self.bank.get(self.emission).await, self.bank.get(self.credit).await);
        let source = self.bank.get::<Record>(emission.record).await.source;
        let payer = self.bank.payer.pubkey();
        burns::add_leg(payer, proof, source, (self.emission, &emission), (self.credit, &credit), grams)
    }

    /// A burn proof with one leg, submitted and reviewed.
    async fn reviewed(&mut self, nonce: u64, grams: u64) -> Pubkey {
        let proof = self.propose(nonce).await;
        let leg = self.leg(proof, grams).await;
        self.bank.send(leg).await.unwrap();
        let content: BurnProof = self.bank.get(proof).await;
        self.bank.send(burns::submit_burn(proof, &content)).await.unwrap();
        for (number, side) in content.sides().enumerate() {
            // The lots were never transferred: their history is the issue of the record.
            let record: Record = self.bank.get(side.units.record).await;
            let entry = issue(&record, side.units.record);
            let review = burns::review_lot(proof, &content, number as u8, [0; 32], vec![entry]);
            self.bank.send(review).await.unwrap();
        }
        proof
    }

    async fn attest(&mut self, proof: Pubkey, voters: &[usize]) -> Instruction {
        let digest = self.bank.get::<BurnProof>(proof).await.subject.ballot.digest;
        let voters: Vec<Pubkey> = voters.iter().map(|index| self.bank.notaries[*index].pubkey()).collect();
        ix::attest(self.bank.registry, proof, digest, Verdict::Approve, [9; 32], &voters)
    }

    async fn execution(&mut self, proof: Pubkey) -> Instruction {
        let content: BurnProof = self.bank.get(proof).await;
        let record: Record = self.bank.get(content.legs[0].emission.units.record).await;
        burns::execute_burn(self.bank.crank.pubkey(), proof, &content, |_| record.clone())
    }

    async fn supply(&mut self, class: TokenClass) -> u64 {
        self.bank.number(at::mint(&self.bank.registry, class), MINT_SUPPLY).await
    }

    /// Sends transactions that are all signed before the first is processed: in one slot.
    async fn in_one_slot(&mut self, instructions: [Instruction; 2]) -> [Option<u32>; 2] {
        let [first, second] = instructions;
        let transactions = [self.bank.transaction(first).await, self.bank.transaction(second).await];
        let slot = self.bank.clock().await.slot;
        let mut outcomes = [None; 2];
        for (outcome, transaction) in outcomes.iter_mut().zip(transactions) {
            let done = self.bank.context.banks_client.process_transaction(transaction).await;
            *outcome = done.err().map(code_of);
        }
        assert_eq!(self.bank.clock().await.slot, slot, "one slot");
        outcomes
    }
}

/// Submits, approves and notarizes a claim. Returns the owner's lot.
async fn lot_of(bank: &mut BankRegistry, source: Pubkey, args: SubmitClaimArgs) -> Pubkey {
    let record = at::record(&bank.registry, &args.evidence_sha256, args.item);
    let claim = bank.submit(source, args).await;
    bank.approve(claim, &[0, 1, 2, 3]).await.unwrap();
    let notarize = bank.notarization(claim).await;
    bank.send(notarize).await.unwrap();
    at::lot(&record, 0)
}

/// The first entry of the history of a record's owner.
fn issue(record: &Record, key: Pubkey) -> [u8; carbon_wire::lineage::ENTRY_LEN] {
    let address = (at::lot(&key, OWNER_LOT), 0);
    let serials = 0..record.data.grams - record.buffer_grams;
    let class = TokenClass::Emission;
    let origin = Origin { address, class, owner: record.owner, serials, rent_payer: key };
    Lot::issue(record, key, origin).1.to_bytes()
}

#[tokio::test]
async fn two_proposals_over_one_lot() {
    let mut burns = Burns::new().await;
    let (first, second) = (burns.propose(1).await, burns.propose(2).await);
    // Both take all of the emission; their parts of the credit would be the same child.
    let legs = [burns.leg(first, 1_000_000).await, burns.leg(second, 1_000_000).await];
    let refused = burns.in_one_slot(legs).await;
    assert_eq!(refused, [None, Some(CarbonError::LotLocked.into())]);
    let emission: Lot = burns.bank.get(burns.emission).await;
    assert_eq!(emission.state, LotState::Locked { by: first });
    assert!(burns.bank.get::<BurnProof>(second).await.legs.is_empty());
    assert_eq!(burns.bank.get::<Lot>(burns.credit).await.children, 1);
}

/// Parts of one lot: the second call names a child that the first call has created.
#[tokio::test]
async fn two_proposals_over_parts_of_one_lot() {
    let mut burns = Burns::new().await;
    let (first, second) = (burns.propose(1).await, burns.propose(2).await);
    let legs = [burns.leg(first, 400_000).await, burns.leg(second, 400_000).await];
    let refused = burns.in_one_slot(legs).await;
    assert_eq!(refused, [None, Some(CarbonError::WrongAddress.into())]);
    let again = burns.leg(second, 400_000).await;
    burns.bank.send(again).await.unwrap();
    let left: Lot = burns.bank.get(burns.emission).await;
    assert_eq!((left.start, left.end, left.children), (800_000, 1_000_000, 2));
}

#[tokio::test]
async fn two_executions_of_one_proof_and_of_two() {
    let mut burns = Burns::new().await;
    let (first, second) = (burns.reviewed(1, 300_000).await, burns.reviewed(2, 200_000).await);
    for proof in [first, second] {
        let attest = burns.attest(proof, &[0, 1, 2, 3]).await;
        burns.bank.send(attest).await.unwrap();
    }
    // Two proofs: both leaves are in the log, one after the other.
    let both = [burns.execution(first).await, burns.execution(second).await];
    assert_eq!(burns.in_one_slot(both).await, [None, None]);
    let leaves = [first, second].map(|proof| at::certificate(&proof));
    assert_eq!(burns.bank.get::<Certificate>(leaves[0]).await.leaf, 0);
    assert_eq!(burns.bank.get::<Certificate>(leaves[1]).await.leaf, 1);
    assert_eq!(burns.supply(TokenClass::Emission).await, 500_000);
    assert_eq!(burns.supply(TokenClass::AbsorptionCredit).await, 1_500_000);

    // One proof, executed by two people: the second finds no proof.
    let third = burns.reviewed(3, 100_000).await;
    let attest = burns.attest(third, &[0, 1, 2, 3]).await;
    burns.bank.send(attest).await.unwrap();
    let by_crank = burns.execution(third).await;
    let mut by_payer = by_crank.clone();
    by_payer.accounts[0].pubkey = burns.bank.payer.pubkey();
    const ACCOUNT_NOT_INITIALIZED: u32 = 3012;
    assert_eq!(burns.in_one_slot([by_crank, by_payer]).await, [None, Some(ACCOUNT_NOT_INITIALIZED)]);
    assert_eq!(burns.supply(TokenClass::Emission).await, 400_000);
    assert_eq!(burns.supply(TokenClass::AbsorptionCredit).await, 1_400_000);
}

/// The vote that completes the quorum and the execution, in either order.
#[tokio::test]
async fn attest_against_execution() {
    let mut burns = Burns::new().await;
    let proof = burns.reviewed(1, 300_000).await;
    let three = burns.attest(proof, &[0, 1, 2]).await;
    burns.bank.send(three).await.unwrap();
    let (fourth, execute) = (burns.attest(proof, &[3]).await, burns.execution(proof).await);
    let refused = burns.in_one_slot([execute.clone(), fourth]).await;
    assert_eq!(refused, [Some(CarbonError::BallotVoting.into()), None]);
    let late = burns.attest(proof, &[4]).await;
    // Another payer makes it a different transaction than the refused one.
    let mut by_payer = execute;
    by_payer.accounts[0].pubkey = burns.bank.payer.pubkey();
    let refused = burns.in_one_slot([by_payer, late]).await;
    const OWNED_BY_WRONG_PROGRAM: u32 = 3007;
    assert_eq!(refused, [None, Some(OWNED_BY_WRONG_PROGRAM)], "the proof is closed");
    let certificate: Certificate = burns.bank.get(at::certificate(&proof)).await;
    assert_eq!((certificate.grams, certificate.approvals), (300_000, 0b1111));

    let proof = burns.reviewed(2, 100_000).await;
    let three = burns.attest(proof, &[0, 1, 2]).await;
    burns.bank.send(three).await.unwrap();
    let (fourth, execute) = (burns.attest(proof, &[3]).await, burns.execution(proof).await);
    assert_eq!(burns.in_one_slot([fourth, execute]).await, [None, None]);
    assert_eq!(burns.supply(TokenClass::Emission).await, 600_000);
    assert_eq!(burns.supply(TokenClass::AbsorptionCredit).await, 1_600_000);
}
