//! Restatement: a record found wrong later is corrected by ballot, and so is everything that rests on it.

pub mod cover;
pub mod drop_restatement;
pub mod impair;
pub mod lower_record;
pub mod restate;
pub mod state;
pub mod supplement_record;

pub use cover::*;
pub use drop_restatement::*;
pub use impair::*;
pub use lower_record::*;
pub use restate::*;
pub use state::*;
pub use supplement_record::*;
