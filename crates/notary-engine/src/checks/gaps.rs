//! `gaps`: each meter's rows cover every second of the claimed days.

use super::ClaimInput;
use crate::{numbers::timestamp, report::CheckResult};
use carbon_wire::calendar::SECONDS_PER_DAY;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let from = i64::from(input.item.first_day.0) * SECONDS_PER_DAY;
    let until = (i64::from(input.item.last_day.0) + 1) * SECONDS_PER_DAY;
    let (mut count, mut seconds, mut first) = (0u64, 0u64, None);
    for meter in input.tally.meters.iter().filter(|meter| meter.rows > 0) {
        for (start, end) in meter.coverage.gaps(from, until) {
            count += 1;
            seconds += (end - start).unsigned_abs();
            first.get_or_insert_with(|| format!("{} from {} until {}", meter.name, timestamp(start), timestamp(end)));
        }
    }
    if !input.tally.scattered.is_empty() {
        return CheckResult::fail("a meter's rows leave its time in too many pieces")
            .with("rows", input.tally.scattered.count);
    }
    match first {
        Some(first) => CheckResult::fail(format!("{count} gaps: {first}")).with("gaps", count).with("seconds", seconds),
        None => CheckResult::pass("no time is missing").with("days", input.item.days()),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn whole_days_pass_in_any_order() {
        assert_pass(&electricity().finish(), "gaps");
        let mut draft = electricity();
        draft.rows().reverse();
        assert_pass(&draft.finish(), "gaps");
    }

    #[test]
    fn a_missing_day_anywhere_fails() {
        let last = electricity().rows().len() - 1;
        for row in [0, 40, last] {
            let mut draft = electricity();
            draft.rows().remove(row);
            assert_fail(&draft.finish(), "gaps");
        }
    }

    #[test]
    fn a_missing_half_hour_fails() {
        let mut draft = half_hourly();
        draft.rows().remove(17);
        let sealed = draft.finish();
        assert!(assert_fail(&sealed, "gaps").contains("T08:30:00Z until"));
        assert_eq!(finding(&sealed, "gaps").numbers["seconds"], 1_800u64.into());
        assert_pass(&half_hourly().finish(), "gaps");
    }
}
