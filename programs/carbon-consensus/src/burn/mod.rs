//! Burn proofs: emissions are neutralized only with credits issued for verified absorption.

mod add_leg;
pub mod certificate;
mod drop_burn;
mod execute_burn;
pub mod legs;
mod propose_burn;
mod review_lot;
pub mod state;
mod submit_burn;

pub(crate) use add_leg::*;
pub use add_leg::{add_leg, AddLeg};
pub use certificate::*;
pub(crate) use drop_burn::*;
pub use drop_burn::{drop_burn, DropBurn};
pub(crate) use execute_burn::*;
pub use execute_burn::{execute_burn, ExecuteBurn, LegAccounts};
pub(crate) use propose_burn::*;
pub use propose_burn::{propose_burn, ProposeBurn, ProposeBurnArgs};
pub(crate) use review_lot::*;
pub use review_lot::{review_lot, ReviewLot};
pub use state::*;
pub(crate) use submit_burn::*;
pub use submit_burn::{submit_burn, SubmitBurn};
