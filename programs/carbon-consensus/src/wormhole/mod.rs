//! Publication: the rollup log's batches as Wormhole messages to the L1.

pub mod batch;
mod message;
pub mod publish_batch;
pub mod republish;

pub use batch::*;
pub use publish_batch::*;
pub use republish::*;
