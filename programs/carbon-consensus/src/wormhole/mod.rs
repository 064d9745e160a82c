//! Publishing the rollup log's batches to the L1 as Wormhole messages.

pub mod batch;
mod message;
pub mod publish_batch;
pub mod republish;

pub use batch::*;
pub use publish_batch::*;
pub use republish::*;
