//! Restatement: notaries vote to correct a record, and the certificates that depend on it are adjusted.

mod cover_shortfall;
mod drop_restatement;
mod execute_lowering;
mod execute_supplement;
mod impair;
mod propose_restatement;
pub mod state;

pub(crate) use cover_shortfall::*;
pub use cover_shortfall::{cover_shortfall, CoverShortfall};
pub(crate) use drop_restatement::*;
pub use drop_restatement::{drop_restatement, DropRestatement};
pub(crate) use execute_lowering::*;
pub use execute_lowering::{execute_lowering, ExecuteLowering};
pub(crate) use execute_supplement::*;
pub use execute_supplement::{execute_supplement, ExecuteSupplement};
pub(crate) use impair::*;
pub use impair::{impair, Impair};
pub(crate) use propose_restatement::*;
pub use propose_restatement::{propose_restatement, ProposeRestatement, ProposeRestatementArgs};
pub use state::*;
