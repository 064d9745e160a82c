//! The compiled program in the embedded runtime: a folder per domain, a file per instruction; beside them what goes through
//! all instructions.

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
mod pause;
mod pool;
mod registry;
mod restatement;
mod rollup;
mod sequences;
mod source;
mod statement;
mod typescript;
mod verify;
mod year;
