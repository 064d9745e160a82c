//! Sources, emission factors and data providers.

pub mod admit_source;
pub mod collect_fees;
pub mod delist_provider;
pub mod factor;
pub mod list_provider;
pub mod provider;
pub mod publish_factor;
pub mod register_source;
pub mod state;
pub mod withdraw_factor;

pub use admit_source::*;
pub use collect_fees::*;
pub use delist_provider::*;
pub use factor::*;
pub use list_provider::*;
pub use provider::*;
pub use publish_factor::*;
pub use register_source::*;
pub use state::*;
pub use withdraw_factor::*;
