use super::*;

fn options(out: &std::path::Path, seed: u64) -> Options {
    Options { seed, out: out.into(), expected: None }
}

/// The record whose rows are changed at the end.
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

    check_evidence(&dir.path().join("evidence"));
    check_statements(&dir.path().join("statements"));

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

/// `notary check` approves every bundle with each of its contexts, except the changed bundle.
fn check_evidence(dir: &std::path::Path) {
    let mut approved = 0;
    for registry in ["uk", "safeguard"] {
        for bundle in std::fs::read_dir(dir.join(registry)).unwrap() {
            let bundle = bundle.unwrap().path();
            for item in 0.. {
                let Ok(context) = std::fs::read(bundle.join(format!("context-{item}.json"))) else { break };
                let context = carbon_notary_engine::facts::Context::parse(&context).unwrap();
                let report =
                    carbon_notary_engine::check(&context, &carbon_notary_engine::bundle::Folder::new(&bundle)).unwrap();
                let expected = !bundle.ends_with("changed-after-signing");
                let found = report.decision == carbon_notary_engine::report::Decision::Approve;
                assert_eq!(found, expected, "{} item {item}: {:?}", bundle.display(), report.reasons);
                approved += u32::from(found);
            }
        }
    }
    assert_eq!(approved, 7 + 8, "streams of the British sites, and of facilities and forests");
}

/// Every statement follows the published schema.
fn check_statements(dir: &std::path::Path) {
    let schema = include_str!("../../../../docs/schema/neutrality-statement.schema.json");
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource("schema.json", serde_json::from_str(schema).unwrap()).unwrap();
    let mut schemas = boon::Schemas::new();
    let index = compiler.compile("schema.json", &mut schemas).unwrap();
    for emitter in ["angaston", "bell-bay-smelter"] {
        let text = std::fs::read_to_string(dir.join(emitter).with_extension("json")).unwrap();
        let statement = serde_json::from_str(&text).unwrap();
        schemas.validate(&statement, index).unwrap_or_else(|error| panic!("{emitter}: {error}"));
    }
}
