//! Burn proofs: from proposal to certificate.

mod add_leg;
mod cancel_burn;
mod finalize_burn;
mod forgery;
mod interest;
mod propose_burn;
mod review_lot;
mod submit_burn;
