//! Closing a reporting year: notaries attest that nothing is missing.

pub mod close_year;
pub mod drop_closing;
pub mod execute_closing;
pub mod reopen;
pub mod state;
pub mod state_year;

pub use close_year::*;
pub use drop_closing::*;
pub use execute_closing::*;
pub use reopen::*;
pub use state::*;
pub use state_year::*;
