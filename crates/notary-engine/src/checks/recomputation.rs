//! `recomputation`: readings give exactly the claimed activity and grams, to the gram, without tolerance.

use super::ClaimInput;
use crate::{
    bundle::Basis,
    recompute::{claimed_activity, recompute},
    report::CheckResult,
};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let recomputed = match recompute(input.context, input.item, input.tally) {
        Ok(recomputed) => recomputed,
        Err(why) => return CheckResult::fail(format!("the rows do not give grams: {why}")),
    };
    let claim = &input.context.claim;
    let result = if input.item.basis == Basis::Estimated {
        CheckResult::not_applicable("estimates: see tolerance")
    } else if recomputed.activity != claimed_activity(input.context) {
        CheckResult::fail("the rows do not give the claimed activity")
    } else if recomputed.grams != claim.grams {
        let difference = recomputed.grams.abs_diff(claim.grams);
        CheckResult::fail(format!(
            "the rows give {} g, the claim says {} g: a difference of {difference} g",
            recomputed.grams, claim.grams
        ))
    } else {
        CheckResult::pass("the rows give exactly the claimed grams")
    };
    let result = result.with("claimed_grams", claim.grams).with("recomputed_grams", recomputed.grams);
    match (claimed_activity(input.context), recomputed.activity) {
        (Some(claimed), Some(found)) => {
            result.with("claimed_micro_units", claimed).with("recomputed_micro_units", found)
        }
        _ => result,
    }
}

#[cfg(test)]
mod tests {
    use crate::{bundle::Basis, checks::testing::*, facts::Quantity};

    #[test]
    fn exact_grams_of_every_kind_pass() {
        for draft in [electricity(), half_hourly(), invoices(), stack(), capture(), project()] {
            assert_pass(&draft.finish(), "recomputation");
        }
        assert_not_applicable(&forest().finish(), "recomputation");
    }

    #[test]
    fn a_gram_more_or_less_fails() {
        for shift in [-1i64, 1] {
            let mut draft = stack();
            draft.context.claim.grams = draft.context.claim.grams.checked_add_signed(shift).unwrap();
            assert_fail(&draft.finish(), "recomputation");
        }
    }

    #[test]
    fn a_millionth_of_activity_fails_even_where_the_grams_agree() {
        let mut draft = electricity();
        if let Quantity::Activity { amount, .. } = &mut draft.context.claim.quantity {
            *amount += 1;
        }
        assert!(assert_fail(&draft.finish(), "recomputation").contains("activity"));
    }

    #[test]
    fn a_sum_of_zero_fails() {
        let mut lost = project();
        let row = lost.rows().iter().position(|row| row[1] == "leakage").unwrap();
        lost.set(row, "amount", "99999999");
        assert!(assert_fail(&lost.clone().finish(), "recomputation").contains("exceed"));
        lost.item().basis = Basis::Estimated;
        assert_fail(&lost.finish(), "recomputation");
    }
}
