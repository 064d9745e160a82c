//! Burn consensus: emissions are neutralized with credits issued on verified absorption, and with nothing else.

pub mod add_leg;
pub mod certificate;
pub mod drop_burn;
pub mod execute_burn;
pub mod legs;
pub mod propose_burn;
pub mod review_lot;
pub mod state;
pub mod submit_burn;

pub use add_leg::*;
pub use certificate::*;
pub use drop_burn::*;
pub use execute_burn::*;
pub use propose_burn::*;
pub use review_lot::*;
pub use state::*;
pub use submit_burn::*;
