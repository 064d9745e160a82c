//! `factor`: the claim uses the published factor of its stream's family that belongs to its days, and the evidence names
//! the same.

use super::ClaimInput;
use crate::{
    bundle::Kind,
    facts::{FactorId, Quantity},
    report::CheckResult,
};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let (context, item) = (input.context, input.item);
    let needed = matches!(item.kind, Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices);
    match context.claim.quantity {
        Quantity::Activity { factor, .. } if needed => with_factor(input, factor),
        Quantity::Measured { .. } if !needed && item.factor.is_none() => {
            CheckResult::not_applicable("measured grams use no factor")
        }
        Quantity::Activity { .. } => CheckResult::fail("rows of this kind are not multiplied by a factor"),
        Quantity::Measured { .. } => CheckResult::fail("activity data cannot be claimed as measured grams"),
    }
}

fn with_factor(input: &ClaimInput, id: FactorId) -> CheckResult {
    let (context, claim) = (input.context, &input.context.claim);
    let Some(factor) = context.factor() else {
        return CheckResult::fail(format!("factor {} edition {} is not published", id.family, id.edition));
    };
    let newer = context.factors.iter().filter(|other| {
        let (other, this) = (other, factor);
        other.id.family == this.id.family
            && other.id.edition > this.id.edition
            && !other.withdrawn
            && other.covers(claim.first_day, claim.last_day)
    });
    let newest = newer.max_by_key(|factor| factor.id.edition);
    let differences = [
        (Some(factor.id.family) != context.source.factor_family, "the factor is of another family than the stream"),
        (factor.withdrawn, "the factor was withdrawn"),
        (!factor.covers(claim.first_day, claim.last_day), "the factor is not valid on every claimed day"),
        (input.item.factor != Some(id), "the evidence names another factor than the claim"),
        (newest.is_some(), "a newer edition is valid for the same days"),
    ];
    let result = match differences.iter().find(|(differs, _)| *differs) {
        Some((_, why)) => CheckResult::fail(*why),
        None => CheckResult::pass(format!("{} belongs to these days", factor.name)),
    };
    result.with("family", u64::from(id.family)).with("edition", u64::from(id.edition))
}

#[cfg(test)]
mod tests {
    use crate::{
        checks::testing::*,
        facts::{Day, FactorId, Quantity},
    };

    #[test]
    fn the_factor_of_the_days_passes() {
        assert_pass(&electricity().finish(), "factor");
        assert_not_applicable(&stack().finish(), "factor");
    }

    #[test]
    fn an_unpublished_withdrawn_foreign_or_other_factor_fails() {
        let mut drafts = vec![electricity(); 4];
        drafts[0].context.factors.clear();
        drafts[1].context.factors[0].withdrawn = true;
        drafts[2].context.source.factor_family = Some(99);
        drafts[3].item().factor = Some(FactorId { family: 2, edition: 1999 });
        for draft in drafts {
            assert_fail(&draft.finish(), "factor");
        }
    }

    #[test]
    fn validity_counts_to_the_day() {
        let first = electricity().context.claim.first_day.0;
        for (from, passes) in [(first, true), (first + 1, false)] {
            let mut draft = electricity();
            draft.context.factors[0].valid_from = Day(from);
            assert_eq!(passes, finding(&draft.finish(), "factor").status == crate::report::Status::Pass);
        }
    }

    #[test]
    fn a_newer_edition_for_the_same_days_fails() {
        let mut draft = electricity();
        let mut newer = draft.context.factors[0].clone();
        newer.id.edition += 1;
        draft.context.factors.push(newer);
        assert_fail(&draft.clone().finish(), "factor");
        draft.context.factors.last_mut().unwrap().withdrawn = true;
        assert_pass(&draft.finish(), "factor");
    }

    #[test]
    fn activity_is_not_measured_and_measured_is_not_activity() {
        let mut draft = electricity();
        draft.context.claim.quantity = stack().context.claim.quantity;
        assert_fail(&draft.finish(), "factor");
        let mut draft = stack();
        draft.context.claim.quantity = Quantity::Activity { amount: 1, factor: FactorId { family: 2, edition: 2020 } };
        assert_fail(&draft.finish(), "factor");
    }
}
