//! A pool of two members, around its deadline: claims of half a year, recalls and corrections, strangers' add-backs with their
//! bonds, cures with credits that are recalled later, closings, operators who are notaries, settlements. The rules are written
//! from `docs/design.md`.

use super::{count, run, Taken};
use carbon_client::{
    addresses as at, claims,
    program::{
        claim::{Claim, SubmitClaimArgs},
        notary::Verdict,
        pool::{Cure as CureAccount, MemberState, Pool, PoolOutcome, PoolUnit, Settlement},
        record::{ClaimKind, Inventory, InventoryLine, Record as RecordAccount},
        ID,
    },
    read,
};
use carbon_testkit::*;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{cell::OnceCell, collections::BTreeMap, rc::Rc, sync::LazyLock};

const DAY: i64 = 86_400;
/// Seconds a ballot is open, and in which an approved one can be executed.
const VOTING: i64 = 7 * DAY;
const EXECUTION: i64 = 7 * DAY;
/// Grams of each member's target.
const TARGET: u64 = 1_000;
/// Grams of each record of credits, of which the owner's lot has the first 85 of 100.
const CREDIT: u64 = 2_000;
const OWN: u64 = 1_700;
const MEMBERS: usize = 2;
const CREDITS: usize = 2;

#[derive(Clone, Debug)]
enum Step {
    Emit { member: usize, half: usize, grams: u64 },
    Correct { record: usize, grams: u64 },
    AddBack { member: usize, by_stranger: bool, grams: u64, right: bool },
    Cure { member: usize, credit: usize, grams: u64 },
    RecallCredit { credit: usize, valid: u64 },
    ImpairCure { member: usize, credit: usize },
    CloseYear { member: usize },
    Operate { is_notary: bool },
    Pass { days: i64 },
    OpenSettlement,
    Settle,
    RejectSettlement,
}

#[derive(Clone, Debug, Default)]
struct Member {
    closed: bool,
    add_back: u64,
    cured: u64,
    /// When a correction of a record was executed last.
    restated: i64,
    /// Lamports that its claims left at the source: fees and forfeited bonds.
    collected: u64,
    /// Gross, add-back and cured grams, and whether the year is closed, when the settlement was opened.
    frozen: (u64, u64, u64, bool),
}

/// A claim that was notarized.
#[derive(Clone, Debug)]
struct Record {
    member: usize,
    half: usize,
    /// The figure that the notaries approved last.
    grams: u64,
    recalled: bool,
}

#[derive(Clone, Debug)]
struct Credit {
    valid: u64,
    lowerings: u32,
    taken: u64,
}

#[derive(Clone, Debug, Default)]
struct Cure {
    ranges: Vec<(u64, u64)>,
    void: u64,
    lowerings: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PoolState {
    Collecting,
    /// With the last second of the vote.
    Settling {
        until: i64,
    },
    Settled(Outcome),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Achieved { credits: u64 },
    Covered,
    Failed,
}

#[derive(Clone, Debug)]
struct State {
    now: i64,
    members: [Member; MEMBERS],
    records: Vec<Record>,
    credits: [Credit; CREDITS],
    cures: BTreeMap<(usize, usize), Cure>,
    pool: PoolState,
    /// End of the time for corrections after a rejected settlement.
    corrections: i64,
    accepted: bool,
}

fn allow(rule: bool) -> Option<()> {
    rule.then_some(())
}

impl State {
    fn new() -> Self {
        Self {
            now: NOW,
            members: Default::default(),
            records: vec![],
            credits: std::array::from_fn(|_| Credit { valid: CREDIT, lowerings: 0, taken: 0 }),
            cures: BTreeMap::new(),
            pool: PoolState::Collecting,
            corrections: 0,
            accepted: true,
        }
    }

    fn of(&self, member: usize) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.member == member)
    }

    fn emitted(&self, member: usize) -> u64 {
        self.of(member).map(|record| record.grams).sum()
    }

    fn covers(&self, member: usize, half: usize) -> bool {
        self.of(member).any(|record| record.half == half && !record.recalled)
    }

    fn is_due(&self, key: &(usize, usize)) -> bool {
        self.cures.get(key).is_some_and(|cure| cure.lowerings < self.credits[key.1].lowerings)
    }

    fn due(&self) -> u64 {
        self.cures.keys().filter(|key| self.is_due(key)).count() as u64
    }

    fn outcome(&self) -> Outcome {
        let sum = |part: fn(&(u64, u64, u64, bool)) -> u64| self.members.iter().map(|it| part(&it.frozen)).sum::<u64>();
        let (counted, cured) = (sum(|it| it.0) + sum(|it| it.1), sum(|it| it.2));
        let target = TARGET * MEMBERS as u64;
        if self.members.iter().any(|member| !member.frozen.3) || counted > target + cured {
            Outcome::Failed
        } else if counted <= target {
            Outcome::Achieved { credits: target - counted }
        } else {
            Outcome::Covered
        }
    }

    fn try_apply(&mut self, step: &Step) -> Option<()> {
        let terms = policy().terms;
        match *step {
            Step::Emit { member, half, grams } => {
                allow(!self.covers(member, half))?;
                self.records.push(Record { member, half, grams, recalled: false });
                self.members[member].closed = false;
                self.members[member].collected += terms.claim_fee;
            }
            Step::Correct { record, grams } => {
                let at = record.checked_rem(self.records.len())?;
                let record = self.records[at].clone();
                let collecting = self.pool == PoolState::Collecting;
                allow(collecting && grams != record.grams && !(record.recalled && grams > 0))?;
                self.records[at] = Record { grams, recalled: grams == 0, ..record };
                self.members[record.member].closed = false;
                self.members[record.member].restated = self.now;
            }
            Step::AddBack { member, by_stranger, grams, right } => {
                let member = &mut self.members[member];
                member.add_back += if right { grams } else { 0 };
                // A stranger's bond is kept if the notaries vote against the report.
                let bond = if by_stranger && !right { terms.add_back_bond } else { 0 };
                member.collected += terms.claim_fee + bond;
            }
            Step::Cure { member, credit, grams } => {
                let key = (member, credit);
                let Credit { valid, lowerings, taken } = self.credits[credit];
                allow(self.pool == PoolState::Collecting && self.now <= DEADLINE && !self.is_due(&key))?;
                allow(grams > 0 && taken + grams <= OWN.min(valid))?;
                self.credits[credit].taken += grams;
                let cure = self.cures.entry(key).or_insert(Cure { lowerings, ..Cure::default() });
                match cure.ranges.last_mut() {
                    Some(last) if last.1 == taken => last.1 += grams,
                    _ => cure.ranges.push((taken, taken + grams)),
                }
                self.members[member].cured += grams;
            }
            Step::RecallCredit { credit, valid } => {
                allow(valid < self.credits[credit].valid)?;
                self.credits[credit].valid = valid;
                self.credits[credit].lowerings += 1;
            }
            Step::ImpairCure { member, credit } => {
                let key = (member, credit);
                allow(self.is_due(&key))?;
                let Credit { valid, lowerings, .. } = self.credits[credit];
                let cure = self.cures.get_mut(&key)?;
                let void: u64 = cure.ranges.iter().map(|(start, end)| end - valid.clamp(*start, *end)).sum();
                self.members[member].cured -= void - cure.void;
                (cure.void, cure.lowerings) = (void, lowerings);
            }
            Step::CloseYear { member } => {
                allow(!self.members[member].closed && (0..2).all(|half| self.covers(member, half)))?;
                self.members[member].closed = true;
            }
            // Notaries do not operate sources.
            Step::Operate { is_notary } => allow(!is_notary)?,
            Step::Pass { days } => self.now += days * DAY,
            Step::OpenSettlement => {
                allow(self.pool == PoolState::Collecting && self.now > DEADLINE && self.due() == 0)?;
                allow(self.now <= DEADLINE + 180 * DAY && self.now > self.corrections)?;
                let grace = |from: i64| self.now > from + VOTING + EXECUTION;
                let ready = |member: &Member| member.closed || (grace(DEADLINE) && grace(member.restated));
                allow(self.members.iter().all(ready))?;
                for at in 0..MEMBERS {
                    let Member { add_back, cured, closed, .. } = self.members[at];
                    self.members[at].frozen = (self.emitted(at), add_back, cured, closed);
                }
                self.pool = PoolState::Settling { until: self.now + VOTING };
            }
            Step::Settle => {
                let PoolState::Settling { until } = self.pool else { return None };
                allow(self.now <= until)?;
                self.pool = PoolState::Settled(self.outcome());
            }
            Step::RejectSettlement => {
                let PoolState::Settling { until } = self.pool else { return None };
                self.pool = PoolState::Collecting;
                // One that only expired needs no time for corrections.
                if self.now <= until {
                    self.corrections = self.now + VOTING;
                }
            }
        }
        Some(())
    }
}

struct Model;

impl ReferenceStateMachine for Model {
    type State = State;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<State> {
        Just(State::new()).boxed()
    }

    fn transitions(state: &State) -> BoxedStrategy<Step> {
        let (member, credit) = (|| 0..MEMBERS, || 0..CREDITS);
        let records = state.records.len().max(1);
        let any = prop_oneof![
            6 => (member(), 0..2usize, 0..700u64).prop_map(|(member, half, grams)| Step::Emit { member, half, grams }),
            3 => (0..records, prop_oneof![1 => Just(0), 2 => 0..700u64])
                .prop_map(|(record, grams)| Step::Correct { record, grams }),
            2 => (member(), any::<bool>(), 1..300u64, any::<bool>())
                .prop_map(|(member, by_stranger, grams, right)| Step::AddBack { member, by_stranger, grams, right }),
            4 => (member(), credit(), 0..600u64)
                .prop_map(|(member, credit, grams)| Step::Cure { member, credit, grams }),
            1 => (credit(), 0..CREDIT).prop_map(|(credit, valid)| Step::RecallCredit { credit, valid }),
            1 => (member(), credit()).prop_map(|(member, credit)| Step::ImpairCure { member, credit }),
            3 => member().prop_map(|member| Step::CloseYear { member }),
            1 => any::<bool>().prop_map(|is_notary| Step::Operate { is_notary }),
            2 => (1..40i64).prop_map(|days| Step::Pass { days }),
            1 => Just(Step::OpenSettlement),
            1 => Just(Step::Settle),
            1 => Just(Step::RejectSettlement),
        ];
        let mut sensible: Vec<Step> = vec![];
        for member in 0..MEMBERS {
            if !state.members[member].closed {
                let open = (0..2).find(|half| !state.covers(member, *half));
                sensible.push(match open {
                    Some(half) => Step::Emit { member, half, grams: 400 },
                    None => Step::CloseYear { member },
                });
            }
        }
        let due = state.cures.keys().filter(|key| state.is_due(key));
        sensible.extend(due.map(|(member, credit)| Step::ImpairCure { member: *member, credit: *credit }));
        match state.pool {
            PoolState::Settling { .. } => sensible.extend([Step::Settle, Step::Settle, Step::RejectSettlement]),
            PoolState::Collecting if state.now > DEADLINE => sensible.push(Step::OpenSettlement),
            _ => {}
        }
        if sensible.is_empty() {
            return any.boxed();
        }
        prop_oneof![3 => any, 2 => prop::sample::select(sensible)].boxed()
    }

    fn apply(mut state: State, step: &Step) -> State {
        let mut after = state.clone();
        state.accepted = after.try_apply(step).is_some();
        if state.accepted {
            after.accepted = true;
            return after;
        }
        state
    }
}

struct PoolRunner {
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
    fn new() -> Self {
        let mut test = TestRegistry::before();
        let (pool, members) = test.locked(PoolUnit::Gram, &[TARGET; MEMBERS]);
        let lots: Vec<Pubkey> = (0..CREDITS).map(|_| test.credit(CREDIT / 2)).collect();
        let credits = lots.iter().map(|lot| test.lot(lot).record).collect();
        let stranger = test.person(40);
        test.runtime.warp_to(NOW);
        let before = members.iter().map(|source| test.runtime.lamports(source)).collect();
        Self { test, pool, members, records: vec![], credits, before, stranger }
    }

    fn fork(&self) -> Self {
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
    fn take(&mut self, step: &Step) -> Option<()> {
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
                let execute = carbon_client::years::execute_year_closing(self.test.registry, source, YEAR, payer);
                self.test.runtime.send(&[execute], &[]).unwrap();
            }
            Step::Operate { is_notary } => {
                let notary = self.test.people.notaries[0].clone();
                let operator = if is_notary { notary } else { self.stranger.clone() };
                let index = self.test.unused() as u32;
                let args = TestRegistry::source_args(index);
                let operators = vec![operator.pubkey()];
                let args = carbon_client::program::source::RegisterSourceArgs { operators, ..args };
                let register = carbon_client::instructions::register_source(
                    owner.pubkey(),
                    owner.pubkey(),
                    self.test.registry,
                    args,
                );
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
    fn follow(&mut self, model: &State) {
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

static TAKEN: LazyLock<Taken> = LazyLock::new(Default::default);

struct PoolSequences;

impl StateMachineTest for PoolSequences {
    type SystemUnderTest = PoolRunner;
    type Reference = Model;

    fn init_test(_: &State) -> PoolRunner {
        thread_local!(static LOCKED: OnceCell<PoolRunner> = const { OnceCell::new() });
        LOCKED.with(|runner| runner.get_or_init(PoolRunner::new).fork())
    }

    fn apply(mut runner: PoolRunner, model: &State, step: Step) -> PoolRunner {
        let accepted = runner.take(&step).is_some();
        assert_eq!(accepted, model.accepted, "whether {step:?} is accepted");
        count(&TAKEN, &step, accepted);
        runner.follow(model);
        runner
    }
}

#[test]
fn members_and_strangers_settle_a_pool_as_the_model_says() {
    run::<PoolSequences>(&TAKEN, 12);
}
