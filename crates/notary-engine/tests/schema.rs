//! The published JSON Schema files and the parsers agree.

use boon::{Compiler, SchemaIndex, Schemas};
use carbon_notary_engine::{
    bench::{draft::Draft, profiles::PROFILES, samples},
    bundle::{Kind, Manifest, RowFormat, RowReader, MANIFEST},
    check, check_year,
    facts::{Context, YearFacts},
};
use serde_json::{json, Value};

struct Schema(Schemas, SchemaIndex);

impl Schema {
    fn open(file: &str) -> Self {
        let path = format!("{}/schema/{file}", env!("CARGO_MANIFEST_DIR"));
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let index = compiler.compile(&path, &mut schemas).unwrap_or_else(|error| panic!("{path}: {error:#}"));
        Self(schemas, index)
    }

    fn refusal(&self, value: &Value) -> Option<String> {
        self.0.validate(value, self.1).err().map(|error| error.to_string())
    }

    fn assert_valid(&self, value: &Value) {
        assert_eq!(self.refusal(value), None);
    }
}

fn drafts() -> Vec<Draft> {
    PROFILES.into_iter().map(samples::of).collect()
}

#[test]
fn every_clean_bundle_its_context_and_its_report_are_valid() {
    let (manifest, context, report) = (
        Schema::open("manifest.schema.json"),
        Schema::open("context.schema.json"),
        Schema::open("../../notary-report/schema/report.schema.json"),
    );
    for draft in drafts() {
        let mut sealed = draft.finish();
        manifest.assert_valid(&serde_json::from_slice(sealed.file(MANIFEST)).unwrap());
        context.assert_valid(&serde_json::to_value(&sealed.context).unwrap());
        let found = check(&sealed.context, &sealed.store).unwrap();
        report.assert_valid(&serde_json::from_str(&found.json()).unwrap());
    }
}

#[test]
fn every_row_is_valid_as_its_kind_and_a_bad_one_is_not() {
    for mut draft in drafts() {
        let table = &mut draft.tables[0];
        let kind = serde_json::to_value(table.kind).unwrap();
        let schema = Schema::open(&format!("row.schema.json#/$defs/{}", kind.as_str().unwrap()));
        table.format = RowFormat::Jsonl;
        table.rows.truncate(5);
        let text = String::from_utf8(table.bytes()).unwrap();
        for line in text.lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            schema.assert_valid(&row);
            for (name, value) in row.as_object().unwrap() {
                for bad in [json!("-1"), json!(1), json!(null), json!("")] {
                    let mut changed = row.clone();
                    changed[name] = bad;
                    // A name may be "-1"; everything else is refused by both.
                    assert_eq!(schema.refusal(&changed).is_none(), parses(table.kind, &changed), "{changed}");
                }
                let mut missing = row.clone();
                missing.as_object_mut().unwrap().remove(name);
                assert!(schema.refusal(&missing).is_some() && !parses(table.kind, &missing), "{name} {value}");
            }
        }
    }
}

fn parses(kind: Kind, row: &Value) -> bool {
    let text = row.to_string();
    let mut rows = RowReader::new(kind, RowFormat::Jsonl, text.as_bytes()).unwrap();
    let parsed = rows.next_row().is_ok();
    parsed
}

/// Replaces each value of a document in turn, and removes each key.
fn mutations(value: &Value) -> Vec<Value> {
    fn pointers(value: &Value, path: String, out: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| pointers(value, format!("{path}/{key}"), out)),
            Value::Array(list) => {
                list.iter().take(2).enumerate().for_each(|(i, value)| pointers(value, format!("{path}/{i}"), out));
            }
            _ => {}
        }
        out.push(path);
    }
    let mut paths = vec![];
    pointers(value, String::new(), &mut paths);
    let mut out = vec![];
    for path in paths {
        for other in
            [json!(null), json!(-1), json!(""), json!("x"), json!([]), json!({"x": 1}), json!(1.5), json!(true)]
        {
            let mut changed = value.clone();
            let place = changed.pointer_mut(&path).unwrap();
            // serde also reads an object from an array of its values, with the same meaning.
            if !(place.is_object() && other.is_array()) {
                *place = other;
                out.push(changed);
            }
        }
        if let Some((parent, key)) = path.rsplit_once('/') {
            let mut changed = value.clone();
            if let Some(Value::Object(map)) = changed.pointer_mut(parent) {
                map.remove(key);
                out.push(changed);
            }
        }
    }
    out
}

#[test]
fn what_the_manifests_schema_refuses_the_parser_refuses_too() {
    let schema = Schema::open("manifest.schema.json");
    let mut refused = 0;
    for draft in drafts() {
        let mut sealed = draft.finish();
        let manifest: Value = serde_json::from_slice(sealed.file(MANIFEST)).unwrap();
        for changed in mutations(&manifest) {
            if let Some(why) = schema.refusal(&changed) {
                refused += 1;
                assert!(Manifest::parse(changed.to_string().as_bytes()).is_err(), "{why}: {changed}");
            }
        }
    }
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn the_contexts_schema_and_parser_refuse_the_same() {
    let schema = Schema::open("context.schema.json");
    let mut sealed = samples::electricity().finish();
    sealed.context.history.seen[0].rows.truncate(2);
    sealed.context.history.seen[0].amounts.truncate(2);
    for changed in mutations(&serde_json::to_value(&sealed.context).unwrap()) {
        let refused = schema.refusal(&changed);
        let parsed = Context::parse(changed.to_string().as_bytes());
        assert_eq!(refused.is_none(), parsed.is_ok(), "{refused:?} {parsed:?}: {changed}");
    }
}

#[test]
fn a_year_and_its_report_are_valid() {
    let facts = json!({
        "source": "11111111111111111111111111111111", "year": 2020, "year_start_month": 1, "emitted": 5, "add_back": 0,
        "streams": [{ "kind": "scope1", "counts": true }],
        "records": [{ "kind": "emission", "stream": 0, "first_day": "2020-01-01", "last_day": "2020-12-31", "grams": 5 }],
        "pending_claims": 0
    });
    let schema = Schema::open("year.schema.json");
    for changed in mutations(&facts) {
        let parsed = serde_json::from_value::<YearFacts>(changed.clone());
        assert_eq!(schema.refusal(&changed).is_none(), parsed.is_ok(), "{parsed:?}: {changed}");
    }
    let report = check_year(&serde_json::from_value(facts).unwrap());
    Schema::open("../../notary-report/schema/report.schema.json")
        .assert_valid(&serde_json::from_str(&report.json()).unwrap());
}
