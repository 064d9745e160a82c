use super::*;
use crate::{
    bench::{draft::Draft, profiles::numbers},
    checks::testing::*,
    facts::Day,
    numbers::decimal,
};
use proptest::prelude::*;

fn points(amounts: &[u64]) -> Vec<Point> {
    (0..).zip(amounts).map(|(day, &amount)| Point { day, days: 1, amount, cost: 0 }).collect()
}

fn times(draft: &mut Draft, row: usize, times: u64, by: u64) {
    let amount = decimal(&draft.get(row, "amount")).unwrap();
    draft.set(row, "amount", &plain(amount * times / by));
}

#[test]
fn ordinary_readings_pass() {
    for draft in [electricity(), half_hourly(), invoices(), stack(), forest(), capture(), project()] {
        assert_pass(&draft.finish(), "outliers");
    }
}

#[test]
fn ten_times_and_a_tenth_are_far_on_every_day_of_the_year() {
    let mut draft = electricity();
    let amounts = (0..draft.rows().len()).map(|row| decimal(&draft.get(row, "amount")).unwrap());
    let points = points(&amounts.collect::<Vec<_>>());
    for place in 0..points.len() {
        for (up, down) in [(10, 1), (1, 10)] {
            let mut changed = points.clone();
            changed[place].amount = changed[place].amount * up / down;
            let far: Vec<u32> = along(&changed).iter().map(|(point, _)| point.day).collect();
            assert_eq!(far, [place as u32], "{up}/{down}");
        }
    }
}

#[test]
fn a_holiday_at_a_sundays_level_is_no_outlier() {
    let mut draft = electricity();
    // 2020-04-26 was a Sunday, 2020-04-29 a Wednesday.
    let sunday = draft.get(116, "amount");
    draft.set(119, "amount", &sunday);
    assert_pass(&draft.finish(), "outliers");
}

#[test]
fn several_bad_days_do_not_hide_each_other() {
    let mut draft = electricity();
    for row in 100..107 {
        times(&mut draft, row, 10, 1);
    }
    let sealed = draft.finish();
    assert_doubt(&sealed, "outliers");
    assert_eq!(finding(&sealed, "outliers").numbers["far"], 7u64.into());
}

#[test]
fn an_undeclared_zero_is_doubtful_and_a_declared_one_is_not() {
    let mut draft = electricity();
    draft.set(50, "amount", "0");
    assert!(assert_doubt(&draft.clone().finish(), "outliers").contains("zero"));
    let day = Day(draft.manifest.items[0].first_day.0 + 50);
    draft.item().stops.push(crate::bundle::Stop {
        meter: "main".into(),
        first_day: day,
        last_day: day,
        reason: "power cut".into(),
    });
    assert_pass(&draft.clone().finish(), "outliers");
    // A stop of a meter with a longer or a shorter name explains nothing.
    for name in ["main 2", "mai"] {
        let mut other = draft.clone();
        other.item().meters.push(name.into());
        other.item().stops[0].meter = name.into();
        assert_doubt(&other.finish(), "outliers");
    }
    draft.item().stops[0].first_day = Day(day.0 - 1);
    draft.item().stops[0].last_day = Day(day.0 - 1);
    assert_doubt(&draft.finish(), "outliers");
}

#[test]
fn a_meter_that_stands_still_a_quarter_of_the_time_needs_no_reasons() {
    let mut draft = electricity();
    let rows = draft.rows().len();
    for row in (0..rows).filter(|row| row % 4 == 0) {
        draft.set(row, "amount", "0");
    }
    assert_pass(&draft.finish(), "outliers");
}

#[test]
fn a_plot_that_grew_ten_times_as_much_as_the_others_is_doubtful() {
    let mut draft = forest();
    let rows = draft.rows().len();
    let (before, after) = (draft.get(rows - 1, "before_t_per_ha"), draft.get(rows - 1, "after_t_per_ha"));
    let (before, after) = (decimal(&before).unwrap(), decimal(&after).unwrap());
    draft.set(rows - 1, "after_t_per_ha", &plain(before + 10 * (after - before)));
    assert_doubt(&draft.finish(), "outliers");
}

#[test]
fn four_amounts_say_nothing() {
    assert!(along(&points(&[1, 1, 1_000, 1])).is_empty());
    assert_eq!(along(&points(&[10, 10, 10_000, 10, 10])).len(), 1);
}

#[test]
fn three_times_is_the_nearest_and_five_times_the_farthest_limit() {
    let steady = |last: u64| along(&points(&[[100; 20].as_slice(), &[last]].concat())).len();
    assert_eq!((steady(300), steady(301), steady(34), steady(33)), (0, 1, 0, 1));
    // Every other amount is four times the one before: the spread alone would allow anything.
    let wild = |last: u64| {
        let amounts: Vec<u64> = (0..40).map(|i| if i % 4 < 2 { 100 } else { 300 }).chain([last]).collect();
        along(&points(&amounts)).iter().filter(|(point, _)| point.day == 40).count()
    };
    assert_eq!((wild(900), wild(5_000)), (0, 1));
}

/// The documented false-positive rate: years of lognormal days, none of which is wrong.
#[test]
fn false_alarms_by_noise() {
    for (noise, most) in [(0.1, 0), (0.2, 0), (0.3, 2)] {
        let rng = &mut numbers(7, &format!("noise {noise}"));
        let alarms = (0..200)
            .filter(|_| {
                let amounts: Vec<u64> =
                    (0..365).map(|_| (1e9 * (noise * crate::bench::normal(rng)).exp()) as u64).collect();
                !along(&points(&amounts)).is_empty()
            })
            .count();
        assert!(alarms <= most, "{alarms} of 200 years at {noise}");
    }
}

proptest! {
    #[test]
    fn scale_does_not_matter(amounts in prop::collection::vec(1u64..1_000_000, 5..60), scale in 1u64..1_000) {
        let scaled: Vec<u64> = amounts.iter().map(|amount| amount * scale).collect();
        let days = |amounts: &[u64]| along(&points(amounts)).iter().map(|(point, _)| point.day).collect::<Vec<_>>();
        prop_assert_eq!(days(&amounts), days(&scaled));
    }

    #[test]
    fn amounts_within_a_third_of_each_other_are_never_far(amounts in prop::collection::vec(600u64..1_000, 5..100)) {
        prop_assert!(along(&points(&amounts)).is_empty());
    }

    #[test]
    fn one_in_a_hundred_thousand_times_is_always_far(
        mut amounts in prop::collection::vec(600u64..1_000, 9..60),
        place: prop::sample::Index,
    ) {
        let place = place.index(amounts.len());
        amounts[place] *= 100_000;
        prop_assert!(along(&points(&amounts)).iter().any(|(point, _)| point.day as usize == place));
    }
}
