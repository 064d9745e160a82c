//! The expected figures and the comparison with them. Code that submits claims does not read them.

use super::report::DemoReport;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file that is part of the binary.
pub const BUILT_IN: &str = include_str!("../../data/expected.json");

/// Expected results, which do not depend on the seed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Sources of the figures, for readers.
    #[serde(rename = "about")]
    _about: Vec<String>,
    /// Numbers by name.
    pub figures: BTreeMap<String, Figure>,
    /// The expected refusal of each bad attempt.
    pub refusals: BTreeMap<String, String>,
}

/// A figure with its derivation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Grams, or a count.
    pub value: u64,
    /// Derivation, for readers.
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
    pub fn differences(&self, report: &DemoReport) -> Vec<String> {
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
