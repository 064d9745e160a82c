//! The notarization engine: checks a claim against its evidence.
//!
//! Pure checks over (claim, evidence bundle, factors, source history). Each has an id, numbers, a status and a sentence a
//! person understands; together they make a decision. Doubtful data is not approved: it is escalated, with the reason.
//!
//! ```
//! use carbon_notary_engine::{bundle::Folder, check, facts::Context};
//! # fn verify(folder: &str, context: &Context) -> Result<(), Box<dyn std::error::Error>> {
//! let report = check(context, &Folder::new(folder))?;
//! println!("{:?}, report {:?}", report.decision, report.sha256());
//! # Ok(())
//! # }
//! ```
//!
//! | module | contents |
//! |---|---|
//! | [`facts`] | the claim, and the facts that do not come from its evidence |
//! | [`bundle`] | the evidence format; reads hostile input |
//! | [`evidence`] | the contents of a bundle, tallied in bounded memory |
//! | [`checks`] | the checks, one file each |
//! | [`report`] | findings and decision |
//! | [`bench`] | seeded bundles, clean and corrupted, and how the checks score on them |
//! | [`limits`] | every bound on hostile input |
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod bench;
pub mod bundle;
pub mod checks;
pub mod evidence;
pub mod facts;
pub mod limits;
pub mod numbers;
pub mod recompute;
pub use carbon_notary_report as report;
pub mod stats;
pub mod units;

use bundle::Store;
use evidence::{Evidence, Unavailable};
use facts::{Context, YearFacts};
use report::Report;

/// Reads a bundle and checks a claim against it.
///
/// # Errors
/// [`Unavailable`] when the evidence cannot be read now: there is no finding; try again later.
pub fn check(context: &Context, store: &dyn Store) -> Result<Report, Unavailable> {
    Ok(checks::check_claim(context, &Evidence::read(store)?))
}

/// Checks a proposed year closing.
pub fn check_year(facts: &YearFacts) -> Report {
    checks::check_closing(facts)
}
