//! The checks: one file each, all of the same shape, in the order in which a person would do them.
//!
//! | id | fails or doubts when |
//! |---|---|
//! | `hash` | a byte differs from what the claim names |
//! | `schema` | manifest or rows do not follow the format |
//! | `signature` | the data provider's signature is missing or wrong |
//! | `assurance` | a credit or reasonable assurance is claimed without a provider's signature |
//! | `boundary` | the data is of another source, stream, boundary or set of meters |
//! | `period` | the data is of other days |
//! | `units` | a unit is not on the list, changes, or does not become the factor's |
//! | `gaps` | time is missing |
//! | `duplicates` | time or an invoice is counted twice |
//! | `overlaps` | rows overlap |
//! | `balance` | rows contradict each other |
//! | `factor` | another factor belongs to these days |
//! | `gwp` | another GWP set was used |
//! | `recomputation` | the rows do not give exactly the claimed grams |
//! | `tolerance` | estimates favour the claimant, or miss by too much |
//! | `comparable` | there is nothing to compare the amounts with |
//! | `outliers` | amounts are far from their neighbours |
//! | `zeros` | a meter stands still where it should run |
//! | `repeats` | a series of amounts occurs twice |
//! | `lines` | amounts lie on a straight line |
//! | `registers` | amounts are the readings of a counter |
//! | `shifts` | a meter's level changes from one day to the next |
//! | `meters` | two meters count the same |
//! | `scope2` | the two scope-2 methods have another consumption |
//! | `credits` | more is credited than is possible, or on too little |
//! | `prices` | an invoice's price per unit is far from the others |
//! | `history` | the total is far from the source's own |
//! | `months` | months are far from those of the source's own record before |
//! | `shared` | rows back another item or source too |
//! | `registries` | the bundle backs a record of another registry too |
//! | `completeness` | a year to be closed lacks days, meters or records |

mod assurance;
mod balance;
mod boundary;
mod comparable;
mod completeness;
mod credits;
mod duplicates;
mod factor;
mod gaps;
mod gwp;
mod hash;
mod history;
mod lines;
mod meters;
mod months;
mod outliers;
mod overlaps;
mod period;
mod prices;
mod recomputation;
mod registers;
mod registries;
mod repeats;
mod schema;
mod scope2;
mod series;
mod shared;
mod shifts;
mod signature;
mod tolerance;
mod units;
mod zeros;

#[cfg(test)]
mod testing;

use crate::{
    bundle::{Item, Manifest},
    evidence::{Evidence, ItemTally},
    facts::{Context, YearFacts},
    report::{CheckResult, Figure, Format, Report, SubjectFacts},
};

/// A check of a claim.
pub struct Check {
    /// Its name in reports.
    pub id: &'static str,
    run: Run,
}

/// The input that a check needs.
enum Run {
    /// The bundle, readable or not.
    Bundle(fn(&Context, &Evidence) -> CheckResult),
    /// The claim's item.
    Item(fn(&ClaimInput) -> CheckResult),
}

/// A claim, and the item that backs it.
pub struct ClaimInput<'a> {
    /// The claim and the facts that do not come from the bundle.
    pub context: &'a Context,
    /// The bundle.
    pub evidence: &'a Evidence,
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// The claim's item.
    pub item: &'a Item,
    /// Its rows.
    pub tally: &'a ItemTally,
}

impl<'a> ClaimInput<'a> {
    fn of(context: &'a Context, evidence: &'a Evidence) -> Option<Self> {
        let (manifest, item, tally) = evidence.item(context.claim.item)?;
        Some(Self { context, evidence, manifest, item, tally })
    }
}

/// Every check of a claim, in order.
pub const CHECKS: [Check; 30] = [
    Check { id: "hash", run: Run::Bundle(hash::check) },
    Check { id: "schema", run: Run::Bundle(schema::check) },
    Check { id: "signature", run: Run::Bundle(signature::check) },
    Check { id: "assurance", run: Run::Bundle(assurance::check) },
    Check { id: "boundary", run: Run::Item(boundary::check) },
    Check { id: "period", run: Run::Item(period::check) },
    Check { id: "units", run: Run::Item(units::check) },
    Check { id: "gaps", run: Run::Item(gaps::check) },
    Check { id: "duplicates", run: Run::Item(duplicates::check) },
    Check { id: "overlaps", run: Run::Item(overlaps::check) },
    Check { id: "balance", run: Run::Item(balance::check) },
    Check { id: "factor", run: Run::Item(factor::check) },
    Check { id: "gwp", run: Run::Item(gwp::check) },
    Check { id: "recomputation", run: Run::Item(recomputation::check) },
    Check { id: "tolerance", run: Run::Item(tolerance::check) },
    Check { id: "comparable", run: Run::Item(comparable::check) },
    Check { id: "outliers", run: Run::Item(outliers::check) },
    Check { id: "zeros", run: Run::Item(zeros::check) },
    Check { id: "repeats", run: Run::Item(repeats::check) },
    Check { id: "lines", run: Run::Item(lines::check) },
    Check { id: "registers", run: Run::Item(registers::check) },
    Check { id: "shifts", run: Run::Item(shifts::check) },
    Check { id: "meters", run: Run::Item(meters::check) },
    Check { id: "scope2", run: Run::Item(scope2::check) },
    Check { id: "credits", run: Run::Item(credits::check) },
    Check { id: "prices", run: Run::Item(prices::check) },
    Check { id: "history", run: Run::Item(history::check) },
    Check { id: "months", run: Run::Item(months::check) },
    Check { id: "shared", run: Run::Item(shared::check) },
    Check { id: "registries", run: Run::Bundle(registries::check) },
];

/// Id of the check of a year.
pub const COMPLETENESS: &str = "completeness";

/// Runs every check of a claim.
pub fn check_claim(context: &Context, evidence: &Evidence) -> Report {
    let input = ClaimInput::of(context, evidence);
    let findings = CHECKS.iter().map(|check| {
        let result = match (&check.run, &input) {
            (Run::Bundle(run), _) => run(context, evidence),
            (Run::Item(run), Some(input)) => run(input),
            (Run::Item(_), None) => CheckResult::not_reached(),
        };
        result.named(check.id)
    });
    let claim = &context.claim;
    let subject = SubjectFacts::from([
        ("kind", Figure::from("claim".to_string())),
        ("source", Figure::from(context.source.key.to_string())),
        ("evidence_sha256", Figure::from(claim.evidence_sha256.to_string())),
        ("item", Figure::from(u64::from(claim.item))),
        ("first_day", Figure::from(claim.first_day.to_string())),
        ("last_day", Figure::from(claim.last_day.to_string())),
        ("grams", Figure::from(claim.grams)),
        ("rows", Figure::from(evidence.rows)),
    ]);
    Report::new(Format::Engine, subject, findings.collect())
}

/// The claim's grams by calendar month, from that of the first day on, as later claims are compared with them; empty if the bundle or
/// its item cannot be read. Rounded down: they are for comparison, and never added up.
pub fn grams_by_month(context: &Context, evidence: &Evidence) -> Vec<u64> {
    let Some(input) = ClaimInput::of(context, evidence) else { return vec![] };
    let grams = months::in_grams(&input, &series::Series::of(&input));
    grams.into_iter().map(|grams| grams as u64).collect()
}

/// Runs the check of a year that is to be closed.
pub fn check_closing(facts: &YearFacts) -> Report {
    let subject = SubjectFacts::from([
        ("kind", Figure::from("year".to_string())),
        ("source", Figure::from(facts.source.to_string())),
        ("year", Figure::from(u64::from(facts.year))),
        ("emitted", Figure::from(facts.emitted)),
        ("add_back", Figure::from(facts.add_back)),
    ]);
    Report::new(Format::Engine, subject, vec![completeness::check(facts).named(COMPLETENESS)])
}
