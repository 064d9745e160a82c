//! `carbon audit` on the statements of the burns, and once more after a change of one byte in a meter file.

use super::{
    burns::Burn,
    chain::DemoChain,
    files,
    l1::L1Process,
    registry::DemoRegistry,
    report::{AlteredReport, DemoAuditReport},
};
use anyhow::{ensure, Context, Result};
use carbon_audit::{run, Options};
use std::path::{Path, PathBuf};

/// Audits each burn's statement over the chains' JSON-RPC, and writes the pages below `out`.
pub fn audit(
    chain: &DemoChain,
    registry: &DemoRegistry,
    burns: &[Burn],
    node: &L1Process,
    out: &Path,
) -> Result<DemoAuditReport> {
    let server = chain.runtime.serve()?;
    let options = |burn: &Burn, evidence: PathBuf| Options {
        statement: burn.statement.path.clone(),
        evidence: Some(evidence),
        public: false,
        rpc: vec![server.url().into()],
        l1: node.url().into(),
        registry: None,
        program: None,
        core: Some(node.ready.core),
        json: false,
    };
    let mut statements = vec![];
    for burn in burns {
        let found = run(&options(burn, out.join("evidence")))?;
        let page = out.join("audit").join(format!("{}.txt", burn.plan.emitter));
        files::write(&page, found.page().as_bytes())?;
        files::write(&page.with_extension("json"), serde_json::to_string_pretty(&found)?.as_bytes())?;
        statements.push((burn.plan.emitter, found));
    }
    let first = burns.first().context("the demo burns something")?;
    let (changed, file) = change_one_byte(registry, first, out)?;
    let found = run(&options(first, changed))?;
    files::write(&out.join("audit").join("altered.txt"), found.page().as_bytes())?;
    Ok(DemoAuditReport { statements, altered: AlteredReport { file, found } })
}

/// Copies all evidence and changes one digit of the emitter's first reading.
fn change_one_byte(registry: &DemoRegistry, burn: &Burn, out: &Path) -> Result<(PathBuf, String)> {
    let altered = out.join("evidence-altered");
    files::copy(&out.join("evidence"), &altered)?;
    let source = &registry.plan.sources[burn.emitter];
    let stream = source.streams[0].label.replace(' ', "-");
    let file = altered.join(registry.plan.label).join(source.label).join(format!("rows/{stream}.csv"));
    let mut bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let point = bytes.iter().position(|byte| *byte == b'.').context("a reading with decimals")?;
    // The digit before the decimal point.
    let digit = &mut bytes[point - 1];
    ensure!(digit.is_ascii_digit(), "a reading starts with a digit");
    *digit = if *digit == b'9' { b'8' } else { *digit + 1 };
    files::write(&file, &bytes)?;
    Ok((altered, file.strip_prefix(out)?.display().to_string()))
}
