//! Seeded bundles, clean and corrupted, and how the checks score on them.
//!
//! Clean bundles are drawn from official factor sets and facility figures ([`profiles`]); each kind of corruption is a
//! row of one table ([`corruptions`]), with the check that must catch it. Corrupted rows are summed and signed again where
//! an honest mistake would be, so that a wrong hash does not reveal the corruption.

pub mod corruptions;
pub mod draft;
pub mod folder;
mod industry;
mod plan;
pub mod profiles;
pub mod real;
pub mod samples;
pub mod score;
mod series;

#[cfg(test)]
pub use series::normal;
pub mod throughput;
