//! Carries the model's steps out on the compiled program, and compares the runtime with the model.

mod actions;
mod invariants;

use super::model::*;
use carbon_client::market::Coin;
use carbon_client::{
    addresses as at, burns, instructions as ix, lots,
    program::{
        burn::{BurnProof, Certificate, CertificateStatus},
        claim::SubmitClaimArgs,
        lot::{Lot as LotAccount, LotState},
        market::Offer as OfferAccount,
        notary::{Verdict, MAX_NOTARIES},
        record::{Inventory, Record as RecordAccount},
        registry::Change,
        restatement::Cover as CoverAccount,
        token::TokenClass,
        ID,
    },
    read,
};
use carbon_embedded::TxResult;
use carbon_testkit::{key, TestRegistry, INITIAL_LAMPORTS};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{cell::OnceCell, collections::BTreeMap, rc::Rc};

/// The runtime, and the addresses of the lots, proofs and so on that the model numbers.
pub struct SequenceRunner {
    test: TestRegistry,
    people: [Rc<Keypair>; HOLDERS],
    model: State,
    records: Vec<Pubkey>,
    lots: Vec<Pubkey>,
    proofs: Vec<Pubkey>,
    offers: Vec<Pubkey>,
    covers: Vec<Pubkey>,
    coin: Coin,
    /// Records' grams burned so far: first and last serial.
    burned: BTreeMap<Pubkey, Vec<(u64, u64)>>,
}

impl SequenceRunner {
    fn new() -> Self {
        let mut test = TestRegistry::new();
        let people = [key(70).into(), key(71).into(), key(72).into(), test.people.notaries[0].clone()];
        let coin = test.allowed_coin();
        for person in &people {
            test.runtime.fund(&person.pubkey(), INITIAL_LAMPORTS);
            test.give(&coin, &person.pubkey(), INITIAL_BALANCE);
        }
        let model = State::new(test.runtime.now(), NOTARIES as u64 + 1);
        Self {
            test,
            people,
            model,
            records: vec![],
            lots: vec![],
            proofs: vec![],
            offers: vec![],
            covers: vec![],
            coin,
            burned: BTreeMap::new(),
        }
    }

    /// An independent copy in the same state.
    fn fork(&self) -> Self {
        Self {
            test: self.test.fork(),
            people: self.people.clone(),
            model: self.model.clone(),
            records: self.records.clone(),
            lots: self.lots.clone(),
            proofs: self.proofs.clone(),
            offers: self.offers.clone(),
            covers: self.covers.clone(),
            coin: self.coin,
            burned: self.burned.clone(),
        }
    }

    /// The runtime after the given steps, which must be accepted. It is made once per thread and copied.
    pub fn after(steps: impl FnOnce() -> Vec<(Step, State)>) -> Self {
        thread_local!(static STOCKED: OnceCell<SequenceRunner> = const { OnceCell::new() });
        let stocked = || {
            let mut runner = Self::new();
            for (step, after) in steps() {
                assert!(runner.take(&step, true));
                runner.follow(&after);
            }
            runner
        };
        STOCKED.with(|runner| runner.get_or_init(stocked).fork())
    }

    /// Takes a step from the model's state before it. Returns whether the program accepted it; `expected` is the
    /// model's answer.
    pub fn take(&mut self, step: &Step, expected: bool) -> bool {
        match *step {
            Step::Issue { owner, class, grams } => self.issue(owner, class, grams),
            Step::Transfer { lot, to, percent, by_owner, consent } => {
                self.transfer(lot, to, percent, by_owner, consent).is_some_and(|outcome| outcome.is_ok())
            }
            Step::ProposeBurn { proposer } => {
                self.test.people.owner = self.people[proposer].clone();
                self.proofs.push(self.test.propose_burn());
                true
            }
            Step::AddLeg { proof, lots, percent, fitting } => {
                self.add_leg(proof, lots, percent, fitting).is_some_and(|outcome| outcome.is_ok())
            }
            Step::SubmitBurn { proof } => self.on_open(proof, |runner, key, _| runner.test.submit_burn(key)),
            Step::Review { proof, side, forged } => {
                self.on_open(proof, |runner, key, proof| runner.review(key, proof, side, forged))
            }
            Step::Vote { proof, notary, approve } => {
                let verdict = if approve { Verdict::Approve } else { Verdict::Reject };
                self.on_open(proof, |runner, key, _| runner.test.vote(key, &[notary], verdict))
            }
            Step::ExecuteBurn { proof } => self.on_open(proof, |runner, key, _| runner.test.execute_burn(key)),
            Step::DropBurn { proof, by } => {
                let by = self.people[by].clone();
                self.on_open(proof, |runner, key, _| runner.test.drop_burn(key, &by))
            }
            Step::CloseLot { lot } => match pick(&self.model.lots, lot) {
                Some(lot) if !self.model.lots[lot].closed => self.test.close_lot_now(self.lots[lot]).is_ok(),
                _ => false,
            },
            Step::Suspend { notary } => {
                let (guardian, notary) =
                    (self.test.people.guardian.clone(), self.test.people.notaries[notary].pubkey());
                let suspend = ix::suspend_notary(guardian.pubkey(), self.test.registry, notary);
                self.test.runtime.send(&[suspend], &[&guardian]).is_ok()
            }
            Step::Reinstate => match self.model.suspended.first() {
                Some(notary) => {
                    let key = self.test.people.notaries[*notary].pubkey();
                    self.test.loosen(Change::ReinstateNotary { key }).is_ok()
                }
                None => expected,
            },
            Step::Reopen { proof } => self.on_open(proof, |runner, key, _| {
                let reopen = ix::reopen_ballot(runner.test.registry, key);
                runner.test.runtime.send(&[reopen], &[])
            }),
            Step::Pass { hours } => {
                self.test.pass(hours * 3_600);
                true
            }
            Step::List { lot, percent, price } => self.list(lot, percent, price).is_some(),
            Step::Buy { offer, by, percent, enough } => self.buy(offer, by, percent, enough).is_some(),
            Step::CancelListing { offer, by } => self.cancel_listing(offer, by).is_some(),
            Step::ProposeRestatement { record, percent } => self.propose_restatement(record, percent).is_some(),
            Step::Decide { record, approve } => self.decide(record, approve).is_some(),
            Step::DropRestatement { record } => self.drop_restatement(record).is_some(),
            Step::Impair { leg } => self.impair(leg).is_some(),
            Step::ImpairCover { cover } => self.impair_cover(cover).is_some(),
            Step::Cover { leg, lot, percent, by_holder } => self.cover(leg, lot, percent, by_holder).is_some(),
        }
    }

    /// Calls an instruction on a proof that exists on the runtime; any call on a missing proof counts as refused.
    fn on_open(&mut self, proof: usize, call: impl FnOnce(&mut Self, Pubkey, BurnProof) -> TxResult) -> bool {
        let Some(at) = pick(&self.proofs, proof) else { return false };
        let key = self.proofs[at];
        let Some(content) = self.test.runtime.find::<BurnProof>(&key) else { return false };
        self.test.people.owner = self.people[self.model.proofs[at].proposer].clone();
        call(self, key, content).is_ok()
    }

    fn issue(&mut self, owner: usize, class: Class, grams: u64) -> bool {
        let voters: Vec<usize> = self.model.voters(owner).into_iter().take(4).collect();
        let test = &mut self.test;
        test.people.owner = self.people[owner].clone();
        let index = test.unused() as u32;
        let source = test.source(TestRegistry::source_args(index));
        let args: SubmitClaimArgs = match class {
            Class::Emission => test.emission(grams),
            Class::Credit => test.absorption(grams),
        };
        let record = at::record(&test.registry, &args.evidence_sha256, args.item);
        let claim = test.submit(source, args);
        test.vote(claim, &voters, Verdict::Approve).unwrap();
        if test.notarize(claim).is_err() {
            return false;
        }
        self.records.push(record);
        self.lots.push(at::lot(&record, 0));
        if class == Class::Credit {
            self.lots.push(at::lot(&record, 1));
        }
        true
    }

    fn transfer(&mut self, lot: usize, to: usize, percent: u64, by_owner: bool, consent: bool) -> Option<TxResult> {
        let at = pick(&self.model.lots, lot)?;
        let (key, owner) = (self.lots[at], self.model.lots[at].owner());
        // A closed lot cannot be sent, and the buffer signs nothing.
        let content = self.test.runtime.find::<LotAccount>(&key).filter(|_| owner != BUFFER)?;
        let (grams, crank) = (self.model.share(at, percent), self.test.people.crank.clone());
        let recipient = self.people[to].clone();
        let mut transfer = lots::transfer_lot(crank.pubkey(), key, &content, recipient.pubkey(), grams);
        if !consent && transfer.accounts[3].is_signer {
            transfer.accounts[3].is_signer = false;
            transfer.accounts[3].pubkey = ID;
        }
        let sender = if by_owner { owner } else { (owner + 1) % HOLDERS };
        transfer.accounts[1].pubkey = self.people[sender].pubkey();
        let outcome = self.test.runtime.send(&[transfer], &[&crank, &self.people[sender], &recipient]);
        if outcome.is_ok() {
            self.lots.push(at::lot(&key, content.children));
        }
        Some(outcome)
    }

    fn add_leg(&mut self, proof: usize, picked: [usize; 2], percent: u64, fitting: bool) -> Option<TxResult> {
        let at = pick(&self.proofs, proof)?;
        let key = self.proofs[at];
        self.test.runtime.find::<BurnProof>(&key)?;
        let picked = self.model.leg_lots(proof, picked, fitting)?;
        let [emission, credit] = picked.map(|lot| self.lots[lot]);
        let [of_emission, of_credit] = [emission, credit].map(|lot| self.test.runtime.find::<LotAccount>(&lot));
        let (of_emission, of_credit, grams) = (of_emission?, of_credit?, self.model.share(picked[0], percent));
        let proposer = self.people[self.model.proofs[at].proposer].clone();
        let payer = self.test.people.payer.clone();
        let source = self.test.record_at(&of_emission.record).source;
        let mut add =
            burns::add_leg(payer.pubkey(), key, source, (emission, &of_emission), (credit, &of_credit), grams);
        add.accounts[1].pubkey = proposer.pubkey();
        let outcome = self.test.runtime.send(&[add], &[&payer, &proposer]);
        if outcome.is_ok() {
            for (lot, content) in [(emission, of_emission), (credit, of_credit)] {
                if grams < content.grams() {
                    self.lots.push(at::lot(&lot, content.children));
                }
            }
        }
        Some(outcome)
    }

    /// Sends the newest unreviewed entries, with one bit changed if `forged`.
    fn review(&mut self, key: Pubkey, proof: BurnProof, side: usize, forged: bool) -> TxResult {
        let side = side.checked_rem(2 * proof.legs.len()).unwrap_or_default() as u8;
        let (mut previous, mut entries) = ([0; 32], vec![[0; carbon_wire::lineage::ENTRY_LEN]]);
        if let Some(state) = proof.sides().nth(side as usize) {
            // Pieces from the newest on, each of as many entries as the model's; all that is left is one of them.
            let pieces = self.test.runtime.histories().pieces(&state.lot, PIECE).expect("a history");
            let mut cursor = state.units.head;
            for piece in pieces {
                if cursor == state.review.head {
                    (previous, entries) = (piece.previous, piece.entries);
                    break;
                }
                cursor = piece.previous;
            }
        }
        if forged {
            entries[0][100] ^= 1;
        }
        let review = burns::review_lot(key, &proof, side, previous, entries);
        self.test.runtime.send(&[review], &[])
    }

    /// Compares every lot, record and proof with the model after the step.
    pub fn follow(&mut self, model: &State) {
        let (before, runtime) = (std::mem::replace(&mut self.model, model.clone()), &self.test.runtime);
        assert_eq!(runtime.now(), model.now);
        assert_eq!((self.records.len(), self.lots.len()), (model.records.len(), model.lots.len()));
        for (lot, key) in model.lots.iter().zip(&self.lots) {
            let Some(found) = runtime.find::<LotAccount>(key) else {
                assert!(lot.closed, "{lot:?} is not there");
                continue;
            };
            let state = lot.locked.map_or(LotState::Open, |promise| LotState::Locked {
                by: match promise {
                    Lock::Proof(proof) => self.proofs[proof],
                    Lock::Offer(offer) => self.offers[offer],
                },
            });
            let owner =
                if lot.owner() == BUFFER { at::buffer(&self.test.registry) } else { self.people[lot.owner()].pubkey() };
            assert!(!lot.closed, "{lot:?} is still there");
            assert_eq!((found.start, found.end, found.children), (lot.start, lot.end, lot.children), "{lot:?}");
            assert_eq!((found.owner, found.state, found.depth as usize), (owner, state, lot.holders.len()), "{lot:?}");
            assert_eq!(found.record, self.records[lot.record], "{lot:?}");
        }
        for (record, key) in model.records.iter().zip(&self.records) {
            let found: RecordAccount = runtime.get(key);
            let inventory: Inventory = runtime.get(&at::inventory(&found.source, found.data.year));
            assert_eq!((found.data.grams, found.valid_grams), (record.grams, record.valid));
            assert_eq!((found.frozen, found.neutralized_end), (record.frozen, record.neutralized_end));
            let same_year = model.records.iter().filter(|other| other.first == record.first);
            let total = same_year.map(|record| record.valid).sum::<u64>();
            assert_eq!(inventory.neutralized, model.records[record.first].neutralized);
            assert_eq!(inventory.emitted + inventory.absorbed, total, "every source has one kind of record");
            // I1: a quorum of the notaries of that time, on one digest.
            assert!(found.approvals.count_ones() >= 4 && found.approvals < 1 << NOTARIES && found.epoch <= model.epoch);
        }
        for (index, (proof, key)) in model.proofs.iter().zip(&self.proofs).enumerate() {
            let found = runtime.find::<BurnProof>(key);
            assert_eq!(found.is_some(), proof.proof_state == ProofState::Open, "{proof:?}");
            let certificate = runtime.find::<Certificate>(&at::certificate(key));
            assert_eq!(certificate.is_some(), proof.proof_state == ProofState::Burned, "{proof:?}");
            if let Some(found) = found {
                same_proof(&found, proof);
            }
            if let Some(certificate) = &certificate {
                let missing = model.shortfall(index);
                assert_eq!(
                    (certificate.shortfall, certificate.status == CertificateStatus::Active),
                    (missing, missing == 0)
                );
                let legs = certificate.legs.iter().map(|leg| (leg.void, leg.covered));
                assert!(legs.eq(proof.legs.iter().map(|leg| (leg.burned.void, leg.burned.covered))), "{proof:?}");
            }
            if let Some(certificate) = certificate.filter(|_| before.proofs[index].proof_state == ProofState::Open) {
                assert_eq!(certificate.grams, proof.legs.iter().map(|leg| leg.grams).sum::<u64>());
                for units in certificate.legs.iter().flat_map(|leg| [leg.emission, leg.credit]) {
                    self.burned.entry(units.record).or_default().push((units.start, units.end));
                }
            }
        }
    }

    /// Compares offers, covers and balances with the model.
    fn follow_trade(&mut self) {
        let model = self.model.clone();
        assert_eq!((self.offers.len(), self.covers.len()), (model.offers.len(), model.covers.len()));
        for (offer, key) in model.offers.iter().zip(&self.offers).filter(|(offer, _)| offer.open) {
            let found: OfferAccount = self.test.runtime.get(key);
            assert_eq!(
                (found.lot, found.price_per_tonne, found.expires_at),
                (self.lots[offer.lot], offer.price, offer.expires)
            );
            assert_eq!(found.seller, self.people[offer.seller].pubkey());
        }
        for (cover, key) in model.covers.iter().zip(&self.covers) {
            let found: CoverAccount = self.test.runtime.get(key);
            let ranges: Vec<_> = found.serials.ranges.iter().map(|range| (range.start, range.end)).collect();
            assert_eq!(
                (found.record, ranges, found.void),
                (self.records[cover.record], cover.ranges.clone(), cover.void)
            );
        }
        for (person, coins) in self.people.iter().zip(model.balances) {
            assert_eq!(self.test.coins(&self.coin, &person.pubkey()), coins);
        }
        let treasury = self.test.people.treasury;
        assert_eq!(self.test.coins(&self.coin, &treasury), model.treasury);
        assert_eq!(self.test.coins_of_all(&self.coin), INITIAL_BALANCE * HOLDERS as u64);
    }
}

fn same_proof(found: &BurnProof, proof: &Proof) {
    assert_eq!(found.legs.len(), proof.legs.len());
    for (found, leg) in found.legs.iter().zip(&proof.legs) {
        let done = [found.emission, found.credit].map(|side| side.review.is_done());
        assert_eq!(done, leg.unreviewed.map(|left| left == 0), "{leg:?}");
        assert_eq!((found.emission.units.grams(), found.credit.units.grams()), (leg.grams, leg.grams));
    }
    let Some(ballot) = &proof.ballot else {
        assert_eq!(found.subject.ballot.round, 0);
        return;
    };
    let voted = |bitmap: u64| (0..MAX_NOTARIES).filter(move |index| bitmap >> index & 1 == 1);
    let is = &found.subject.ballot;
    assert_eq!((is.epoch, is.round), (ballot.epoch, ballot.round));
    assert!(voted(is.approvals).eq(ballot.approvals.iter().copied()), "{ballot:?}");
    assert!(voted(is.rejections).eq(ballot.rejections.iter().copied()), "{ballot:?}");
    assert!(voted(is.conflicted).eq(ballot.conflicted.iter().copied()), "{ballot:?}");
}
