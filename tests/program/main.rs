//! The compiled program in the embedded runtime, one module per domain.

mod accounts;
mod burn;
mod claim;
mod compute;
mod coverage;
mod custody;
mod layout;
mod notary;
mod notary_set;
mod published;
mod registry;
mod rollup;
mod source;
mod year;
