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

/// Ten times too much or too little, in a gas or meter that runs.
pub(super) fn shift_one(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = running_row(draft, rng);
    let before = amount(draft, row);
    set_amount(draft, row, if rng.random_bool(0.5) { before * 10 } else { before / 10 });
}

/// A whole day of wrong readings. One wrong half hour would not show in the total of its day.
pub(super) fn shift_a_day(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = running_row(draft, rng);
    let up = rng.random_bool(0.5);
    let first = row - row % 48;
    for row in first..first + 48 {
        let before = amount(draft, row);
        set_amount(draft, row, if up { before * 10 } else { before / 10 });
    }
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
    let number = draft.get(row - 1, "invoice");
    draft.set(row, "invoice", &number);
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

pub(super) fn week_zero(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let row = running_week(draft, rng);
    for i in 0..7 {
        set_amount(draft, row + i, 0);
        keep_loss_below(draft, row + i);
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
