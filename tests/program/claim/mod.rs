//! Claims: submitted data, and what becomes of it.

mod close_claim;
mod notarize_claim;
mod submit_claim;
