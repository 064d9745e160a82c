use super::*;
use proptest::prelude::*;
extern crate std;
use num_bigint::BigUint;
use std::{vec, vec::Vec};

const TONNE: u64 = 1_000_000;

fn member(number: u8, target: u64, gross: u64, add_back: u64, cured: u64) -> Figures {
    Figures {
        source: [number; 32],
        target: target * TONNE,
        gross: gross * TONNE,
        add_back: (add_back * TONNE) as u128,
        cured: (cured * TONNE) as u128,
        closed: true,
    }
}

/// Clean Energy Regulator, Safeguard Mechanism, baselines and emissions table 2023-24: the three facilities of ADBRI.
fn adbri() -> [Figures; 3] {
    [member(1, 103_873, 112_841, 0, 0), member(2, 877_429, 809_431, 38_998, 0), member(3, 671_653, 657_038, 0, 0)]
}

#[test]
fn adbri_in_whole_tonnes_and_in_grams() {
    let members = adbri();
    let pool = assess(&members).unwrap();
    assert_eq!((pool.outcome, pool.credits), (PoolOutcome::Achieved, 34_647 * TONNE));
    assert_eq!(shares(&members, pool.credits, TONNE)[..3], [0, 23_037 * TONNE, 11_610 * TONNE]);
    let in_grams = shares(&members, pool.credits, 1);
    // 23,037,097,328.90… and 11,609,902,671.09… grams: the last gram goes to Birkenhead.
    assert_eq!(in_grams[..3], [0, 23_037_097_329, 11_609_902_671]);
}

#[test]
fn the_three_outcomes_and_equality() {
    for (gross, add_back, cured, outcome, net, failed_by) in [
        (90, 0, 0, PoolOutcome::Achieved, 90, 0),
        (60, 40, 0, PoolOutcome::Achieved, 100, 0),
        (60, 41, 0, PoolOutcome::Failed, 101, 1),
        (130, 0, 30, PoolOutcome::Covered, 100, 0),
        (130, 0, 29, PoolOutcome::Failed, 101, 1),
        (130, 0, 200, PoolOutcome::Covered, -70, 0),
        (90, 0, 200, PoolOutcome::Achieved, -110, 0),
    ] {
        let pool = assess(&[member(1, 100, gross, add_back, cured)]).unwrap();
        let tonne = TONNE as i128;
        assert_eq!((pool.outcome, pool.net(), pool.failed_by() as i128), (outcome, net * tonne, failed_by * tonne));
        assert_eq!(pool.credits, if outcome == PoolOutcome::Achieved { (100 - gross - add_back) * TONNE } else { 0 });
    }
}

#[test]
fn an_open_year_fails_the_pool_whatever_the_figures() {
    let silent = Figures { closed: false, ..member(2, 100, 0, 0, 0) };
    let pool = assess(&[member(1, 100, 1, 0, 0), silent]).unwrap();
    assert_eq!((pool.outcome, pool.credits, pool.failed_by()), (PoolOutcome::Failed, 0, 0));
}

#[test]
fn equal_remainders_go_to_the_lower_key() {
    let members = [member(9, 10, 5, 0, 0), member(2, 10, 5, 0, 0), member(5, 10, 11, 0, 0)];
    let pool = assess(&members).unwrap();
    assert_eq!(pool.credits, 9 * TONNE);
    assert_eq!(shares(&members, pool.credits, TONNE)[..3], [4 * TONNE, 5 * TONNE, 0]);
}

/// Two under-shoots of one and a half tonnes in a pool with tonnes as its unit: no share exceeds the under-shoot.
#[test]
fn a_whole_unit_never_exceeds_the_own_under_shoot() {
    let half = |number| Figures { source: [number; 32], target: TONNE * 3 / 2, closed: true, ..Figures::default() };
    let members = [half(2), half(1)];
    assert_eq!(shares(&members, 3 * TONNE, TONNE)[..2], [TONNE * 3 / 2, TONNE * 3 / 2]);
}

#[test]
fn targets_beyond_64_bits_are_no_pool() {
    let huge = Figures { target: u64::MAX, ..Figures::default() };
    assert!(assess(&[huge]).is_some());
    assert_eq!(assess(&[huge, Figures { target: 1, ..huge }]), None);
}

/// The same rule written in another way, on unlimited integers: remainders as cross products, units distributed one by
/// one.
fn model(members: &[Figures], unit: u64) -> (PoolOutcome, BigUint, Vec<BigUint>) {
    let big = |number: u128| BigUint::from(number);
    let sum = |part: &dyn Fn(&Figures) -> BigUint| members.iter().map(part).sum::<BigUint>();
    let target = sum(&|m| big(m.target.into()));
    let counted = sum(&|m| big(m.gross.into()) + big(m.add_back));
    let cured = sum(&|m| big(m.cured));
    let none = vec![big(0); members.len()];
    if members.iter().any(|m| !m.closed) || counted > &target + cured {
        return (PoolOutcome::Failed, big(0), none);
    }
    if counted > target {
        return (PoolOutcome::Covered, big(0), none);
    }
    let credits = target - counted;
    let own: Vec<BigUint> = members
        .iter()
        .map(|m| {
            let counted = big(m.gross.into()) + big(m.add_back);
            if counted > big(m.target.into()) {
                big(0)
            } else {
                big(m.target.into()) - counted
            }
        })
        .collect();
    let whole: BigUint = own.iter().sum();
    if whole == big(0) {
        return (PoolOutcome::Achieved, credits, none);
    }
    let unit = big(unit.into());
    let mut shares: Vec<BigUint> = own.iter().map(|own| &credits * own / (&whole * &unit) * &unit).collect();
    let remainder = |index: usize| &credits * &own[index] - &shares[index] * &whole;
    let mut order: Vec<(BigUint, usize)> = (0..members.len()).map(|index| (remainder(index), index)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(members[a.1].source.cmp(&members[b.1].source)));
    let mut left = &credits - shares.iter().sum::<BigUint>();
    for (_, index) in order {
        let part = [&unit, &left, &(&own[index] - &shares[index])].into_iter().min().unwrap().clone();
        left -= &part;
        shares[index] += part;
    }
    (PoolOutcome::Achieved, credits, shares)
}

prop_compose! {
    fn figures()(
        // Small amounts test ties and equality, large ones the limits of the types.
        scale in prop_oneof![Just(1u64), Just(TONNE), Just(1 << 59)],
        numbers in [0u64..16, 0u64..16, 0u64..4, 0u64..4],
        dust in 0u64..3,
        open in 0u8..40,
    ) -> Figures {
        let [target, gross, add_back, cured] = numbers.map(|number| number * (scale / 16).max(1));
        Figures {
            source: [0; 32],
            target,
            gross: gross + dust,
            add_back: add_back as u128,
            cured: cured as u128,
            closed: open != 0,
        }
    }
}

prop_compose! {
    fn pools()(mut members in prop::collection::vec(figures(), 1..=MAX_MEMBERS), first in 0u8..200) -> Vec<Figures> {
        for (index, member) in members.iter_mut().enumerate() {
            // Different keys in no particular order.
            member.source = [first.wrapping_add((index as u8).wrapping_mul(77)); 32];
        }
        members
    }
}

fn units() -> impl Strategy<Value = u64> {
    prop_oneof![Just(1), Just(TONNE)]
}

fn rank(outcome: PoolOutcome) -> u8 {
    outcome as u8
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn agrees_with_the_model(members in pools(), unit in units()) {
        let Some(pool) = assess(&members) else { return Ok(()) };
        let shares = shares(&members, pool.credits, unit);
        let (outcome, credits, expected) = model(&members, unit);
        prop_assert_eq!(pool.outcome, outcome);
        prop_assert_eq!(BigUint::from(pool.credits), credits);
        let found: Vec<BigUint> = shares[..members.len()].iter().map(|share| BigUint::from(*share)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn shares_sum_to_the_credits_and_stay_within_under_shoots(members in pools(), unit in units()) {
        let Some(pool) = assess(&members) else { return Ok(()) };
        let shares = shares(&members, pool.credits, unit);
        prop_assert_eq!(shares.iter().map(|share| *share as u128).sum::<u128>(), pool.credits as u128);
        for (member, share) in members.iter().zip(shares) {
            prop_assert!(share <= member.under_shoot());
        }
    }

    #[test]
    fn more_emission_never_helps_and_more_cure_never_hurts(members in pools(), at: prop::sample::Index, more in 1u64..TONNE) {
        let Some(before) = assess(&members) else { return Ok(()) };
        let at = at.index(members.len());
        let mut worse = members.clone();
        worse[at].gross += more;
        let after = assess(&worse).unwrap();
        prop_assert!(rank(after.outcome) >= rank(before.outcome) && after.credits <= before.credits);
        let mut cured = members.clone();
        cured[at].cured += more as u128;
        let after = assess(&cured).unwrap();
        prop_assert!(rank(after.outcome) <= rank(before.outcome));
        prop_assert_eq!(after.credits, before.credits, "a cure creates no credit");
    }

    #[test]
    fn the_order_of_members_does_not_matter(members in pools(), unit in units()) {
        let Some(pool) = assess(&members) else { return Ok(()) };
        let shares_before = shares(&members, pool.credits, unit);
        let mut reversed = members.clone();
        reversed.reverse();
        prop_assert_eq!(assess(&reversed), Some(pool));
        let mut shares_after = shares(&reversed, pool.credits, unit);
        shares_after[..members.len()].reverse();
        prop_assert_eq!(shares_after, shares_before);
    }
}
