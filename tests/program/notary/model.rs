//! Ballots against a model: random votes, suspensions, stricter thresholds, waits and exits, with the results that the
//! design demands. The model counts lists of votes; it uses no bitmap, epoch check or digest of the program.

use carbon_client::{
    instructions as ix,
    program::{claim::SubmitClaimArgs, errors::CarbonError, notary::*, registry::Change, token::TokenClass},
};
use carbon_embedded::TxResult;
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use proptest::{collection::vec, prelude::*, sample::subsequence};
use proptest_state_machine::{prop_state_machine, ReferenceStateMachine, StateMachineTest};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::collections::BTreeMap;

const VOTING_PERIOD: i64 = 7 * SECONDS_PER_DAY;
const EXECUTION_PERIOD: i64 = 7 * SECONDS_PER_DAY;
const ROUNDS: u32 = 3;

/// A registry as the model sees it.
#[derive(Clone, Debug)]
struct Model {
    weights: Vec<u32>,
    suspended: Vec<bool>,
    threshold: u16,
    /// Number of changes of the notary set so far.
    changes: u32,
    /// The number of the last suspension among them.
    last_loss: u32,
    /// Seconds since the start.
    now: i64,
    claims: u32,
    open: Option<Ballot>,
    /// Expected supply in grams.
    supply: u64,
    /// Expected result of the last step.
    outcome: Result<(), CarbonError>,
}

/// The open claim's ballot.
#[derive(Clone, Debug)]
struct Ballot {
    round: u32,
    changes: u32,
    votes: BTreeMap<usize, Verdict>,
    /// Whether a vote reached the quorum.
    reached: bool,
    expires: i64,
}

/// One action.
#[derive(Clone, Debug)]
enum Step {
    Submit,
    Vote(Vec<usize>, bool),
    Suspend(usize),
    Threshold(u16),
    Wait(i64),
    Reopen,
    Notarize,
    Close { by_owner: bool },
}

impl Model {
    fn weight(&self, of: impl Fn(usize) -> bool) -> u64 {
        self.weights.iter().enumerate().filter(|(index, _)| of(*index)).map(|(_, weight)| u64::from(*weight)).sum()
    }

    fn is_quorum(&self, weight: u64) -> bool {
        weight * 10_000 >= self.weight(|_| true) * u64::from(self.threshold)
    }

    fn phase(&self, ballot: &Ballot) -> Phase {
        let executable = self.now <= ballot.expires + EXECUTION_PERIOD;
        let voted = |verdict| move |index| ballot.votes.get(&index) == Some(&verdict);
        if ballot.reached && ballot.changes >= self.last_loss {
            return if executable { Phase::Approved } else { Phase::Expired };
        }
        if ballot.changes != self.changes {
            return if executable && ballot.round < ROUNDS { Phase::Stale } else { Phase::Expired };
        }
        if !self.is_quorum(self.weight(|index| !voted(Verdict::Reject)(index))) {
            return Phase::Rejected;
        }
        if self.now <= ballot.expires {
            Phase::Voting
        } else {
            Phase::Expired
        }
    }

    /// Why a step that needs the ballot in another phase is refused.
    fn refusal(phase: Phase) -> CarbonError {
        match phase {
            Phase::Voting => CarbonError::BallotVoting,
            Phase::Approved => CarbonError::BallotApproved,
            Phase::Rejected => CarbonError::BallotRejected,
            Phase::Expired => CarbonError::BallotExpired,
            Phase::Stale => CarbonError::BallotStale,
            Phase::Draft => unreachable!("a claim's ballot opens with it"),
        }
    }

    fn opened(&self, round: u32) -> Ballot {
        let expires = self.now + VOTING_PERIOD;
        Ballot { round, changes: self.changes, votes: BTreeMap::new(), reached: false, expires }
    }

    fn vote(&self, ballot: &mut Ballot, voters: &[usize], verdict: Verdict) -> Result<(), CarbonError> {
        match self.phase(ballot) {
            Phase::Voting => {}
            other => return Err(Self::refusal(other)),
        }
        for voter in voters {
            if self.suspended[*voter] {
                return Err(CarbonError::NotarySuspended);
            }
            if ballot.votes.insert(*voter, verdict).is_some() {
                return Err(CarbonError::AlreadyVoted);
            }
        }
        let approved = |index| ballot.votes.get(&index) == Some(&Verdict::Approve);
        ballot.reached = self.is_quorum(self.weight(approved));
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), CarbonError> {
        match (step, self.open.clone()) {
            (Step::Submit, _) => {
                self.claims += 1;
                self.open = Some(self.opened(1));
                Ok(())
            }
            (Step::Vote(voters, approve), Some(mut ballot)) => {
                self.vote(&mut ballot, voters, verdict(*approve))?;
                self.open = Some(ballot);
                Ok(())
            }
            (Step::Suspend(index), _) => {
                if self.suspended[*index] {
                    return Err(CarbonError::NotarySuspended);
                }
                self.suspended[*index] = true;
                self.changes += 1;
                self.last_loss = self.changes;
                Ok(())
            }
            (Step::Threshold(threshold), _) => {
                if *threshold < self.threshold {
                    return Err(CarbonError::TimelockRequired);
                }
                if *threshold == self.threshold {
                    return Err(CarbonError::NothingChanged);
                }
                self.threshold = *threshold;
                self.changes += 1;
                Ok(())
            }
            (Step::Wait(seconds), _) => {
                self.now += seconds;
                Ok(())
            }
            (Step::Reopen, Some(ballot)) => match self.phase(&ballot) {
                Phase::Stale => {
                    self.open = Some(self.opened(ballot.round + 1));
                    Ok(())
                }
                Phase::Expired => Err(CarbonError::BallotExpired),
                _ => Err(CarbonError::BallotNotStale),
            },
            (Step::Notarize, Some(ballot)) => match self.phase(&ballot) {
                Phase::Approved => {
                    self.supply += grams(self.claims);
                    self.open = None;
                    Ok(())
                }
                other => Err(Self::refusal(other)),
            },
            (Step::Close { by_owner }, Some(ballot)) => match self.phase(&ballot) {
                Phase::Rejected | Phase::Expired => {
                    self.open = None;
                    Ok(())
                }
                Phase::Voting | Phase::Stale if *by_owner => {
                    self.open = None;
                    Ok(())
                }
                other => Err(Self::refusal(other)),
            },
            (_, None) => unreachable!("the preconditions see to it"),
        }
    }
}

fn verdict(approve: bool) -> Verdict {
    if approve {
        Verdict::Approve
    } else {
        Verdict::Reject
    }
}

/// The claim with this number; each has a different amount and day.
fn grams(claim: u32) -> u64 {
    1_000 + u64::from(claim)
}

/// Votes of one to three notaries, sometimes of the same notary twice.
fn votes() -> BoxedStrategy<Step> {
    let some = prop_oneof![
        4 => subsequence((0..NOTARIES).collect::<Vec<_>>(), 1..4),
        1 => vec(0..NOTARIES, 1..4),
    ];
    (some, prop::bool::weighted(0.8)).prop_map(|(who, approve)| Step::Vote(who, approve)).boxed()
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let weights = vec(1u32..=5, NOTARIES);
        let model = |weights| Self {
            weights,
            suspended: vec![false; NOTARIES],
            threshold: MIN_THRESHOLD_BPS,
            changes: 0,
            last_loss: 0,
            now: 0,
            claims: 0,
            open: None,
            supply: 0,
            outcome: Ok(()),
        };
        weights.prop_map(model).boxed()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Step> {
        let Some(ballot) = &state.open else { return Just(Step::Submit).boxed() };
        // Mostly steps that fit the state, so that runs reach all states.
        let next = match state.phase(ballot) {
            Phase::Voting => votes(),
            Phase::Approved => Just(Step::Notarize).boxed(),
            Phase::Stale => Just(Step::Reopen).boxed(),
            Phase::Draft => unreachable!("a claim's ballot opens with it"),
            Phase::Rejected | Phase::Expired => any::<bool>().prop_map(|by_owner| Step::Close { by_owner }).boxed(),
        };
        let threshold = prop_oneof![Just(7_000u16), Just(8_000), MIN_THRESHOLD_BPS..=10_000];
        let seconds = prop_oneof![Just(1), Just(SECONDS_PER_DAY), Just(VOTING_PERIOD), 1..2 * VOTING_PERIOD];
        prop_oneof![
            12 => next,
            3 => votes(),
            1 => (0..NOTARIES).prop_map(Step::Suspend),
            1 => threshold.prop_map(Step::Threshold),
            2 => seconds.prop_map(Step::Wait),
            1 => Just(Step::Reopen),
            2 => Just(Step::Notarize),
            2 => any::<bool>().prop_map(|by_owner| Step::Close { by_owner }),
        ]
        .boxed()
    }

    fn preconditions(state: &Self, step: &Step) -> bool {
        state.open.is_none() == matches!(step, Step::Submit)
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        // A refused step changes nothing.
        let before = state.clone();
        let outcome = state.step(step);
        let kept = if outcome.is_ok() { state } else { before };
        Self { outcome, ..kept }
    }
}

/// The same step on the program.
struct Program {
    test: TestRegistry,
    source: Pubkey,
    claim: Pubkey,
    claims: u32,
}

impl Program {
    fn submit(&mut self) -> TxResult {
        self.claims += 1;
        let (test, day) = (&mut self.test, day(2023, 7, 1) + self.claims - 1);
        let args = SubmitClaimArgs { first_day: day, last_day: day, ..test.emission(grams(self.claims)) };
        self.claim = carbon_client::addresses::claim(&self.source, args.nonce);
        test.submit_with(test.context(self.source), args)
    }

    /// `None` for steps without a transaction.
    fn step(&mut self, step: Step) -> Option<TxResult> {
        let (test, claim) = (&mut self.test, self.claim);
        Some(match step {
            Step::Submit => self.submit(),
            Step::Vote(voters, approve) => test.vote(claim, &voters, verdict(approve)),
            Step::Suspend(index) => {
                let notary = test.people.notaries[index].pubkey();
                let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, notary);
                test.runtime.send(&[suspend], &[&test.people.guardian])
            }
            Step::Threshold(threshold_bps) => test.apply(Change::SetThreshold { threshold_bps }),
            Step::Wait(seconds) => {
                test.pass(seconds);
                return None;
            }
            Step::Reopen => test.runtime.send(&[ix::reopen_ballot(test.registry, claim)], &[]),
            Step::Notarize => test.notarize(claim),
            Step::Close { by_owner } => {
                let caller = if by_owner { test.people.owner.clone() } else { key(72).into() };
                test.close(claim, &caller)
            }
        })
    }
}

impl StateMachineTest for Program {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(model: &Model) -> Self {
        let mut test = TestRegistry::set_up(1);
        // Each notary has the weight 1 already.
        for (index, weight) in model.weights.iter().enumerate().filter(|(_, weight)| **weight != 1) {
            let key = test.people.notaries[index].pubkey();
            test.apply(Change::SetWeight { key, weight: *weight }).unwrap();
        }
        let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
        test.authority_sends(&[open]).unwrap();
        let source = test.source(TestRegistry::source_args(1));
        Self { test, source, claim: Pubkey::default(), claims: 0 }
    }

    fn apply(mut program: Self, model: &Model, step: Step) -> Self {
        if let Some(outcome) = program.step(step) {
            match model.outcome {
                Ok(()) => drop(outcome.unwrap_or_else(|failed| panic!("refused: {failed:?}"))),
                Err(error) => assert_refused(outcome, error),
            }
        }
        assert_eq!(program.test.supply(TokenClass::Emission), model.supply);
        assert_eq!(program.test.runtime.svm().get_account(&program.claim).is_some(), model.open.is_some());
        program.test.assert_conservation();
        program
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ballots_do_as_the_model_says(sequential 1..40 => Program);
}
