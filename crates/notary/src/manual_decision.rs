//! A person's decision on an escalated ballot.

use anyhow::{ensure, Context, Result};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Value of `format`.
pub const FORMAT: &str = "carbon-notary-manual-decision";
/// Longest reason, in characters.
const MAX_REASON: usize = 1_000;

/// The report on a manual decision: the person's decision and reason, with the report of the checks inside. Its sha256 goes on
/// chain with the vote. `schema/manual-decision.schema.json` describes it.
///
/// # Errors
/// When the reason is empty or longer than 1,000 characters, or the report of the checks is not JSON.
pub fn report(approve: bool, reason: &str, engine: &str) -> Result<String> {
    let reason = reason.trim();
    ensure!(!reason.is_empty(), "a decision needs a reason");
    ensure!(reason.chars().count() <= MAX_REASON, "the reason has more than {MAX_REASON} characters");
    let inner: Value = serde_json::from_str(engine).context("the engine's report")?;
    let decision = json!({
        "format": FORMAT,
        "version": 1,
        "decision": if approve { "approve" } else { "reject" },
        "reason": reason,
        "report_sha256": hex::encode(Sha256::digest(engine)),
        "report": inner,
    });
    Ok(serde_json::to_string_pretty(&decision)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use boon::{Compiler, Schemas};
    use carbon_notary_engine::{bench::samples, check};

    fn escalated() -> String {
        let mut draft = samples::electricity();
        for row in 50..110 {
            draft.set(row, "amount", "0");
        }
        draft.sum_rows();
        let sealed = draft.finish();
        check(&sealed.context, &sealed.store).unwrap().json()
    }

    #[test]
    fn a_manual_decision_follows_the_published_schema() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/manual-decision.schema.json");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema = compiler.compile(path, &mut schemas).unwrap();
        let engine = escalated();
        for approve in [true, false] {
            let decision: Value =
                serde_json::from_str(&report(approve, " asked the operator ", &engine).unwrap()).unwrap();
            assert_eq!(schemas.validate(&decision, schema).err().map(|error| error.to_string()), None);
            assert_eq!(decision["reason"], "asked the operator");
            assert_eq!(decision["report_sha256"], hex::encode(Sha256::digest(&engine)));
        }
        let mut other: Value = serde_json::from_str(&report(true, "why", &engine).unwrap()).unwrap();
        other["report"]["decision"] = "approve".into();
        assert!(schemas.validate(&other, schema).is_err(), "only an escalation is decided manually");
    }

    #[test]
    fn a_reason_is_given_and_short() {
        let engine = escalated();
        for reason in ["", " \n", &"x".repeat(MAX_REASON + 1)] {
            assert!(report(true, reason, &engine).is_err());
        }
        assert!(report(true, &"ä".repeat(MAX_REASON), &engine).is_ok());
        assert!(report(true, "why", "no report").is_err());
    }

    #[test]
    fn the_same_decision_has_the_same_bytes() {
        let engine = escalated();
        assert_eq!(report(true, "why", &engine).unwrap(), report(true, "why", &engine).unwrap());
        assert_ne!(report(true, "why", &engine).unwrap(), report(true, "why not", &engine).unwrap());
    }
}
