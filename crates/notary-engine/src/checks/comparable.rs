//! `comparable`: there is something to compare the amounts with: their neighbours, at least five of a meter, or an earlier record
//! of the stream; or the item has 30 meters or more whose amounts a day are all within 30 times their median and too small to hide
//! what is material. Without these, two to four amounts are compared with each other, and a person decides unless the claim is small:
//! at most 100 t CO2e a year.

use super::{
    history,
    series::{Series, MATERIAL},
    ClaimInput,
};
use crate::{bundle::Kind, report::CheckResult, stats::median};

/// Fewest amounts of a meter that show what is usual.
const AMOUNTS: usize = 5;
/// Fewest meters that show for each other what is usual.
const METERS: usize = 30;
/// Grams a year up to which a claim is small: 100 t.
const SMALL: u64 = 100_000_000;
/// Days of a year, for the limit.
const YEAR: u64 = 365;
/// Times that few amounts a day may differ from their median: a season, and no slip of a unit.
const FAR: f64 = 30.0;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if input.item.kind == Kind::ForestPlots {
        return CheckResult::not_applicable("plots are compared with each other");
    }
    let series = Series::of(input);
    let amounts = series.iter().map(|one| one.points.len()).min().unwrap_or(0);
    for one in series.iter().filter(|one| one.points.len() < AMOUNTS) {
        let rates: Vec<f64> = one.points.iter().map(|point| point.rate()).filter(|rate| *rate > 0.0).collect();
        let middle = median(&mut rates.clone()).unwrap_or(1.0);
        // Of two amounts, the median lies between: each is at most twice as large.
        let far = rates.iter().any(|rate| rate / middle > FAR || middle / rate > FAR);
        let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
        let most = rates.iter().copied().fold(0.0, f64::max);
        if far || (rates.len() >= 2 && most / least > FAR) {
            return CheckResult::doubt(format!(
                "the amounts of {} differ by {:.0} times: is one in another unit?",
                one.name,
                most / least
            ))
            .with("amounts", amounts);
        }
    }
    let (claim, days) = (&input.context.claim, input.item.days() as u64);
    let small = u128::from(claim.grams) * u128::from(YEAR) <= u128::from(SMALL) * u128::from(days);
    let result = if are_alike(&series) {
        CheckResult::pass("the item's many meters are compared with each other")
    } else if amounts >= AMOUNTS {
        CheckResult::pass("every meter has amounts to compare with each other")
    } else if history::latest_comparable(input).is_some() {
        CheckResult::pass("there is an earlier record to compare with")
    } else if small {
        CheckResult::pass("nothing to compare with, but the claim is at most 100 t a year")
    } else {
        CheckResult::doubt(format!(
            "nothing to compare with: fewer than {AMOUNTS} amounts of a meter, and no earlier record of the stream and season. Hand in \
             the readings as they are, by day or month"
        ))
    };
    result.with("amounts", amounts)
}

/// Whether there are so many meters that they show for each other what is usual, and none is so much above it that it could hide what is
/// material.
fn are_alike(series: &[Series]) -> bool {
    let points = series.iter().flat_map(|one| &one.points);
    let rates: Vec<f64> = points.map(|point| point.rate()).filter(|rate| *rate > 0.0).collect();
    let Some(middle) = median(&mut rates.clone()) else { return false };
    let total: f64 = rates.iter().sum();
    let alike = |rate: &f64| rate / middle <= FAR && middle / rate <= FAR && rate - middle <= MATERIAL * total;
    series.len() >= METERS && rates.iter().all(alike)
}

#[cfg(test)]
mod tests {
    use crate::{bench::draft::Draft, checks::testing::*};

    /// The sample's year in rows of a quarter.
    fn quarters(amounts: [&str; 4]) -> Draft {
        let mut draft = electricity();
        let row = draft.rows()[0].clone();
        let ends = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")];
        *draft.rows() = ends
            .iter()
            .zip(amounts)
            .map(|((first, last), amount)| {
                let mut row = row.clone();
                (row[2], row[3], row[4]) = (format!("2020-{first}"), format!("2020-{last}"), amount.into());
                row
            })
            .collect();
        draft.sum_rows();
        draft
    }

    #[test]
    fn too_few_amounts_need_an_earlier_record() {
        assert_pass(&electricity().finish(), "comparable");
        let mut draft = quarters(["400000", "300000", "250000", "350000"]);
        assert_pass(&draft.clone().finish(), "comparable");
        draft.context.history.records.clear();
        assert!(assert_doubt(&draft.finish(), "comparable").contains("nothing to compare with"));
        let mut small = quarters(["40000", "30000", "25000", "35000"]);
        small.context.history.records.clear();
        assert!(assert_pass(&small.finish(), "comparable").contains("at most 100 t a year"));
    }

    #[test]
    fn few_amounts_are_compared_with_each_other() {
        assert!(
            assert_doubt(&quarters(["400", "300", "250000", "350000"]).finish(), "comparable").contains("another unit")
        );
        assert_pass(&quarters(["400000", "300000", "14000", "350000"]).finish(), "comparable");
    }

    #[test]
    fn many_meters_are_compared_with_each_other() {
        // A yearly row of each of 30 shops, without a record before; the first has so many times the others' amount.
        for (shops, times, passes) in
            [(30, 1, true), (29, 1, false), (30, 2, true), (30, 5, false), (200, 9, true), (200, 31, false)]
        {
            let mut draft = electricity();
            let item = draft.manifest.items[0].clone();
            let row = draft.rows()[0].clone();
            draft.item().meters = (0..shops).map(|shop| format!("shop {shop}")).collect();
            *draft.rows() = (0..shops)
                .map(|shop| {
                    let mut row = row.clone();
                    (row[1], row[2], row[3]) =
                        (format!("shop {shop}"), item.first_day.to_string(), item.last_day.to_string());
                    row[4] = (90_000 * if shop == 0 { times } else { 1 }).to_string();
                    row
                })
                .collect();
            draft.context.history.records.clear();
            draft.sum_rows();
            let status = finding(&draft.finish(), "comparable").status;
            assert_eq!(status == crate::report::Status::Pass, passes, "{shops} shops, {times} times");
        }
    }
}
