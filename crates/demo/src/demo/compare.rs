//! The expected figures, which nothing that submits reads, and the comparison with them.

use super::report::Report;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file that comes with the program.
pub const BUILT_IN: &str = include_str!("../../data/expected.json");

/// What must come of the demo, whatever the seed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Where the figures are from, for people.
    #[serde(rename = "about")]
    _about: Vec<String>,
    /// Numbers by name.
    pub figures: BTreeMap<String, Figure>,
    /// What must refuse each bad attempt.
    pub refusals: BTreeMap<String, String>,
}

/// A number, and how it comes about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Grams, or a count.
    pub value: u64,
    /// Derivation, for people.
    #[serde(rename = "from")]
    _from: String,
}

impl Expected {
    /// Reads an expected-figures file.
    pub fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .context("reading the expected figures: see crates/demo/data/expected.json for the form")
    }

    /// Every difference, in both directions.
    pub fn differences(&self, report: &Report) -> Vec<String> {
        let found: BTreeMap<&str, String> =
            report.figures.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
        let expected = self.figures.iter().map(|(name, figure)| (name.as_str(), figure.value.to_string())).collect();
        let mut differences = compare(&expected, &found);
        let found: BTreeMap<&str, String> =
            report.refusals.iter().map(|refusal| (refusal.attempt, refusal.refusal.line())).collect();
        if found.len() != report.refusals.len() {
            differences.push("two bad attempts have the same name".into());
        }
        let expected = self.refusals.iter().map(|(name, line)| (name.as_str(), line.clone())).collect();
        differences.extend(compare(&expected, &found));
        differences
    }
}

fn compare(expected: &BTreeMap<&str, String>, found: &BTreeMap<&str, String>) -> Vec<String> {
    let mut differences = vec![];
    for (name, value) in expected {
        match found.get(name) {
            Some(same) if same == value => {}
            Some(other) => differences.push(format!("{name}: expected {value}, found {other}")),
            None => differences.push(format!("{name}: expected {value}, found nothing")),
        }
    }
    for (name, value) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
        differences.push(format!("{name}: found {value}, which nothing expects"));
    }
    differences
}
