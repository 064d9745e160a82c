//! `tolerance`: estimates may miss the recomputed figure by 500 basis points (200 above 500 kt CO2e), and never in the
//! claimant's favour: not a gram less emitted, not a gram more absorbed, reduced or set as a baseline. The rates are those
//! of EU 600/2012 Art. 23.

use super::ClaimInput;
use crate::{bundle::Basis, facts::ClaimKind, recompute::recompute, report::CheckResult};

/// Basis points up to [`LARGE`].
const NORMAL_BPS: u64 = 500;
/// Basis points above.
const LARGE_BPS: u64 = 200;
/// 500 kt in grams.
const LARGE: u64 = 500_000 * 1_000_000;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if input.item.basis == Basis::Measured {
        return CheckResult::not_applicable("readings must match exactly: see recomputation");
    }
    let claim = &input.context.claim;
    match recompute(input.context, input.item, input.tally) {
        Err(_) => CheckResult::not_reached(),
        Ok(verified) => {
            let result = match within_tolerance(claim.kind, claim.grams, verified.grams) {
                Ok(()) => CheckResult::pass("the estimate is within the tolerance, and not in the claimant's favour"),
                Err(why) => CheckResult::fail(why),
            };
            result
                .with("claimed_grams", claim.grams)
                .with("recomputed_grams", verified.grams)
                .with("tolerance_bps", tolerance(verified.grams))
        }
    }
}

/// Tolerance in basis points of a verified figure.
fn tolerance(verified: u64) -> u64 {
    if verified > LARGE {
        LARGE_BPS
    } else {
        NORMAL_BPS
    }
}

fn within_tolerance(kind: ClaimKind, claimed: u64, verified: u64) -> Result<(), &'static str> {
    let favourable = if kind.is_liability() { claimed < verified } else { claimed > verified };
    if favourable {
        return Err("the estimate is in the claimant's favour");
    }
    let distance = u128::from(claimed.abs_diff(verified));
    if distance * 10_000 > u128::from(verified) * u128::from(tolerance(verified)) {
        return Err("the estimate misses the recomputed figure by more than the tolerance");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::*;
    use proptest::prelude::*;

    #[test]
    fn an_estimate_as_recomputed_passes() {
        assert_pass(&forest().finish(), "tolerance");
        assert_not_applicable(&electricity().finish(), "tolerance");
    }

    #[test]
    fn a_gram_in_the_claimants_favour_fails() {
        let mut draft = forest();
        draft.context.claim.grams += 1;
        assert!(assert_fail(&draft.finish(), "tolerance").contains("favour"));
    }

    #[test]
    fn ends_of_the_range() {
        use ClaimKind::*;
        for (kind, claimed, verified, passes) in [
            (Emission, 10_500, 10_000, true),
            (Emission, 10_501, 10_000, false),
            (Emission, 9_999, 10_000, false),
            (AddBack, 9_999, 10_000, false),
            (Absorption, 9_500, 10_000, true),
            (Absorption, 9_499, 10_000, false),
            (Absorption, 10_001, 10_000, false),
            (Reduction, 10_001, 10_000, false),
            (Baseline, 10_001, 10_000, false),
            (Emission, LARGE + LARGE / 20, LARGE, true),
            (Emission, LARGE + LARGE / 20, LARGE + 1, false),
            (Emission, (LARGE + 50) / 50 * 51, LARGE + 50, true),
            (Emission, (LARGE + 50) / 50 * 51 + 1, LARGE + 50, false),
            (Emission, 0, 0, true),
            (Emission, 1, 0, false),
            (Emission, u64::MAX, u64::MAX, true),
        ] {
            assert_eq!(within_tolerance(kind, claimed, verified).is_ok(), passes, "{kind:?} {claimed} of {verified}");
        }
    }

    proptest! {
        #[test]
        fn never_in_the_claimants_favour(
            kind in prop::sample::select(vec![
                ClaimKind::Emission, ClaimKind::AddBack, ClaimKind::Absorption, ClaimKind::Reduction, ClaimKind::Baseline,
            ]),
            verified: u64,
            share in 0u64..=20_000,
        ) {
            let claimed = (u128::from(verified) * u128::from(share) / 10_000).min(u128::from(u64::MAX)) as u64;
            if within_tolerance(kind, claimed, verified).is_ok() {
                match kind {
                    ClaimKind::Emission | ClaimKind::AddBack => prop_assert!(claimed >= verified),
                    _ => prop_assert!(claimed <= verified),
                }
                prop_assert!(claimed.abs_diff(verified) <= verified / 20 + 1);
            }
        }
    }
}
