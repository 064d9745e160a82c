//! Carbon Consensus from the command line.

mod localnet;

use carbon_demo::{demo, pool_cases};
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
    /// Run the whole flow on the compiled program in an embedded Solana runtime, and compare it with known figures.
    ///
    /// The flow leads from raw meter and fuel rows to records, tokens, burns and closed years in two registries, reduction pools and
    /// an L1, with one invalid transaction for each kind of check. The command prints a table, writes OUT/report.json, and exits with 1
    /// if a figure differs. It needs the compiled program (`make build`), Node.js and the npm packages (`scripts/npm.sh`).
    Demo(demo::Options),
    /// Run a local network with the program, Token-2022 and Wormhole's mocks, until Ctrl-C.
    ///
    /// It answers JSON-RPC and websockets like a Solana node, needs no other network, and keeps nothing when it stops. Its clock can
    /// be set forward (`surfnet_timeTravel`): docs/localnet.md.
    Localnet(localnet::Options),
    /// Run reduction pools from a table through the compiled program, and write their results.
    ///
    /// Each pool runs in a copy of the embedded runtime: baselines, pool, claims, cures, closed years, settlement, converted credits. A
    /// member claims a reduction of the grams below its target. The command needs the compiled program (`make build`).
    PoolCases(pool_cases::Options),
    Audit(carbon_audit::Options),
    #[command(subcommand)]
    Rollup(carbon_rollup::Command),
    /// Convert the Clean Energy Regulator's Safeguard table to a table for pool-cases: a pool of one member for each facility.
    SafeguardCases(pool_cases::SafeguardOptions),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Audit(options) => return carbon_audit::main(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Localnet(options) => localnet::run(&options),
        Command::PoolCases(options) => pool_cases::run(&options),
        Command::Rollup(command) => carbon_rollup::run(&command),
        Command::SafeguardCases(options) => pool_cases::convert(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
