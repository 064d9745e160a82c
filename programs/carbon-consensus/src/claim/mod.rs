//! Claims: submitted data, which becomes a record or is closed.

pub mod close_claim;
pub mod notarize_claim;
pub mod state;
pub mod submit_claim;

pub use close_claim::*;
pub use notarize_claim::*;
pub use state::*;
pub use submit_claim::*;
