//! Carbon Consensus from the command line.
#![forbid(unsafe_code)]

mod demo;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Carbon Consensus from the command line.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole flow on the compiled program in an embedded Solana runtime, and check it against known figures.
    ///
    /// From raw meter and fuel rows to records, tokens and closed years, in two registries; then one bad claim per kind of
    /// check. Ends with a table, compares it with the expected figures, writes OUT/report.json, and exits 1 on any
    /// difference. Needs nothing but the compiled program (`make build`).
    Demo(demo::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(options) => demo::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
