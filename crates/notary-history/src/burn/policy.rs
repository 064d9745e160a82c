//! `policy`: the registry's policy allows the credits for neutralization.

use crate::{report::CheckResult, review_input::ReviewInput};
use carbon_client::program::{notary::Ballot, record::CarbonData, registry::Terms};
use carbon_wire::calendar::{ReportingYear, SECONDS_PER_DAY};

/// Checks vintage and Article 6 status of a credit by the terms at the time its leg was added. Its age counts to the reporting year
/// in which the ballot's round opened.
pub(super) fn check(input: &ReviewInput, data: &CarbonData, terms: Option<Terms>, ballot: &Ballot) -> CheckResult {
    let Some(terms) = terms else {
        return CheckResult::missing("the policy at the time the leg was added is unknown");
    };
    let day = u32::try_from(ballot.opened_at / SECONDS_PER_DAY).ok();
    let year = day.and_then(|day| ReportingYear::containing(day, input.registry.policy.year_start_month));
    let Some(year) = year else {
        return CheckResult::fail("the ballot opened outside the calendar");
    };
    let age = i32::from(year.year) - i32::from(data.year);
    if age > i32::from(terms.max_vintage_age) {
        let sentence = format!("the credit is {age} reporting years old, more than the policy allows");
        // A later round may open in a later year than the year in which the leg was added.
        return if ballot.round > 1 { CheckResult::doubt(sentence) } else { CheckResult::fail(sentence) };
    }
    if data.adjustment < terms.required_adjustment {
        return CheckResult::fail("the credit lacks the corresponding adjustment that the policy requires");
    }
    CheckResult::pass("vintage and Article 6 status are as the policy requires")
}
