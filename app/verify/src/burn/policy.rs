//! Which credits a registry's policy lets neutralize.

use crate::{case::Case, report::Outcome};
use carbon_client::program::claim::CarbonData;
use carbon_wire::calendar::{ReportingYear, SECONDS_PER_DAY};

/// Vintage and Article 6 status of a credit, by the policy of today, in the reporting year in which the ballot opened. A policy
/// that has been tightened since the proposal refuses what it refuses now.
pub(super) fn check(case: &Case, data: &CarbonData, opened: i64) -> Outcome {
    let policy = &case.registry.policy;
    let day = u32::try_from(opened / SECONDS_PER_DAY).ok();
    let Some(year) = day.and_then(|day| ReportingYear::containing(day, policy.year_start_month)) else {
        return Outcome::fail("the ballot opened outside the calendar");
    };
    let age = i32::from(year.year) - i32::from(data.year);
    if age > i32::from(policy.terms.max_vintage_age) {
        let sentence = format!("the credit is {age} reporting years old, more than the policy allows");
        return Outcome::fail(sentence);
    }
    if data.adjustment < policy.terms.required_adjustment {
        return Outcome::fail("the credit lacks the corresponding adjustment that the policy requires");
    }
    Outcome::pass("vintage and Article 6 status are as the policy requires")
}
