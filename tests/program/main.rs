//! The compiled program in the embedded runtime, one module per domain.

mod accounts;
mod burn;
mod claim;
mod compute;
mod coverage;
mod custody;
mod layout;
mod lot;
mod market;
mod notary;
mod notary_set;
mod registry;
mod restatement;
mod sequences;
mod source;
mod year;
