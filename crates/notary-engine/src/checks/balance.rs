//! `balance`: rows do not contradict each other. A forest plot begins where it ended, on the same area; a capture plant
//! does not lose more than it captured; a project has a baseline and its leakage is stated.

use super::ClaimInput;
use crate::{bundle::Kind, facts::ClaimKind, report::CheckResult};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let found = &input.tally.balance;
    if !found.is_empty() {
        return CheckResult::fail(format!("{} rows contradict others: {}", found.count, found.first()))
            .with("rows", found.count);
    }
    match input.item.kind {
        Kind::ForestPlots => CheckResult::pass("each plot's stock continues on the same area"),
        Kind::DirectCapture => CheckResult::pass("no more is lost than captured"),
        Kind::Project => parts(input),
        _ => CheckResult::not_applicable("rows of this kind stand alone"),
    }
}

/// Requires exactly the parts that the claim consists of: omitting leakage would be the easiest gain.
fn parts(input: &ClaimInput) -> CheckResult {
    let expected: &[&str] = match input.context.claim.kind {
        ClaimKind::Reduction => &["baseline", "project", "leakage"],
        ClaimKind::AddBack => &["issued"],
        _ => &["baseline"],
    };
    let found = &input.item.meters;
    let same = found.len() == expected.len() && expected.iter().all(|part| found.iter().any(|name| name == part));
    if same {
        CheckResult::pass("the account has every part").with("parts", expected.len())
    } else {
        CheckResult::fail(format!("the account's parts are {}, not {}", found.join(", "), expected.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn continuous_plots_sane_losses_and_whole_accounts_pass() {
        assert_pass(&forest().finish(), "balance");
        assert_pass(&capture().finish(), "balance");
        assert_pass(&project().finish(), "balance");
        assert_not_applicable(&electricity().finish(), "balance");
    }

    #[test]
    fn a_plot_that_jumps_or_grows_in_area_fails() {
        for (column, value) in [("before_t_per_ha", "1.5"), ("area_ha", "99")] {
            let mut draft = forest();
            draft.set(1, column, value);
            assert_fail(&draft.finish(), "balance");
        }
        let mut reversed = forest();
        reversed.rows().reverse();
        assert_fail(&reversed.finish(), "balance");
    }

    #[test]
    fn a_plot_larger_than_the_earth_fails() {
        let mut draft = forest();
        draft.set(0, "area_ha", "18446744073709");
        draft.set(0, "after_t_per_ha", "18446744073709");
        assert_fail(&draft.finish(), "balance");
    }

    #[test]
    fn a_loss_beyond_the_catch_fails_to_the_millionth() {
        for (loss, fails) in [("10", false), ("10.000001", true)] {
            let mut draft = capture();
            draft.set(0, "amount", "10");
            draft.set(0, "loss", loss);
            let status = finding(&draft.finish(), "balance").status;
            assert_eq!(status == crate::report::Status::Fail, fails, "{loss}");
        }
    }

    #[test]
    fn leakage_left_out_fails() {
        let mut draft = project();
        draft.item().meters.retain(|part| part != "leakage");
        draft.rows().retain(|row| row[1] != "leakage");
        assert_fail(&draft.finish(), "balance");
    }
}
