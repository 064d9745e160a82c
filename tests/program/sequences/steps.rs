//! Generation of steps: arbitrary ones, and ones that fit the state, so that sequences reach certificates.

use super::model::*;
use proptest::prelude::*;

/// The first steps of every sequence and the states after them: lots for each person, and a burn, so that there is a
/// certificate.
pub fn stock() -> Vec<(Step, State)> {
    // After the timelock of the payment coin.
    let mut state = State::new(carbon_testkit::NOW + 2 * DAY, NOTARIES as u64 + 1);
    let issues = (0..HOLDERS).flat_map(|owner| {
        [(Class::Emission, 100_000), (Class::Credit, 200_001)].map(|(class, grams)| Step::Issue { owner, class, grams })
    });
    let reviews = (0..2).map(|side| Step::Review { proof: 0, side, forged: false });
    let votes = (0..4).map(|notary| Step::Vote { proof: 0, notary, approve: true });
    let mut steps: Vec<Step> = issues.collect();
    // The first person's first lots.
    steps.push(Step::ProposeBurn { proposer: 0 });
    steps.push(Step::AddLeg { proof: 0, lots: [0, 1], percent: 50, fitting: false });
    steps.push(Step::SubmitBurn { proof: 0 });
    steps.extend(reviews.chain(votes));
    steps.push(Step::ExecuteBurn { proof: 0 });
    let after = |step: Step| {
        state = state.clone().apply(&step);
        (step, state.clone())
    };
    steps.into_iter().map(after).collect()
}

/// The state that sequences start from.
pub fn beginning() -> State {
    stock().pop().expect("a stock").1
}

fn number() -> std::ops::Range<usize> {
    0..usize::MAX
}

/// An arbitrary step; most are refused.
pub fn any() -> BoxedStrategy<Step> {
    let person = || 0..HOLDERS;
    let percent = || prop_oneof![Just(100), 0..130u64];
    let class = prop_oneof![Just(Class::Emission), Just(Class::Credit)];
    prop_oneof![
        2 => (person(), class, 100..1_000_000u64).prop_map(|(owner, class, grams)| Step::Issue { owner, class, grams }),
        4 => (number(), person(), percent(), prop::bool::weighted(0.9), any_bool()).prop_map(
            |(lot, to, percent, by_owner, consent)| Step::Transfer { lot, to, percent, by_owner, consent }
        ),
        1 => person().prop_map(|proposer| Step::ProposeBurn { proposer }),
        4 => (number(), [number(), number()], percent(), any_bool())
            .prop_map(|(proof, lots, percent, fitting)| Step::AddLeg { proof, lots, percent, fitting }),
        1 => number().prop_map(|proof| Step::SubmitBurn { proof }),
        4 => (number(), number(), any_bool()).prop_map(|(proof, side, forged)| Step::Review { proof, side, forged }),
        4 => (number(), 0..NOTARIES, any_bool())
            .prop_map(|(proof, notary, approve)| Step::Vote { proof, notary, approve }),
        3 => number().prop_map(|proof| Step::ExecuteBurn { proof }),
        2 => (number(), person()).prop_map(|(proof, by)| Step::DropBurn { proof, by }),
        1 => number().prop_map(|lot| Step::CloseLot { lot }),
        1 => (0..NOTARIES).prop_map(|notary| Step::Suspend { notary }),
        1 => number().prop_map(|proof| Step::Reopen { proof }),
        2 => (0..60i64).prop_map(|hours| Step::Pass { hours }),
        2 => (number(), percent(), 0..100_000_000u64).prop_map(|(lot, percent, price)| Step::List { lot, percent, price }),
        3 => (number(), person(), percent(), prop::bool::weighted(0.8))
            .prop_map(|(offer, by, percent, enough)| Step::Buy { offer, by, percent, enough }),
        1 => (number(), person()).prop_map(|(offer, by)| Step::CancelListing { offer, by }),
        1 => (number(), percent()).prop_map(|(record, percent)| Step::ProposeRestatement { record, percent }),
        2 => (number(), any_bool()).prop_map(|(record, approve)| Step::Decide { record, approve }),
        1 => number().prop_map(|record| Step::DropRestatement { record }),
        1 => number().prop_map(|leg| Step::Impair { leg }),
        1 => number().prop_map(|cover| Step::ImpairCover { cover }),
        1 => (number(), number(), percent(), prop::bool::weighted(0.8))
            .prop_map(|(leg, lot, percent, by_holder)| Step::Cover { leg, lot, percent, by_holder }),
    ]
    .boxed()
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

/// Number of proofs that the sensible steps advance at the same time.
const AT_A_TIME: usize = 2;

/// A step that fits the state; most are accepted.
pub fn sensible(state: &State) -> BoxedStrategy<Step> {
    let mut steps = vec![];
    let open: Vec<(usize, &Proof)> =
        state.proofs.iter().enumerate().filter(|(_, proof)| proof.proof_state == ProofState::Open).collect();
    for (at, proof) in open.iter().take(AT_A_TIME) {
        steps.push((8, prop::strategy::Union::new(next(state, *at, proof)).boxed()));
    }
    if open.len() < AT_A_TIME {
        steps.push((4, (0..HOLDERS).prop_map(|proposer| Step::ProposeBurn { proposer }).boxed()));
    }
    let lots_that = |is: fn(&Lot) -> bool| -> Vec<usize> {
        (0..state.lots.len()).filter(|lot| !state.lots[*lot].closed && is(&state.lots[*lot])).collect()
    };
    let movable = lots_that(|lot| lot.grams() > 0 && lot.locked.is_none() && lot.owner() != BUFFER);
    if !movable.is_empty() {
        let transfer = (prop::sample::select(movable), 0..HOLDERS, prop_oneof![Just(100), 1..100u64])
            .prop_map(|(lot, to, percent)| Step::Transfer { lot, to, percent, by_owner: true, consent: true });
        steps.push((2, transfer.boxed()));
    }
    let empty = lots_that(|lot| lot.grams() == 0);
    if !empty.is_empty() {
        steps.push((1, prop::sample::select(empty).prop_map(|lot| Step::CloseLot { lot }).boxed()));
    }
    steps.extend(trade(state));
    steps.extend(corrections(state));
    if !state.suspended.is_empty() {
        steps.push((2, Just(Step::Reinstate).boxed()));
    }
    prop::strategy::Union::new_weighted(steps).boxed()
}

type Weighted = (u32, BoxedStrategy<Step>);

/// Steps that offer, buy and cancel.
fn trade(state: &State) -> Vec<Weighted> {
    let for_sale = |lot: &Lot| lot.class == Class::Credit && lot.owner() != BUFFER && state.is_usable(lot, 1);
    let lots: Vec<usize> = (0..state.lots.len()).filter(|at| for_sale(&state.lots[*at])).collect();
    let open: Vec<usize> = (0..state.offers.len()).filter(|at| state.offers[*at].open).collect();
    let mut steps = vec![];
    if !lots.is_empty() && open.len() < AT_A_TIME {
        let list = (prop::sample::select(lots), 1..101u64, 1..100_000_000u64);
        steps.push((2, list.prop_map(|(lot, percent, price)| Step::List { lot, percent, price }).boxed()));
    }
    if !open.is_empty() {
        let offer = prop::sample::select(open);
        let buy = (offer.clone(), 0..HOLDERS, prop_oneof![Just(100), 1..100u64])
            .prop_map(|(offer, by, percent)| Step::Buy { offer, by, percent, enough: true });
        steps.push((2, buy.boxed()));
        let seller = |state: &State, offer: usize| state.offers[offer].seller;
        let sellers: Vec<usize> = (0..state.offers.len()).map(|at| seller(state, at)).collect();
        steps.push((1, offer.prop_map(move |offer| Step::CancelListing { offer, by: sellers[offer] }).boxed()));
    }
    steps
}

/// Steps that decide restatements, and that impair and cover certificates.
fn corrections(state: &State) -> Vec<Weighted> {
    let mut steps = vec![(
        1,
        (number(), 0..130u64).prop_map(|(record, percent)| Step::ProposeRestatement { record, percent }).boxed(),
    )];
    let mut frozen = (0..state.records.len()).filter(|at| state.records[*at].restatement.is_some());
    if let Some(record) = frozen.next_back() {
        let decide = prop::bool::weighted(0.8).prop_map(move |approve| Step::Decide { record, approve });
        steps.push((6, decide.boxed()));
        steps.push((1, Just(Step::DropRestatement { record }).boxed()));
    }
    for (number, (proof, leg)) in state.burned_legs().into_iter().enumerate() {
        let burned = &state.proofs[proof].legs[leg].burned;
        if state.records[burned.units.record].lowerings > burned.lowerings {
            steps.push((8, Just(Step::Impair { leg: number }).boxed()));
        } else if burned.void == 0 {
            // Sometimes burned credit becomes void.
            let (record, percent) = (burned.units.record, 0..50u64);
            steps.push((2, percent.prop_map(move |percent| Step::ProposeRestatement { record, percent }).boxed()));
        }
        if burned.void > burned.covered {
            let free = |lot: &Lot| lot.class == Class::Credit && state.is_usable(lot, 1);
            let lots: Vec<usize> = (0..state.lots.len()).filter(|at| free(&state.lots[*at])).collect();
            if !lots.is_empty() {
                let cover = (prop::sample::select(lots), prop_oneof![Just(100), 1..100u64])
                    .prop_map(move |(lot, percent)| Step::Cover { leg: number, lot, percent, by_holder: true });
                steps.push((8, cover.boxed()));
            }
        }
    }
    for (number, cover) in state.covers.iter().enumerate() {
        if state.records[cover.record].lowerings > cover.lowerings {
            steps.push((8, Just(Step::ImpairCover { cover: number }).boxed()));
        } else if cover.void == 0 {
            let record = cover.record;
            steps.push((3, (0..50u64).prop_map(move |percent| Step::ProposeRestatement { record, percent }).boxed()));
        }
    }
    steps
}

/// Steps that a proof needs next.
fn next(state: &State, proof: usize, content: &Proof) -> Vec<BoxedStrategy<Step>> {
    let of_notaries = |approve: bool, among: fn(&Ballot, usize) -> bool| {
        let ballot = content.ballot.as_ref().expect("a ballot is open");
        let excluded = |notary: &usize| content.excluded.contains(notary) || state.suspended.contains(notary);
        let votes = (0..NOTARIES).filter(|notary| among(ballot, *notary) && !excluded(notary));
        votes.map(|notary| Just(Step::Vote { proof, notary, approve }).boxed()).collect::<Vec<_>>()
    };
    let silent =
        |ballot: &Ballot, notary: usize| !ballot.approvals.contains(&notary) && !ballot.rejections.contains(&notary);
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
                steps.extend((0..3).map(|_| Just(Step::SubmitBurn { proof }).boxed()));
            }
            steps
        }
        Phase::Voting => {
            let mut steps = of_notaries(true, silent);
            steps.extend(reviews());
            // Sometimes some reject.
            if state.lots.len().is_multiple_of(7) {
                steps.extend(of_notaries(false, silent));
            }
            if steps.is_empty() {
                // All notaries that could still vote are suspended, so the ballot will expire.
                steps.push(Just(Step::Pass { hours: 59 }).boxed());
            }
            steps
        }
        Phase::Approved => {
            let mut steps = reviews();
            steps.extend((0..3).map(|_| Just(Step::ExecuteBurn { proof }).boxed()));
            steps
        }
        Phase::Rejected | Phase::Expired => vec![Just(Step::DropBurn { proof, by: 1 }).boxed()],
        Phase::Stale => vec![Just(Step::Reopen { proof }).boxed(); 3],
    }
}
