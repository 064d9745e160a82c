//! A person's decision on what the engine left open.

use anyhow::{ensure, Context, Result};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Value of `format`.
pub const FORMAT: &str = "carbon-notary-ruling";
/// Longest reason, in characters.
const MAX_REASON: usize = 1_000;

/// The report on a ruling: the person's verdict and reason, around the engine's report. Its sha256 goes on chain with the vote.
/// `schema/ruling.schema.json` describes it.
///
/// # Errors
/// When the reason is empty or longer than a thousand characters, or the engine's report is none.
pub fn report(approve: bool, reason: &str, engine: &str) -> Result<String> {
    let reason = reason.trim();
    ensure!(!reason.is_empty(), "a decision without a reason explains nothing");
    ensure!(reason.chars().count() <= MAX_REASON, "the reason has more than {MAX_REASON} characters");
    let inner: Value = serde_json::from_str(engine).context("the engine's report")?;
    let ruling = json!({
        "format": FORMAT,
        "version": 1,
        "decision": if approve { "approve" } else { "reject" },
        "reason": reason,
        "report_sha256": hex::encode(Sha256::digest(engine)),
        "report": inner,
    });
    Ok(serde_json::to_string_pretty(&ruling)? + "\n")
}
