//! `carbon-rollup` over real JSON-RPC: a local network, an embedded EVM as the L1 with Wormhole's real core contract, and a
//! devnet guardian, each in its own process. Needs `make build` and `scripts/npm.sh`, as `make test` does both.

mod deployment;
mod path;
mod proof;
mod relay;
