//! `duplicates`: the time of a meter is counted once, also where the amounts differ, and an invoice occurs once. Its lines
//! are of times that do not overlap and have other amounts; a bill that is pro-rated over two items of a bundle occurs in each.

use super::ClaimInput;
use crate::report::CheckResult;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let found = &input.tally.duplicates;
    if found.is_empty() {
        return CheckResult::pass("no time or invoice is counted twice").with("rows", input.tally.rows);
    }
    CheckResult::fail(format!("{} rows are duplicates: {}", found.count, found.first())).with("rows", found.count)
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn each_day_once_passes() {
        assert_pass(&electricity().finish(), "duplicates");
        assert_pass(&invoices().finish(), "duplicates");
    }

    #[test]
    fn a_row_again_fails_next_to_it_or_far_away_and_with_another_amount() {
        let rows = electricity().rows().len();
        for place in [31, rows] {
            let mut draft = electricity();
            let mut again = draft.rows()[30].clone();
            again[4] = "0.001".into();
            draft.rows().insert(place, again);
            assert_fail(&draft.finish(), "duplicates");
        }
    }

    #[test]
    fn an_invoice_again_fails_and_another_line_of_it_does_not() {
        let mut draft = invoices();
        let number = draft.get(0, "invoice");
        draft.set(1, "invoice", &number);
        assert_pass(&draft.clone().finish(), "duplicates");
        // Another line of an invoice has another amount.
        let amount = draft.get(0, "amount");
        draft.set(1, "amount", &amount);
        assert!(assert_fail(&draft.finish(), "duplicates").contains("invoice"));
    }

    #[test]
    fn a_bill_is_pro_rated_over_two_items_at_different_times() {
        for (first, last, fails) in [("2021-01-01", "2021-01-14", false), ("2020-12-31", "2021-01-14", true)] {
            let mut draft = invoices();
            let mut next = draft.manifest.items[0].clone();
            (next.item, next.first_day.0, next.last_day.0) = (1, next.last_day.0, next.last_day.0 + 14);
            draft.manifest.items.push(next);
            let mut rest = draft.rows().last().unwrap().clone();
            (rest[0], rest[2], rest[3]) = ("1".into(), first.into(), last.into());
            let place = draft.rows().len();
            draft.rows().insert(place, rest);
            draft.context.claim.item = 1;
            (draft.context.claim.first_day, draft.context.claim.last_day) = {
                let item = &draft.manifest.items[1];
                (item.first_day, item.last_day)
            };
            let status = finding(&draft.finish(), "duplicates").status;
            assert_eq!(status == crate::report::Status::Fail, fails, "{first}");
        }
    }
}
