//! `carbon-rollup` over real JSON-RPC: a local network, an embedded test chain as the L1 with Wormhole's real core contract,
//! and a devnet guardian, each a process of its own. Needs `make build` and `scripts/npm.sh`, as `make test` does both.

mod path;
mod proof;
mod relay;
mod site;
