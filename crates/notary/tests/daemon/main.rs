//! The daemon on the local network: real transactions, JSON-RPC and websocket, and processes that are killed.

mod deployment;
mod failpoints;
mod faults;
mod history;
mod operator;
mod proxy;
mod quorum;
