//! The JSON Schema of the statement whose sha256 a burn proof and a logged year contain.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{json, Value};

const SCHEMA: &str = include_str!("../../docs/schema/neutrality-statement.schema.json");
const EXAMPLE: &str = include_str!("../../docs/schema/examples/neutrality-statement.json");

/// The schema, with formats such as dates checked too.
fn compiled() -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let id = schema["$id"].as_str().unwrap().to_string();
    compiler.enable_format_assertions();
    compiler.add_resource(&id, schema).unwrap();
    let index = compiler.compile(&id, &mut schemas).unwrap();
    (schemas, index)
}

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

#[test]
fn the_example_is_a_statement() {
    let (schemas, index) = compiled();
    let example = example();
    schemas.validate(&example, index).unwrap_or_else(|error| panic!("{error}"));
    // A schema cannot check this: the ranges add up to the residual grams.
    let range = |credit: &Value| credit["end"].as_u64().unwrap() - credit["start"].as_u64().unwrap();
    let sum: u64 = example["credits"].as_array().unwrap().iter().map(range).sum();
    assert_eq!(sum, example["residual_grams"].as_u64().unwrap());
}

#[test]
fn every_field_that_is_asked_for_is_needed() {
    let (schemas, index) = compiled();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut count = 0;
    let mut without = |path: &[&str], required: &Value| {
        for field in required.as_array().unwrap() {
            let mut statement = example();
            let parent = path.iter().fold(&mut statement, |value, name| &mut value[*name]);
            parent.as_object_mut().unwrap().remove(field.as_str().unwrap()).expect("the example has it");
            assert!(schemas.validate(&statement, index).is_err(), "without {field} of {path:?}");
            count += 1;
        }
    };
    without(&[], &schema["required"]);
    for part in ["subject", "boundary", "period", "footprint", "reduction_plan", "claim", "prepared"] {
        without(&[part], &schema["properties"][part]["required"]);
    }
    assert_eq!(count, 28);
}

#[test]
fn a_wrong_value_is_refused() {
    let (schemas, index) = compiled();
    for (pointer, value) in [
        ("/version", json!(1)),
        ("/subject/kind", json!("country")),
        ("/subject/country", json!("Australia")),
        ("/subject/name", json!("")),
        ("/boundary/scopes", json!([])),
        ("/boundary/scopes", json!(["1", "1"])),
        ("/boundary/gwp", json!("AR3")),
        ("/period/first_day", json!("2023-02-30")),
        ("/period/last_day", json!("30.06.2024")),
        ("/footprint/grams", json!(-1)),
        ("/footprint/grams", json!(1.5)),
        ("/footprint/records", json!([])),
        ("/reduction_plan/sha256", json!("00")),
        ("/residual_grams", json!("112841000000")),
        ("/credits", json!([])),
        ("/credits/0/record", json!("0OIl")),
        ("/credits/0/activity", json!("avoided deforestation")),
        ("/credits/0/more", json!(1)),
        ("/claim/kind", json!("carbon_negative")),
        ("/boundary/exclusions/0/records", json!(["0OIl"])),
        ("/more", json!(1)),
    ] {
        let mut statement = example();
        match statement.pointer_mut(pointer) {
            Some(found) => *found = value.clone(),
            None => {
                let (parent, name) = pointer.rsplit_once('/').unwrap();
                statement.pointer_mut(parent).unwrap()[name] = value.clone();
            }
        }
        assert!(schemas.validate(&statement, index).is_err(), "{pointer} = {value}");
    }
}
