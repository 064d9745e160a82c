//! Voting: the two instructions for the ballot of any subject.

pub mod attest;
pub mod reopen_ballot;
mod subjects;

pub use attest::*;
pub use reopen_ballot::*;
