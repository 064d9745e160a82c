//! `notary check`: checks one bundle, or one proposed year closing.

use anyhow::{bail, Context as _, Result};
use carbon_notary_engine::{
    bench::folder::{read_facts, CONTEXT},
    bundle::{Access, Folder, Http, Store},
    check, check_year,
    report::{Decision, Report, Status},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Options of `notary check`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Folder of the bundle, its URL (http or https, without `manifest.json`), or a JSON file with a proposed year closing.
    bundle: String,
    /// JSON file with claim, source, registry, factors and history [default: context.json in the bundle's folder].
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// Fetch from private addresses too.
    #[arg(long)]
    allow_private: bool,
    /// Print the report as JSON, in the bytes of its sha256.
    #[arg(long)]
    json: bool,
}

/// Checks and prints the report.
pub fn run(options: &Options) -> Result<ExitCode> {
    let report = examine(options)?;
    if options.json {
        print!("{}", report.json());
    } else {
        print(&report);
    }
    Ok(match report.decision {
        Decision::Approve => ExitCode::SUCCESS,
        Decision::Reject => ExitCode::from(2),
        // The engine never returns the last two.
        Decision::Escalate | Decision::NotYet | Decision::Abstain => ExitCode::from(3),
    })
}

fn examine(options: &Options) -> Result<Report> {
    let bundle = options.bundle.as_str();
    let is_url = bundle.starts_with("http://") || bundle.starts_with("https://");
    let path = Path::new(bundle);
    if !is_url && path.is_file() {
        let facts = read_facts(path)?;
        return Ok(check_year(&facts));
    }
    let context = match &options.context {
        Some(path) => read_facts(path)?,
        None if is_url => {
            bail!("a bundle behind a URL needs --context FILE: facts of the chain are not fetched from a claimant")
        }
        None => read_facts(&path.join(CONTEXT))?,
    };
    let access = if options.allow_private { Access::Private } else { Access::Public };
    let store: Box<dyn Store> = if is_url {
        Box::new(Http::new(bundle, access).map_err(anyhow::Error::msg)?)
    } else {
        Box::new(Folder::new(path))
    };
    check(&context, store.as_ref()).context("the evidence is unavailable now: nothing is decided")
}

fn print(report: &Report) {
    for finding in &report.findings {
        let status = match finding.status {
            Status::Pass => "pass",
            Status::Fail => "FAIL",
            Status::Doubt => "DOUBT",
            Status::NotApplicable => "-",
            Status::NotReached => "not reached",
            Status::Missing => "missing",
            Status::Conflicted => "conflict",
        };
        println!("{status:<12} {:<14} {}", finding.check, finding.sentence);
    }
    println!();
    println!(
        "decision: {}",
        match report.decision {
            Decision::Approve => "approve",
            Decision::Reject => "reject",
            Decision::Escalate => "escalate to a person",
            Decision::NotYet => "do not vote yet",
            Decision::Abstain => "abstain",
        }
    );
    for reason in &report.reasons {
        println!("  {reason}");
    }
    println!("report sha256: {}", hex::encode(report.sha256()));
}
