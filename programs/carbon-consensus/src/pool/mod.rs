//! Reduction pools: sources commit to a common target. If they meet it, the reductions below it become credits.
//!
//! Members share no account while they report: their grams are in their own inventories, with a trail of the records,
//! and the credits that they burn to cure the pool are in their own memberships. All of it is added up once, when the
//! settlement opens. Members therefore never wait for each other, a record in the inventory cannot be left out of the
//! pool, and a burn proof that neutralizes a member's emissions also cures the pool.

pub mod close_pool;
pub mod convert_reduction;
pub mod create_pool;
pub mod cure_pool;
pub mod deadline;
pub mod drop_settlement;
pub mod execute_settlement;
pub mod join_pool;
pub mod leave_pool;
pub mod lock_pool;
pub mod member;
pub mod members;
pub mod open_settlement;
pub mod review_emissions;
pub mod review_reductions;
pub mod settlement;
pub mod state;
pub mod void_pool;

pub use close_pool::*;
pub use convert_reduction::*;
pub use create_pool::*;
pub use cure_pool::*;
pub use deadline::*;
pub use drop_settlement::*;
pub use execute_settlement::*;
pub use join_pool::*;
pub use leave_pool::*;
pub use lock_pool::*;
pub use member::*;
pub use open_settlement::*;
pub use review_emissions::*;
pub use review_reductions::*;
pub use settlement::*;
pub use state::*;
pub use void_pool::*;
