//! Verification from chain history: an honest subject is approved, and every difference between accounts and events is refused.

mod burn;
mod restatement;
mod settlement;
mod snapshot;
mod year;
