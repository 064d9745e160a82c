//! Burn proofs: from proposal to certificate.

mod add_leg;
mod conflict;
mod drop_burn;
mod execute_burn;
mod forgery;
mod propose_burn;
mod review_lot;
mod submit_burn;
