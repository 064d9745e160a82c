//! The notary's daemon: reads the ballots of a registry, assesses claims with [`carbon_notary_engine`] and other subjects with
//! [`carbon_notary_history`], votes, and keeps a report on every vote.
//!
//! | module | content |
//! |---|---|
//! | [`daemon`] | the main loop: reads ballots, dispatches checks, votes, follows votes |
//! | [`config`] | settings |
//! | [`chain`] | reads accounts and sends transactions |
//! | [`eligibility`] | whether this notary may vote, and on which ballots |
//! | [`assessment`], [`facts`] | from a ballot to a decision |
//! | [`event_history`] | the program's events, for verification from the chain's history |
//! | [`bundles`] | the evidence store |
//! | [`state`] | the database (SQLite) |
//! | [`key`], [`voting`] | signing and sending votes |
//! | [`manual_decision`] | a person's decision on an escalated ballot |
//! | [`notifier`] | waits for changes of the registry |
//! | [`http`], [`metrics`] | monitoring |
//! | [`failpoints`] | points at which tests kill the daemon |
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod assessment;
pub mod bundles;
pub mod chain;
pub mod config;
pub mod daemon;
pub mod eligibility;
pub mod event_history;
pub mod facts;
pub mod failpoints;
pub mod http;
pub mod key;
pub mod manual_decision;
pub mod metrics;
pub mod notifier;
pub mod state;
pub mod voting;
