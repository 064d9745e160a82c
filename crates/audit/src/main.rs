//! The binary `carbon-audit`. It contains no code of the programs that it audits.

use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    options: carbon_audit::Options,
}

fn main() -> ExitCode {
    carbon_audit::main(&Cli::parse().options)
}
