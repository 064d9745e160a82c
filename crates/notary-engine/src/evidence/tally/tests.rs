use super::*;
use crate::bench::samples;

const DAY: i64 = SECONDS_PER_DAY;

/// An item of January 2020, of a kind and with meters "a" and "b".
fn item(kind: Kind, unit: &str) -> Item {
    let mut item = samples::electricity().manifest.items[0].clone();
    item.kind = kind;
    item.unit = unit.into();
    item.last_day.0 = item.first_day.0 + 30;
    item.meters = vec!["a".into(), "b".into()];
    item
}

/// A row of days counted from the item's first.
fn row(item: &Item, days: std::ops::Range<i64>, amount: u64) -> Row<'static> {
    let first = i64::from(item.first_day.0) * DAY;
    Row {
        item: 0,
        meter: "a",
        from: first + days.start * DAY,
        until: first + days.end * DAY,
        amount,
        unit: "kWh",
        detail: Detail::None,
    }
}

fn tally(item: &Item, rows: &[Row]) -> ItemTally {
    tally_in(item, rows, 100)
}

fn tally_in(item: &Item, rows: &[Row], mut room: usize) -> ItemTally {
    let mut tally = ItemTally::new(item);
    for row in rows {
        let slot = tally.slot(row);
        tally.add(item, row, slot, &mut room);
    }
    tally
}

#[test]
fn sums_and_points() {
    let item = item(Kind::MeteredEnergy, "kWh");
    let half = |start: i64, amount| {
        let first = i64::from(item.first_day.0) * DAY + start * DAY / 2;
        Row { from: first, until: first + DAY / 2, ..row(&item, 0..1, amount) }
    };
    let tally =
        tally(&item, &[half(0, 3), half(1, 4), row(&item, 3..10, 70), Row { meter: "b", ..row(&item, 0..31, 5) }]);
    assert_eq!((tally.rows, tally.sums), (4, [82, 0, 0, 0]));
    let points = |meter: usize| tally.meters[meter].points(&item);
    let first = item.first_day.0;
    assert_eq!(
        points(0).iter().map(|p| (p.day - first, p.seconds, p.amount)).collect::<Vec<_>>(),
        [(0, 86_400, 7), (3, 7 * 86_400, 70)]
    );
    assert_eq!(points(0)[1].rate(), 10.0);
    assert_eq!(
        points(1).iter().map(|p| (p.day - first, p.seconds, p.amount)).collect::<Vec<_>>(),
        [(0, 31 * 86_400, 5)]
    );
}

#[test]
fn what_is_outside_or_a_strangers_is_noted_and_not_counted() {
    let item = item(Kind::MeteredEnergy, "kWh");
    let rows = [
        row(&item, -1..1, 1),
        row(&item, 30..32, 1),
        row(&item, 31..32, 1),
        Row { meter: "c", ..row(&item, 0..1, 1) },
        row(&item, 0..31, 10),
    ];
    let tally = tally(&item, &rows);
    assert_eq!((tally.outside.count, tally.strangers.count, tally.sums[0]), (3, 1, 10));
}

#[test]
fn times_counted_before_are_noted_and_units_too() {
    let item = item(Kind::MeteredEnergy, "kWh");
    let rows =
        [row(&item, 0..5, 1), row(&item, 2..3, 1), row(&item, 4..6, 1), Row { unit: "MWh", ..row(&item, 6..7, 1) }];
    let tally = tally(&item, &rows);
    assert_eq!((tally.duplicates.count, tally.overlaps.count, tally.units.count), (1, 1, 1));
    // Only rows of new time are points.
    assert_eq!(tally.meters[0].points(&item).len(), 2);
}

#[test]
fn rows_in_too_many_pieces_are_noted() {
    let item = item(Kind::MeteredEnergy, "kWh");
    let first = i64::from(item.first_day.0) * DAY;
    let minute = |i: i64| Row { from: first + 120 * i, until: first + 120 * i + 60, ..row(&item, 0..1, 1) };
    let rows: Vec<_> = (0..23).map(minute).collect();
    assert_eq!(tally_in(&item, &rows, 20).scattered.count, 3);
}

#[test]
fn gases_of_a_stack_are_apart() {
    let item = item(Kind::StackEmissions, "t");
    let gas = |gas, unit, co2e_kg| Row {
        unit,
        detail: Detail::Stack { gas, co2e_kg, last_digit: 1 },
        ..row(&item, 0..31, 1_000_000)
    };
    // A tonne of CH4 on AR4 is 25 t CO2e.
    let rows = [gas(Gas::Ch4, "t", 25_000_000_000), gas(Gas::Co2e, "t CO2e", 1_000_000_000), gas(Gas::N2o, "t", 1)];
    let tally = tally(&item, &rows);
    assert_eq!(tally.sums, [0, 1_000_000, 1_000_000, 1_000_000]);
    assert_eq!((tally.units.count, tally.stated.count, tally.fits), (0, 1, [1, 0, 0]));
    assert_eq!(tally.meters[Gas::Ch4 as usize].name, "a CH4");
    let wrong = [gas(Gas::Co2e, "t", 1_000_000_000), gas(Gas::Co2, "t CO2e", 1_000_000_000)];
    assert_eq!(super::tests::tally(&item, &wrong).units.count, 2);
    // CO2e must not be multiplied by a potential again.
    let co2e = self::item(Kind::StackEmissions, "t CO2e");
    let twice = [gas(Gas::Ch4, "t CO2e", 25_000_000_000), gas(Gas::Co2e, "t CO2e", 1_000_000_000)];
    assert_eq!(super::tests::tally(&co2e, &twice).units.count, 1);
}

#[test]
fn plots_gain_and_lose() {
    let item = item(Kind::ForestPlots, "t CO2e");
    let plot = |days, area, before, after: u64| Row {
        unit: "t CO2e",
        detail: Detail::Plot { area, before, after },
        ..row(&item, days, after.abs_diff(before))
    };
    let tally = tally(&item, &[plot(0..10, 2_000_000, 10, 25), plot(10..31, 2_000_000, 25, 20)]);
    assert_eq!((tally.sums[0], tally.balance.count), (2_000_000 * 10, 0));
}

#[test]
fn sums_of_the_largest_amounts_do_not_overflow() {
    let item = item(Kind::MeteredEnergy, "kWh");
    let rows: Vec<_> = (0..31).map(|day| row(&item, day..day + 1, u64::MAX)).collect();
    assert_eq!(tally(&item, &rows).sums[0], 31 * i128::from(u64::MAX));
    // Two halves of a day: the point stops at the largest amount, the sum does not.
    let half = Row { until: row(&item, 0..1, 0).from + DAY / 2, ..row(&item, 0..1, u64::MAX) };
    let other = Row { from: half.until, until: half.until + DAY / 2, ..half };
    assert_eq!(tally(&item, &[half, other]).meters[0].points(&item)[0].amount, u64::MAX);
}
