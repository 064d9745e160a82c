//! `period`: claim, manifest and rows are of the same days, inside one reporting year, and of days not recorded before.

use super::ClaimInput;
use crate::report::CheckResult;
use carbon_wire::calendar::ReportingYear;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let (item, claim) = (input.item, &input.context.claim);
    if (item.first_day, item.last_day) != (claim.first_day, claim.last_day) {
        return CheckResult::fail(format!(
            "the claim is of {} to {}, the evidence of {} to {}",
            claim.first_day, claim.last_day, item.first_day, item.last_day
        ));
    }
    let month = input.context.registry.year_start_month;
    let year = ReportingYear::containing(claim.first_day.0, month)
        .filter(|year| year.contains(claim.first_day.0, claim.last_day.0));
    let Some(year) = year else {
        return CheckResult::fail("the days are not of one reporting year");
    };
    let outside = &input.tally.outside;
    if !outside.is_empty() {
        return CheckResult::fail(format!("{} rows are outside the claimed days: {}", outside.count, outside.first()))
            .with("rows", outside.count);
    }
    let recorded = input.context.history.records.iter().find(|record| {
        (record.kind, record.stream) == (claim.kind, claim.stream)
            && record.first_day <= claim.last_day
            && claim.first_day <= record.last_day
    });
    if let Some(record) = recorded {
        return CheckResult::fail(format!("{} to {} are recorded already", record.first_day, record.last_day));
    }
    CheckResult::pass("claim and rows are of the same days of one reporting year")
        .with("year", u64::from(year.year))
        .with("days", item.days())
}

#[cfg(test)]
mod tests {
    use crate::{
        checks::testing::*,
        facts::{ClaimKind, Day, EarlierRecord},
    };

    #[test]
    fn the_claimed_days_pass() {
        assert_pass(&electricity().finish(), "period");
    }

    #[test]
    fn a_claim_a_day_longer_or_shorter_fails() {
        for shift in [-1i64, 1] {
            let mut draft = electricity();
            let day = &mut draft.context.claim.last_day.0;
            *day = (i64::from(*day) + shift) as u32;
            assert_fail(&draft.finish(), "period");
        }
    }

    #[test]
    fn days_of_two_reporting_years_fail() {
        let mut draft = electricity();
        draft.context.registry.year_start_month = 2;
        assert_fail(&draft.finish(), "period");
        draft = electricity();
        draft.context.registry.year_start_month = 0;
        assert_fail(&draft.finish(), "period");
    }

    #[test]
    fn rows_before_or_after_the_days_fail() {
        let mut draft = electricity();
        draft.set(0, "first_day", "2019-12-31");
        assert_fail(&draft.finish(), "period");
    }

    #[test]
    fn recorded_days_fail_to_the_day() {
        let first = electricity().context.claim.first_day;
        for (last_day, passes) in [(first.0 - 1, true), (first.0, false)] {
            let mut draft = electricity();
            let stream = draft.context.claim.stream;
            draft.context.history.records.push(EarlierRecord {
                kind: ClaimKind::Emission,
                stream,
                first_day: Day(first.0 - 30),
                last_day: Day(last_day),
                grams: 1,
                months: vec![],
                meters: vec![],
            });
            let sealed = draft.finish();
            assert_eq!(finding(&sealed, "period").status == crate::report::Status::Pass, passes);
        }
    }
}
