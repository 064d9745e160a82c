//! The rollup log, against which burns are complete.

use crate::{case::Case, report::CheckResult};
use anyhow::Result;
use carbon_client::{addresses as at, rollup::read_log};

/// No burn has been missed: the rollup log's tree is that of the leaves seen, and its grams are those of the certificates.
pub(crate) fn complete(case: &Case) -> Result<CheckResult> {
    let data = case.reader.bytes(&at::log(&case.registry_key()))?;
    let Some(log) = data.and_then(|data| read_log(&data)) else {
        return Ok(CheckResult::fail("there is no rollup log"));
    };
    let (past, certified) = (case.past.log.frontier(), case.past.burns.neutralized());
    Ok(if past.count < log.count || certified < log.neutralized() {
        CheckResult::missing("not all leaves of the log and their burns have been seen")
    } else if (past.count, past.root()) != (log.count, log.frontier().root()) || certified != log.neutralized() {
        CheckResult::fail("the log is not what the leaves and burns come to")
    } else {
        CheckResult::pass("the log is what the leaves and burns come to")
    }
    .with("leaves", past.count)
    .with("neutralized", certified))
}
