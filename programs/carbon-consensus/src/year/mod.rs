//! Closing a reporting year: notaries attest that its records are complete.

pub mod drop_year_closing;
pub mod execute_year_closing;
pub mod log_year;
pub mod propose_year_closing;
pub mod reopen;
pub mod state;

pub use drop_year_closing::*;
pub use execute_year_closing::*;
pub use log_year::*;
pub use propose_year_closing::*;
pub use reopen::*;
pub use state::*;
