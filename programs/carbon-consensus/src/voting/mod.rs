//! Voting: the two instructions for the ballot of any subject.

mod attest;
mod reopen_ballot;
mod subjects;

pub(crate) use attest::*;
pub use attest::{attest, Attest};
pub(crate) use reopen_ballot::*;
pub use reopen_ballot::{reopen_ballot, ReopenBallot};
