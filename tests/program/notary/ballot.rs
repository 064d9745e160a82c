//! Every action in every state of a ballot, for claims and year closings: which actions pass, which errors refuse the
//! others, and that no deposit or lock remains.

use carbon_client::{
    addresses as at, claims, instructions as ix,
    program::{claim::*, errors::CarbonError, notary::Verdict, record::*, registry::Change, year::YearClosing},
    years,
};
use carbon_embedded::TxResult;
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use litesvm::LiteSVM;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// BallotState of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BallotState {
    Voting,
    Approved,
    /// Approved, and the threshold was raised since.
    ApprovedBefore,
    Rejected,
    /// No quorum voted in time.
    VotedTooLate,
    /// Approved, and not executed in time.
    ExecutedTooLate,
    /// The threshold was raised after votes that were no quorum.
    Stale,
    /// A notary was suspended after a quorum.
    Undone,
    /// The set changed, and the ballot was not reopened in time.
    StaleTooLate,
    /// The set changed in the third round.
    Exhausted,
}

use BallotState::*;

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Vote,
    Execute,
    Reopen,
    CloseByProposer,
    CloseByStranger,
}

use Action::*;

const STATES: [BallotState; 10] =
    [Voting, Approved, ApprovedBefore, Rejected, VotedTooLate, ExecutedTooLate, Stale, Undone, StaleTooLate, Exhausted];
const ACTIONS: [Action; 5] = [Vote, Execute, Reopen, CloseByProposer, CloseByStranger];

/// The expected error; `None` if the action passes.
fn expected(state: BallotState, action: Action) -> Option<CarbonError> {
    match (state, action) {
        (Voting, Vote | CloseByProposer) => None,
        (Voting, Execute | CloseByStranger) => Some(CarbonError::BallotVoting),
        (Approved | ApprovedBefore, Execute) => None,
        (Approved | ApprovedBefore, Vote | CloseByProposer | CloseByStranger) => Some(CarbonError::BallotApproved),
        (Rejected, CloseByProposer | CloseByStranger) => None,
        (Rejected, Vote | Execute) => Some(CarbonError::BallotRejected),
        (Stale | Undone, Reopen | CloseByProposer) => None,
        (Stale | Undone, Vote | Execute | CloseByStranger) => Some(CarbonError::BallotStale),
        (VotedTooLate | ExecutedTooLate | StaleTooLate | Exhausted, CloseByProposer | CloseByStranger) => None,
        (VotedTooLate | ExecutedTooLate | StaleTooLate | Exhausted, Vote | Execute | Reopen) => {
            Some(CarbonError::BallotExpired)
        }
        (Voting | Approved | ApprovedBefore | Rejected, Reopen) => Some(CarbonError::BallotNotStale),
    }
}

/// The same in a paused registry: only the exits work.
fn expected_while_paused(state: BallotState, action: Action) -> Option<CarbonError> {
    match action {
        Vote | Execute | Reopen => Some(CarbonError::Paused),
        CloseByProposer | CloseByStranger => expected(state, action),
    }
}

type Released = Box<dyn Fn(&mut TestRegistry, bool)>;

/// A subject of a vote, and the calls about it.
struct VotedSubject {
    test: TestRegistry,
    key: Pubkey,
    execute: Instruction,
    close: Box<dyn Fn(Pubkey) -> Instruction>,
    /// Asserts that nothing of the subject remains after it was executed (`true`) or closed.
    released: Released,
}

fn proposer() -> Keypair {
    key(12)
}

fn stranger() -> Keypair {
    key(72)
}

/// A claim of a year's emissions.
fn claim() -> VotedSubject {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000);
    let before = test.runtime.lamports(&test.people.payer.pubkey());
    let key = test.submit(source, args.clone());
    let content: Claim = test.runtime.get(&key);
    let execute = claims::notarize_claim(test.people.crank.pubkey(), key, &content, None);
    let close = Box::new(move |caller| claims::close_claim(caller, key, &content));
    let released = Box::new(move |test: &mut TestRegistry, executed: bool| {
        assert!(test.runtime.find::<Claim>(&key).is_none());
        let inventory: Option<Inventory> = test.runtime.find(&at::inventory(&source, 2023));
        assert_eq!(inventory.is_some(), executed);
        test.assert_conservation();
        if !executed {
            let fee = policy().terms.claim_fee;
            assert_eq!(test.runtime.lamports(&test.people.payer.pubkey()), before - fee, "all but the fee comes back");
            // The same data can still become a record: address, days and evidence are free.
            assert_eq!(at::claim(&source, args.nonce), key);
            test.record(source, args.clone());
            test.assert_conservation();
        }
    });
    VotedSubject { test, key, execute, close, released }
}

/// A proposal to close a year.
fn closing() -> VotedSubject {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000);
    test.record(source, args);
    let (owner, registry, key) = (proposer().pubkey(), test.registry, at::closing(&source, 2023));
    let before = test.runtime.lamports(&owner);
    propose_year_closing(&mut test, source).unwrap();
    let execute = years::execute_year_closing(registry, source, 2023, owner);
    let close = Box::new(move |caller| years::drop_year_closing(caller, registry, source, 2023, owner));
    let released = Box::new(move |test: &mut TestRegistry, executed: bool| {
        assert!(test.runtime.find::<YearClosing>(&key).is_none());
        assert_eq!(test.runtime.lamports(&owner), before, "the rent comes back");
        assert_eq!(test.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed, executed);
        if !executed {
            propose_year_closing(test, source).unwrap();
        }
    });
    VotedSubject { test, key, execute, close, released }
}

fn propose_year_closing(test: &mut TestRegistry, source: Pubkey) -> TxResult {
    let owner = proposer();
    let days = claims::day_map_of(&source, &test.emission(0), 2023);
    let close = years::propose_year_closing(
        owner.pubkey(),
        owner.pubkey(),
        test.registry,
        source,
        None,
        2023,
        1_000,
        0,
        &[days],
    );
    test.runtime.send(&[close], &[&owner])
}

impl VotedSubject {
    fn bring_to(&mut self, state: BallotState) {
        let (test, key) = (&mut self.test, self.key);
        match state {
            Voting => drop(test.vote(key, &[0, 1, 2], Verdict::Approve).unwrap()),
            Approved => drop(test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap()),
            Rejected => drop(test.vote(key, &[0, 1], Verdict::Reject).unwrap()),
            VotedTooLate => {
                test.vote(key, &[0, 1, 2], Verdict::Approve).unwrap();
                test.pass(7 * SECONDS_PER_DAY + 1);
            }
            ExecutedTooLate => {
                test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
                test.pass(14 * SECONDS_PER_DAY + 1);
            }
            ApprovedBefore => {
                test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
                test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
            }
            Undone => {
                test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
                let (guardian, notary) = (test.people.guardian.clone(), test.people.notaries[4].pubkey());
                let suspend = ix::suspend_notary(guardian.pubkey(), test.registry, notary);
                test.runtime.send(&[suspend], &[&guardian]).unwrap();
            }
            Stale => {
                test.vote(key, &[0, 1, 2], Verdict::Approve).unwrap();
                test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
            }
            StaleTooLate => {
                test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
                test.pass(14 * SECONDS_PER_DAY + 1);
            }
            Exhausted => {
                let [first, second, third] = STRICTER_THRESHOLDS_BPS;
                for threshold_bps in [first, second] {
                    test.apply(Change::SetThreshold { threshold_bps }).unwrap();
                    test.runtime.send(&[ix::reopen_ballot(test.registry, key)], &[]).unwrap();
                }
                test.apply(Change::SetThreshold { threshold_bps: third }).unwrap();
            }
        }
    }

    fn perform(&mut self, action: Action) -> TxResult {
        let (test, key) = (&mut self.test, self.key);
        match action {
            Vote => test.vote(key, &[4], Verdict::Reject),
            Execute => {
                let crank = test.people.crank.clone();
                test.runtime.send(std::slice::from_ref(&self.execute), &[&crank])
            }
            Reopen => test.runtime.send(&[ix::reopen_ballot(test.registry, key)], &[]),
            CloseByProposer => test.runtime.send(&[(self.close)(proposer().pubkey())], &[&proposer()]),
            CloseByStranger => test.runtime.send(&[(self.close)(stranger().pubkey())], &[&stranger()]),
        }
    }

    fn litesvm(&mut self) -> &mut LiteSVM {
        self.test.runtime.svm()
    }

    /// Tries every action, each from the same state of the runtime.
    fn try_all(
        &mut self,
        state: BallotState,
        expected: fn(BallotState, Action) -> Option<CarbonError>,
        released: bool,
    ) {
        let initial = self.litesvm().clone();
        for action in ACTIONS {
            *self.litesvm() = initial.clone();
            println!("{state:?}: {action:?}");
            let outcome = self.perform(action);
            if let Some(error) = expected(state, action) {
                assert_refused(outcome, error);
                continue;
            }
            outcome.unwrap_or_else(|failed| panic!("{state:?}: {action:?} was refused: {failed:?}"));
            if released && !matches!(action, Vote | Reopen) {
                (self.released)(&mut self.test, action == Execute);
            }
        }
        *self.litesvm() = initial;
    }
}

#[test]
fn every_way_out_of_every_state() {
    for subject in [claim, closing] {
        for state in STATES {
            let mut subject = subject();
            subject.bring_to(state);
            subject.try_all(state, expected, true);
            let actions = ACTIONS.into_iter().filter(|action| expected(state, *action).is_none());
            assert!(actions.clone().any(|action| !matches!(action, Vote)), "{state:?} has a way out");

            let test = &mut subject.test;
            let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
            test.runtime.send(&[pause], &[&test.people.guardian]).unwrap();
            subject.try_all(state, expected_while_paused, false);
        }
    }
}

/// The last second of each period still counts.
#[test]
fn the_last_second_counts() {
    for subject in [claim, closing] {
        let mut subject = subject();
        subject.test.pass(7 * SECONDS_PER_DAY);
        subject.test.vote(subject.key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        subject.test.pass(7 * SECONDS_PER_DAY);
        subject.perform(Execute).unwrap();
        (subject.released)(&mut subject.test, true);
    }
}
