//! `gaps`: each meter's rows cover every second of the claimed days on which it was in service. A meter that was taken away without
//! another that begins on the next day is doubtful: leaving out the rest of the year would be the easiest way to report less.

use super::ClaimInput;
use crate::{bundle::quote, numbers::timestamp, report::CheckResult};
use carbon_wire::calendar::SECONDS_PER_DAY;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let (mut count, mut seconds, mut first) = (0u64, 0u64, None);
    // A stack has a tally for each gas.
    let tallies = input.item.kind.tallies();
    let listed = input.item.meters.iter().flat_map(|name| std::iter::repeat_n(name, tallies));
    for (name, meter) in listed.zip(&input.tally.meters).filter(|(_, meter)| meter.rows > 0) {
        let (first_day, last_day) = input.item.in_service(name);
        let from = i64::from(first_day.0) * SECONDS_PER_DAY;
        let until = (i64::from(last_day.0) + 1) * SECONDS_PER_DAY;
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
    let gone = input.item.service.iter().find(|gone| {
        let next =
            |other: &crate::bundle::Service| other.meter != gone.meter && other.first_day.0 == gone.last_day.0 + 1;
        gone.last_day < input.item.last_day && !input.item.service.iter().any(next)
    });
    if let Some(gone) = gone.filter(|_| first.is_none()) {
        return CheckResult::doubt(format!(
            "meter {} went out of service on {} and no other begins on the next day: {}",
            gone.meter,
            gone.last_day,
            quote(&gone.reason)
        ));
    }
    match first {
        Some(first) => CheckResult::fail(format!("{count} gaps: {first}")).with("gaps", count).with("seconds", seconds),
        None => CheckResult::pass("no time is missing").with("days", input.item.days()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{bundle::Service, checks::testing::*};

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

    /// The sample, whose meter was exchanged after so many days.
    fn exchanged(days: usize) -> crate::bench::draft::Draft {
        let mut draft = electricity();
        let first = draft.manifest.items[0].first_day;
        let last = draft.manifest.items[0].last_day;
        for row in &mut draft.rows()[days..] {
            row[1] = "new".into();
        }
        let day = |days: u32| crate::facts::Day(first.0 + days);
        let service = |meter: &str, first_day, last_day| Service {
            meter: meter.into(),
            first_day,
            last_day,
            reason: "exchanged".into(),
        };
        draft.item().meters.push("new".into());
        draft.item().service =
            vec![service("main", first, day(days as u32 - 1)), service("new", day(days as u32), last)];
        draft.context.history.records.clear();
        draft
    }

    #[test]
    fn an_exchanged_meter_is_covered_on_its_own_days() {
        assert_pass(&exchanged(100).finish(), "gaps");
        for row in [99, 100] {
            let mut draft = exchanged(100);
            draft.rows().remove(row);
            assert_fail(&draft.finish(), "gaps");
        }
        // With a record before, of the old meter alone.
        let mut known = exchanged(100);
        known.context.history.records = electricity().context.history.records;
        assert_pass(&known.clone().finish(), "boundary");
        known.item().service[0].last_day.0 -= 1;
        assert_doubt(&known.finish(), "boundary");
        let mut undeclared = exchanged(100);
        undeclared.item().service.clear();
        assert_fail(&undeclared.finish(), "gaps");
    }

    #[test]
    fn a_meter_that_is_gone_without_a_successor_is_doubtful() {
        let mut draft = exchanged(100);
        draft.item().service.pop();
        draft.item().meters.pop();
        draft.rows().truncate(100);
        assert!(assert_doubt(&draft.finish(), "gaps").contains("meter main went out of service on 2020-04-09"));
    }

    #[test]
    fn a_time_of_service_is_within_the_items_days_and_once() {
        for change in [
            |item: &mut crate::bundle::Item| item.service[1].last_day.0 += 1,
            |item: &mut crate::bundle::Item| item.service[1].meter = "main".into(),
            |item: &mut crate::bundle::Item| item.service[1].meter = "another".into(),
            |item: &mut crate::bundle::Item| item.service[0].reason = " ".into(),
        ] {
            let mut draft = exchanged(100);
            change(draft.item());
            assert_fail(&draft.finish(), "schema");
        }
    }
}
