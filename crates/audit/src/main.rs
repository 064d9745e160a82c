//! The audit from the command line, in a binary that contains nothing of the audited programs.

use clap::Parser;
use std::process::ExitCode;

/// Check a carbon neutrality statement, from the raw data to the L1's answer, and print a page on what was found.
///
/// Needs the statement's file, the evidence of its records and a node of either chain, and trusts none of our other programs.
/// Exit code 0: confirmed; 1: something failed, and it is named; 2: something could not be checked.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    options: carbon_audit::Options,
}

fn main() -> ExitCode {
    carbon_audit::main(&Cli::parse().options)
}
