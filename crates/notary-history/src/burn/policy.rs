//! Which credits a registry's policy lets neutralize.

use crate::{case::Case, report::CheckResult};
use carbon_client::program::{notary::Ballot, record::CarbonData, registry::Terms};
use carbon_wire::calendar::{ReportingYear, SECONDS_PER_DAY};

/// Vintage and Article 6 status of a credit, by the terms that held when its leg was added, in the reporting year in which the
/// ballot's round opened.
pub(super) fn check(case: &Case, data: &CarbonData, terms: Option<Terms>, ballot: &Ballot) -> CheckResult {
    let Some(terms) = terms else {
        return CheckResult::missing("the policy that held when the leg was added is not known");
    };
    let day = u32::try_from(ballot.opened_at / SECONDS_PER_DAY).ok();
    let year = day.and_then(|day| ReportingYear::containing(day, case.registry.policy.year_start_month));
    let Some(year) = year else {
        return CheckResult::fail("the ballot opened outside the calendar");
    };
    let age = i32::from(year.year) - i32::from(data.year);
    if age > i32::from(terms.max_vintage_age) {
        let sentence = format!("the credit is {age} reporting years old, more than the policy allows");
        // A later round may open in a later year than the leg was added in.
        return if ballot.round > 1 { CheckResult::doubt(sentence) } else { CheckResult::fail(sentence) };
    }
    if data.adjustment < terms.required_adjustment {
        return CheckResult::fail("the credit lacks the corresponding adjustment that the policy requires");
    }
    CheckResult::pass("vintage and Article 6 status are as the policy requires")
}
