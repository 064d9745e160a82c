//! Corruptions of rows: mistakes of meters, exports and people, and fraud before signing.

use crate::{
    bench::draft::Draft,
    bundle::Kind,
    evidence::potential_tenths,
    facts::{Assurance, GwpSet},
    numbers::{date, day, decimal, instant, plain, timestamp},
};
use rand::Rng;
use rand_chacha::ChaCha20Rng;

fn any_row(draft: &mut Draft, rng: &mut ChaCha20Rng) -> usize {
    rng.random_range(0..draft.rows().len())
}

/// Any row whose amount is above zero and has neighbours.
fn running_row(draft: &mut Draft, rng: &mut ChaCha20Rng) -> usize {
    loop {
        let row = any_row(draft, rng);
        if amount(draft, row) > 0 {
            return row;
        }
    }
}

fn meter(draft: &Draft, row: usize) -> &str {
    &draft.tables[0].rows[row][1]
}

fn amount(draft: &Draft, row: usize) -> u64 {
    decimal(&draft.get(row, "amount")).unwrap_or(0)
}

fn set_amount(draft: &mut Draft, row: usize, micro: u64) {
    draft.set(row, "amount", &plain(micro));
    restate(draft, row, draft.manifest.items[0].gwp);
}

/// States the CO2e of a stack row, as the operator's system does, by a given GWP set.
fn restate(draft: &mut Draft, row: usize, set: GwpSet) {
    if draft.manifest.items[0].kind == Kind::StackEmissions {
        let gas = draft.get(row, "gas");
        let gas = crate::bundle::Gas::ALL.into_iter().find(|known| known.name() == gas);
        if let Some(gas) = gas {
            let co2e_kg = amount(draft, row) * potential_tenths(gas, set) * 100;
            draft.set(row, "co2e_kg", &plain(co2e_kg));
        }
    }
}

fn scale_all(draft: &mut Draft, times: u64, by: u64) {
    for row in 0..draft.rows().len() {
        let scaled = amount(draft, row) * times / by;
        set_amount(draft, row, scaled);
    }
}

pub(super) fn divide_all(draft: &mut Draft, _: &mut ChaCha20Rng) {
    scale_all(draft, 1, 1_000);
}

pub(super) fn multiply_all(draft: &mut Draft, _: &mut ChaCha20Rng) {
    scale_all(draft, 1_000, 1);
}

pub(super) fn other_unit(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = any_row(draft, rng);
    let other = match draft.get(row, "unit").as_str() {
        "kWh" => "MWh",
        "MWh" => "kWh",
        "litre" => "m3",
        "t" => "kg",
        _ => "kg CO2e",
    };
    draft.set(row, "unit", other);
}

pub(super) fn unlisted_unit(draft: &mut Draft, _: &mut ChaCha20Rng) {
    for row in 0..draft.rows().len() {
        draft.set(row, "unit", "therm");
    }
    draft.item().unit = "therm".into();
}

/// A thousand times too much, in a meter that runs; in a stack, of the gas that counts.
pub(super) fn shift_one(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = loop {
        let row = running_row(draft, rng);
        if draft.manifest.items[0].kind != Kind::StackEmissions || draft.get(row, "gas") == "CO2" {
            break row;
        }
    };
    let before = amount(draft, row);
    set_amount(draft, row, before * 1_000);
}

/// A whole day of wrong readings. One wrong half hour would not show in the total of its day.
pub(super) fn shift_a_day(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = running_row(draft, rng);
    let first = row - row % 48;
    for row in first..first + 48 {
        let before = amount(draft, row);
        set_amount(draft, row, before * 100);
    }
}

/// Lets a daily meter run on its declared stops.
fn without_stops(draft: &mut Draft) {
    draft.item().stops.clear();
    for row in 1..draft.rows().len() {
        if amount(draft, row) == 0 {
            let before = amount(draft, row - 1);
            set_amount(draft, row, before);
        }
    }
}

/// Readings of a counter in place of what was used.
pub(super) fn register(draft: &mut Draft, _: &mut ChaCha20Rng) {
    without_stops(draft);
    let mut counter = 0;
    for row in 0..draft.rows().len() {
        let first = row == 0 || meter(draft, row) != meter(draft, row - 1);
        counter = amount(draft, row) + if first { 500_000_000_000 } else { counter };
        set_amount(draft, row, counter);
    }
}

/// A month of the first meter on a straight line.
pub(super) fn line(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let from = rng.random_range(10..200);
    let (first, step) = (amount(draft, from).max(200_000_000), 7_001_000);
    for day in 0..30 {
        set_amount(draft, from + day, first + step * day as u64);
    }
}

/// Two fifths of each amount from a day on.
pub(super) fn lower_level(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    without_stops(draft);
    let from = date(draft.first() + rng.random_range(100..250));
    for row in 0..draft.rows().len() {
        if draft.rows()[row][2] >= from {
            let before = amount(draft, row);
            set_amount(draft, row, before * 2 / 5);
        }
    }
}

/// The first meter's check meter in the item, too.
pub(super) fn check_meter(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let main = draft.rows()[0][1].clone();
    let again: Vec<Vec<String>> = draft.rows().iter().filter(|row| row[1] == main).cloned().collect();
    draft.rows().extend(again.into_iter().map(|mut row| {
        row[1] = "check".into();
        row
    }));
    draft.item().meters.push("check".into());
}

/// One row for each meter, of a large source without earlier records.
pub(super) fn one_row(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.item().stops.clear();
    draft.context.history.records.clear();
    let (first, last) = (date(draft.first()), date(draft.last()));
    let meters = draft.item().meters.clone();
    let mut rows = vec![];
    for meter in meters {
        let own: Vec<usize> = (0..draft.rows().len()).filter(|row| draft.rows()[*row][1] == meter).collect();
        let sum: u64 = own.iter().map(|row| amount(draft, *row)).sum();
        let mut row = draft.rows()[own[0]].clone();
        (row[2], row[3], row[4]) = (first.clone(), last.clone(), plain(sum * 100));
        rows.push(row);
    }
    *draft.rows() = rows;
}

/// One typed number for each part of a project.
pub(super) fn typed_numbers(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    one_row(draft, rng);
}

pub(super) fn shift_all(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    match rng.random_bool(0.5) {
        true => scale_all(draft, 10, 1),
        false => scale_all(draft, 1, 10),
    }
}

fn rewrite(draft: &mut Draft, rng: &mut ChaCha20Rng, spell: impl Fn(&str) -> String) {
    let row = any_row(draft, rng);
    let text = draft.get(row, "amount");
    draft.set(row, "amount", &spell(&text));
}

pub(super) fn negative(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    rewrite(draft, rng, |text| format!("-{text}"));
}

pub(super) fn currency(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    rewrite(draft, rng, |text| format!("£{text}"));
}

pub(super) fn separator(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    rewrite(draft, rng, |text| format!("1,{text:0>3}"));
}

pub(super) fn exponent(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    rewrite(draft, rng, |text| format!("{text}e0"));
}

/// Two columns are swapped, with or without their names.
pub(super) fn swap_columns(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let table = &mut draft.tables[0];
    let (first, last) = (table.column("item").unwrap_or(0), table.column("last_day").unwrap_or(3));
    if rng.random_bool(0.5) {
        table.columns.swap(first, last);
    }
    for row in &mut table.rows {
        row.swap(first, last);
    }
}

pub(super) fn swap_amount_and_cost(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = running_row(draft, rng);
    let (amount, cost) = (draft.get(row, "amount"), draft.get(row, "cost"));
    draft.set(row, "amount", &cost);
    draft.set(row, "cost", &amount);
}

/// Rows of a whole calendar month, or one row where months are rows.
pub(super) fn month_twice(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = any_row(draft, rng);
    let month = draft.rows()[row][2][..7].to_string();
    let again: Vec<_> = draft.rows().iter().filter(|row| row[2].starts_with(&month)).cloned().collect();
    draft.rows().extend(again);
}

pub(super) fn row_twice(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = any_row(draft, rng);
    let mut again = draft.rows()[row].clone();
    if let Some(place) = draft.tables[0].column("amount") {
        again[place] = "1.5".into();
    }
    let place = rng.random_range(0..=draft.rows().len());
    draft.rows().insert(place, again);
}

pub(super) fn invoice_twice(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = rng.random_range(1..draft.rows().len());
    for column in ["invoice", "amount", "cost"] {
        let before = draft.get(row - 1, column);
        draft.set(row, column, &before);
    }
}

/// A row begins before the one before it ends.
pub(super) fn overlap(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let meter = draft.rows()[0][1].clone();
    let own = draft.rows().iter().filter(|row| row[1] == meter).count();
    let row = rng.random_range(1..own);
    let earlier = match instant(&draft.rows()[row][2]) {
        Some(from) => timestamp(from - 900),
        None => date(day(&draft.rows()[row][2]).unwrap_or(1) - 1),
    };
    draft.rows()[row][2] = earlier;
}

/// A stretch of seven days inside the claim, as texts of days.
fn week(draft: &Draft, rng: &mut ChaCha20Rng) -> Vec<String> {
    let first = draft.first() + rng.random_range(0..draft.days() as u32 - 7);
    (first..first + 7).map(date).collect()
}

pub(super) fn week_missing(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let week = week(draft, rng);
    draft.rows().retain(|row| !week.iter().any(|day| row[2].starts_with(day.as_str())));
}

pub(super) fn row_missing(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = any_row(draft, rng);
    draft.rows().remove(row);
}

/// Seven consecutive rows of a meter, from a random one, all above zero.
fn running_week(draft: &mut Draft, rng: &mut ChaCha20Rng) -> usize {
    loop {
        let row = rng.random_range(0..draft.rows().len() - 7);
        let same = meter(draft, row) == meter(draft, row + 6);
        if same && (row..row + 7).all(|row| amount(draft, row) > 0) {
            return row;
        }
    }
}

pub(super) fn week_copied(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    loop {
        let (from, to) = (running_week(draft, rng), running_week(draft, rng));
        if from.abs_diff(to) >= 7 && meter(draft, from) == meter(draft, to) {
            for i in 0..7 {
                let copied = amount(draft, from + i);
                set_amount(draft, to + i, copied);
                keep_loss_below(draft, to + i);
            }
            return;
        }
    }
}

/// This corruption leaves a capture plant's loss as it is.
fn keep_loss_below(draft: &mut Draft, row: usize) {
    if draft.manifest.items[0].kind == Kind::DirectCapture {
        draft.set(row, "loss", "0");
    }
}

pub(super) fn stuck(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    loop {
        let row = running_week(draft, rng);
        let same = row + 8 < draft.rows().len() && meter(draft, row) == meter(draft, row + 8);
        if same {
            let value = amount(draft, row);
            for i in 0..9 {
                set_amount(draft, row + i, value);
                keep_loss_below(draft, row + i);
            }
            return;
        }
    }
}

/// Two months of all meters, of at least a seventh of the claim.
pub(super) fn months_zero(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let all: u64 = (0..draft.rows().len()).map(|row| amount(draft, row)).sum();
    loop {
        let first = draft.first() + rng.random_range(20..draft.days() as u32 - 80);
        let days: Vec<String> = (first..first + 60).map(date).collect();
        let rows: Vec<usize> = (0..draft.rows().len()).filter(|row| days.contains(&draft.rows()[*row][2])).collect();
        if rows.iter().map(|row| amount(draft, *row)).sum::<u64>() < all / 7 {
            continue;
        }
        for row in rows {
            set_amount(draft, row, 0);
            keep_loss_below(draft, row);
        }
        return;
    }
}

fn shift_times(draft: &mut Draft, seconds: i64) {
    for cell in draft.rows().iter_mut().flat_map(|row| &mut row[2..4]) {
        *cell = match (instant(cell), day(cell)) {
            (Some(at), _) => timestamp(at + seconds),
            (None, Some(at)) => date((i64::from(at) + seconds / 86_400) as u32),
            (None, None) => continue,
        };
    }
}

pub(super) fn shift_day(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    shift_times(draft, if rng.random_bool(0.5) { 86_400 } else { -86_400 });
}

pub(super) fn local_time(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let hours = rng.random_range(1..=10);
    shift_times(draft, if rng.random_bool(0.5) { hours * 3_600 } else { -hours * 3_600 });
}

pub(super) fn offset(draft: &mut Draft, _: &mut ChaCha20Rng) {
    for cell in draft.rows().iter_mut().flat_map(|row| &mut row[2..4]) {
        *cell = cell.replace('Z', "+10:00");
    }
}

/// The clock is one hour ahead for some time and is corrected before the end.
pub(super) fn clock_change(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let rows = draft.rows().len();
    let (ahead, back) = (rng.random_range(10..rows / 2), rng.random_range(rows / 2..rows - 10));
    for cell in draft.rows()[ahead..back].iter_mut().flat_map(|row| &mut row[2..4]) {
        if let Some(at) = instant(cell) {
            *cell = timestamp(at + 3_600);
        }
    }
}

pub(super) fn mixed_gwp(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let rows: Vec<usize> = (0..draft.rows().len()).filter(|row| draft.get(*row, "gas") == "CH4").collect();
    let from = rng.random_range(0..rows.len());
    for row in &rows[from..] {
        restate(draft, *row, GwpSet::Ar4);
    }
}

/// Rows and manifest omit a meter that had rows last year.
pub(super) fn meter_left_out(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let place = rng.random_range(0..draft.item().meters.len());
    let meter = draft.item().meters.remove(place);
    draft.rows().retain(|row| row[1] != meter);
}

pub(super) fn stranger(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = any_row(draft, rng);
    draft.rows()[row][1] = "another source's".into();
}

pub(super) fn stock_jumps(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = rng.random_range(0..draft.rows().len() / 2) * 2 + 1;
    let before = decimal(&draft.get(row, "before_t_per_ha")).unwrap_or(0);
    draft.set(row, "before_t_per_ha", &plain(before - before / 50));
}

pub(super) fn area_grows(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = rng.random_range(0..draft.rows().len() / 2) * 2 + 1;
    let before = decimal(&draft.get(row, "area_ha")).unwrap_or(0);
    draft.set(row, "area_ha", &plain(before + 1_000));
}

pub(super) fn loss_beyond(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = running_row(draft, rng);
    let loss = amount(draft, row) + 1;
    draft.set(row, "loss", &plain(loss));
}

pub(super) fn no_leakage(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.rows().retain(|row| row[1] != "leakage");
    draft.item().meters.retain(|part| part != "leakage");
}

/// Changes every row by five to thirty per cent in the claimant's favour, in a bundle without a provider's signature.
pub(super) fn scaled_unsigned(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    draft.unsign();
    draft.context.claim.assurance = Assurance::Limited;
    let share = rng.random_range(5..30);
    match draft.context.claim.kind.is_liability() {
        true => scale_all(draft, 100 - share, 100),
        false => scale_all(draft, 100 + share, 100),
    }
}
