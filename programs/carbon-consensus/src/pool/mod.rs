//! Reduction pools: sources commit to a common target. If they meet it, the reductions below it become credits.
//!
//! Members share no account while they report: their grams are in their own inventories, with a trail of the records,
//! and the credits that they burn to cure the pool are in their own memberships. All of it is added up once, when the
//! settlement opens. Members therefore never wait for each other, a record in the inventory cannot be left out of the
//! pool, and a burn proof that neutralizes a member's emissions also cures the pool.

mod close_pool;
mod convert_reduction;
mod create_pool;
pub mod cure;
mod cure_pool;
pub mod deadline;
mod drop_settlement;
mod execute_settlement;
mod impair_cure;
mod join_pool;
mod leave_pool;
mod lock_pool;
pub mod member;
pub mod members;
mod open_settlement;
mod review_emissions;
mod review_reductions;
pub mod settlement;
pub mod state;
mod void_pool;

pub(crate) use close_pool::*;
pub use close_pool::{close_pool, ClosePool};
pub(crate) use convert_reduction::*;
pub use convert_reduction::{convert_reduction, ConvertReduction};
pub(crate) use create_pool::*;
pub use create_pool::{create_pool, CreatePool, CreatePoolArgs};
pub use cure::*;
pub(crate) use cure_pool::*;
pub use cure_pool::{cure_pool, CurePool};
pub use deadline::*;
pub(crate) use drop_settlement::*;
pub use drop_settlement::{drop_settlement, DropSettlement};
pub(crate) use execute_settlement::*;
pub use execute_settlement::{execute_settlement, ExecuteSettlement};
pub(crate) use impair_cure::*;
pub use impair_cure::{impair_cure, ImpairCure};
pub(crate) use join_pool::*;
pub use join_pool::{join_pool, JoinPool};
pub(crate) use leave_pool::*;
pub use leave_pool::{leave_pool, LeavePool};
pub(crate) use lock_pool::*;
pub use lock_pool::{lock_pool, LockPool};
pub use member::*;
pub(crate) use open_settlement::*;
pub use open_settlement::{open_settlement, OpenSettlement};
pub(crate) use review_emissions::*;
pub use review_emissions::{review_emissions, ReviewEmissions};
pub(crate) use review_reductions::*;
pub use review_reductions::{review_reductions, ReviewReductions};
pub use settlement::*;
pub use state::*;
pub(crate) use void_pool::*;
pub use void_pool::{void_pool, VoidPool};
