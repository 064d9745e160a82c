//! `history`: grams a day are near those of the source's own records of the stream: those of the same season and about the
//! same length. Far is `|ln(rate / median)| ≥ min(max(6 × 1.4826 × MAD, ln 2), ln 4)`: exactly twice is what a meter counted twice gives. A wrong unit in the
//! whole file, a shifted decimal point in the whole file and a plant that grew look alike; a person decides.

use super::ClaimInput;
use crate::{
    facts::{Claim, Day, EarlierRecord},
    report::CheckResult,
    stats::{median, spread},
};
use carbon_wire::calendar::MAX_YEAR_DAYS;

/// Days the same season may be apart.
const SEASON: u32 = 20;
/// Never far: less than twice and more than half.
const NEAREST: f64 = 2.0;
/// Always far: more than four times or a quarter.
const FARTHEST: f64 = 4.0;
/// Robust standard deviations that are far.
const SIGMAS: f64 = 6.0;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let claim = &input.context.claim;
    let records: Vec<_> = comparable(input).collect();
    let rates: Vec<f64> = records.iter().map(|record| rate(record.grams, record.first_day, record.last_day)).collect();
    let Some(usual) = median(&mut rates.clone()) else {
        return CheckResult::not_applicable("no record of the same season to compare with");
    };
    let now = rate(claim.grams, claim.first_day, claim.last_day);
    let numbers = |result: CheckResult| result.with("records", rates.len()).with("ratio", now / usual);
    if usual == 0.0 || now == 0.0 {
        return numbers(match usual == now {
            true => CheckResult::pass("zero, as in earlier records"),
            false => CheckResult::doubt("either this claim or the earlier records are zero"),
        });
    }
    let logs: Vec<f64> = rates.iter().filter(|rate| **rate > 0.0).map(|rate| rate.ln()).collect();
    let far = (SIGMAS * spread(&logs).unwrap_or(0.0)).clamp(NEAREST.ln(), FARTHEST.ln());
    numbers(if (now / usual).ln().abs() >= far {
        CheckResult::doubt(format!("grams a day are {:.3} times those of {} earlier records", now / usual, rates.len()))
    } else {
        CheckResult::pass("grams a day are as in earlier records")
    })
}

/// The newest record to compare with.
pub(super) fn latest_comparable<'a>(input: &ClaimInput<'a>) -> Option<&'a EarlierRecord> {
    comparable(input).max_by_key(|record| record.last_day)
}

/// Records of the stream, of the same season and about the same length.
fn comparable<'a>(input: &ClaimInput<'a>) -> impl Iterator<Item = &'a EarlierRecord> {
    let claim: &Claim = &input.context.claim;
    input.context.history.records.iter().filter(move |record| {
        let (this, other) = (length(claim.first_day, claim.last_day), length(record.first_day, record.last_day));
        // A year has no season.
        let year = this.min(other) >= u64::from(MAX_YEAR_DAYS as u32 - SEASON);
        (record.kind, record.stream) == (claim.kind, claim.stream)
            && this.abs_diff(other) * 5 <= this
            && (year || same_season(claim.first_day, record.first_day))
    })
}

fn same_season(one: Day, other: Day) -> bool {
    // 1,461 days are four years.
    let apart = one.0.abs_diff(other.0) * 4 % 1_461;
    apart.min(1_461 - apart) <= SEASON * 4
}

fn length(first: Day, last: Day) -> u64 {
    u64::from(last.0.saturating_sub(first.0)) + 1
}

fn rate(grams: u64, first: Day, last: Day) -> f64 {
    grams as f64 / length(first, last) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::*;

    #[test]
    fn as_before_passes_and_a_first_record_has_nothing_to_compare_with() {
        assert_pass(&electricity().finish(), "history");
        let mut first = electricity();
        first.context.history.records.clear();
        assert_not_applicable(&first.finish(), "history");
    }

    #[test]
    fn twice_as_before_is_the_end_of_a_steady_source() {
        for (grams_before, doubtful) in [(501, false), (499, true), (1_999, false), (2_001, true)] {
            let mut draft = electricity();
            draft.sum_rows();
            let grams = draft.context.claim.grams;
            for record in &mut draft.context.history.records {
                let days = length(record.first_day, record.last_day);
                let rate = rate(grams, draft.context.claim.first_day, draft.context.claim.last_day);
                record.grams = (rate * days as f64 * grams_before as f64 / 1_000.0) as u64;
            }
            let status = finding(&draft.finish(), "history").status;
            assert_eq!(status == crate::report::Status::Doubt, doubtful, "{grams_before}");
        }
    }

    #[test]
    fn zero_after_something_is_doubtful() {
        let mut draft = electricity();
        for record in &mut draft.context.history.records {
            record.grams = 0;
        }
        assert_doubt(&draft.finish(), "history");
    }

    #[test]
    fn only_the_same_season_and_length_is_compared() {
        assert!(same_season(Day(18_262), Day(18_262 - 365 - 20)));
        assert!(!same_season(Day(18_262), Day(18_262 - 365 - 21)));
        let mut other_stream = electricity();
        for record in &mut other_stream.context.history.records {
            record.stream += 1;
        }
        assert_not_applicable(&other_stream.finish(), "history");
        let mut quarters = electricity();
        for record in &mut quarters.context.history.records {
            record.last_day = Day(record.first_day.0 + 89);
        }
        assert_not_applicable(&quarters.finish(), "history");
    }
}
