//! The whole flow on the compiled program in an embedded runtime, and reduction pools from a table.

mod amount;
pub mod demo;
pub mod pool_cases;
