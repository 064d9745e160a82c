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
    /// Run the whole flow on the compiled program in an embedded Solana runtime, and check it against known figures.
    ///
    /// From raw meter and fuel rows to records, tokens and closed years, in two registries; then one bad claim per kind of
    /// check. Ends with a table, compares it with the expected figures, writes OUT/report.json, and exits 1 on any
    /// difference. Needs nothing but the compiled program (`make build`).
    Demo(demo::Options),
    /// Run a local network with the program, Token-2022 and Wormhole's stand-ins, until Ctrl-C.
    ///
    /// Answers JSON-RPC and websockets like a Solana node, needs no other network, and forgets everything when it stops. Its
    /// clock can be moved on (`surfnet_timeTravel`): docs/localnet.md.
    Localnet(localnet::Options),
    /// Run reduction pools from a table, each through the compiled program, and write what became of them.
    ///
    /// Each pool runs on a ledger of its own: baselines, pool, claims, cures, closed years, settlement, converted credits. A
    /// member documents a reduction equal to its own under-shoot. Needs nothing but the compiled program (`make build`).
    PoolCases(pool_cases::Options),
    /// Check a carbon neutrality statement, from the raw data to the L1's answer, and print a page on what was found.
    ///
    /// Needs the statement's file, the evidence of its records and a node of either chain, and trusts none of our other
    /// programs. Exit code 0: confirmed; 1: something failed, and it is named; 2: something could not be checked.
    Audit(carbon_audit::Options),
    /// Publish a registry's log to the L1, relay it, and prove what is in it.
    #[command(subcommand)]
    Rollup(carbon_rollup::Command),
    /// Make a table for pool-cases of the Clean Energy Regulator's Safeguard table: a pool of one member for each facility.
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
