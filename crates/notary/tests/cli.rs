//! The command `notary`, run as a process.

use carbon_notary_engine::bench::{folder::write_bundle, samples};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn notary(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_notary")).args(args).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_bundle_is_approved_rejected_or_escalated_by_exit_code() {
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good");
    write_bundle(&good, &samples::electricity().finish()).unwrap();
    let output = notary(&["check", path(&good)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains("decision: approve"));

    let bad = dir.path().join("bad");
    let mut draft = samples::electricity();
    draft.context.claim.grams -= 1;
    write_bundle(&bad, &draft.finish()).unwrap();
    let output = notary(&["check", path(&bad)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("a difference of 1 g"), "{}", text(&output));

    let doubtful = dir.path().join("doubtful");
    let mut draft = samples::electricity();
    for row in 50..110 {
        draft.set(row, "amount", "0");
    }
    draft.sum_rows();
    write_bundle(&doubtful, &draft.finish()).unwrap();
    let output = notary(&["check", path(&doubtful)]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("escalate"));
}

#[test]
fn the_printed_sha256_is_that_of_the_json_report() {
    let dir = tempfile::tempdir().unwrap();
    write_bundle(dir.path(), &samples::stack().finish()).unwrap();
    let json = notary(&["check", path(dir.path()), "--json"]);
    let twice = notary(&["check", path(dir.path()), "--json"]);
    assert_eq!(json.stdout, twice.stdout);
    let printed = text(&notary(&["check", path(dir.path())]));
    let sha256 = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&json.stdout));
    assert!(printed.contains(&sha256), "{printed}");
}

#[test]
fn facts_may_be_in_another_file_but_are_required() {
    let dir = tempfile::tempdir().unwrap();
    let bundle = dir.path().join("bundle");
    write_bundle(&bundle, &samples::electricity().finish()).unwrap();
    let facts = dir.path().join("facts.json");
    fs::rename(bundle.join("context.json"), &facts).unwrap();
    assert_eq!(notary(&["check", path(&bundle)]).status.code(), Some(1));
    assert_eq!(notary(&["check", path(&bundle), "--context", path(&facts)]).status.code(), Some(0));
    let output = notary(&["check", "http://127.0.0.1:9/"]);
    assert!(text(&output).contains("--context"), "{}", text(&output));
    // The manifest behind a private address is not fetched, as if it did not exist.
    let output = notary(&["check", "http://127.0.0.1:9/", "--context", path(&facts)]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("private address"), "{}", text(&output));
    let output = notary(&["check", "http://127.0.0.1:9/", "--context", path(&facts), "--allow-private"]);
    assert_eq!(output.status.code(), Some(1), "the host does not answer: {}", text(&output));
}

#[test]
fn a_year_is_checked_from_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("year.json");
    let year = r#"{"source": "11111111111111111111111111111111", "year": 2020, "year_start_month": 1, "emitted": 5,
        "add_back": 0, "streams": [{"kind": "scope1", "counts": true}], "pending_claims": 0, "records":
        [{"kind": "emission", "stream": 0, "first_day": "2020-01-01", "last_day": "2020-12-31", "grams": 5}]}"#;
    fs::write(&file, year).unwrap();
    assert_eq!(notary(&["check", path(&file)]).status.code(), Some(0));
    fs::write(&file, year.replace("12-31", "12-30")).unwrap();
    let output = notary(&["check", path(&file)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("lacks 1 days"), "{}", text(&output));
    fs::write(&file, "{").unwrap();
    assert_eq!(notary(&["check", path(&file)]).status.code(), Some(1));
}

#[test]
fn bundles_are_written_and_scored() {
    let dir = tempfile::tempdir().unwrap();
    let bundles = dir.path().join("bundles");
    let written = notary(&["bench", "--write", path(&bundles), "--corrupted", "1", "--clean", "1", "--seed", "9"]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written));
    let output = notary(&["bench", "--bundles", path(&bundles)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains("undetectable without a signature"));
    // A clean bundle that is labelled as corrupted counts as missed.
    let labels = bundles.join("labels.json");
    let text = fs::read_to_string(&labels).unwrap().replacen("\"corruption\": null", "\"corruption\": \"made up\"", 1);
    fs::write(&labels, text).unwrap();
    assert_eq!(notary(&["bench", "--bundles", path(&bundles)]).status.code(), Some(2));
}
