//! Reads the rows of a file. Their columns must be exactly those of the kind, in order, so that no columns can be swapped.

use super::manifest::{parse_day, Format, Kind};
use carbon_wire::calendar::SECONDS_PER_DAY;
use std::collections::BTreeMap;

/// A row: its meter, its time, and its other cells in the order of the kind's columns.
#[derive(Clone, Debug)]
pub struct Row {
    /// Number of the item.
    pub item: u32,
    /// Meter, plot, account, stack or project part.
    pub meter: String,
    /// Unix time of its start, in seconds.
    pub from: i64,
    /// Unix time of its end, in seconds, excluded.
    pub until: i64,
    /// The cells after the times.
    pub cells: Vec<String>,
    /// Line number in the file.
    pub line: u64,
}

/// Name of the meter column, and the columns after the times.
fn columns(kind: Kind) -> (&'static str, &'static [&'static str]) {
    match kind {
        Kind::MeteredEnergy | Kind::Fuel => ("meter", &["amount", "unit"]),
        Kind::Invoices => ("meter", &["amount", "unit", "invoice", "cost", "currency"]),
        Kind::StackEmissions => ("meter", &["gas", "amount", "unit", "co2e_kg"]),
        Kind::ForestPlots => ("plot", &["area_ha", "before_t_per_ha", "after_t_per_ha"]),
        Kind::DirectCapture => ("meter", &["amount", "loss", "unit"]),
        Kind::Project => ("part", &["amount", "unit"]),
    }
}

/// The header of a kind, with times as days or as instants.
fn header(kind: Kind, instants: bool) -> Vec<&'static str> {
    let (name, rest) = columns(kind);
    let times = if instants { ["from", "until"] } else { ["first_day", "last_day"] };
    ["item", name].into_iter().chain(times).chain(rest.iter().copied()).collect()
}

/// The rows of a file.
///
/// # Errors
/// A sentence on the first row that cannot be read.
pub fn read(bytes: &[u8], kind: Kind, format: Format) -> Result<Vec<Row>, String> {
    match format {
        Format::Csv => read_csv(bytes, kind),
        Format::Jsonl => read_json(bytes, kind),
    }
}

fn read_csv(bytes: &[u8], kind: Kind) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::None).from_reader(bytes);
    let found = reader.headers().map_err(|error| error.to_string())?.clone();
    let instants = [false, true].into_iter().find(|instants| found.iter().eq(header(kind, *instants)));
    let instants = instants.ok_or_else(|| format!("the columns are not {}", header(kind, false).join(",")))?;
    let mut rows = vec![];
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, |at| at.line());
        rows.push(row(record.iter().map(str::to_string).collect(), instants, line)?);
    }
    Ok(rows)
}

fn read_json(bytes: &[u8], kind: Kind) -> Result<Vec<Row>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut rows = vec![];
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let object: BTreeMap<String, String> =
            serde_json::from_str(text).map_err(|error| format!("line {line}: {error}"))?;
        let instants = object.contains_key("from");
        let names = header(kind, instants);
        let cells: Option<Vec<_>> = names.iter().map(|name| object.get(*name).cloned()).collect();
        let cells = cells.filter(|cells| cells.len() == object.len());
        rows.push(row(
            cells.ok_or_else(|| format!("line {line}: the keys are not those of its kind"))?,
            instants,
            line,
        )?);
    }
    Ok(rows)
}

fn row(mut cells: Vec<String>, instants: bool, line: u64) -> Result<Row, String> {
    let rest = cells.split_off(4);
    let [item, meter, first, last] = &cells[..] else { unreachable!("a row has its kind's columns") };
    let digits = !item.is_empty() && item.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| item.parse().ok()).flatten();
    let item = number.ok_or_else(|| format!("line {line}: {item:?} is not an item number"))?;
    let (from, until) = if instants {
        (instant(first), instant(last))
    } else {
        let start = |text: &str| parse_day(text).map(|day| i64::from(day) * SECONDS_PER_DAY);
        (start(first), start(last).map(|day| day + SECONDS_PER_DAY))
    };
    match (from, until) {
        (Some(from), Some(until)) if from < until => {
            Ok(Row { item, meter: meter.clone(), from, until, cells: rest, line })
        }
        _ => Err(format!("line {line}: {first:?} to {last:?} is not a period of time")),
    }
}

/// Unix time of an instant written as `2024-06-30T10:30:00Z`; no other form is accepted.
fn instant(text: &str) -> Option<i64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts[..] else { return None };
    let number = |text: &str, below: i64| {
        let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten().filter(|number| *number < below)
    };
    let seconds = number(hour, 24)? * 3_600 + number(minute, 60)? * 60 + number(second, 60)?;
    Some(i64::from(parse_day(day)?) * SECONDS_PER_DAY + seconds)
}

/// Millionths of a plain decimal number with at most six decimals; no other form is accepted.
pub fn millionths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 6 {
        return None;
    }
    let fraction: u64 = format!("{fraction:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_of_numbers_and_times() {
        assert_eq!(millionths("1234.5"), Some(1_234_500_000));
        assert_eq!(millionths("0.000001"), Some(1));
        assert_eq!(millionths("18446744073709.551615"), Some(u64::MAX));
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1.0000001", "18446744073709.551616", "١"] {
            assert_eq!(millionths(text), None, "{text}");
        }
        assert_eq!(instant("1970-01-02T00:00:01Z"), Some(86_401));
        for text in ["1970-01-01T24:00:00Z", "1970-01-01T00:00:00", "1970-01-01T0:00:00Z", "1970-01-01T00:00:00+10:00Z"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
        assert_eq!(parse_day("2024-06-30"), Some(19_904));
        for text in ["2023-02-29", "2024-6-30", "20240630", "2024-06-30-"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn rows_have_their_kinds_columns_and_no_other() {
        let head = "item,meter,first_day,last_day,amount,unit\n";
        let csv = |text: &str| read(text.as_bytes(), Kind::Fuel, Format::Csv);
        let rows = csv(&format!("{head}0,a,2020-01-01,2020-01-02,1.5,litre\n")).unwrap();
        assert_eq!((rows[0].item, rows[0].until - rows[0].from, rows[0].cells[0].as_str()), (0, 172_800, "1.5"));
        let json = r#"{"unit":"litre","amount":"1.5","item":"0","meter":"a","first_day":"2020-01-01","last_day":"2020-01-02"}"#;
        assert_eq!(read(json.as_bytes(), Kind::Fuel, Format::Jsonl).unwrap()[0].cells, rows[0].cells);
        csv("meter,item,first_day,last_day,amount,unit\n").expect_err("exchanged columns");
        csv(&format!("{head}0,a,2020-01-02,2020-01-01,1,litre\n")).expect_err("ends before it starts");
        csv(&format!("{head}-1,a,2020-01-01,2020-01-01,1,litre\n")).expect_err("no item");
        csv(&format!("{head}0,a,2020-01-01,2020-01-01,1\n")).expect_err("a cell less");
    }
}
