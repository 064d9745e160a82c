//! `scope2`: both scope-2 figures of a source rest on the same activity. The market-based method weighs the same consumption with
//! other factors (GHG Protocol Scope 2 Guidance, chapter 6); leaving out what a contract covers is not one of them.

use super::ClaimInput;
use crate::{bundle::Item, evidence::ItemTally, facts::StreamLabel, report::CheckResult, units};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let Some(kind @ (StreamLabel::Scope2Location | StreamLabel::Scope2Market)) = input.item.stream_kind else {
        return CheckResult::not_applicable("not scope 2");
    };
    let others = input.manifest.items.iter().zip(&input.evidence.items).filter(|(item, _)| {
        let other = matches!(item.stream_kind, Some(StreamLabel::Scope2Location | StreamLabel::Scope2Market));
        other && item.stream_kind != Some(kind) && item.item != input.item.item
    });
    let mut compared = 0usize;
    for (item, tally) in others {
        for (meter, own) in activity(input.item, input.tally) {
            let Some((_, other)) = activity(item, tally).into_iter().find(|(name, _)| *name == meter) else { continue };
            let same_days = (item.first_day, item.last_day) == (input.item.first_day, input.item.last_day);
            if !same_days {
                continue;
            }
            compared += 1;
            if own != other {
                return CheckResult::doubt(format!(
                    "{meter} has another consumption in item {}, for the other scope-2 method: both methods weigh the same consumption",
                    item.item
                ));
            }
        }
    }
    match compared {
        0 => CheckResult::not_applicable("the bundle has no item of the other scope-2 method"),
        _ => CheckResult::pass("both scope-2 methods have the same consumption").with("meters", compared),
    }
}

/// Consumption of each meter in base units of its dimension, times the unit's denominator left out: equal units compare exactly.
fn activity<'a>(item: &'a Item, tally: &'a ItemTally) -> Vec<(&'a str, u128)> {
    let unit = units::find(&item.unit);
    let meters = tally.meters.iter().map(|meter| {
        let sum: u128 = meter.points(item).iter().map(|point| u128::from(point.amount)).sum();
        let base = unit.map_or(sum, |unit| sum * u128::from(unit.numerator) / u128::from(unit.denominator));
        (meter.name.as_str(), base)
    });
    meters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checks::testing::*,
        numbers::{decimal, plain},
    };

    /// The sample with an item of the same meter for the market-based method, at some share of each reading.
    fn both(percent: u64) -> crate::bench::draft::Draft {
        let mut draft = electricity();
        let mut item = draft.manifest.items[0].clone();
        (item.item, item.stream, item.stream_kind) = (1, 3, Some(StreamLabel::Scope2Market));
        draft.manifest.items.push(item);
        for mut row in draft.rows().clone() {
            row[0] = "1".into();
            row[4] = plain(decimal(&row[4]).unwrap() * percent / 100);
            draft.rows().push(row);
        }
        draft
    }

    #[test]
    fn both_methods_weigh_the_same_consumption() {
        assert_not_applicable(&electricity().finish(), "scope2");
        assert_not_applicable(&stack().finish(), "scope2");
        assert_pass(&both(100).finish(), "scope2");
        assert!(assert_doubt(&both(40).finish(), "scope2").contains("item 1"));
    }
}
