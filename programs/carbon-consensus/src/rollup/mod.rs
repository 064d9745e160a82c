//! The rollup: what an L1 can check of this registry.

pub mod batch;
pub mod log;
pub mod publish_batch;
pub mod republish;
pub mod wormhole;

pub use batch::*;
pub use log::*;
pub use publish_batch::*;
pub use republish::*;
pub use wormhole::*;
