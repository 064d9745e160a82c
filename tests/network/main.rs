//! The local network and the RPC client, over JSON-RPC.

mod chain;
mod localnet;
mod node;

use carbon_localnet::{Network, Options};
use carbon_testkit::network::NetworkRegistry;
use std::sync::{
    atomic::{AtomicU16, Ordering},
    LazyLock,
};

/// One network for all tests; each test has its own registry.
static NETWORK: LazyLock<Network> = LazyLock::new(|| {
    let options = Options { rpc_port: 0, ws_port: 0, slot_ms: 20, ..Options::default() };
    Network::start(&options).expect("the compiled program: run `make build`")
});

/// A registry that no other test has.
fn registry() -> NetworkRegistry {
    static NEXT: AtomicU16 = AtomicU16::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    NetworkRegistry::open(&NETWORK, id, carbon_embedded::wormhole::bridge()).expect("a registry on the network")
}
