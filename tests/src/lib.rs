//! A registry on the embedded runtime, and the people around it.

pub mod burns;
pub mod files;
pub mod fixtures;
pub mod market;
pub mod network;
pub mod pools;
pub mod restatements;
pub mod rollup;
pub mod world;

pub use burns::*;
pub use market::*;
pub use pools::*;
pub use restatements::*;
pub use world::*;
