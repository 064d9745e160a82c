//! Sources, emission factors, data providers.

mod admit_source;
mod collect_fees;
mod delist_provider;
mod list_provider;
mod publish_factor;
mod register_source;
mod suspend_source;
mod withdraw_factor;
