use super::*;
use crate::bench::samples;
use serde_json::{json, Value};

fn sample() -> Value {
    let mut sealed = samples::electricity().finish();
    serde_json::from_slice(sealed.file(MANIFEST)).unwrap()
}

/// Parses the sample with the value at a pointer replaced.
fn with(pointer: &str, value: Value) -> Result<Manifest, String> {
    let mut json = sample();
    *json.pointer_mut(pointer).expect(pointer) = value;
    Manifest::parse(json.to_string().as_bytes())
}

#[test]
fn the_sample_is_read_as_written() {
    let manifest = Manifest::parse(sample().to_string().as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&manifest).unwrap(), sample());
    assert_eq!(manifest.item(0).unwrap().days(), 366);
    assert!(manifest.item(1).is_none());
}

#[test]
fn other_values_are_refused() {
    let long = "m".repeat(MAX_NAME + 1);
    for (pointer, value) in [
        ("/format", json!("other")),
        ("/version", json!(2)),
        ("/version", json!("1")),
        ("/source", json!("0")),
        ("/boundary", json!("none")),
        ("/files", json!([])),
        ("/files/0/path", json!("../x")),
        ("/files/0/path", json!("/etc/passwd")),
        ("/files/0/path", json!(MANIFEST)),
        ("/files/0/path", json!(SIGNATURE)),
        ("/files/0/kind", json!("horoscope")),
        ("/files/0/format", json!("xlsx")),
        ("/files/0/bytes", json!(-1)),
        ("/files/0/bytes", json!(MAX_FILE + 1)),
        ("/files/0/sha256", json!("00")),
        ("/items", json!([])),
        ("/items/0/item", json!(4_294_967_296u64)),
        ("/items/0/stream", json!(256)),
        ("/items/0/first_day", json!("2021-01-01")),
        ("/items/0/first_day", json!("2019-12-30")),
        ("/items/0/last_day", json!("2020-02-30")),
        ("/items/0/meters", json!([])),
        ("/items/0/meters", json!(["a", "a"])),
        ("/items/0/meters", json!([""])),
        ("/items/0/meters", json!([" a"])),
        ("/items/0/meters", json!(["a\nb"])),
        ("/items/0/meters", json!([long])),
        ("/items/0/meters", json!(["a\u{202e}b"])),
        ("/items/0/unit", json!("")),
        ("/items/0/gwp", json!("AR3")),
        ("/items/0/basis", json!("guessed")),
    ] {
        with(pointer, value.clone()).expect_err(&format!("{pointer} {value}"));
    }
    let stop = |meter: &str, first: &str, last: &str, reason: &str| {
        let stops = json!([{ "meter": meter, "first_day": first, "last_day": last, "reason": reason }]);
        let mut json = sample();
        json["items"][0]["stops"] = stops;
        Manifest::parse(json.to_string().as_bytes())
    };
    stop("main", "2020-05-01", "2020-05-02", "maintenance").unwrap();
    stop("other", "2020-05-01", "2020-05-02", "maintenance").expect_err("no such meter");
    stop("main", "2020-05-02", "2020-05-01", "maintenance").expect_err("backwards");
    stop("main", "2020-05-01", "2020-05-02", " ").expect_err("no reason");
}

#[test]
fn what_is_unknown_missing_or_twice_is_refused() {
    let mut unknown = sample();
    unknown["extra"] = json!(1);
    Manifest::parse(unknown.to_string().as_bytes()).expect_err("unknown");
    let mut missing = sample();
    missing.as_object_mut().unwrap().remove("source");
    Manifest::parse(missing.to_string().as_bytes()).expect_err("missing");
    let text = sample().to_string().replacen('{', "{\"version\":1,", 1);
    Manifest::parse(text.as_bytes()).expect_err("a key twice");
    for list in ["files", "items"] {
        let mut twice = sample();
        let first = twice[list][0].clone();
        twice[list].as_array_mut().unwrap().push(first);
        Manifest::parse(twice.to_string().as_bytes()).expect_err(list);
    }
}

#[test]
fn counts_are_bounded_to_the_last_one() {
    let counted = |files: usize, items: usize, meters: usize| {
        let mut json = sample();
        let (file, item) = (json["files"][0].clone(), json["items"][0].clone());
        let file = |i: usize| {
            let mut file = file.clone();
            file["path"] = json!(format!("rows/{i}.csv"));
            file
        };
        let item = |i: usize| {
            let mut item = item.clone();
            item["item"] = json!(i);
            item["meters"] = (0..meters).map(|m| format!("m{m}")).collect();
            item
        };
        json["files"] = (0..files).map(file).collect();
        json["items"] = (0..items).map(item).collect();
        Manifest::parse(json.to_string().as_bytes()).is_ok()
    };
    assert!(counted(MAX_FILES, MAX_ITEMS, 1));
    assert!(!counted(MAX_FILES + 1, 1, 1));
    assert!(!counted(1, MAX_ITEMS + 1, 1));
    assert!(counted(1, 1, MAX_METERS));
    assert!(!counted(1, 1, MAX_METERS + 1));
    // Refused before anything that grows with the square of the number.
    assert!(!counted(1, 1, 50_000));
    assert!(counted(1, 4, MAX_METERS / 4));
    assert!(!counted(1, 4, MAX_METERS / 4 + 1));
}

#[test]
fn a_meter_of_a_stack_counts_once_for_each_gas() {
    let mut json = sample();
    json["items"][0]["kind"] = json!("stack_emissions");
    json["items"][0]["meters"] = (0..=MAX_METERS / 4).map(|m| format!("m{m}")).collect();
    Manifest::parse(json.to_string().as_bytes()).expect_err("too many tallies");
}

#[test]
fn depth_and_size_are_bounded() {
    for text in ["[".repeat(1 << 20), "{\"a\":".repeat(200_000), format!("{{\"format\":{}", "[".repeat(100_000))] {
        Manifest::parse(text.as_bytes()).expect_err("nested");
    }
    let mut unknown = sample();
    unknown["x".repeat(10_000)] = json!(1);
    assert!(Manifest::parse(unknown.to_string().as_bytes()).unwrap_err().len() < 300, "messages are short");
    let padded = sample().to_string() + &" ".repeat(MAX_MANIFEST as usize);
    Manifest::parse(padded.as_bytes()).expect_err("too long");
    for bytes in [&b""[..], b"null", b"\xff", b"{}", b"[]", b"1e999"] {
        Manifest::parse(bytes).expect_err("no manifest");
    }
}
