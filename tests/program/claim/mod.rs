//! Claims: submitted, notarized, closed.

mod close_claim;
mod notarize_claim;
mod submit_claim;
