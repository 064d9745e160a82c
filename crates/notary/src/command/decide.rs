//! `notary decide`: a person decides what the engine left open.

use anyhow::{bail, Context, Result};
use carbon_notary::{
    config::Config,
    ruling,
    state::{State, Status},
};
use solana_pubkey::Pubkey;
use std::{path::PathBuf, process::ExitCode};

/// Options of `notary decide`.
#[derive(clap::Args, Clone, Debug)]
#[command(group(clap::ArgGroup::new("verdict").required(true)))]
pub struct Options {
    /// Address of the claim, or of another subject of a vote.
    subject: Pubkey,
    /// Vote for it.
    #[arg(long, group = "verdict")]
    approve: bool,
    /// Vote against it.
    #[arg(long, group = "verdict")]
    reject: bool,
    /// Why; stands in the report whose sha256 goes on chain with the vote.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Configuration of the daemon.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Writes the decision.
pub fn run(options: &Options) -> Result<ExitCode> {
    let config = Config::load(&options.config, std::env::vars())?;
    let state = State::existing(&config.state)?;
    let entries = state.entries_of(&options.subject.to_bytes())?;
    let Some(entry) = entries.iter().find(|entry| entry.status == Status::Escalated) else {
        let found = entries.last().map_or("not seen by this notary", |entry| entry.status.name());
        bail!("{} is {found}: only what the engine escalated is for a person to decide", options.subject);
    };
    let sha256 = entry.report.context("there is no report on it")?;
    let engine = state.report(&sha256)?.context("the report is gone")?;
    let report = ruling::report(options.approve, &options.reason, &engine)?;
    state.rule(&entry.ballot, options.approve, options.reason.trim(), &report)?;
    println!("decided; the daemon votes when it next looks at the registry");
    Ok(ExitCode::SUCCESS)
}
