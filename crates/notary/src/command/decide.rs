//! `notary decide`: a person decides an escalated ballot.

use anyhow::{bail, Context, Result};
use carbon_notary::{
    config::Config,
    manual_decision,
    state::{State, Status},
};
use solana_pubkey::Pubkey;
use std::{path::PathBuf, process::ExitCode};

/// Options of `notary decide`.
#[derive(clap::Args, Clone, Debug)]
#[command(group(clap::ArgGroup::new("decision").required(true)))]
pub struct Options {
    /// Address of the claim or other subject.
    subject: Pubkey,
    /// Approve it.
    #[arg(long, group = "decision")]
    approve: bool,
    /// Reject it.
    #[arg(long, group = "decision")]
    reject: bool,
    /// Reason. It becomes part of the report whose sha256 goes on chain with the vote.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Configuration file of the daemon.
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
        bail!("{} is {found}: a person decides escalated ballots only", options.subject);
    };
    let sha256 = entry.report.context("the ballot has no report")?;
    let engine = state.report(&sha256)?.context("the database lacks the report")?;
    let report = manual_decision::report(options.approve, &options.reason, &engine)?;
    state.decide_manually(&entry.ballot, options.approve, options.reason.trim(), &report)?;
    println!("decided; the daemon votes in its next pass");
    Ok(ExitCode::SUCCESS)
}
