//! The market: credits are sold for another token; payment and credits move in one transaction.

pub mod allow_payment;
pub mod buy_credits;
pub mod cancel_listing;
pub mod disallow_payment;
pub mod list_credits;
pub mod payment;
pub mod state;

pub use allow_payment::*;
pub use buy_credits::*;
pub use cancel_listing::*;
pub use disallow_payment::*;
pub use list_credits::*;
pub use payment::*;
pub use state::*;
