use super::*;
use std::collections::BTreeMap;

const HEAD: &str = "pool,member,target,gross,add_back,cured\n";

fn ask(rows: &str, unit: Unit) -> Result<String> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("cases.csv");
    std::fs::write(&file, format!("{HEAD}{rows}"))?;
    Ok(String::from_utf8(answer(&file, unit)?)?)
}

/// Clean Energy Regulator, Safeguard Mechanism, baselines and emissions table 2023-24.
const ADBRI: &str = "ADBRI,Angaston,103873,112841,0,0\nADBRI,Birkenhead,877429,809431,38998,0\n\
                     ADBRI,Cockburn,671653,657038,0,0\n";

#[test]
fn the_answer_has_members_and_totals() {
    let answer = ask(
        &format!("{ADBRI}Ironbark,Ironbark No.1,100000,146173,0,10000\nP6,Angaston,103873,112841,0,8968.5\n"),
        Unit::Auto,
    );
    let answer = answer.unwrap();
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!(lines[0], COLUMNS.join(","));
    assert_eq!(lines[1], "ADBRI,Angaston,112841,met,Achieved,,0,");
    assert_eq!(lines[2], "ADBRI,Birkenhead,848429,met,Achieved,,23037,");
    assert_eq!(lines[3], "ADBRI,Cockburn,657038,met,Achieved,,11610,");
    assert!(lines[4].starts_with("ADBRI,,1618308,met,Achieved,0,34647,"), "{}", lines[4]);
    assert_eq!(lines[5], "Ironbark,Ironbark No.1,136173,failed,Failed,,0,");
    assert!(lines[6].starts_with("Ironbark,,136173,failed,Failed,36173,0,"), "{}", lines[6]);
    assert!(lines[8].starts_with("P6,,103872.5,met,Covered,0,0,"), "{}", lines[8]);
    for totals in [4, 6, 8] {
        let sent: u64 = lines[totals].rsplit(',').next().unwrap().parse().unwrap();
        assert!((15..100).contains(&sent), "{sent} transactions");
    }
}

#[test]
fn grams_split_the_last_gram_differently() {
    let answer = ask(ADBRI, Unit::Gram).unwrap();
    assert!(answer.contains("ADBRI,Birkenhead,848429,met,Achieved,,23037.097329,\n"), "{answer}");
    assert!(answer.contains("ADBRI,Cockburn,657038,met,Achieved,,11609.902671,\n"), "{answer}");
}

#[test]
fn sixteen_members_go_by_lookup_tables() {
    let rows: String = (1..=16).map(|index| format!("P,m{index},{},{},0,1\n", 10 * index, 9 * index)).collect();
    let answer = ask(&rows, Unit::Auto).unwrap();
    let totals = answer.lines().last().unwrap();
    assert!(totals.starts_with("P,,1208,met,Achieved,0,136,"), "{totals}");
}

#[test]
fn a_bad_row_is_named_by_its_line() {
    for (rows, expected) in [
        ("P,a,1,2,3,4\nP,b,x,2,3,4\n", "line 3: target: \"x\" is no amount such as 1234.5, with at most six decimals"),
        ("P,a,1,-2,3,4\n", "line 2: gross: \"-2\" is no amount such as 1234.5, with at most six decimals"),
        (
            "P,a,1,2,0.0000001,4\n",
            "line 2: add_back: \"0.0000001\" is no amount such as 1234.5, with at most six decimals",
        ),
        ("P,a,1,2,3,\n", "line 2: cured: \"\" is no amount such as 1234.5, with at most six decimals"),
        ("P,a,1,2,3,99999999999999\n", "line 2: cured: 99999999999999 is more than a claim can hold"),
        (",a,1,2,3,4\n", "line 2: the pool has no name"),
        ("P,,1,2,3,4\n", "line 2: the member has no name"),
        ("P,a,1,2,3,4\nP,a,1,2,3,4\n", "line 3: \"a\" is in the pool already"),
        ("P,a,18446744073709,0,0,0\nP,b,1,0,0,0\n", "line 3: target of the pool is more than tokens can be issued for"),
        (
            "P,a,1,2,3\n",
            "CSV error: record 1 (line: 2, byte: 40): found record with 5 fields, but the previous record has 6 fields",
        ),
        ("", "there are no rows"),
    ] {
        let error = format!("{:#}", ask(rows, Unit::Auto).expect_err(rows));
        assert!(error.ends_with(expected), "{error}");
    }
    let many: String = (1..=17).map(|index| format!("P,m{index},1,1,0,0\n")).collect();
    let error = format!("{:#}", ask(&many, Unit::Auto).expect_err("17 members"));
    assert!(error.ends_with("line 18: a pool has at most 16 members"), "{error}");
    let wrong = table::parse(b"member,pool,target,gross,add_back,cured\n").expect_err("other columns");
    assert_eq!(wrong.to_string(), "line 1: the columns must be pool,member,target,gross,add_back,cured");
}

/// Our table of all 230 facilities, and the regulator's figures for each.
const FACILITIES: &str = include_str!("../../data/safeguard-2023-24.csv");
const REGULATOR: &str = include_str!("../../data/safeguard-2023-24-expected.csv");

fn rows(csv: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv).records().map(|row| row.unwrap()).collect()
}

/// Every facility through the compiled program, against the regulator's own figures.
#[test]
fn the_official_table_agrees_wherever_the_plain_rule_applies() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("table.csv");
    std::fs::write(&file, FACILITIES).unwrap();
    let answer = rows(&answer(&file, Unit::Auto).unwrap());
    let totals: Vec<&csv::StringRecord> = answer.iter().filter(|row| row[1].is_empty()).collect();
    let regulator = rows(REGULATOR.as_bytes());
    assert_eq!((totals.len(), regulator.len()), (230, 230));

    let (mut outcomes, mut differences) = (BTreeMap::<&str, u32>::new(), BTreeMap::<&str, u32>::new());
    for (facility, row) in regulator.iter().zip(totals) {
        let name = &facility[0];
        assert_eq!(&row[0], name);
        assert_eq!(row[2], facility[1], "net emissions of {name}");
        assert_eq!(row[3], facility[2], "duty of {name}");
        *outcomes
            .entry(["Achieved", "Covered", "Failed"].into_iter().find(|one| row[4] == **one).unwrap())
            .or_default() += 1;
        assert_eq!(row[6] == facility[3], facility[4].is_empty(), "credits of {name}");
        if !facility[4].is_empty() {
            *differences.entry(&facility[4]).or_default() += 1;
        }
    }
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), [("Achieved", 84), ("Covered", 133), ("Failed", 13)]);
    // 207 of 230 agree in credits too; the regulator's law says otherwise in the rest.
    let expected = [("58B", 12), ("landfill", 2), ("multi-year", 6), ("not applied for", 3)];
    assert_eq!(differences.into_iter().collect::<Vec<_>>(), expected);
}

/// Columns in the regulator's order, with one that the converter ignores.
const REGULATOR_COLUMNS: &str = "Facility name,Responsible emitter,Baseline emissions number,Covered emissions,\
    Borrowing adjustment amount,ACCUs issued,ACCUs deemed surrendered,ACCUs surrendered,SMCs surrendered,Net emissions number";

fn convert_rows(rows: &str) -> Result<String> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("regulator.csv");
    std::fs::write(&file, format!("{REGULATOR_COLUMNS}\n{rows}"))?;
    let out = dir.path().join("table.csv");
    convert(&SafeguardOptions { file, out: Some(out.clone()) })?;
    Ok(std::fs::read_to_string(out)?)
}

#[test]
fn the_regulators_layout_becomes_a_table_of_pools() {
    let converted = convert_rows(
        "Kiln A,Lime Ltd,\" 1,000 \",\" 1,200 \", -   , 10 , 5 , 20 , 30 , 0 \n\
         Kiln A,Lime Ltd,500,400,-,-,-,-,-,0\n\
         Lender,Coal Ltd,500,400,25,-,-,-,-,0\n",
    );
    // The sum of the three surrender columns cures; the second facility of a name gets a number; a borrower is left out.
    assert_eq!(
        converted.unwrap(),
        "pool,member,target,gross,add_back,cured\nKiln A,Kiln A,1000,1200,10,55\nKiln A (2),Kiln A (2),500,400,0,0\n"
    );
    for (rows, expected) in [
        ("Kiln,Lime Ltd,x,1,0,0,0,0,0,0\n", "line 2: Baseline emissions number: \"x\" is no number of tonnes"),
        (" ,Lime Ltd,1,1,0,0,0,0,0,0\n", "line 2: the facility has no name"),
    ] {
        let error = format!("{:#}", convert_rows(rows).expect_err(rows));
        assert!(error.starts_with(expected), "{error}");
    }
}

/// The regulator's own file, wherever `CARBON_SAFEGUARD_CSV` names one, converts to the table that stands here.
#[test]
fn the_regulators_file_converts_to_our_table() {
    let Some(file) = std::env::var_os("CARBON_SAFEGUARD_CSV") else {
        println!("not run: CARBON_SAFEGUARD_CSV names no file");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("table.csv");
    convert(&SafeguardOptions { file: file.into(), out: Some(out.clone()) }).unwrap();
    assert_eq!(std::fs::read_to_string(out).unwrap(), FACILITIES);
}
