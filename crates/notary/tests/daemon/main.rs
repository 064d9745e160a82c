//! The daemon on the local network: real transactions, real JSON-RPC and websocket, real processes that are killed.

mod faults;
mod history;
mod kills;
mod operator;
mod proxy;
mod quorum;
mod site;
