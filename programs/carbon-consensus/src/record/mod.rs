//! Records, the days that they cover, and inventories, which are their totals.

pub mod data;
pub mod day_map;
pub mod inventory;
pub mod serials;
pub mod state;
pub mod supplements;

pub use data::*;
pub use day_map::*;
pub use inventory::*;
pub use serials::*;
pub use state::*;
pub use supplements::*;
