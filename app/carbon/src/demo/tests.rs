use super::*;

fn options(out: &std::path::Path, seed: u64) -> Options {
    Options { seed, out: out.into(), expected: None }
}

/// Whose rows are altered at the end.
const ANGASTON: &str = "safeguard/angaston/covered emissions";

#[test]
fn the_demo_passes_and_a_changed_figure_makes_it_fail() {
    let dir = tempfile::tempdir().unwrap();
    let altered_path = dir.path().join("altered.json");
    // Another seed than the default: figures do not depend on it.
    let mut options = options(dir.path(), 7);
    run(&options).unwrap();
    let report = std::fs::read_to_string(dir.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    for part in ["registries", "records", "inventories", "certificates", "l1", "supplies", "compute_units", "refusals"]
    {
        assert!(!report[part].is_null(), "{part}");
    }
    assert_eq!(report["trades"].as_array().unwrap().len(), 4);
    assert_eq!(report["pools"].as_array().unwrap().len(), 3);
    assert_eq!(report["restatements"].as_array().unwrap().len(), 1);
    assert_eq!(report["differences"], serde_json::json!([]));
    let altered = &report["audit"]["altered"];
    assert_eq!(altered["failed"].as_array().unwrap().len(), 1);
    let record = report["records"].as_array().unwrap().iter().find(|record| record["name"] == ANGASTON).unwrap();
    assert_eq!(altered["failed"][0]["about"], format!("record {}", record["address"].as_str().unwrap()));

    let mut altered: serde_json::Value = serde_json::from_str(compare::BUILT_IN).unwrap();
    let figure = &mut altered["figures"]["safeguard/flng/emitted"]["value"];
    *figure = (figure.as_u64().unwrap() + 1).into();
    altered["refusals"]["a day that is not over"] = "the runtime: out of time".into();
    std::fs::write(&altered_path, altered.to_string()).unwrap();
    options.expected = Some(altered_path);
    let error = run(&options).expect_err("a gram more and another refusal were expected");
    assert_eq!(
        error.to_string(),
        "2 differences from the expected figures:\n  \
         safeguard/flng/emitted: expected 1851848000001, found 1851848000000\n  \
         a day that is not over: expected the runtime: out of time, found carbon-consensus: DaysNotOver (6061)"
    );
}
