//! `prices`: no invoice's price per unit is far from the others of its account: more than three times their median or
//! less than a third. Amount and price in each other's column show here.

use super::ClaimInput;
use crate::{bundle::Kind, numbers::date, report::CheckResult, stats::median};

/// Fewest invoices that can be compared.
const MIN_INVOICES: usize = 5;
/// Times the median that are far.
const FAR: f64 = 3.0;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if input.item.kind != Kind::Invoices {
        return CheckResult::not_applicable("no invoices");
    }
    let (mut compared, mut far) = (0usize, vec![]);
    for meter in &input.tally.meters {
        let points = meter.points(input.item);
        let priced = points.iter().filter(|point| point.amount > 0 && point.cost > 0);
        let prices: Vec<f64> = priced.clone().map(|point| point.cost as f64 / point.amount as f64).collect();
        if prices.len() < MIN_INVOICES {
            continue;
        }
        compared += prices.len();
        let Some(usual) = median(&mut prices.clone()) else { continue };
        let ratios = priced.zip(prices.iter().map(|price| price / usual));
        far.extend(
            ratios.filter(|(_, ratio)| !(1.0 / FAR..=FAR).contains(ratio)).map(|(point, ratio)| {
                format!("{} of {}: {ratio:.2} times the usual price", meter.name, date(point.day))
            }),
        );
    }
    if let Some(first) = far.first() {
        return CheckResult::doubt(format!("{} invoices have an unlikely price per unit: {first}", far.len()))
            .with("invoices", compared)
            .with("far", far.len());
    }
    if compared == 0 {
        return CheckResult::not_applicable(format!("fewer than {MIN_INVOICES} priced invoices an account"));
    }
    CheckResult::pass("every invoice has a likely price per unit").with("invoices", compared)
}

#[cfg(test)]
mod tests {
    use crate::{
        checks::testing::*,
        numbers::{decimal, plain},
    };

    #[test]
    fn likely_prices_pass() {
        assert_pass(&invoices().finish(), "prices");
        assert_not_applicable(&electricity().finish(), "prices");
    }

    #[test]
    fn amount_and_price_exchanged_is_doubtful() {
        let mut draft = invoices();
        let (amount, cost) = (draft.get(2, "amount"), draft.get(2, "cost"));
        draft.set(2, "amount", &cost);
        draft.set(2, "cost", &amount);
        assert_doubt(&draft.finish(), "prices");
    }

    #[test]
    fn three_times_the_median_is_the_end() {
        for (times, doubtful) in [(2, false), (4, true)] {
            let mut draft = invoices();
            let cost = decimal(&draft.get(2, "cost")).unwrap();
            draft.set(2, "cost", &plain(cost * times));
            let status = finding(&draft.finish(), "prices").status;
            assert_eq!(status == crate::report::Status::Doubt, doubtful, "{times}");
        }
    }

    #[test]
    fn too_few_say_nothing() {
        let mut draft = invoices();
        draft.rows().truncate(4);
        assert_not_applicable(&draft.finish(), "prices");
    }
}
