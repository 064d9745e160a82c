//! The notary's daemon: sees ballots, has them judged by the engine of [`carbon_notary_engine`], votes, and answers for every vote with a
//! report.
//!
//! | module | what |
//! |---|---|
//! | [`daemon`] | the whole: looks, hands out, votes, follows |
//! | [`config`] | what the operator decides |
//! | [`chain`] | what is read of the chain, and handed to it |
//! | [`standing`] | whether this notary may vote, and on what |
//! | [`judge`], [`facts`] | from a ballot to a verdict |
//! | [`past`] | the chain's history, for what is verified from it |
//! | [`bundles`] | evidence, fetched once and kept |
//! | [`state`] | what is remembered, in SQLite |
//! | [`key`], [`voting`] | signing and sending votes |
//! | [`ruling`] | a person's decision |
//! | [`wake`], [`http`], [`metrics`], [`killing`] | around it |
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod bundles;
pub mod chain;
pub mod config;
pub mod daemon;
pub mod facts;
pub mod http;
pub mod judge;
pub mod key;
pub mod killing;
pub mod metrics;
pub mod past;
pub mod ruling;
pub mod standing;
pub mod state;
pub mod voting;
pub mod wake;
