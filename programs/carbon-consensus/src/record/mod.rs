//! Records, the days that they cover, and inventories, which are their totals.

pub mod data;
pub mod day_map;
pub mod inventory;
pub mod state;
pub mod supplements;

pub use data::*;
pub use day_map::*;
pub use inventory::*;
pub use state::*;
pub use supplements::*;
