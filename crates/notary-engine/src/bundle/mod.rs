//! The evidence format: a manifest, files of rows, a provider's signature. Everything here reads hostile input.
//!
//! `docs/notary-checks.md` describes the format for people, `schema/` for programs.

mod address;
mod csv;
mod fields;
mod hashed;
mod http;
mod jsonl;
mod kind;
mod manifest;
mod path;
mod quote;
mod reader;
mod rows;
mod store;

pub use address::is_public;
pub use fields::RowError;
pub use hashed::{Hashed, Seen};
pub use http::{Access, Http};
pub use kind::{Gas, Kind};
pub use manifest::*;
pub use path::RelPath;
pub use quote::quote;
pub use reader::RowReader;
pub use rows::{columns, Detail, Row, Times, PARTS, PLOT_UNIT};
pub use store::{Folder, Memory, OpenError, Store};
