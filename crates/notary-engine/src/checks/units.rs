//! `units`: every row has the item's unit, the unit is on the list, and it converts to the unit of the factor or the kind.

use super::ClaimInput;
use crate::{
    bundle::Kind,
    report::CheckResult,
    units::{find, Dimension},
};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let item = input.item;
    let Some(unit) = find(&item.unit) else {
        return CheckResult::fail("the item's unit is not on the list");
    };
    let changed = &input.tally.units;
    if !changed.is_empty() {
        return CheckResult::fail(format!("{} rows count another unit: {}", changed.count, changed.first()))
            .with("rows", changed.count);
    }
    let factor = input.context.factor().map(|factor| factor.unit.as_str());
    let fits = match item.kind {
        Kind::MeteredEnergy => unit.dimension == Dimension::Energy,
        Kind::Fuel | Kind::Invoices => true,
        Kind::StackEmissions => matches!(unit.dimension, Dimension::Mass | Dimension::Co2e),
        Kind::ForestPlots => item.unit == crate::bundle::PLOT_UNIT,
        Kind::DirectCapture => matches!(unit.dimension, Dimension::Mass | Dimension::Co2e),
        Kind::Project => unit.dimension == Dimension::Co2e,
    };
    if !fits {
        return CheckResult::fail(format!("rows of this kind do not count {}", unit.name));
    }
    match factor {
        Some(name) if find(name).is_none_or(|target| target.dimension != unit.dimension) => {
            CheckResult::fail(format!("{} cannot become the factor's {name} without another figure", unit.name))
        }
        _ => CheckResult::pass("every row counts the same listed unit").with("unit", unit.name.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn one_listed_unit_passes() {
        assert_pass(&electricity().finish(), "units");
        assert_pass(&stack().finish(), "units");
        assert_pass(&forest().finish(), "units");
        assert_pass(&capture().finish(), "units");
        assert_pass(&project().finish(), "units");
    }

    #[test]
    fn a_row_in_another_unit_fails() {
        let mut draft = electricity();
        draft.set(5, "unit", "MWh");
        assert!(assert_fail(&draft.finish(), "units").contains("MWh"));
    }

    #[test]
    fn an_unlisted_unit_and_one_of_another_dimension_fail() {
        for unit in ["therm", "mWh", "m3", "t CO2e"] {
            let mut draft = electricity();
            draft.item().unit = unit.into();
            for row in 0..draft.rows().len() {
                draft.set(row, "unit", unit);
            }
            assert_fail(&draft.finish(), "units");
        }
    }

    #[test]
    fn a_factor_that_counts_something_else_fails() {
        let mut draft = electricity();
        draft.context.factors[0].unit = "litre".into();
        assert_fail(&draft.finish(), "units");
    }
}
