//! Claims: submitted data, which becomes a record or is closed.

mod close_claim;
mod notarize_claim;
pub mod state;
mod submit_claim;

pub(crate) use close_claim::*;
pub use close_claim::{close_claim, CloseClaim};
pub(crate) use notarize_claim::*;
pub use notarize_claim::{notarize_claim, NotarizeClaim};
pub use state::*;
pub(crate) use submit_claim::*;
pub use submit_claim::{submit_claim, SubmitClaim, SubmitClaimArgs};
