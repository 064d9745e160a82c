//! The market: credits are sold for another token; payment and credits move in one transaction.

mod allow_payment;
mod buy_credits;
mod cancel_listing;
mod disallow_payment;
mod list_credits;
pub mod payment;
pub mod state;

pub(crate) use allow_payment::*;
pub use allow_payment::{allow_payment, AllowPayment};
pub(crate) use buy_credits::*;
pub use buy_credits::{buy_credits, BuyCredits, BuyCreditsArgs};
pub(crate) use cancel_listing::*;
pub use cancel_listing::{cancel_listing, CancelListing};
pub(crate) use disallow_payment::*;
pub use disallow_payment::{disallow_payment, DisallowPayment};
pub(crate) use list_credits::*;
pub use list_credits::{list_credits, ListCredits};
pub use payment::*;
pub use state::*;
