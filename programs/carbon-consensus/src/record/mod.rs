//! Records, the days they cover and the inventories they add up to.

pub mod data;
pub mod day_map;
pub mod inventory;
pub mod state;

pub use data::*;
pub use day_map::*;
pub use inventory::*;
pub use state::*;
