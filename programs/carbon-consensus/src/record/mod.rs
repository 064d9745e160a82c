//! Records, the days they cover and the inventories they add up to.

pub mod day_map;
pub mod inventory;
pub mod issuance;
pub mod state;

pub use day_map::*;
pub use inventory::*;
pub use issuance::*;
pub use state::*;
