//! `carbon localnet`: a network on this machine, for development and tests.

use anyhow::{Context, Result};
use carbon_localnet::{Network, Options as NetworkOptions};
use clap::Args;
use std::{path::PathBuf, time::Duration};
use tokio::signal::unix::{signal, SignalKind};

/// Interval at which the command checks that the network still runs.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Args)]
pub struct Options {
    /// Port of JSON-RPC; 0 takes a free one.
    #[arg(long, default_value_t = NetworkOptions::default().rpc_port)]
    rpc_port: u16,
    /// Port of the websocket; 0 takes the port after JSON-RPC's, which most clients expect.
    #[arg(long, default_value_t = NetworkOptions::default().ws_port)]
    ws_port: u16,
    /// Milliseconds of a slot: the time of a confirmation, by which the clock moves in each slot.
    #[arg(long, value_name = "MS", default_value_t = NetworkOptions::default().slot_ms, value_parser = clap::value_parser!(u64).range(1..))]
    slot_ms: u64,
    /// Unix time in seconds at which the clock starts; the present time without it.
    #[arg(long, value_name = "UNIXTIME")]
    at: Option<i64>,
    /// Start without the program, so that it can be deployed.
    #[arg(long)]
    no_program: bool,
    /// Write each key to DIR as NAME.json.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Seed of the keys: another text gives other keys.
    #[arg(long, value_name = "TEXT", default_value_t = NetworkOptions::default().seed)]
    seed: String,
    /// Write the network's accounts to DIR for `solana-test-validator --account-dir DIR`, and exit: Token-2022 v11, Wormhole's
    /// mocks, the keys' lamports. (`anchor` loads the program.)
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Print one line of JSON when the network is ready, instead of a text.
    #[arg(long)]
    json: bool,
}

/// Runs the network until it is interrupted.
pub fn run(options: &Options) -> Result<()> {
    if let Some(folder) = &options.fixtures {
        return carbon_localnet::write_fixtures(&options.seed, folder);
    }
    let network = Network::start(&NetworkOptions {
        rpc_port: options.rpc_port,
        ws_port: options.ws_port,
        slot_ms: options.slot_ms,
        at: options.at,
        program: !options.no_program,
        seed: options.seed.clone(),
    })?;
    if let Some(folder) = &options.keys {
        network.keys().write(folder)?;
    }
    if options.json {
        println!("{}", network.describe());
    } else {
        println!("{}", summary(&network, options));
    }
    wait(&network)?;
    network.stop()
}

/// Waits for Ctrl-C, for SIGTERM, or for the network to end by itself.
fn wait(network: &Network) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut ended = signal(SignalKind::terminate()).context("watching for SIGTERM")?;
        while network.is_running() {
            tokio::select! {
                interrupted = tokio::signal::ctrl_c() => return interrupted.context("watching for Ctrl-C"),
                _ = ended.recv() => return Ok(()),
                _ = tokio::time::sleep(POLL_INTERVAL) => {}
            }
        }
        Ok(())
    })
}

/// A description of the network for people.
fn summary(network: &Network, options: &Options) -> String {
    let described = network.describe();
    let text = |pointer: &str| described.pointer(pointer).and_then(|value| value.as_str()).unwrap_or_default();
    let mut lines = vec![
        format!("JSON-RPC    {}", text("/rpcUrl")),
        format!("websocket   {}", text("/wsUrl")),
        match options.no_program {
            false => format!("program     {}", text("/programId")),
            true => format!("program     {} (not deployed yet)", text("/programId")),
        },
        format!("Wormhole    {} (core bridge), {} (shim)", text("/wormhole/coreBridge"), text("/wormhole/shim")),
        String::new(),
        "Keys, each with 1,000 SOL except `coin`, the mint of a payment token (minted by the operator).".into(),
        format!("They follow from the seed \"{}\", which is public: use them on local networks only.", options.seed),
    ];
    lines.extend(network.keys().names().map(|name| format!("  {name:<10}{}", text(&format!("/keys/{name}")))));
    lines.push(match &options.keys {
        Some(folder) => format!("written to {}", folder.display()),
        None => "`--keys DIR` writes them to files".into(),
    });
    lines.extend([String::new(), "Ctrl-C stops the network.".into()]);
    lines.join("\n")
}
