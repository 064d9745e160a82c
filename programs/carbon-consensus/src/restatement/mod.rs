//! Restatement: a record found wrong later is corrected by ballot, and so is everything that rests on it.

pub mod cover_shortfall;
pub mod drop_restatement;
pub mod execute_lowering;
pub mod execute_supplement;
pub mod impair;
pub mod propose_restatement;
pub mod state;

pub use cover_shortfall::*;
pub use drop_restatement::*;
pub use execute_lowering::*;
pub use execute_supplement::*;
pub use impair::*;
pub use propose_restatement::*;
pub use state::*;
