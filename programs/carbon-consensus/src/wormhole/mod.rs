//! Publishing the rollup log's batches to the L1 as Wormhole messages.

pub mod batch;
mod message;
mod publish_batch;
pub mod republish;

pub use batch::*;
pub(crate) use publish_batch::*;
pub use publish_batch::{publish_batch, PublishBatch};
pub use republish::*;
