//! Transfers of lots, and burns from proposal to certificate.

use crate::test_registry::*;
use carbon_client::{
    addresses as at, burns,
    limits::LINEAGE_ENTRIES_PER_TRANSACTION,
    lots,
    offsets::DISCRIMINATOR_LEN,
    program::{
        burn::*,
        lot::{Lot, NONCE_WINDOW},
        notary::Verdict,
        rollup::RollupLog,
    },
};
use carbon_embedded::TxResult;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::fmt::Debug;

impl TestRegistry {
    /// An open registry, and two lots of the owner, one of emission and one of absorption credit: see
    /// [`TestRegistry::lots`].
    pub fn with_lots(grams: u64) -> (Self, Pubkey, Pubkey) {
        let mut test = Self::new();
        let (emission, credit) = test.lots(1, grams);
        (test, emission, credit)
    }

    /// A source of the owner with two records: the given grams of emission, and twice as many of absorption, of which
    /// the buffer takes 15 %. Returns the owner's lots of emission and of credit.
    pub fn lots(&mut self, index: u32, grams: u64) -> (Pubkey, Pubkey) {
        let source = self.source(Self::source_args(index));
        let (emission, absorption) = (self.emission(grams), self.absorption(2 * grams));
        let (emission, credit) = (self.record(source, emission), self.record(source, absorption));
        (at::lot(&emission, 0), at::lot(&credit, 0))
    }

    /// A lot.
    pub fn lot(&self, key: &Pubkey) -> Lot {
        self.runtime.get(key)
    }

    /// Sends `transfer_lot`, signed by owner and recipient, paid by the crank. Returns the recipient's lot.
    pub fn transfer(&mut self, lot: Pubkey, owner: &Keypair, recipient: &Keypair, grams: u64) -> Pubkey {
        let child = at::lot(&lot, self.lot(&lot).children);
        self.try_transfer(lot, owner, recipient, grams).unwrap();
        child
    }

    /// Sends `transfer_lot`, signed by owner and recipient, paid by the crank.
    pub fn try_transfer(&mut self, lot: Pubkey, owner: &Keypair, recipient: &Keypair, grams: u64) -> TxResult {
        let content = self.lot(&lot);
        let transfer = lots::transfer_lot(self.people.crank.pubkey(), lot, &content, recipient.pubkey(), grams);
        self.runtime.send(&[transfer], &[&self.people.crank, owner, recipient])
    }

    /// Proposes a burn of the owner.
    pub fn propose_burn(&mut self) -> Pubkey {
        let nonce = self.unused();
        let args = self.proposal(nonce);
        self.propose_burn_with(args).unwrap();
        at::burn_proof(&self.registry, &self.people.owner.pubkey(), nonce)
    }

    /// The arguments of a burn of the owner.
    pub fn proposal(&self, nonce: u64) -> ProposeBurnArgs {
        let beneficiary = self.people.owner.pubkey();
        ProposeBurnArgs { nonce, beneficiary, purpose: "Emissions of 2023-24".into(), metadata_sha256: [3; 32] }
    }

    /// Sends `propose_burn` as given, by the owner, paid by the payer.
    pub fn propose_burn_with(&mut self, args: ProposeBurnArgs) -> TxResult {
        let propose = burns::propose_burn(self.people.payer.pubkey(), self.people.owner.pubkey(), self.registry, args);
        self.runtime.send(&[propose], &[&self.people.payer, &self.people.owner])
    }

    /// Sends `add_leg`, signed by the owner.
    pub fn add_leg(&mut self, proof: Pubkey, emission: Pubkey, credit: Pubkey, grams: u64) -> TxResult {
        let (of_emission, of_credit) = (self.lot(&emission), self.lot(&credit));
        let payer = self.people.payer.pubkey();
        let source = self.record_at(&of_emission.record).source;
        let add = burns::add_leg(payer, proof, source, (emission, &of_emission), (credit, &of_credit), grams);
        self.runtime.send(&[add], &[&self.people.payer, &self.people.owner])
    }

    /// Sends `submit_burn`, signed by the owner.
    pub fn submit_burn(&mut self, proof: Pubkey) -> TxResult {
        let submit = burns::submit_burn(proof, &self.proof(&proof));
        self.runtime.send(&[submit], &[&self.people.owner])
    }

    /// A burn proof with these legs, submitted.
    pub fn submitted_burn(&mut self, legs: &[(Pubkey, Pubkey, u64)]) -> Pubkey {
        let proof = self.propose_burn();
        for (emission, credit, grams) in legs {
            self.add_leg(proof, *emission, *credit, *grams).unwrap();
        }
        self.submit_burn(proof).unwrap();
        proof
    }

    /// A burn proof.
    pub fn proof(&self, key: &Pubkey) -> BurnProof {
        self.runtime.get(key)
    }

    /// Reviews one side of a burn proof to its record, in as many transactions as needed.
    pub fn review_lot(&mut self, key: Pubkey, side: u8) -> TxResult {
        let proof = self.proof(&key);
        let lot = proof.sides().nth(side as usize).expect("a side").lot;
        let pieces = self.runtime.histories().pieces(&lot, LINEAGE_ENTRIES_PER_TRANSACTION).expect("a history");
        let mut outcome = None;
        for piece in pieces {
            let review = burns::review_lot(key, &proof, side, piece.previous, piece.entries);
            outcome = Some(self.runtime.send(&[review], &[])?);
        }
        Ok(outcome.expect("a history has an entry"))
    }

    /// Reviews all sides of a burn proof.
    pub fn review_all(&mut self, key: Pubkey) {
        for side in 0..self.proof(&key).sides().count() as u8 {
            self.review_lot(key, side).unwrap();
        }
    }

    /// `execute_burn`, paid by the crank.
    pub fn execute_burn_instruction(&self, key: Pubkey) -> Instruction {
        let runtime = &self.runtime;
        burns::execute_burn(self.people.crank.pubkey(), key, &self.proof(&key), |record| runtime.get(record))
    }

    /// Sends `execute_burn`, paid by the crank, with a lookup table when the proof has more than one leg.
    pub fn execute_burn(&mut self, key: Pubkey) -> TxResult {
        let (execute, crank) = (self.execute_burn_instruction(key), self.people.crank.clone());
        if self.proof(&key).legs.len() > 1 {
            return self.runtime.send_by_table(execute, &[&crank], &crank);
        }
        self.runtime.send(&[execute], &[&crank])
    }

    /// A burn proof with these legs: submitted, reviewed and approved.
    pub fn approved_burn(&mut self, legs: &[(Pubkey, Pubkey, u64)]) -> Pubkey {
        let proof = self.submitted_burn(legs);
        self.review_all(proof);
        self.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        proof
    }

    /// Submits, reviews, approves and executes a burn. Returns the certificate's address.
    pub fn burn(&mut self, legs: &[(Pubkey, Pubkey, u64)]) -> Pubkey {
        let proof = self.approved_burn(legs);
        self.execute_burn(proof).unwrap();
        at::certificate(&proof)
    }

    /// Sends `drop_burn`, signed by the caller.
    pub fn drop_burn(&mut self, key: Pubkey, caller: &Keypair) -> TxResult {
        let drop = burns::drop_burn(caller.pubkey(), key, &self.proof(&key));
        self.runtime.send(&[drop], &[caller])
    }

    /// Sends `close_void_lot`, when the lot is old enough.
    pub fn close_void_lot(&mut self, key: Pubkey) -> TxResult {
        self.pass(2 * NONCE_WINDOW + 1);
        let close = lots::close_void_lot(key, &self.lot(&key));
        self.runtime.send(&[close], &[])
    }

    /// Sends `close_lot`, when the lot is old enough.
    pub fn close_lot(&mut self, key: Pubkey) -> TxResult {
        self.pass(2 * NONCE_WINDOW + 1);
        self.close_lot_now(key)
    }

    /// Sends `close_lot`.
    pub fn close_lot_now(&mut self, key: Pubkey) -> TxResult {
        let close = lots::close_lot(key, self.lot(&key).rent_payer);
        self.runtime.send(&[close], &[])
    }

    /// The registry's rollup log.
    pub fn log(&mut self) -> RollupLog {
        let account = self.runtime.svm().get_account(&at::log(&self.registry)).expect("the log exists");
        *bytemuck::from_bytes(&account.data[DISCRIMINATOR_LEN..RollupLog::SPACE])
    }

    /// Rent of an account with this number of bytes, in lamports.
    pub fn rent(&mut self, bytes: usize) -> u64 {
        self.runtime.svm().minimum_balance_for_rent_exemption(bytes)
    }
}

/// Asserts that two accounts are the same in every field.
#[track_caller]
pub fn assert_same<T: Debug>(found: &T, expected: &T) {
    assert_eq!(format!("{found:#?}"), format!("{expected:#?}"));
}
