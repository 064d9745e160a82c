//! An audit of a neutrality statement: from the raw rows to the L1's answer, every figure recomputed.
//!
//! It shares with the rest only the wire formats (`carbon-wire`): accounts and events are read by layouts of its own, raw rows
//! by parsers of its own, and both chains by plain JSON-RPC. So a mistake of the program, the client or the notarization
//! engine is not repeated here by construction. What is checked, what is trusted and what is not proven: `docs/audit.md`.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod chain;
pub mod evidence;
pub mod key;
pub mod l1;
pub mod layout;
pub mod node;
pub mod report;
mod statement;
mod steps;

use anyhow::{Context, Result};
use chain::Chain;
use evidence::Bundles;
use key::{sha256, Key};
use report::{Report, Step};
use statement::Statement;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The program's address.
pub const PROGRAM: &str = "EPQ82p61VCHegvgF6FMmqQJXy3aHUDdDTth7aS9rVsfa";

/// Options of `carbon audit`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// The statement's file, byte for byte as it was published.
    pub statement: PathBuf,
    /// Folder with the evidence bundles of its records, at any depth.
    #[arg(long, value_name = "DIR")]
    pub evidence: PathBuf,
    /// JSON-RPC of a Solana node that keeps the whole history.
    #[arg(long, value_name = "URL")]
    pub rpc: String,
    /// JSON-RPC of a node of the L1. The ledger's address is on Solana.
    #[arg(long, value_name = "URL")]
    pub l1: String,
    /// The registry, where certificates of several name the statement.
    #[arg(long, value_name = "ADDRESS")]
    pub registry: Option<Key>,
    /// The program, where it is deployed at another address.
    #[arg(long, value_name = "ADDRESS", default_value = PROGRAM)]
    pub program: Key,
    /// Print every check as JSON instead of the page.
    #[arg(long)]
    pub json: bool,
}

/// Exit code of an audit that could not be made.
const NOT_CHECKED: u8 = 2;

/// Audits over HTTP and prints the page, or JSON. Returns the process's exit code: 0 confirmed, 1 something failed, 2
/// something could not be checked.
pub fn main(options: &Options) -> ExitCode {
    let report = match run(options) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::from(NOT_CHECKED);
        }
    };
    match serde_json::to_string_pretty(&report) {
        Ok(json) if options.json => println!("{json}"),
        _ => print!("{}", report.page()),
    }
    ExitCode::from(report.exit_code())
}

/// Audits over HTTP.
///
/// # Errors
/// When a file or a node cannot be read, so that nothing can be said.
pub fn run(options: &Options) -> Result<Report> {
    let path = &options.statement;
    let bytes = std::fs::read(path).with_context(|| format!("the statement {}", path.display()))?;
    let (node, l1) = (node::Http::new(&options.rpc), l1::Http::new(&options.l1)?);
    let chain = Chain::new(&node, options.program);
    audit(&bytes, &options.evidence, &chain, &l1, options.registry)
}

/// Audits a statement's bytes.
///
/// # Errors
/// As [`run`].
pub fn audit(bytes: &[u8], evidence: &Path, chain: &Chain, l1: &dyn l1::L1, registry: Option<Key>) -> Result<Report> {
    let mut report = Report::new(bytes);
    let evidence = Bundles::below(evidence)?;
    let statement = match Statement::parse(bytes) {
        Ok(statement) => statement,
        Err(error) => {
            let what = format!("it does not follow the schema of a neutrality statement: {error}");
            report.fail(Step::Statement, &"the statement", what, "its file");
            return Ok(report.conclude());
        }
    };
    let case = steps::Case::gather(chain, (&statement, sha256(bytes)), &evidence, registry, &mut report)?;
    if let Some(case) = case {
        case.check(l1, &mut report);
    }
    Ok(report.conclude())
}
