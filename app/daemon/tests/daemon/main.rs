//! The daemon on the local network: real transactions, real JSON-RPC and websocket, real processes that are killed.

mod faults;
mod kills;
mod operator;
mod proxy;
mod quorum;
mod site;
