//! JSON rows of every kind.
#![no_main]

use carbon_notary_engine::bundle::RowFormat;

#[path = "rows.rs"]
mod rows;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rows::read_all(RowFormat::Jsonl, bytes));
