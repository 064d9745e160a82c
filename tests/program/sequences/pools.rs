//! A pool of two members, around its deadline: claims of half a year, recalls and corrections, strangers' add-backs with their
//! bonds, cures with credits that are recalled later, closings, operators who are notaries, settlements. The rules are written
//! from `docs/design.md`.

mod model;
mod runner;

use super::{count, run, Taken};
use carbon_testkit::DEADLINE;
use model::*;
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use runner::PoolRunner;
use std::{cell::OnceCell, sync::LazyLock};

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
