//! The compiled program in the embedded runtime, one module per domain.

mod claim;
mod custody;
mod notary;
mod registry;
mod year;
