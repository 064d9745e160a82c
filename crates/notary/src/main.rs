//! The command `notary`: the notarization engine and the daemon.
#![forbid(unsafe_code)]

mod command;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Checks carbon claims against their evidence, and votes on them.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a claim against a bundle of evidence, or check a proposed year closing, and print the report.
    ///
    /// Exit code: 0 approve, 2 reject, 3 escalate to a person, 1 if a file could not be read.
    Check(command::check::Options),
    /// Measure the checks: detection per kind of corruption, false alarms, rows per second.
    ///
    /// Exit code: 0 if every target is met, 2 if not, 1 if a file could not be read.
    Bench(command::bench::Options),
    /// Run the daemon: assess every ballot of a registry and vote, until SIGTERM or SIGINT.
    Run(command::run::Options),
    /// Print this notary's findings and vote on a claim or another subject.
    ///
    /// Exit code: 0 if the subject is known, 1 if not.
    Explain(command::explain::Options),
    /// Decide an escalated ballot; the running daemon then votes.
    Decide(command::decide::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Check(options) => command::check::run(&options),
        Command::Bench(options) => command::bench::run(&options),
        Command::Run(options) => command::run::run(&options),
        Command::Explain(options) => command::explain::run(&options),
        Command::Decide(options) => command::decide::run(&options),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
