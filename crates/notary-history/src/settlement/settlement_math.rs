//! The arithmetic of a settlement (docs/design.md, section 8), written a second time with integers of any size: the pool's totals,
//! outcome, credits and shares.

use carbon_client::program::pool::PoolOutcome;
use num_bigint::BigUint;
use solana_pubkey::Pubkey;
use std::cmp::Reverse;

/// A member's figures, in grams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MemberInput {
    pub source: Pubkey,
    pub target: u64,
    pub gross: u128,
    pub add_back: u128,
    pub cured: u128,
    pub closed: bool,
}

/// Totals, outcome, credits and shares, in grams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SettlementResult {
    pub target: BigUint,
    pub gross: BigUint,
    pub add_back: BigUint,
    pub cured: BigUint,
    pub outcome: PoolOutcome,
    pub credits: BigUint,
    /// Shares in the order of the members.
    pub shares: Vec<BigUint>,
}

/// Computes the settlement of a pool whose shares are multiples of `unit` grams.
pub(super) fn compute(members: &[MemberInput], unit: u64) -> SettlementResult {
    let sum = |of: fn(&MemberInput) -> u128| members.iter().map(|member| BigUint::from(of(member))).sum::<BigUint>();
    let (target, gross) = (sum(|member| member.target.into()), sum(|member| member.gross));
    let (add_back, cured) = (sum(|member| member.add_back), sum(|member| member.cured));
    let counted = &gross + &add_back;
    let all_closed = members.iter().all(|member| member.closed);
    let outcome = if all_closed && counted <= target {
        PoolOutcome::Achieved
    } else if all_closed && counted <= &target + &cured {
        PoolOutcome::Covered
    } else {
        PoolOutcome::Failed
    };
    let credits = if outcome == PoolOutcome::Achieved { &target - &counted } else { BigUint::ZERO };
    let shares = shares(members, &credits, &BigUint::from(unit));
    SettlementResult { target, gross, add_back, cured, outcome, credits, shares }
}

/// Grams by which a member stayed below its own target; 0 if it did not.
fn under_shoot(member: &MemberInput) -> BigUint {
    let (target, counted) =
        (BigUint::from(member.target), BigUint::from(member.gross) + BigUint::from(member.add_back));
    if counted < target {
        target - counted
    } else {
        BigUint::ZERO
    }
}

/// Shares of the credits pro rata to the under-shoots: first whole units, then one unit each in the order of the largest remainder
/// (ties: lower source first) while credits are left. A share never exceeds the member's under-shoot.
fn shares(members: &[MemberInput], credits: &BigUint, unit: &BigUint) -> Vec<BigUint> {
    let own: Vec<BigUint> = members.iter().map(under_shoot).collect();
    let all: BigUint = own.iter().sum();
    if all == BigUint::ZERO {
        return vec![BigUint::ZERO; members.len()];
    }
    let step = &all * unit;
    let exact: Vec<BigUint> = own.iter().map(|own| own * credits).collect();
    let mut shares: Vec<BigUint> = exact.iter().map(|exact| exact / &step * unit).collect();
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|index| (Reverse(&exact[*index] % &step), members[*index].source));
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
    use carbon_wire::pool::{assess, shares as wire_shares, Figures};
    use proptest::prelude::*;

    /// Target, gross, add-back, cured, whether the year is closed, and a byte of the source's address. Gross is at most 125 % of the
    /// target, so that every outcome occurs.
    fn part() -> impl Strategy<Value = (u64, u64, u64, u64, bool, u8)> {
        let target = prop_oneof![0u64..5_000_000, 0u64..=u64::MAX >> 5];
        target.prop_flat_map(|target| {
            let cured = prop_oneof![Just(0), 0..=target];
            let closed = prop::bool::weighted(0.99);
            (Just(target), 0..=target + target / 4, 0..=target / 8, cured, closed, any::<u8>())
        })
    }

    proptest! {
        /// Two separate implementations agree on every pool.
        #[test]
        fn it_is_what_the_program_computes(members in prop::collection::vec(part(), 1..=16), tonnes: bool) {
            let unit = if tonnes { 1_000_000 } else { 1 };
            let figures: Vec<Figures> = members.iter().enumerate().map(|(index, row)| {
                let (target, gross, add_back, cured, closed, key) = *row;
                let mut source = [key; 32];
                source[31] = index as u8;
                Figures { source, target, gross, add_back: add_back.into(), cured: cured.into(), closed }
            }).collect();
            let inputs: Vec<MemberInput> = figures.iter().map(|figures| MemberInput {
                source: figures.source.into(),
                target: figures.target,
                gross: figures.gross.into(),
                add_back: figures.add_back,
                cured: figures.cured,
                closed: figures.closed,
            }).collect();
            let program = assess(&figures).unwrap();
            let result = compute(&inputs, unit);
            prop_assert_eq!(&result.target, &BigUint::from(program.target));
            prop_assert_eq!(&result.gross, &BigUint::from(program.gross));
            prop_assert_eq!(&result.add_back, &BigUint::from(program.add_back));
            prop_assert_eq!(&result.cured, &BigUint::from(program.cured));
            prop_assert_eq!(result.outcome, PoolOutcome::from(program.outcome));
            prop_assert_eq!(&result.credits, &BigUint::from(program.credits));
            let shares = wire_shares(&figures, program.credits, unit);
            for (own, expected) in result.shares.iter().zip(shares) {
                prop_assert_eq!(own, &BigUint::from(expected));
            }
            prop_assert_eq!(result.shares.iter().sum::<BigUint>(), result.credits);
        }
    }
}
