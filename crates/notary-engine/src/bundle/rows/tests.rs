use super::*;

/// Reads a row of cells joined by `|`.
fn read(kind: Kind, times: Times, cells: &str) -> Result<String, String> {
    let text = cells.replace('|', "");
    let mut ends = vec![];
    cells.split('|').fold(0, |end, cell| {
        ends.push(end + cell.len());
        end + cell.len()
    });
    decode(kind, times, Fields::new(&text, &ends)).map(|row| format!("{} {} {:?}", row.item, row.amount, row.detail))
}

fn days(kind: Kind, cells: &str) -> Result<String, String> {
    read(kind, Times::Days, cells)
}

#[test]
fn each_kind_has_its_cells() {
    let day = "2020-01-01|2020-01-31";
    for (kind, cells, expected) in [
        (Kind::MeteredEnergy, format!("4|m|{day}|1.5|kWh"), "4 1500000 None"),
        (Kind::Fuel, format!("0|m|{day}|0|litre"), "0 0 None"),
        (
            Kind::Invoices,
            format!("0|m|{day}|7|kWh|R-1|2.5|GBP"),
            "0 7000000 Invoice { number: \"R-1\", cost: 2500000 }",
        ),
        (
            Kind::StackEmissions,
            format!("0|m|{day}|CH4|1|t|28000"),
            "0 1000000 Stack { gas: Ch4, co2e_kg: 28000000000, last_digit: 1000000 }",
        ),
        (
            Kind::ForestPlots,
            format!("0|p|{day}|2|5|3"),
            "0 2000000 Plot { area: 2000000, before: 5000000, after: 3000000 }",
        ),
        (Kind::DirectCapture, format!("0|m|{day}|3|1|t CO2e"), "0 3000000 Capture { loss: 1000000 }"),
        (Kind::Project, format!("0|leakage|{day}|3|t CO2e"), "0 3000000 Project { part: 2 }"),
    ] {
        assert_eq!(days(kind, &cells).unwrap(), expected);
        days(kind, &format!("{cells}|x")).expect_err("a cell more");
        days(kind, cells.rsplit_once('|').unwrap().0).expect_err("a cell less");
    }
}

#[test]
fn whole_days_end_at_midnight_and_instants_where_they_say() {
    let text = "0m2020-01-012020-01-021kWh";
    let row = decode(Kind::Fuel, Times::Days, Fields::new(text, &[1, 2, 12, 22, 23, 26])).unwrap();
    assert_eq!(row.until - row.from, 2 * SECONDS_PER_DAY);
    let text = "0m2020-01-01T00:00:00Z2020-01-01T00:30:00Z1kWh";
    let row = decode(Kind::Fuel, Times::Instants, Fields::new(text, &[1, 2, 22, 42, 43, 46])).unwrap();
    assert_eq!(row.until - row.from, 1_800);
}

#[test]
fn hostile_cells_are_refused() {
    let day = "2020-01-01|2020-01-31";
    for cells in [
        format!("-1|m|{day}|1|kWh"),
        format!("+1|m|{day}|1|kWh"),
        format!("|m|{day}|1|kWh"),
        format!("4294967296|m|{day}|1|kWh"),
        format!("0||{day}|1|kWh"),
        format!("0| m|{day}|1|kWh"),
        format!("0|m\u{7}|{day}|1|kWh"),
        format!("0|{}|{day}|1|kWh", "m".repeat(65)),
        format!("0|m|{day}|-1|kWh"),
        format!("0|m|{day}|1|"),
        "0|m|2020-01-31|2020-01-01|1|kWh".to_string(),
        "0|m|2020-01-01T00:00:00Z|2020-01-02T00:00:00Z|1|kWh".to_string(),
    ] {
        days(Kind::MeteredEnergy, &cells).expect_err(&cells);
    }
    let from = "2020-01-01T00:00:00Z";
    for until in [from, "2019-12-31T00:00:00Z", "2020-01-01T10:00:00+10:00", "2020-01-02"] {
        read(Kind::MeteredEnergy, Times::Instants, &format!("0|m|{from}|{until}|1|kWh")).expect_err(until);
    }
    for (kind, cells) in [
        (Kind::Invoices, format!("0|m|{day}|7|kWh|R-1|2.5|gbp")),
        (Kind::Invoices, format!("0|m|{day}|7|kWh||2.5|GBP")),
        (Kind::Invoices, format!("0|m|{day}|7|kWh|R-1|£2.5|GBP")),
        (Kind::StackEmissions, format!("0|m|{day}|SF6|1|t|1")),
        (Kind::Project, format!("0|profit|{day}|3|t CO2e")),
    ] {
        days(kind, &cells).expect_err(&cells);
    }
}

#[test]
fn columns_of_both_ways_of_writing_time_differ_only_there() {
    use Kind::*;
    for kind in [MeteredEnergy, Fuel, Invoices, StackEmissions, ForestPlots, DirectCapture, Project] {
        let [days, instants] = columns(kind);
        assert_eq!((days[2], days[3], instants[2], instants[3]), ("first_day", "last_day", "from", "until"));
        assert_eq!((&days[..2], &days[4..]), (&instants[..2], &instants[4..]));
        assert!(days.len() < crate::limits::MAX_COLUMNS);
    }
}
