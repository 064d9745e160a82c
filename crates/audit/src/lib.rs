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
pub mod statement;
mod steps;

use alloy::primitives::Address;
use anyhow::{bail, Context, Error, Result};
use chain::ChainReader;
use evidence::Bundles;
use key::{sha256, Key};
use report::{AuditReport, Check, Step};
use statement::Statement;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Address of the program on local networks, from its IDL. Its private key is public, so on other networks anyone could deploy
/// another program there.
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
/// Exit code 0: the year is carbon neutral, and every check was made; 1: a check failed, and the page names it; 2: a check could not
/// be made; 3: every check that was made passed, but confirms less: an offset that does not make a year carbon neutral, or all but
/// the raw data (`--public`).
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// File of the statement, byte for byte as published.
    pub statement: PathBuf,
    /// Folder that contains the evidence bundles of its records, at any depth.
    #[arg(long, value_name = "DIR", required_unless_present = "public")]
    pub evidence: Option<PathBuf>,
    /// Audit without the evidence, which its owner may keep secret: everything but the raw data is checked.
    #[arg(long, conflicts_with = "evidence")]
    pub public: bool,
    /// JSON-RPC URL of a Solana node that keeps the whole history. Given again, each answer of one node is compared with the others'.
    #[arg(long, value_name = "URL", required = true)]
    pub rpc: Vec<String>,
    /// JSON-RPC URL of a node of the L1.
    #[arg(long, value_name = "URL")]
    pub l1: String,
    /// The registry. Needed only if certificates of several registries name the statement.
    #[arg(long, value_name = "ADDRESS")]
    pub registry: Option<Key>,
    /// The program. Needed unless all nodes are on this computer: learn it from a source that you trust, not from the nodes.
    #[arg(long, value_name = "ADDRESS")]
    pub program: Option<Key>,
    /// Wormhole's core contract on the L1. Needed for chains whose published address the audit does not know. The ledger's address
    /// follows from it, from the program and from the contract's code.
    #[arg(long, value_name = "ADDRESS")]
    pub core: Option<Address>,
    /// Print every check as JSON instead of the page.
    #[arg(long)]
    pub json: bool,
}

impl Options {
    /// Whether all nodes are on this computer.
    fn local(&self) -> bool {
        self.rpc.iter().chain([&self.l1]).all(|url| rpc::is_local(url))
    }
}

/// Exit code if the audit could not be made.
const NOT_CHECKED: u8 = 2;

/// Audits over HTTP and prints the page or JSON. Returns the exit code of the process, as [`AuditReport::exit_code`].
pub fn main(options: &Options) -> ExitCode {
    let report = match run(options) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::from(NOT_CHECKED);
        }
    };
    let text = match serde_json::to_string_pretty(&report) {
        Ok(json) if options.json => json + "\n",
        _ => report.page(),
    };
    // A reader that closes the pipe has seen enough.
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(report.exit_code())
}

/// Audits over HTTP.
///
/// # Errors
/// A file or a node cannot be read, so that no check can be made; or the program is not named.
pub fn run(options: &Options) -> Result<AuditReport> {
    let path = &options.statement;
    let bytes = std::fs::read(path).with_context(|| format!("reading the statement {}", path.display()))?;
    let program = program(options)?;
    let (nodes, l1) = (rpc::Nodes::new(&options.rpc), l1::Http::new(&options.l1)?);
    let chain = ChainReader::new(&nodes, program);
    let given = Given {
        program: options.program.is_some(),
        registry: options.registry,
        core: options.core.map(Address::into_array),
    };
    audit(&bytes, options.evidence.as_deref(), &chain, &l1, given)
}

/// The program of the options, or on local networks that of the IDL.
fn program(options: &Options) -> Result<Key> {
    match options.program {
        Some(program) => Ok(program),
        None if options.local() => PROGRAM.parse().map_err(Error::msg),
        None => bail!(
            "name the program with --program: its address is what ties the audit to the registry's operator, so a node must not \
             choose it, and the address of local networks can be used by anyone elsewhere"
        ),
    }
}

/// What the auditor gave, and no node chose.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given {
    /// Whether the auditor gave the program's address.
    pub program: bool,
    /// The registry, if the auditor gave it.
    pub registry: Option<Key>,
    /// Wormhole's core contract on the L1, if the auditor gave it.
    pub core: Option<[u8; 20]>,
}

/// Audits a statement's bytes, without its raw data if `evidence` is `None`.
///
/// # Errors
/// As [`run`].
pub fn audit(
    bytes: &[u8],
    evidence: Option<&Path>,
    chain: &ChainReader,
    l1: &dyn l1::L1,
    given: Given,
) -> Result<AuditReport> {
    let mut report = AuditReport::new(bytes, evidence.is_none());
    let evidence = evidence.map(Bundles::in_folder).transpose()?;
    let statement = match Statement::parse(bytes) {
        Ok(statement) => statement,
        Err(error) => {
            let check = Check::new(Step::Statement, "the statement", "its file");
            report.add(check.fail(format!("it does not follow the schema of a neutrality statement: {error}")));
            return Ok(report.conclude());
        }
    };
    let published = steps::Published { statement: &statement, sha256: sha256(bytes) };
    if let Some(input) = steps::AuditInput::gather(chain, published, evidence.as_ref(), given, &mut report)? {
        input.check(l1, &mut report);
    }
    Ok(report.conclude())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        options: Options,
    }

    fn options(arguments: &[&str]) -> Result<Options, clap::Error> {
        let all = ["audit", "statement.json"].iter().chain(arguments);
        Command::try_parse_from(all).map(|command| command.options)
    }

    #[test]
    fn the_program_of_local_networks_is_not_taken_elsewhere() {
        let local = ["--public", "--rpc", "http://127.0.0.1:8899", "--l1", "http://localhost:8545"];
        assert_eq!(program(&options(&local).unwrap()).unwrap().to_string(), PROGRAM);
        for (rpc, l1) in [
            ("http://127.0.0.1:8899", "https://l1.example"),
            ("https://rpc.example", "http://localhost:8545"),
            ("http://localhost.example:8899", "http://localhost:8545"),
            ("http://127.0.0.1@rpc.example", "http://localhost:8545"),
        ] {
            let named = options(&["--public", "--rpc", rpc, "--l1", l1]).unwrap();
            assert!(program(&named).unwrap_err().to_string().contains("--program"), "{rpc} {l1}");
        }
        let two = [&local[..], &["--rpc", "https://rpc.example"]].concat();
        assert!(program(&options(&two).unwrap()).is_err(), "one of two nodes is elsewhere");
        let given = [&local[..], &["--program", "11111111111111111111111111111112"]].concat();
        assert_ne!(program(&options(&given).unwrap()).unwrap().to_string(), PROGRAM);
    }

    #[test]
    fn an_audit_is_with_evidence_or_public() {
        let nodes = ["--rpc", "http://localhost:8899", "--l1", "http://localhost:8545"];
        assert!(options(&nodes).is_err());
        assert!(options(&[&nodes[..], &["--public", "--evidence", "folder"]].concat()).is_err());
        assert!(options(&[&nodes[..], &["--evidence", "folder"]].concat()).is_ok());
    }
}
