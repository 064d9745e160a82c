//! Sources, emission factors and data providers.

mod admit_source;
mod collect_fees;
mod delist_provider;
pub mod factor;
mod list_provider;
pub mod provider;
mod publish_factor;
mod register_source;
mod reinstate_source;
pub mod state;
mod suspend_source;
mod withdraw_factor;

pub(crate) use admit_source::*;
pub use admit_source::{admit_source, AdmitSource};
pub(crate) use collect_fees::*;
pub use collect_fees::{collect_fees, CollectFees};
pub(crate) use delist_provider::*;
pub use delist_provider::{delist_provider, DelistProvider};
pub use factor::*;
pub(crate) use list_provider::*;
pub use list_provider::{list_provider, ListProvider};
pub use provider::*;
pub(crate) use publish_factor::*;
pub use publish_factor::{publish_factor, PublishFactor, PublishFactorArgs};
pub(crate) use register_source::*;
pub use register_source::{register_source, RegisterSource, RegisterSourceArgs};
pub(crate) use reinstate_source::*;
pub use reinstate_source::{reinstate_source, ReinstateSource};
pub use state::*;
pub(crate) use suspend_source::*;
pub use suspend_source::{suspend_source, SuspendSource};
pub(crate) use withdraw_factor::*;
pub use withdraw_factor::{withdraw_factor, WithdrawFactor};
