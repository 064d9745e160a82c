//! The binary `carbon-audit`. It contains no code of the programs that it audits.

use clap::Parser;
use std::process::ExitCode;

/// Checks a carbon neutrality statement, from the raw data to the L1's answer, and prints the findings on one page.
///
/// Needs the statement's file, the evidence of its records and a node of each chain. Uses no other program of this project.
/// Exit code 0: confirmed; 1: a check failed, and the page names it; 2: a check could not be made.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    options: carbon_audit::Options,
}

fn main() -> ExitCode {
    carbon_audit::main(&Cli::parse().options)
}
