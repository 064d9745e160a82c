//! `months`: each month is as the same month of the newest comparable record, and the relation between both years does not change
//! within the year. So a fault shows that begins on a day of the year and hides in its total: a lost phase, a wrong ratio, a month
//! counted twice.
//!
//! For each month of both records, `r = ln(now / before)`, less the median of all. A level changes at a month if the medians of `r`
//! before and after it, of at least three months each, differ by ln 1.35 and four times the second largest difference of a
//! month from its own side. A month is far if `|r|` is more than ln 1.8 and six times the fourth largest. All months together are far from
//! ln 1.6 and three times the second largest difference on. Doubtful is what could change the claim materially.

use super::{
    history,
    series::{Doubtful, Series},
    ClaimInput,
};
use crate::{
    bundle::Kind,
    facts::{Day, EarlierRecord},
    numbers::date,
    report::CheckResult,
    stats::median,
};
use carbon_wire::calendar::civil;

/// Fewest months that both records have.
const MONTHS: usize = 8;
/// Fewest months on either side of a change of level.
const SIDE: usize = 3;
/// Smallest ratio of all months together.
const WHOLE: f64 = 1.6;
/// Times the second largest difference of a month that it is beyond.
const WHOLE_BEYOND: f64 = 3.0;
/// Smallest change of level.
const LEVEL: f64 = 1.35;
/// Largest usual difference of a month.
const MONTH: f64 = 1.8;
/// Times the other months' largest difference that a far one is beyond.
const BEYOND: f64 = 6.0;
/// Far months at most, so that the next shows how the others differ.
const FAR_MONTHS: usize = 3;
/// Times the largest difference around the levels but one that a change of level is beyond.
const LEVEL_BEYOND: f64 = 4.0;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project) {
        return CheckResult::not_applicable("rows of this kind have no months");
    }
    let Some(earlier) = comparable(input) else {
        return CheckResult::not_applicable("no comparable record whose months are known");
    };
    let series = Series::of(input);
    let now = in_grams(input, &series);
    if now.len() != earlier.months.len() {
        return CheckResult::not_applicable("the comparable record has other months");
    }
    let before: Vec<f64> = earlier.months.iter().map(|grams| *grams as f64).collect();
    let both: Vec<usize> = (0..now.len()).filter(|month| now[*month] > 0.0 && before[*month] > 0.0).collect();
    if both.len() < MONTHS {
        return CheckResult::not_applicable(format!("fewer than {MONTHS} months above zero in both records"));
    }
    let logs: Vec<f64> = both.iter().map(|month| (now[*month] / before[*month]).ln()).collect();
    let usual = median(&mut logs.clone()).unwrap_or(0.0);
    let total: f64 = now.iter().sum();
    let mut doubtful = Doubtful::of(input, total);
    let first_of = |place: usize| date(first_day(input.item.first_day, both[place]));
    let sentence = if usual.abs() > WHOLE.ln().max(WHOLE_BEYOND * largest(logs.iter().map(|log| log - usual), 1)) {
        doubtful.add_amount(total * ((-usual).exp() - 1.0).abs());
        Some(format!("all months are {:.2} times those of the year before, or nearly", usual.exp()))
    } else if let Some((place, change)) = level(&logs) {
        let (side, factor) = if place * 2 < both.len() { (&both[..place], change) } else { (&both[place..], -change) };
        let amount: f64 = side.iter().map(|month| now[*month]).sum();
        doubtful.add_amount(amount * (factor.exp() - 1.0).abs());
        Some(format!(
            "from {} on, the months are {:.2} times what they were against the year before",
            first_of(place),
            change.exp()
        ))
    } else {
        let others = largest(logs.iter().map(|log| log - usual), FAR_MONTHS);
        let far = |log: f64| (log - usual).abs() > MONTH.ln().max(BEYOND * others);
        let months: Vec<usize> = (0..both.len()).filter(|place| far(logs[*place])).collect();
        let change = |place: usize| (now[both[place]] - before[both[place]] * usual.exp()).abs();
        months.iter().for_each(|place| doubtful.add_amount(change(*place)));
        // A month of nothing has no ratio.
        let empty = (0..now.len()).filter(|month| now[*month] == 0.0 && before[*month] > 0.0);
        empty.for_each(|month| doubtful.add_amount(before[month] * usual.exp()));
        let worst = months.iter().copied().max_by(|one, other| change(*one).total_cmp(&change(*other)));
        worst.map(|place| {
            format!(
                "{} months are far from those of the year before; that of {} is {:.2} times",
                months.len(),
                first_of(place),
                logs[place].exp()
            )
        })
    };
    let result = match (sentence, doubtful.is_material()) {
        (Some(sentence), true) => CheckResult::doubt(format!("{sentence}. It could change {}", doubtful.describe())),
        (None, true) => {
            CheckResult::doubt(format!("months are zero that were not the year before: {}", doubtful.describe()))
        }
        (Some(sentence), false) => CheckResult::pass(format!("{sentence}; it could change {}", doubtful.describe())),
        (None, false) => CheckResult::pass("the months are as those of the record before"),
    };
    result.with("months", both.len()).with("share", doubtful.share())
}

/// The newest comparable record, if its months are known.
pub(super) fn comparable<'a>(input: &ClaimInput<'a>) -> Option<&'a EarlierRecord> {
    history::latest_comparable(input).filter(|record| record.months.len() >= MONTHS)
}

/// The claim's grams by calendar month.
pub(super) fn in_grams(input: &ClaimInput, series: &[Series]) -> Vec<f64> {
    let amounts = of(input, series);
    let total: f64 = amounts.iter().sum();
    let grams = input.context.claim.grams as f64;
    amounts.into_iter().map(|amount| if total > 0.0 { grams * amount / total } else { 0.0 }).collect()
}

/// The claim's amounts by calendar month, weighed as the item's series weigh; an amount of several months counts by its days.
fn of(input: &ClaimInput, series: &[Series]) -> Vec<f64> {
    let (first, last) = (input.item.first_day, input.item.last_day);
    let mut months = vec![0.0; month_of(first, last.0) + 1];
    for one in series {
        for point in &one.points {
            let days = (point.days().ceil() as u32).max(1);
            for day in point.day..(point.day + days).min(last.0 + 1) {
                months[month_of(first, day)] += one.weighed(point.amount as f64) / f64::from(days);
            }
        }
    }
    months
}

/// Number of months from that of the first day to that of a day.
fn month_of(first: Day, day: u32) -> usize {
    let number = |day| civil(day).map_or(0, |(year, month, _)| usize::from(year) * 12 + usize::from(month));
    number(day).saturating_sub(number(first.0))
}

/// The first day of the month that is so many after that of the first day, within the claim.
fn first_day(first: Day, months: usize) -> u32 {
    (first.0..).find(|day| month_of(first, *day) == months).unwrap_or(first.0)
}

/// The month from which on the level differs most, and the logarithm of the difference, if it does.
fn level(logs: &[f64]) -> Option<(usize, f64)> {
    let places = SIDE..(logs.len() + 1).saturating_sub(SIDE);
    let middle = |logs: &[f64]| median(&mut logs.to_vec()).unwrap_or(0.0);
    let changes = places.map(|place| {
        let (before, after) = (middle(&logs[..place]), middle(&logs[place..]));
        let around = |(month, log): (usize, &f64)| log - if month < place { before } else { after };
        (place, after - before, largest(logs.iter().enumerate().map(around), 1))
    });
    let strength = |change: &(usize, f64, f64)| change.1.abs() - LEVEL_BEYOND * change.2;
    let (place, change, others) = changes.max_by(|one, other| strength(one).total_cmp(&strength(other)))?;
    (change.abs() > LEVEL.ln().max(LEVEL_BEYOND * others)).then_some((place, change))
}

/// The largest of the values without their signs, but for the first so many.
fn largest(values: impl Iterator<Item = f64>, but: usize) -> f64 {
    let mut sizes: Vec<f64> = values.map(f64::abs).collect();
    sizes.sort_by(|one, other| other.total_cmp(one));
    sizes.get(but).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use crate::{
        bench::draft::Draft,
        checks::{grams_by_month, testing::*},
        evidence::Evidence,
        numbers::{decimal, plain},
        report::Status,
    };

    /// The sample, whose newest earlier record has the same months, changed by day.
    fn changed(change: impl Fn(usize, u64) -> u64) -> Draft {
        let mut draft = electricity();
        draft.sum_rows();
        let sealed = draft.clone().finish();
        let months = grams_by_month(&sealed.context, &Evidence::read(&sealed.store).unwrap());
        assert_eq!(months.len(), 12);
        let newest = draft.context.history.records.iter_mut().max_by_key(|record| record.last_day).unwrap();
        newest.months = months;
        for row in 0..draft.rows().len() {
            let amount = decimal(&draft.get(row, "amount")).unwrap();
            draft.set(row, "amount", &plain(change(row, amount)));
        }
        draft.sum_rows();
        draft
    }

    fn status(change: impl Fn(usize, u64) -> u64) -> Status {
        finding(&changed(change).finish(), "months").status
    }

    #[test]
    fn months_as_before_pass_and_unknown_ones_say_nothing() {
        assert_eq!(status(|_, amount| amount), Status::Pass);
        assert_eq!(status(|_, amount| amount * 13 / 10), Status::Pass, "the whole year is `history`");
        assert_not_applicable(&electricity().finish(), "months");
    }

    #[test]
    fn a_lost_phase_and_a_month_twice_show_against_the_year_before() {
        assert_eq!(status(|day, amount| if day < 150 { amount } else { amount * 2 / 3 }), Status::Doubt);
        assert_eq!(status(|day, amount| if (91..121).contains(&day) { amount * 2 } else { amount }), Status::Doubt);
        assert_eq!(status(|day, amount| if (91..121).contains(&day) { 0 } else { amount }), Status::Doubt);
        assert_eq!(status(|day, amount| if day < 150 { amount } else { amount * 9 / 10 }), Status::Pass);
    }

    #[test]
    fn the_grams_of_the_months_are_those_of_the_claim() {
        let mut draft = electricity();
        draft.sum_rows();
        let sealed = draft.finish();
        let months = grams_by_month(&sealed.context, &Evidence::read(&sealed.store).unwrap());
        let (sum, grams) = (months.iter().sum::<u64>(), sealed.context.claim.grams);
        assert!(sum <= grams && grams - sum <= 12, "{sum} of {grams}");
    }
}
