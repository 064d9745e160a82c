//! `notary run`: runs the daemon.

use anyhow::{Context, Result};
use carbon_notary::{config::Config, daemon::Daemon};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};
use std::{path::PathBuf, process::ExitCode, thread};
use tracing::info;
use tracing_subscriber::EnvFilter;

/// Options of `notary run`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Configuration file; environment variables NOTARY_… override its settings.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Runs the daemon until SIGTERM or SIGINT.
pub fn run(options: &Options) -> Result<ExitCode> {
    let config = Config::load(&options.config, std::env::vars())?;
    let filter: EnvFilter = config.log.filter.parse().context("filter of [log]")?;
    // Lines of JSON on standard error, which log collectors can read.
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    // Registered first, so that no signal is missed.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let daemon = Daemon::open(config)?;
    let stopper = daemon.stopper();
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            info!(signal, "asked to stop");
            stopper.stop();
        }
    })?;
    daemon.run()?;
    Ok(ExitCode::SUCCESS)
}
