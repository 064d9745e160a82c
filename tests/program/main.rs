//! The compiled program in the embedded runtime, one module per domain.

mod accounts;
mod claim;
mod compute;
mod custody;
mod layout;
mod notary;
mod registry;
mod year;
