//! An audit of a neutrality statement: from the raw rows to the L1's answer, every figure recomputed.
//!
//! Of the workspace it uses only the wire formats (`carbon-wire`). It has its own layouts of accounts and events and its own
//! parsers of raw rows, and reads both chains over plain JSON-RPC. A mistake in the program, the client or the notarization
//! engine is therefore not repeated here. `docs/audit.md` says what is checked, what is trusted and what is not proven.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod chain;
pub mod evidence;
pub mod key;
pub mod l1;
pub mod layout;
pub mod report;
pub mod rpc;
mod statement;
mod steps;

use anyhow::{Context, Result};
use chain::ChainReader;
use evidence::Bundles;
use key::{sha256, Key};
use report::{AuditReport, Check, Step};
use statement::Statement;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Address of the program, from its IDL.
pub const PROGRAM: &str = first_value(include_str!("../../../idl/carbon_consensus.json"));

/// The value of the first key of a JSON object, both texts without escapes: what stands between the third and the fourth quote.
const fn first_value(json: &'static str) -> &'static str {
    let (mut quotes, mut start, mut end) = (0, 0, 0);
    while quotes < 4 {
        if json.as_bytes()[end] == b'"' {
            quotes += 1;
            if quotes == 3 {
                start = end + 1;
            }
        }
        end += 1;
    }
    json.split_at(end - 1).0.split_at(start).1
}

/// Check a carbon neutrality statement, from the raw data to the L1's answer, and print the findings on one page.
///
/// Needs the statement's file, the evidence of its records and a node of each chain. Trusts no other program of this project.
/// Exit code 0: confirmed; 1: a check failed, and the page names it; 2: a check could not be made.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// File of the statement, byte for byte as published.
    pub statement: PathBuf,
    /// Folder that contains the evidence bundles of its records, at any depth.
    #[arg(long, value_name = "DIR")]
    pub evidence: PathBuf,
    /// JSON-RPC URL of a Solana node that keeps the whole history.
    #[arg(long, value_name = "URL")]
    pub rpc: String,
    /// JSON-RPC URL of a node of the L1. The ledger's address is read from Solana.
    #[arg(long, value_name = "URL")]
    pub l1: String,
    /// The registry. Needed only if certificates of several registries name the statement.
    #[arg(long, value_name = "ADDRESS")]
    pub registry: Option<Key>,
    /// The program, if it is deployed at another address.
    #[arg(long, value_name = "ADDRESS", default_value = PROGRAM)]
    pub program: Key,
    /// Print every check as JSON instead of the page.
    #[arg(long)]
    pub json: bool,
}

/// Exit code if the audit could not be made.
const NOT_CHECKED: u8 = 2;

/// Audits over HTTP and prints the page or JSON. Returns the exit code of the process: 0 confirmed, 1 something failed,
/// 2 something could not be checked.
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
/// A file or a node cannot be read, so that no check can be made.
pub fn run(options: &Options) -> Result<AuditReport> {
    let path = &options.statement;
    let bytes = std::fs::read(path).with_context(|| format!("reading the statement {}", path.display()))?;
    let (node, l1) = (rpc::Http::new(&options.rpc), l1::Http::new(&options.l1)?);
    let chain = ChainReader::new(&node, options.program);
    audit(&bytes, &options.evidence, &chain, &l1, options.registry)
}

/// Audits a statement's bytes.
///
/// # Errors
/// As [`run`].
pub fn audit(
    bytes: &[u8],
    evidence: &Path,
    chain: &ChainReader,
    l1: &dyn l1::L1,
    registry: Option<Key>,
) -> Result<AuditReport> {
    let mut report = AuditReport::new(bytes);
    let evidence = Bundles::in_folder(evidence)?;
    let statement = match Statement::parse(bytes) {
        Ok(statement) => statement,
        Err(error) => {
            let check = Check::new(Step::Statement, "the statement", "its file");
            report.add(check.fail(format!("it does not follow the schema of a neutrality statement: {error}")));
            return Ok(report.conclude());
        }
    };
    let published = steps::Published { statement: &statement, sha256: sha256(bytes) };
    if let Some(input) = steps::AuditInput::gather(chain, published, &evidence, registry, &mut report)? {
        input.check(l1, &mut report);
    }
    Ok(report.conclude())
}
