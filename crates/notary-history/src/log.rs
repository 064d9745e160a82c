//! The rollup log, which shows that the observed burns are complete.

use crate::{report::CheckResult, review_input::ReviewInput};
use anyhow::Result;
use carbon_client::{addresses as at, rollup::read_log};

/// `log`: no burn was missed. The log's tree follows from the observed leaves, and its grams are those of the certificates.
pub(crate) fn complete(input: &ReviewInput) -> Result<CheckResult> {
    let data = input.reader.bytes(&at::log(&input.registry_key()))?;
    let Some(log) = data.and_then(|data| read_log(&data)) else {
        return Ok(CheckResult::fail("there is no rollup log"));
    };
    let (seen, certified) = (input.history.log.frontier(), input.history.burns.neutralized());
    Ok(if seen.count < log.count || certified < log.neutralized() {
        CheckResult::missing("not all leaves of the log and their burns have been seen")
    } else if (seen.count, seen.root()) != (log.count, log.frontier().root()) || certified != log.neutralized() {
        CheckResult::fail("the log does not follow from the leaves and burns")
    } else {
        CheckResult::pass("the log follows from the leaves and burns")
    }
    .with("leaves", seen.count)
    .with("neutralized", certified))
}
