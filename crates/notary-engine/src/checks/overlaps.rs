//! `overlaps`: no row begins before the time of another of the same meter has ended.

use super::ClaimInput;
use crate::report::CheckResult;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let found = &input.tally.overlaps;
    if found.is_empty() {
        return CheckResult::pass("no rows overlap").with("rows", input.tally.rows);
    }
    CheckResult::fail(format!("{} rows overlap others: {}", found.count, found.first())).with("rows", found.count)
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn rows_that_meet_pass() {
        assert_pass(&electricity().finish(), "overlaps");
        assert_pass(&half_hourly().finish(), "overlaps");
    }

    #[test]
    fn a_day_a_second_and_a_straddling_row_fail() {
        let mut day = electricity();
        let next = day.get(11, "last_day");
        day.set(10, "last_day", &next);
        // The longer row covers the next one wholly, whichever comes first: the later of the two is a duplicate then.
        assert_fail(&day.finish(), "duplicates");
        let mut second = half_hourly();
        second.set(20, "until", "2020-01-01T10:30:01Z");
        assert_fail(&second.finish(), "overlaps");
        let mut straddling = electricity();
        let day = straddling.get(9, "first_day");
        straddling.set(10, "first_day", &day);
        assert_fail(&straddling.finish(), "overlaps");
    }
}
