//! A registry on the embedded runtime, and the people around it.

pub mod balances;
pub mod burns;
pub mod claims;
pub mod files;
pub mod fixtures;
pub mod market;
pub mod network;
pub mod pools;
pub mod restatements;
pub mod rollup;
pub mod server;
pub mod test_registry;

pub use balances::*;
pub use burns::*;
pub use claims::*;
pub use market::*;
pub use pools::*;
pub use restatements::*;
pub use test_registry::*;
