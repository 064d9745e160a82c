//! The compiled program in the embedded runtime, one module per domain.

mod accounts;
mod ballot;
mod claim;
mod collusion;
mod compute;
mod coverage;
mod custody;
mod layout;
mod model;
mod notary;
mod notary_set;
mod pause;
mod registry;
mod source;
mod year;
