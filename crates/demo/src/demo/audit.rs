//! The end of the demo: `carbon audit` on the statements of the burns, as anybody would call it, and what it says after one byte
//! of one meter file has been changed.

use super::{
    bundles::{copy, put},
    burns::Burn,
    chain::Chain,
    registry::Registry,
    report::{AlteredReport, AuditReport},
};
use anyhow::{ensure, Context, Result};
use carbon_audit::{
    report::{Conclusion, Report, Status},
    run, Options,
};
use std::path::{Path, PathBuf};

/// Audits each burn's statement over the chains' JSON-RPC, and writes the pages below `out`.
pub fn audit(chain: &Chain, registry: &Registry, burns: &[Burn], l1: &str, out: &Path) -> Result<AuditReport> {
    let server = chain.runtime.serve()?;
    let options = |burn: &Burn, evidence: PathBuf| Options {
        statement: burn.statement.0.clone(),
        evidence,
        rpc: server.url().into(),
        l1: l1.into(),
        registry: None,
        program: carbon_audit::PROGRAM.parse().expect("an address"),
        json: false,
    };
    let mut statements = vec![];
    for burn in burns {
        let found = run(&options(burn, out.join("evidence")))?;
        let page = out.join("audit").join(format!("{}.txt", burn.plan.emitter));
        put(&page, found.page().as_bytes())?;
        put(&page.with_extension("json"), serde_json::to_string_pretty(&found)?.as_bytes())?;
        statements.push((burn.plan.emitter, found));
    }
    let first = burns.first().context("the demo burns something")?;
    let (changed, file) = change_one_byte(registry, first, out)?;
    let found = run(&options(first, changed))?;
    put(&out.join("audit").join("altered.txt"), found.page().as_bytes())?;
    Ok(AuditReport { statements, altered: AlteredReport { file, found } })
}

/// A copy of all evidence in which one digit of the emitter's first reading is another one.
fn change_one_byte(registry: &Registry, burn: &Burn, out: &Path) -> Result<(PathBuf, String)> {
    let altered = out.join("evidence-altered");
    copy(&out.join("evidence"), &altered)?;
    let source = &registry.plan.sources[burn.emitter];
    let stream = source.streams[0].label.replace(' ', "-");
    let file = altered.join(registry.plan.label).join(source.label).join(format!("rows/{stream}.csv"));
    let mut bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let point = bytes.iter().position(|byte| *byte == b'.').context("a reading with decimals")?;
    // The digit before the decimal point.
    let digit = &mut bytes[point - 1];
    ensure!(digit.is_ascii_digit(), "a reading starts with a digit");
    *digit = if *digit == b'9' { b'8' } else { *digit + 1 };
    put(&file, &bytes)?;
    Ok((altered, file.strip_prefix(out)?.display().to_string()))
}

/// The number of checks with a status.
pub fn count(report: &Report, status: Status) -> u64 {
    report.findings.iter().filter(|finding| finding.status == status).count() as u64
}

/// A conclusion as a number: 0 confirmed, 1 refuted, 2 not fully checked, as the command's exit code.
pub fn code(conclusion: Conclusion) -> u64 {
    match conclusion {
        Conclusion::Confirmed => 0,
        Conclusion::Refuted => 1,
        Conclusion::NotFullyChecked => 2,
    }
}
