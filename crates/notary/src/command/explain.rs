//! `notary explain`: prints this notary's findings and votes.

use anyhow::{bail, Context, Result};
use carbon_notary::{
    config::Config,
    manual_decision,
    state::{Entry, State},
};
use serde_json::Value;
use solana_pubkey::Pubkey;
use std::{path::PathBuf, process::ExitCode};

/// Options of `notary explain`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Address of the claim or other subject.
    subject: Pubkey,
    /// Configuration file of the daemon.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Print only the newest report, in the bytes of its sha256.
    #[arg(long)]
    json: bool,
}

/// Prints the findings.
pub fn run(options: &Options) -> Result<ExitCode> {
    let config = Config::load(&options.config, std::env::vars())?;
    let state = State::existing(&config.state)?;
    let entries = state.entries_of(&options.subject.to_bytes())?;
    let Some(newest) = entries.last() else { bail!("this notary has not seen {}", options.subject) };
    if options.json {
        let sha256 = newest.report.context("the ballot has no report yet")?;
        print!("{}", state.report(&sha256)?.context("the database lacks the report")?);
        return Ok(ExitCode::SUCCESS);
    }
    for entry in &entries {
        explain(&state, entry)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn explain(state: &State, entry: &Entry) -> Result<()> {
    println!("digest:        {}", hex::encode(entry.ballot.digest));
    println!("state:         {}", entry.status.name());
    if !entry.note.is_empty() {
        println!("note:          {} (tried {} times)", entry.note, entry.attempts);
    }
    if let Some(approve) = entry.approve {
        println!("vote:          {}", if approve { "approve" } else { "reject" });
    }
    if let Some(signature) = &entry.signature {
        println!("transaction:   {signature}");
    }
    let Some(sha256) = entry.report else { return Ok(()) };
    println!("report sha256: {}", hex::encode(sha256));
    let text = state.report(&sha256)?.context("the database lacks the report")?;
    print_report(&serde_json::from_str(&text).context("the report")?);
    println!();
    Ok(())
}

/// Prints a report, or a manual decision with the report inside.
fn print_report(report: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    if report["format"] == manual_decision::FORMAT {
        println!("a person:      {}, because: {}", text(&report["decision"]), text(&report["reason"]));
        return print_report(&report["report"]);
    }
    println!("decision:      {}", text(&report["decision"]));
    for check in report["checks"].as_array().into_iter().flatten() {
        println!("  {:<14} {:<16} {}", text(&check["status"]), text(&check["check"]), text(&check["sentence"]));
    }
}
