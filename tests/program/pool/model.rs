//! Random pools on the compiled program, against a second implementation of the rule on unbounded integers.

use carbon_client::program::{pool::*, token::TokenClass};
use carbon_testkit::*;
use num_bigint::BigInt;
use proptest::prelude::*;
use solana_pubkey::Pubkey;

/// Outcome, credits and shares by the rule's definition.
fn model(reports: &[MemberReport], sources: &[Pubkey], unit: u64) -> (PoolOutcome, BigInt, Vec<BigInt>) {
    let big = |grams: u64| BigInt::from(grams);
    let zero = BigInt::from(0);
    let own: Vec<BigInt> = reports.iter().map(|r| big(r.target) - big(r.gross) - big(r.add_back)).collect();
    let left: BigInt = own.iter().sum();
    let cured: BigInt = reports.iter().map(|r| big(r.cured)).sum();
    let none = vec![zero.clone(); reports.len()];
    if reports.iter().any(|r| r.open) || &left + cured < zero {
        return (PoolOutcome::Failed, zero, none);
    }
    if left < zero {
        return (PoolOutcome::Covered, zero, none);
    }
    let under: Vec<BigInt> = own.into_iter().map(|own| own.max(zero.clone())).collect();
    let whole: BigInt = under.iter().sum();
    if left == zero {
        return (PoolOutcome::Achieved, zero, none);
    }
    let mut shares: Vec<BigInt> = under.iter().map(|u| &left * u / &whole / unit * unit).collect();
    let mut rest = &left - shares.iter().sum::<BigInt>();
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by_key(|i| (-(&left * &under[*i] - &shares[*i] * &whole), sources[*i]));
    for i in order {
        let part = rest.clone().min(BigInt::from(unit)).min(&under[i] - &shares[i]);
        rest -= &part;
        shares[i] += part;
    }
    assert_eq!(rest, zero);
    (PoolOutcome::Achieved, left, shares)
}

prop_compose! {
    /// A member around its target, in tonnes or to the gram.
    fn report()(
        scale in prop_oneof![Just(1), Just(TONNE)],
        numbers in [0u64..20, 0u64..20, 0u64..3, 0u64..4, 0u64..20],
        open in 0u8..25,
    ) -> MemberReport {
        let [target, gross, add_back, cured, reduced] = numbers.map(|number| number * scale);
        MemberReport { target, gross, add_back, cured, reduced, open: open == 0 }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn random_pools_settle_as_the_model_says(
        reports in prop::collection::vec(report(), 1..=16),
        tonnes: bool,
        shuffle in any::<prop::sample::Index>(),
    ) {
        let unit = if tonnes { PoolUnit::Tonne } else { PoolUnit::Gram };
        let mut test = TestRegistry::before();
        let targets: Vec<u64> = reports.iter().map(|report| report.target).collect();
        let (pool, sources) = test.locked(unit, &targets);
        // The order in which members report does not matter.
        let first = shuffle.index(reports.len());
        for index in (first..reports.len()).chain(0..first) {
            test.report(sources[index], reports[index]);
        }
        test.pass_grace_period();
        test.run_settlement(pool);
        test.convert_all(pool);
        test.assert_conservation();

        let (outcome, credits, shares) = model(&reports, &sources, unit.grams());
        let totals = test.pool(&pool).totals.unwrap();
        prop_assert_eq!(totals.outcome, outcome);
        prop_assert_eq!(BigInt::from(totals.credits), credits);
        let mut issued = 0;
        for ((source, report), share) in sources.iter().zip(&reports).zip(shares) {
            let member = test.member(source);
            prop_assert_eq!(BigInt::from(member.figures.share), share);
            prop_assert_eq!(member.converted, member.figures.share.min(report.reduced));
            prop_assert_eq!(member.converted + member.voided, report.reduced);
            issued += member.converted;
        }
        prop_assert_eq!(test.supply(TokenClass::ReductionCredit), issued);
        prop_assert_eq!(test.supply(TokenClass::Reduction), 0);
    }
}
