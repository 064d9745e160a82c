//! Closing a reporting year: notaries attest that its records are complete.

mod drop_year_closing;
mod execute_year_closing;
mod log_year;
mod propose_year_closing;
pub mod reopen;
pub mod state;

pub(crate) use drop_year_closing::*;
pub use drop_year_closing::{drop_year_closing, DropYearClosing};
pub(crate) use execute_year_closing::*;
pub use execute_year_closing::{execute_year_closing, ExecuteYearClosing};
pub(crate) use log_year::*;
pub use log_year::{log_year, LogYear};
pub(crate) use propose_year_closing::*;
pub use propose_year_closing::{propose_year_closing, ProposeYearClosing};
pub use reopen::*;
pub use state::*;
