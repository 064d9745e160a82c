//! Which steps are tried: any at all, and those that the state suggests, so that sequences come to an end.

use super::model::*;
use proptest::prelude::*;

/// What everybody starts with, and the states after each step.
pub fn stock() -> Vec<(Step, State)> {
    let mut state = State::new(carbon_tests::NOW, NOTARIES as u64 + 1);
    let mut steps = vec![];
    for owner in 0..PEOPLE {
        for (class, grams) in [(Class::Emission, 100_000), (Class::Credit, 200_001)] {
            let step = Step::Issue { owner, class, grams };
            state = state.apply(&step);
            steps.push((step, state.clone()));
        }
    }
    steps
}

/// The state that sequences start from.
pub fn beginning() -> State {
    stock().pop().expect("a stock").1
}

fn number() -> std::ops::Range<usize> {
    0..usize::MAX
}

/// Any step: most are refused.
pub fn any() -> BoxedStrategy<Step> {
    let person = || 0..PEOPLE;
    let percent = || prop_oneof![Just(100), 0..130u64];
    let class = prop_oneof![Just(Class::Emission), Just(Class::Credit)];
    prop_oneof![
        2 => (person(), class, 100..1_000_000u64).prop_map(|(owner, class, grams)| Step::Issue { owner, class, grams }),
        4 => (number(), person(), percent(), prop::bool::weighted(0.9), any_bool()).prop_map(
            |(lot, to, percent, by_owner, consent)| Step::Transfer { lot, to, percent, by_owner, consent }
        ),
        1 => person().prop_map(|proposer| Step::Propose { proposer }),
        4 => (number(), [number(), number()], percent(), any_bool())
            .prop_map(|(proof, lots, percent, fitting)| Step::AddLeg { proof, lots, percent, fitting }),
        1 => number().prop_map(|proof| Step::Submit { proof }),
        4 => (number(), number(), any_bool()).prop_map(|(proof, side, forged)| Step::Review { proof, side, forged }),
        4 => (number(), 0..NOTARIES, any_bool())
            .prop_map(|(proof, notary, approve)| Step::Vote { proof, notary, approve }),
        3 => number().prop_map(|proof| Step::Finalize { proof }),
        2 => (number(), person()).prop_map(|(proof, by)| Step::Cancel { proof, by }),
        1 => number().prop_map(|lot| Step::CloseLot { lot }),
        1 => (0..NOTARIES).prop_map(|notary| Step::Suspend { notary }),
        1 => number().prop_map(|proof| Step::Reopen { proof }),
        2 => (0..60i64).prop_map(|hours| Step::Pass { hours }),
    ]
    .boxed()
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

/// Proofs that are brought forward at a time.
const AT_A_TIME: usize = 2;

/// One of the steps that bring something forward; most are accepted.
pub fn sensible(state: &State) -> BoxedStrategy<Step> {
    let mut steps = vec![];
    let open: Vec<(usize, &Proof)> =
        state.proofs.iter().enumerate().filter(|(_, proof)| proof.fate == Fate::Open).collect();
    for (at, proof) in open.iter().take(AT_A_TIME) {
        steps.push((8, prop::strategy::Union::new(next(state, *at, proof)).boxed()));
    }
    if open.len() < AT_A_TIME {
        steps.push((4, (0..PEOPLE).prop_map(|proposer| Step::Propose { proposer }).boxed()));
    }
    let lots_that = |is: fn(&Lot) -> bool| -> Vec<usize> {
        (0..state.lots.len()).filter(|lot| !state.lots[*lot].closed && is(&state.lots[*lot])).collect()
    };
    let movable = lots_that(|lot| lot.grams() > 0 && lot.locked.is_none() && lot.owner() != BUFFER);
    if !movable.is_empty() {
        let transfer = (prop::sample::select(movable), 0..PEOPLE, prop_oneof![Just(100), 1..100u64])
            .prop_map(|(lot, to, percent)| Step::Transfer { lot, to, percent, by_owner: true, consent: true });
        steps.push((2, transfer.boxed()));
    }
    let empty = lots_that(|lot| lot.grams() == 0);
    if !empty.is_empty() {
        steps.push((1, prop::sample::select(empty).prop_map(|lot| Step::CloseLot { lot }).boxed()));
    }
    if !state.suspended.is_empty() {
        steps.push((2, Just(Step::Reinstate).boxed()));
    }
    prop::strategy::Union::new_weighted(steps).boxed()
}

/// What a proof waits for.
fn next(state: &State, proof: usize, content: &Proof) -> Vec<BoxedStrategy<Step>> {
    let of_notaries = |approve: bool, among: fn(&Ballot, usize) -> bool| {
        let ballot = content.ballot.as_ref().expect("a ballot is open");
        let shut_out = |notary: &usize| content.excluded.contains(notary) || state.suspended.contains(notary);
        let votes = (0..NOTARIES).filter(|notary| among(ballot, *notary) && !shut_out(notary));
        votes.map(|notary| Just(Step::Vote { proof, notary, approve }).boxed()).collect::<Vec<_>>()
    };
    let silent = |ballot: &Ballot, notary: usize| !ballot.approve.contains(&notary) && !ballot.reject.contains(&notary);
    let reviews = || {
        let sides = content.legs.iter().flat_map(|leg| leg.unreviewed).enumerate().filter(|(_, left)| *left > 0);
        sides.map(|(side, _)| Just(Step::Review { proof, side, forged: false }).boxed()).collect::<Vec<_>>()
    };
    match content.phase(state) {
        Phase::Draft => {
            let lots = [number(), number()];
            let leg =
                (lots, 1..60u64).prop_map(move |(lots, percent)| Step::AddLeg { proof, lots, percent, fitting: true });
            let mut steps = vec![leg.boxed()];
            if !content.legs.is_empty() {
                steps.extend((0..3).map(|_| Just(Step::Submit { proof }).boxed()));
            }
            steps
        }
        Phase::Voting => {
            let mut steps = of_notaries(true, silent);
            steps.extend(reviews());
            // Once in a while some say no.
            if state.lots.len().is_multiple_of(7) {
                steps.extend(of_notaries(false, silent));
            }
            if steps.is_empty() {
                // Who could still vote is suspended: it will expire.
                steps.push(Just(Step::Pass { hours: 59 }).boxed());
            }
            steps
        }
        Phase::Approved => {
            let mut steps = reviews();
            steps.extend((0..3).map(|_| Just(Step::Finalize { proof }).boxed()));
            steps
        }
        Phase::Rejected | Phase::Expired => vec![Just(Step::Cancel { proof, by: 1 }).boxed()],
        Phase::Stale => vec![Just(Step::Reopen { proof }).boxed(); 3],
    }
}
