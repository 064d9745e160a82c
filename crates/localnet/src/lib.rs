//! A local network for Carbon Consensus: surfpool with the program, Token-2022 v11, Wormhole's programs (or the mocks that
//! stand in for them) and funded keys of known names. It answers JSON-RPC and websockets like a node and needs no network
//! beyond this machine. What it does differently from a validator: `docs/localnet.md`.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod fixtures;
mod genesis;
mod keys;

pub use fixtures::write_fixtures;
pub use genesis::COIN_DECIMALS;
pub use keys::Keys;

use anyhow::{anyhow, bail, Context, Result};
use carbon_client::program;
use crossbeam_channel::{bounded, unbounded, Receiver, Sender};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{
    net::{Ipv4Addr, TcpListener},
    thread::JoinHandle,
    time::Duration,
};
use surfpool_core::surfnet::svm::{SurfnetSvm, SurfnetSvmConfig};
use surfpool_types::{BlockProductionMode, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig};

/// Options of a network.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port of JSON-RPC, 0 for any free port.
    pub rpc_port: u16,
    /// Port of the websocket, 0 for the port after JSON-RPC's.
    pub ws_port: u16,
    /// Milliseconds of a slot, by which the clock moves in each slot. A transaction is confirmed in the next slot and final 31 slots
    /// later; a blockhash expires after 150 slots.
    pub slot_ms: u64,
    /// Unix time in seconds at which the clock starts; `None` for the present time.
    pub at: Option<i64>,
    /// Whether the program is deployed from the start.
    pub program: bool,
    /// Seed of the keys.
    pub seed: String,
}

impl Default for Options {
    /// A validator's defaults: ports 8899 and 8900, and 400 milliseconds for a slot.
    fn default() -> Self {
        Self { rpc_port: 8899, ws_port: 0, slot_ms: 400, at: None, program: true, seed: "carbon".into() }
    }
}

/// Attempts to find two consecutive free ports.
const ATTEMPTS: usize = 100;
/// Servers that surfpool closes one after the other: JSON-RPC and websocket.
const SERVERS: usize = 2;
/// Time limit for closing a server.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// A running network. It stops when this value is dropped.
pub struct Network {
    rpc_port: u16,
    ws_port: u16,
    keys: Keys,
    commands: Sender<SimnetCommand>,
    events: Receiver<Event>,
    runloop: Option<JoinHandle<Result<()>>>,
}

/// The events of surfpool that matter here.
enum Event {
    Ready,
    Closed,
}

impl Network {
    /// Starts a network and returns when it answers requests.
    ///
    /// # Errors
    /// When an ELF is missing (`make build`) or a port is taken.
    pub fn start(options: &Options) -> Result<Self> {
        let [rpc_port, ws_port] = ports([options.rpc_port, options.ws_port])?;
        let keys = Keys::new(&options.seed);
        let simnet = SimnetConfig {
            offline_mode: true,
            remote_rpc_url: None,
            slot_time: options.slot_ms,
            block_production_mode: BlockProductionMode::Clock,
            instruction_profiling_enabled: false,
            ..SimnetConfig::default()
        };
        let config = SurfnetSvmConfig {
            slot_time: simnet.slot_time,
            instruction_profiling_enabled: simnet.instruction_profiling_enabled,
            log_bytes_limit: simnet.log_bytes_limit,
            ..SurfnetSvmConfig::default()
        };
        let (mut svm, surfpool_events, geyser) =
            SurfnetSvm::new(config).map_err(|error| anyhow!("surfpool: {error}"))?;
        if let Some(at) = options.at {
            let milliseconds = u64::try_from(at).context("a clock before 1970")? * 1_000;
            (svm.updated_at, svm.genesis_updated_at) = (milliseconds, milliseconds);
            svm.reconstruct_sysvars();
        }
        genesis::fill(&mut svm, &keys, options.program)?;

        let rpc = RpcConfig {
            bind_host: Ipv4Addr::LOCALHOST.to_string(),
            bind_port: rpc_port,
            ws_port,
            ..Default::default()
        };
        let config = SurfpoolConfig { simnets: vec![simnet], rpc, ..SurfpoolConfig::default() };
        let (commands, commanded) = unbounded();
        let own_commands = commands.clone();
        let runloop = std::thread::Builder::new().name("surfpool".into()).spawn(move || {
            let runtime = tokio::runtime::Runtime::new()?;
            runtime
                .block_on(surfpool_core::start_local_surfnet(svm, config, own_commands, commanded, geyser))
                .map_err(|error| anyhow!("surfpool: {error}"))
        })?;
        let mut network =
            Self { rpc_port, ws_port, keys, commands, events: watch(surfpool_events)?, runloop: Some(runloop) };
        match network.events.recv() {
            Ok(Event::Ready) => Ok(network),
            // The result of the run loop has the error.
            _ => Err(network.ended().err().unwrap_or_else(|| anyhow!("surfpool ended before it was ready"))),
        }
    }

    /// URL of JSON-RPC.
    pub fn rpc_url(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.rpc_port)
    }

    /// URL of the websocket.
    pub fn ws_url(&self) -> String {
        format!("ws://{}:{}", Ipv4Addr::LOCALHOST, self.ws_port)
    }

    /// The funded keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The mint of the payment token, of the classic token program. The operator is the mint authority.
    pub fn coin(&self) -> Pubkey {
        self.keys.get(keys::COIN).pubkey()
    }

    /// A description of the network for programs that start it.
    pub fn describe(&self) -> serde_json::Value {
        let cluster = carbon_embedded::wormhole::cluster();
        let keys: serde_json::Map<_, _> =
            self.keys.names().map(|name| (name.into(), self.keys.get(name).pubkey().to_string().into())).collect();
        serde_json::json!({
            "rpcUrl": self.rpc_url(),
            "wsUrl": self.ws_url(),
            "programId": program::ID.to_string(),
            "coin": self.coin().to_string(),
            "wormhole": { "coreBridge": cluster.core_bridge.to_string(), "shim": cluster.shim.to_string() },
            "keys": keys,
        })
    }

    /// Whether the network is still running.
    pub fn is_running(&self) -> bool {
        self.runloop.as_ref().is_some_and(|runloop| !runloop.is_finished())
    }

    /// Stops the network and returns when its ports are free.
    pub fn stop(mut self) -> Result<()> {
        self.commands.send(SimnetCommand::Terminate(None)).map_err(|_| anyhow!("surfpool has ended by itself"))?;
        for _ in 0..SERVERS {
            self.events.recv_timeout(SHUTDOWN_TIMEOUT).context("surfpool does not close its ports")?;
        }
        self.ended()
    }

    /// Waits for the end of the network and returns its result.
    fn ended(&mut self) -> Result<()> {
        let runloop = self.runloop.take().expect("a network that has not ended");
        runloop.join().map_err(|_| anyhow!("surfpool panicked"))?
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        if self.runloop.is_some() {
            // The network may have ended already; then the message has no receiver.
            let _ = self.commands.send(SimnetCommand::Terminate(None));
        }
    }
}

/// The requested ports; each 0 is replaced with a free port. The websocket's is the port after JSON-RPC's where possible: many
/// clients derive it from the other.
fn ports([rpc, ws]: [u16; 2]) -> Result<[u16; 2]> {
    let hold = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| format!("port {port}"));
    let mut held = vec![];
    for _ in 0..ATTEMPTS {
        // Kept open until a pair is found, so that the next attempt gets another port.
        held.push(hold(rpc)?);
        let found = held[held.len() - 1].local_addr()?.port();
        let next = match ws {
            0 => found.checked_add(1).context("no port after the last").and_then(hold),
            _ => hold(ws),
        };
        match next {
            Ok(next) => return Ok([found, next.local_addr()?.port()]),
            Err(error) if rpc != 0 || ws != 0 => return Err(error),
            Err(_) => {}
        }
    }
    bail!("no two consecutive free ports")
}

/// Reads surfpool's events to their end, so that it never waits for a reader.
fn watch(source: Receiver<SimnetEvent>) -> Result<Receiver<Event>> {
    // Room for one event at the start and one for each server at the end.
    let (sender, events) = bounded(1 + SERVERS);
    std::thread::Builder::new().name("surfpool events".into()).spawn(move || {
        for event in source {
            let matters = match event {
                SimnetEvent::CoreStarted(_) => Event::Ready,
                SimnetEvent::Shutdown => Event::Closed,
                _ => continue,
            };
            // The network may have been dropped.
            let _ = sender.try_send(matters);
        }
    })?;
    Ok(events)
}
