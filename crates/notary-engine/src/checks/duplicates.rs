//! `duplicates`: the time of a meter is counted once, also where the amounts differ, and an invoice occurs once.

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
    fn an_invoice_number_again_fails() {
        let mut draft = invoices();
        let number = draft.get(0, "invoice");
        draft.set(1, "invoice", &number);
        assert!(assert_fail(&draft.finish(), "duplicates").contains("invoice"));
    }
}
