//! Random sequences of every instruction on lots, burns, offers, restatements and impaired certificates, by several
//! people, and of all that members of a pool and strangers do around its deadline, against reference models: after each step
//! the runtime must equal the model, and the invariants hold.
//!
//! `make test` runs the same sequences each time, `make soak` other and longer ones. `CARBON_SEED`, `CARBON_SEQUENCES`
//! and `CARBON_STEPS` choose them; a failure prints the seed and the shortest failing sequence.

mod model;
mod pools;
mod runner;
mod steps;

use model::*;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use runner::SequenceRunner;
use std::{
    collections::BTreeMap,
    sync::{LazyLock, Mutex},
    time::Instant,
};

struct Model;

impl ReferenceStateMachine for Model {
    type State = State;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<State> {
        Just(steps::beginning()).boxed()
    }

    fn transitions(state: &State) -> BoxedStrategy<Step> {
        prop_oneof![1 => steps::any(), 3 => steps::sensible(state)].boxed()
    }

    fn apply(state: State, step: &Step) -> State {
        state.apply(step)
    }
}

/// How often each kind of step was taken: accepted, refused.
type Taken = Mutex<BTreeMap<String, (u64, u64)>>;

/// Counts a step.
fn count(taken: &Taken, step: &impl std::fmt::Debug, accepted: bool) {
    let name = format!("{step:?}").split([' ', '{']).next().unwrap_or_default().to_string();
    let mut taken = taken.lock().expect("no test panics while it counts");
    let (yes, no) = taken.entry(name).or_default();
    *if accepted { yes } else { no } += 1;
}

static TAKEN: LazyLock<Taken> = LazyLock::new(Default::default);

struct Sequences;

impl StateMachineTest for Sequences {
    type SystemUnderTest = SequenceRunner;
    type Reference = Model;

    fn init_test(_: &State) -> SequenceRunner {
        SequenceRunner::after(steps::stock)
    }

    fn apply(mut runner: SequenceRunner, model: &State, step: Step) -> SequenceRunner {
        let accepted = runner.take(&step, model.accepted);
        assert_eq!(accepted, model.accepted, "whether {step:?} is accepted");
        count(&TAKEN, &step, accepted);
        runner.follow(model);
        runner.check();
        runner
    }
}

fn setting(name: &str, default: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text}")))
}

/// Runs random sequences of a machine with this number of kinds of steps.
fn run<T>(taken: &Taken, kinds: usize)
where
    T: StateMachineTest,
    <T::Reference as ReferenceStateMachine>::State: std::fmt::Debug + Clone,
    <T::Reference as ReferenceStateMachine>::Transition: std::fmt::Debug + Clone,
{
    let seed = setting("CARBON_SEED", 2020);
    let (sequences, steps) = (setting("CARBON_SEQUENCES", 200), setting("CARBON_STEPS", 50));
    println!("{sequences} sequences of {steps} steps from CARBON_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config =
        Config { cases: sequences as u32, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut proptest_runner = TestRunner::new_with_rng(config.clone(), rng);
    let begun = Instant::now();
    let strategy = T::Reference::sequential_strategy(steps as usize);
    let outcome = proptest_runner.run(&strategy, |(state, steps, seen)| {
        T::test_sequential(config.clone(), state, steps, seen);
        Ok(())
    });
    if let Err(error) = outcome {
        match error {
            TestError::Fail(reason, (_, steps, _)) => {
                panic!("CARBON_SEED={seed}: {reason}\nthe shortest sequence that fails:\n{steps:#?}")
            }
            TestError::Abort(reason) => panic!("CARBON_SEED={seed}: {reason}"),
        }
    }
    let taken = taken.lock().expect("nothing panicked");
    println!("{:.1} s", begun.elapsed().as_secs_f64());
    for (step, (accepted, refused)) in taken.iter() {
        println!("{step:<18} {accepted:>8} accepted {refused:>8} refused");
    }
    // A model that refuses everything would agree with a program that refuses everything.
    let rare = taken.iter().filter(|(_, (accepted, _))| *accepted * 20 < sequences);
    let rare: Vec<_> = rare.map(|(step, _)| step).collect();
    assert!(rare.is_empty() && taken.len() == kinds, "hardly ever accepted: {rare:?}");
}

#[test]
fn the_runtime_is_what_the_model_says_after_every_step() {
    run::<Sequences>(&TAKEN, 23);
}
