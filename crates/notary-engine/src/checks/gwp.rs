//! `gwp`: one GWP set throughout, the registry's. Where the operator's own system stated CO2e beside the mass, each row must be
//! mass × potential of that set: rows converted with another set show.

use super::ClaimInput;
use crate::{
    facts::{GwpSet, Quantity},
    report::CheckResult,
};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let registry = input.context.registry.gwp;
    let claimed = match input.context.claim.quantity {
        Quantity::Measured { gwp, .. } => Some(gwp),
        Quantity::Activity { .. } => input.context.factor().map(|factor| factor.gwp),
    };
    let named = [("claim or its factor", claimed), ("evidence", Some(input.item.gwp))];
    for (who, set) in named {
        if let Some(set) = set.filter(|set| *set != registry) {
            return CheckResult::fail(format!("the {who} uses {}, the registry {}", set.name(), registry.name()));
        }
    }
    let stated = &input.tally.stated;
    if stated.is_empty() {
        return CheckResult::pass("one GWP set throughout").with("set", registry.name().to_string());
    }
    let fits = input.tally.fits;
    let other = GwpSet::ALL.into_iter().filter(|set| *set != registry).max_by_key(|set| fits[*set as usize]);
    let hint = match other {
        Some(other) if fits[other as usize] > 0 => format!("; {} rows fit {}", fits[other as usize], other.name()),
        _ => String::new(),
    };
    CheckResult::fail(format!(
        "{} rows state another CO2e than mass by potential: {}{hint}",
        stated.count,
        stated.first()
    ))
    .with("rows", stated.count)
    .with("fit_ar4", fits[0])
    .with("fit_ar5", fits[1])
    .with("fit_ar6", fits[2])
}

#[cfg(test)]
mod tests {
    use crate::{checks::testing::*, facts::GwpSet, numbers};

    #[test]
    fn one_set_throughout_passes() {
        assert_pass(&stack().finish(), "gwp");
        assert_pass(&electricity().finish(), "gwp");
    }

    #[test]
    fn another_set_in_evidence_or_factor_fails() {
        let mut evidence = stack();
        evidence.item().gwp = GwpSet::Ar4;
        assert_fail(&evidence.finish(), "gwp");
        let mut factor = electricity();
        factor.context.factors[0].gwp = GwpSet::Ar6;
        assert_fail(&factor.finish(), "gwp");
    }

    #[test]
    fn one_row_converted_with_another_set_fails_and_is_named() {
        let mut draft = stack();
        let row = draft.rows().iter().position(|row| row[4] == "CH4").unwrap();
        let mass = numbers::decimal(&draft.get(row, "amount")).unwrap();
        // Tonnes to kg, by 25 of AR4.
        draft.set(row, "co2e_kg", &numbers::plain(mass * 25_000));
        assert!(assert_fail(&draft.finish(), "gwp").contains("1 rows fit AR4"));
    }

    #[test]
    fn a_milligram_off_fails() {
        for (stated, fails) in [("0.027999", true), ("0.028", false), ("0.028001", true)] {
            let mut draft = stack();
            let row = draft.rows().iter().position(|row| row[4] == "CH4").unwrap();
            draft.set(row, "amount", "0.000001");
            draft.set(row, "co2e_kg", stated);
            let status = finding(&draft.finish(), "gwp").status;
            assert_eq!(status == crate::report::Status::Fail, fails, "{stated}");
        }
    }

    #[test]
    fn a_stated_amount_is_right_to_half_its_last_digit() {
        // 0.123 kg of CH4 by AR5 are 3.444 kg.
        for (stated, fails) in [
            ("3.444", false),
            ("3.44", false),
            ("3.4", false),
            ("3", false),
            ("3.443", true),
            ("3.45", true),
            ("4", true),
        ] {
            let mut draft = stack();
            let row = draft.rows().iter().position(|row| row[4] == "CH4").unwrap();
            draft.set(row, "amount", "0.000123");
            draft.set(row, "co2e_kg", stated);
            let status = finding(&draft.finish(), "gwp").status;
            assert_eq!(status == crate::report::Status::Fail, fails, "{stated}");
        }
    }
}
