//! What a notary verifies from chain history before it votes: the honest subject is approved, and every difference between what
//! the ledger shows and what the events tell is refused.

mod burn;
mod restatement;
mod scene;
mod settlement;
mod year;
