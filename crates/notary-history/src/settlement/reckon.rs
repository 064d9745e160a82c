//! The arithmetic of DESIGN §8 once more, in integers without limit: what a pool comes to, and whose credits they are.

use carbon_client::program::pool::PoolOutcome;
use num_bigint::BigUint;
use solana_pubkey::Pubkey;
use std::cmp::Reverse;

/// What a member brings into the verdict, in grams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub source: Pubkey,
    pub target: u64,
    pub gross: u128,
    pub add_back: u128,
    pub cured: u128,
    pub closed: bool,
}

/// What the pool comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reckoned {
    pub target: BigUint,
    pub gross: BigUint,
    pub add_back: BigUint,
    pub cured: BigUint,
    pub outcome: PoolOutcome,
    pub credits: BigUint,
    /// In the order of the members.
    pub shares: Vec<BigUint>,
}

/// Reckons for members that count in units of so many grams.
pub(super) fn reckon(parts: &[Part], unit: u64) -> Reckoned {
    let sum = |of: fn(&Part) -> u128| parts.iter().map(|part| BigUint::from(of(part))).sum::<BigUint>();
    let (target, gross) = (sum(|part| part.target.into()), sum(|part| part.gross));
    let (add_back, cured) = (sum(|part| part.add_back), sum(|part| part.cured));
    let counted = &gross + &add_back;
    let outcome = match parts.iter().all(|part| part.closed) {
        true if counted <= target => PoolOutcome::Achieved,
        true if counted <= &target + &cured => PoolOutcome::Covered,
        _ => PoolOutcome::Failed,
    };
    let credits = if outcome == PoolOutcome::Achieved { &target - &counted } else { BigUint::ZERO };
    let shares = shares(parts, &credits, &BigUint::from(unit));
    Reckoned { target, gross, add_back, cured, outcome, credits, shares }
}

/// How far a member stayed within its own target.
fn under_shoot(part: &Part) -> BigUint {
    let (target, counted) = (BigUint::from(part.target), BigUint::from(part.gross) + BigUint::from(part.add_back));
    if counted < target {
        target - counted
    } else {
        BigUint::ZERO
    }
}

/// Credits pro rata to the under-shoots: whole units first, then a unit each by the largest remainder, ties to the lower
/// source, as far as there is something left and nobody gets more than it stayed below.
fn shares(parts: &[Part], credits: &BigUint, unit: &BigUint) -> Vec<BigUint> {
    let own: Vec<BigUint> = parts.iter().map(under_shoot).collect();
    let all: BigUint = own.iter().sum();
    if all == BigUint::ZERO {
        return vec![BigUint::ZERO; parts.len()];
    }
    let step = &all * unit;
    let exact: Vec<BigUint> = own.iter().map(|own| own * credits).collect();
    let mut shares: Vec<BigUint> = exact.iter().map(|exact| exact / &step * unit).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| (Reverse(&exact[*index] % &step), parts[*index].source));
    let mut left = credits - shares.iter().sum::<BigUint>();
    for index in order {
        let part = unit.min(&left).min(&(&own[index] - &shares[index])).clone();
        left -= &part;
        shares[index] += part;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use carbon_wire::pool::{assess, shares as of_wire, Figures};
    use proptest::prelude::*;

    /// Target, gross, add-back, cured, whether the year is closed, and a byte of the source's address. Gross is up to five
    /// quarters of the target, so that every verdict comes up.
    fn part() -> impl Strategy<Value = (u64, u64, u64, u64, bool, u8)> {
        let target = prop_oneof![0u64..5_000_000, 0u64..=u64::MAX >> 5];
        target.prop_flat_map(|target| {
            let cured = prop_oneof![Just(0), 0..=target];
            let closed = prop::bool::weighted(0.99);
            (Just(target), 0..=target + target / 4, 0..=target / 8, cured, closed, any::<u8>())
        })
    }

    proptest! {
        /// Two formulas written apart agree on every pool.
        #[test]
        fn it_is_what_the_program_computes(members in prop::collection::vec(part(), 1..=16), tonnes: bool) {
            let unit = if tonnes { 1_000_000 } else { 1 };
            let figures: Vec<Figures> = members.iter().enumerate().map(|(index, row)| {
                let (target, gross, add_back, cured, closed, key) = *row;
                let mut source = [key; 32];
                source[31] = index as u8;
                Figures { source, target, gross, add_back: add_back.into(), cured: cured.into(), closed }
            }).collect();
            let parts: Vec<Part> = figures.iter().map(|figures| Part {
                source: figures.source.into(),
                target: figures.target,
                gross: figures.gross.into(),
                add_back: figures.add_back,
                cured: figures.cured,
                closed: figures.closed,
            }).collect();
            let program = assess(&figures).unwrap();
            let reckoned = reckon(&parts, unit);
            prop_assert_eq!(&reckoned.target, &BigUint::from(program.target));
            prop_assert_eq!(&reckoned.gross, &BigUint::from(program.gross));
            prop_assert_eq!(&reckoned.add_back, &BigUint::from(program.add_back));
            prop_assert_eq!(&reckoned.cured, &BigUint::from(program.cured));
            prop_assert_eq!(reckoned.outcome, PoolOutcome::from(program.outcome));
            prop_assert_eq!(&reckoned.credits, &BigUint::from(program.credits));
            let theirs = of_wire(&figures, program.credits, unit);
            for (own, theirs) in reckoned.shares.iter().zip(theirs) {
                prop_assert_eq!(own, &BigUint::from(theirs));
            }
            prop_assert_eq!(reckoned.shares.iter().sum::<BigUint>(), reckoned.credits);
        }
    }
}
