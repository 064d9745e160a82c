//! Takes the model's steps on the compiled program, and compares the runtime with the model.

use super::model::*;
use crate::sequences::model::allow;
use carbon_client::{
    addresses as at, claims, instructions as ix,
    program::{
        claim::{Claim, SubmitClaimArgs},
        notary::Verdict,
        pool::{Cure as CureAccount, MemberState, Pool, PoolOutcome, PoolUnit, Settlement},
        record::{ClaimKind, Inventory, InventoryLine, Record as RecordAccount},
        source::RegisterSourceArgs,
        ID,
    },
    read, years,
};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

pub struct PoolRunner {
    test: TestRegistry,
    pool: Pubkey,
    members: Vec<Pubkey>,
    records: Vec<Pubkey>,
    credits: Vec<Pubkey>,
    /// Lamports of each source before the first claim of its year.
    before: Vec<u64>,
    stranger: Rc<Keypair>,
}

impl PoolRunner {
    pub fn new() -> Self {
        let mut test = TestRegistry::before();
        let (pool, members) = test.locked(PoolUnit::Gram, &[TARGET; MEMBERS]);
        let lots: Vec<Pubkey> = (0..CREDITS).map(|_| test.credit(CREDIT / 2)).collect();
        let credits = lots.iter().map(|lot| test.lot(lot).record).collect();
        let stranger = test.person(40);
        test.runtime.warp_to(NOW);
        let before = members.iter().map(|source| test.runtime.lamports(source)).collect();
        Self { test, pool, members, records: vec![], credits, before, stranger }
    }

    pub fn fork(&self) -> Self {
        let Self { pool, .. } = *self;
        let (test, stranger) = (self.test.fork(), self.stranger.clone());
        let (members, records, credits) = (self.members.clone(), self.records.clone(), self.credits.clone());
        Self { test, pool, members, records, credits, before: self.before.clone(), stranger }
    }

    /// Submits a claim, lets the notaries decide, and notarizes or closes it. Returns the record.
    fn claim(&mut self, source: Pubkey, by: &Keypair, args: SubmitClaimArgs, right: bool) -> Option<Pubkey> {
        let test = &mut self.test;
        let claim = at::claim(&source, args.nonce);
        let record = at::record(&test.registry, &args.evidence_sha256, args.item);
        let provider = test.context(source).provider.filter(|_| args.kind == ClaimKind::Emission);
        let context =
            claims::ClaimContext { payer: by.pubkey(), submitter: by.pubkey(), provider, ..test.context(source) };
        test.runtime.send(&[claims::submit_claim(context, args, YEAR)], &[by]).ok()?;
        if right {
            test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
            test.notarize(claim).unwrap();
        } else {
            test.vote(claim, &[0, 1], Verdict::Reject).unwrap();
            test.close(claim, by).unwrap();
        }
        assert!(test.runtime.find::<Claim>(&claim).is_none());
        Some(record)
    }

    /// A correction of a record's total by a ballot.
    fn correct(&mut self, record: Pubkey, grams: u64) -> Option<()> {
        let test = &mut self.test;
        test.try_propose_restatement(record, grams).ok()?;
        test.vote(at::restatement(&record), &[0, 1, 2, 3], Verdict::Approve).unwrap();
        let content = test.restatement(&at::restatement(&record));
        match content.new_valid_grams < content.old_valid_grams {
            true => test.execute_lowering(record).unwrap(),
            false => test.execute_supplement(record).unwrap(),
        };
        Some(())
    }

    /// Takes a step. Returns `Some` if the program accepted it.
    pub fn take(&mut self, step: &Step) -> Option<()> {
        let owner = self.test.people.owner.clone();
        match *step {
            Step::Emit { member, half, grams } => {
                let days = [(day(2023, 7, 1), day(2023, 12, 31)), (day(2024, 1, 1), day(2024, 6, 30))];
                let (first_day, last_day) = days[half];
                let args = SubmitClaimArgs { first_day, last_day, ..self.test.emission(grams) };
                let record = self.claim(self.members[member], &owner, args, true)?;
                self.records.push(record);
            }
            Step::Correct { record, grams } => {
                let at = record.checked_rem(self.records.len())?;
                self.correct(self.records[at], grams)?;
            }
            Step::AddBack { member, by_stranger, grams, right } => {
                let args = self.test.without_stream(ClaimKind::AddBack, grams);
                let by = if by_stranger { self.stranger.clone() } else { owner };
                self.claim(self.members[member], &by, args, right)?;
            }
            Step::Cure { member, credit, grams } => {
                let lot = at::lot(&self.credits[credit], 0);
                self.test.cure(self.members[member], lot, grams).ok()?;
            }
            Step::RecallCredit { credit, valid } => {
                let total = self.test.record_at(&self.credits[credit]).valid_grams;
                allow(valid < total)?;
                self.correct(self.credits[credit], valid)?;
            }
            Step::ImpairCure { member, credit } => {
                self.test.impair_cure(self.members[member], self.credits[credit]).ok()?;
            }
            Step::CloseYear { member } => {
                let source = self.members[member];
                self.test.runtime.find::<Inventory>(&at::inventory(&source, YEAR))?;
                self.test.try_propose_year_closing(source).ok()?;
                self.test.vote(at::closing(&source, YEAR), &[0, 1, 2, 3], Verdict::Approve).unwrap();
                let payer = self.test.people.payer.pubkey();
                let execute = years::execute_year_closing(self.test.registry, source, YEAR, payer);
                self.test.runtime.send(&[execute], &[]).unwrap();
            }
            Step::Operate { is_notary } => {
                let notary = self.test.people.notaries[0].clone();
                let operator = if is_notary { notary } else { self.stranger.clone() };
                let index = self.test.unused() as u32;
                let args = TestRegistry::source_args(index);
                let operators = vec![operator.pubkey()];
                let args = RegisterSourceArgs { operators, ..args };
                let register = ix::register_source(owner.pubkey(), owner.pubkey(), self.test.registry, args);
                self.test.runtime.send(&[register], &[&owner, &operator]).ok()?;
            }
            Step::Pass { days } => self.test.pass(days * DAY),
            Step::OpenSettlement => drop(self.test.open_settlement(self.pool).ok()?),
            Step::Settle => {
                allow(self.is_voting()?)?;
                self.test.review_pool(self.pool);
                self.test.vote(at::settlement(&self.pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
                self.test.execute_settlement(self.pool).unwrap();
            }
            Step::RejectSettlement => {
                if self.is_voting()? {
                    self.test.vote(at::settlement(&self.pool), &[0, 1], Verdict::Reject).unwrap();
                }
                self.test.drop_settlement(self.pool).unwrap();
            }
        }
        Some(())
    }

    /// Whether the vote on the settlement is open; `None` without a settlement.
    fn is_voting(&self) -> Option<bool> {
        let settlement: Settlement = self.test.runtime.find(&at::settlement(&self.pool))?;
        Some(self.test.runtime.now() <= settlement.subject.ballot.expires_at)
    }

    /// Compares the runtime with the model, and checks what holds without the model.
    pub fn follow(&mut self, model: &State) {
        let test = &mut self.test;
        assert_eq!(test.runtime.now(), model.now);
        assert_eq!(test.log().unimpaired, model.due());
        for (at, source) in self.members.iter().enumerate() {
            let (member, expected) = (test.member(source), &model.members[at]);
            assert_eq!((member.cured, member.header.pending), (expected.cured, 0), "member {at}");
            let state = match model.pool {
                PoolState::Collecting => MemberState::Collecting,
                PoolState::Settling { .. } => MemberState::Frozen,
                PoolState::Settled(_) => MemberState::Settled,
            };
            assert_eq!(member.header.state, state);
            if let Some(inventory) = test.runtime.find::<Inventory>(&at::inventory(source, YEAR)) {
                let found = (inventory.emitted, inventory.add_back, inventory.closed);
                assert_eq!(found, (model.emitted(at), expected.add_back, expected.closed), "member {at}");
            }
            // Fees and forfeited bonds, and nothing else, stay at the source.
            assert_eq!(test.runtime.lamports(source) - self.before[at], expected.collected, "member {at}");
        }
        for (record, key) in model.records.iter().zip(&self.records) {
            // What is issued for a record's days is what the notaries approved last.
            let found = test.record_at(key);
            assert_eq!((found.total().unwrap(), found.recalled), (record.grams, record.recalled));
        }
        for (key, cure) in &model.cures {
            let account = at::cure(&at::member(&self.members[key.0], YEAR), &self.credits[key.1]);
            let found: CureAccount = test.runtime.get(&account);
            let ranges: Vec<_> = found.serials.ranges.iter().map(|range| (range.start, range.end)).collect();
            assert_eq!((ranges, found.void, found.lowerings), (cure.ranges.clone(), cure.void, cure.lowerings));
        }
        let pool: Pool = test.pool(&self.pool);
        let settled = pool.totals.map(|totals| match totals.outcome {
            PoolOutcome::Achieved => Outcome::Achieved { credits: totals.credits },
            PoolOutcome::Covered => Outcome::Covered,
            PoolOutcome::Failed => Outcome::Failed,
        });
        let expected = if let PoolState::Settled(outcome) = model.pool { Some(outcome) } else { None };
        assert_eq!(settled, expected);
        self.check_sums();
        self.test.assert_conservation();
    }

    /// The valid grams of all records of a line are those of all inventories.
    fn check_sums(&mut self) {
        let (mut records, mut inventories) = ([0u64; 7], [0u64; 7]);
        let place = |line: InventoryLine| line as usize;
        for (_, account) in self.test.runtime.svm().get_program_accounts(&ID) {
            if let Ok(record) = read::<RecordAccount>(&account.data) {
                records[place(record.data.line)] += record.valid_grams;
            } else if let Ok(of) = read::<Inventory>(&account.data) {
                let lines = [
                    (InventoryLine::Emitted, of.emitted),
                    (InventoryLine::OtherScope2, of.other_scope2),
                    (InventoryLine::Scope3, of.scope3),
                    (InventoryLine::Absorbed, of.absorbed),
                    (InventoryLine::Reduced, of.reduced),
                    (InventoryLine::AddBack, of.add_back),
                    (InventoryLine::Baseline, of.baseline),
                ];
                lines.into_iter().for_each(|(line, grams)| inventories[place(line)] += grams);
            }
        }
        assert_eq!(records, inventories);
    }
}
