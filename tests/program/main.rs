//! The compiled program in the embedded runtime. The folders are the folders of the program. An instruction with rules
//! of its own has a file of its own; some files test several instructions that belong together (`market/buy.rs`,
//! `pool/settle.rs`). The files beside the folders test all instructions: wrong accounts, invariants, compute units, pauses, error
//! coverage, layouts, random sequences. `accounts.rs` demands a call of every instruction, `coverage.rs` a test of
//! every error.

mod accounts;
mod burn;
mod claim;
mod compute;
mod coverage;
mod custody;
mod history;
mod invariants;
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
mod voting;
mod wormhole;
mod year;
