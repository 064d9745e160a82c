use super::*;
use crate::{
    bench::{draft::Draft, profiles::numbers},
    checks::testing::*,
    numbers::decimal,
};
use proptest::prelude::*;

fn points(amounts: &[u64]) -> Vec<Point> {
    (0..).zip(amounts).map(|(day, &amount)| Point { day, seconds: 86_400, amount, cost: 0 }).collect()
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
            let far: Vec<u32> = along(&changed).iter().map(|far| far.point.day).collect();
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

/// One quiet day is no reason to call anybody: what it could change is far below what is material.
#[test]
fn doubt_is_counted_in_grams() {
    for (times_more, doubtful) in [(10, false), (100, true)] {
        let mut draft = electricity();
        times(&mut draft, 100, times_more, 1);
        let sealed = draft.finish();
        let found = finding(&sealed, "outliers");
        assert_eq!(found.numbers["far"], 1u64.into());
        assert_eq!(found.status == crate::report::Status::Doubt, doubtful, "{}", found.sentence);
    }
    let mut quiet = electricity();
    times(&mut quiet, 100, 1, 100);
    assert!(assert_pass(&quiet.finish(), "outliers").contains("could change 0.3 % of the claim"));
}

/// 500,000 t is the end of 5 %.
#[test]
fn a_large_claim_has_a_smaller_materiality() {
    let mut draft = electricity();
    times(&mut draft, 150, 30, 1);
    assert_pass(&draft.clone().finish(), "outliers");
    draft.context.claim.grams = 500_000_000_001;
    assert_doubt(&draft.finish(), "outliers");
}

#[test]
fn a_season_of_months_is_no_outlier() {
    let months = |amounts: [u64; 12]| {
        let points: Vec<Point> = (0..)
            .zip(amounts)
            .map(|(at, amount)| Point { day: at * 30, seconds: 30 * 86_400, amount, cost: 0 })
            .collect();
        along(&points).len()
    };
    assert_eq!(months([900, 800, 500, 150, 20, 5, 4, 5, 60, 300, 600, 850]), 0);
    assert_eq!(months([900, 800, 5_000, 600, 20, 5, 4, 5, 60, 300, 600, 850]), 1);
    assert_eq!(months([900, 800, 7, 600, 20, 5, 4, 5, 60, 300, 600, 850]), 1);
}

#[test]
fn what_a_wild_meter_often_does_is_not_far() {
    let mut amounts = vec![1_000u64; 200];
    (0..10).for_each(|at| amounts[at * 20] = 8_000);
    assert_eq!(along(&points(&amounts)).len(), 0);
    amounts[70] = 800_000;
    assert_eq!(along(&points(&amounts)).len(), 1);
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
        along(&points(&amounts)).iter().filter(|far| far.point.day == 40).count()
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
        let days = |amounts: &[u64]| along(&points(amounts)).iter().map(|far| far.point.day).collect::<Vec<_>>();
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
        prop_assert!(along(&points(&amounts)).iter().any(|far| far.point.day as usize == place));
    }
}
