//! Carbon Consensus from the command line.
#![forbid(unsafe_code)]

mod amount;
mod demo;
mod localnet;
mod pool_cases;
mod rollup;

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
    Rollup(rollup::Command),
    /// Stand in for Wormhole's guardians on a local network: sign what the chain posted, with a key that is public.
    ///
    /// Answers GET /v1/signed_vaa/1/EMITTER/SEQUENCE as their API does. For tests and demos: what it signs proves nothing.
    DevnetGuardian(rollup::DevnetOptions),
    /// Make a table for pool-cases of the Clean Energy Regulator's Safeguard table: a pool of one member for each facility.
    SafeguardCases(pool_cases::SafeguardOptions),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Audit(options) => return audit(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Localnet(options) => localnet::run(&options),
        Command::PoolCases(options) => pool_cases::run(&options),
        Command::Rollup(command) => rollup::run(&command),
        Command::DevnetGuardian(options) => rollup::run_devnet_guardian(&options),
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

/// The page or the JSON; what cannot be read is not checked.
fn audit(options: &carbon_audit::Options) -> ExitCode {
    let report = match carbon_audit::run(options) {
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

/// Exit code of an audit that could not be made.
const NOT_CHECKED: u8 = 2;
