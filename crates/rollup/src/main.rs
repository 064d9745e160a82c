//! The binary `carbon-rollup`: publish, relay, prove.

use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: carbon_rollup::Command,
}

fn main() -> ExitCode {
    match carbon_rollup::run(&Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
