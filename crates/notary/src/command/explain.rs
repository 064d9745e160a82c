//! `notary explain`: what this notary found, and what it did.

use anyhow::{bail, Context, Result};
use carbon_notary::{
    config::Config,
    ruling,
    state::{Entry, State},
};
use serde_json::Value;
use solana_pubkey::Pubkey;
use std::{path::PathBuf, process::ExitCode};

/// Options of `notary explain`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Address of the claim, or of another subject of a vote.
    subject: Pubkey,
    /// Configuration of the daemon.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Print the newest report alone, as its sha256 is of.
    #[arg(long)]
    json: bool,
}

/// Prints.
pub fn run(options: &Options) -> Result<ExitCode> {
    let config = Config::load(&options.config, std::env::vars())?;
    let state = State::existing(&config.state)?;
    let entries = state.entries_of(&options.subject.to_bytes())?;
    let Some(newest) = entries.last() else { bail!("this notary has not seen {}", options.subject) };
    if options.json {
        let sha256 = newest.report.context("there is no report yet")?;
        print!("{}", state.report(&sha256)?.context("the report is gone")?);
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
    let text = state.report(&sha256)?.context("the report is gone")?;
    print_report(&serde_json::from_str(&text).context("the report")?);
    println!();
    Ok(())
}

/// A report, or a ruling around one.
fn print_report(report: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    if report["format"] == ruling::FORMAT {
        println!("a person:      {}, because: {}", text(&report["decision"]), text(&report["reason"]));
        return print_report(&report["report"]);
    }
    println!("decision:      {}", text(&report["decision"]));
    for check in report["checks"].as_array().into_iter().flatten() {
        println!("  {:<14} {:<16} {}", text(&check["verdict"]), text(&check["check"]), text(&check["sentence"]));
    }
}
