//! How the checks score: detection per kind, false alarms, undetectable kinds.

use super::{
    corruptions::{Corruption, CORRUPTIONS},
    draft::Sealed,
    profiles::{clean, numbers, Profile, PROFILES},
};
use crate::{
    check,
    report::{Decision, Report, Status},
};

/// Bundles of one kind of corruption, and the decisions about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Kind of corruption.
    pub kind: String,
    /// The check that must catch it; `None` allows any check.
    pub check: Option<String>,
    /// Whether it counts towards the detection of hard kinds.
    pub hard: bool,
    /// Bundles.
    pub bundles: usize,
    /// Bundles that were not approved, with a finding of the named check.
    pub detected: usize,
    /// Rejected bundles among those.
    pub rejected: usize,
}

/// Clean bundles, and the decisions about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// Clean bundles.
    pub bundles: usize,
    /// Those that were not approved, with the first reason.
    pub false_alarms: Vec<String>,
}

/// The measured detection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// By kind.
    pub kinds: Vec<Tally>,
    /// Clean bundles.
    pub alarms: Alarms,
}

/// Whether a report caught a corruption, with the right check if one is named.
fn caught(report: &Report, check: Option<&str>) -> bool {
    let named = check.is_none_or(|check| {
        let status = report.finding(check).map(|finding| finding.status);
        matches!(status, Some(Status::Fail | Status::Doubt))
    });
    named && report.decision != Decision::Approve
}

fn examine(sealed: &Sealed) -> Report {
    check(&sealed.context, &sealed.store).expect("memory is always available")
}

/// Bundles of one kind.
pub fn score_kind(corruption: &Corruption, seed: u64, bundles: usize) -> Tally {
    let mut tally = Tally {
        kind: corruption.kind.into(),
        check: Some(corruption.check.into()),
        hard: corruption.hard,
        bundles,
        ..Tally::default()
    };
    for number in 0..bundles {
        let rng = &mut numbers(seed, &format!("{}/{number}", corruption.kind));
        let report = examine(&corruption.bundle(rng));
        tally.count(&report);
    }
    tally
}

impl Tally {
    /// Counts a report of a bundle of the kind.
    pub fn count(&mut self, report: &Report) {
        let caught = caught(report, self.check.as_deref());
        self.detected += usize::from(caught);
        self.rejected += usize::from(caught && report.decision == Decision::Reject);
    }
}

impl Alarms {
    /// Counts a report of a clean bundle.
    pub fn count(&mut self, name: &str, report: &Report) {
        self.bundles += 1;
        if report.decision != Decision::Approve {
            let reason = report.reasons.first().map_or("not checked", String::as_str);
            self.false_alarms.push(format!("{name}: {reason}"));
        }
    }

    /// Share of clean bundles that were not approved, in per cent.
    pub fn rate(&self) -> f64 {
        percent(self.false_alarms.len(), self.bundles)
    }
}

/// Clean bundles of a profile.
pub fn score_clean(profile: Profile, seed: u64, bundles: usize, alarms: &mut Alarms) {
    for number in 0..bundles {
        let rng = &mut numbers(seed, &format!("clean/{profile:?}/{number}"));
        let report = examine(&clean(profile, rng).finish());
        alarms.count(&format!("{profile:?} {number}"), &report);
    }
}

/// `per_kind` bundles of each kind of corruption and `per_profile` clean ones of each profile.
pub fn score(seed: u64, per_kind: usize, per_profile: usize) -> Score {
    let kinds = CORRUPTIONS.iter().map(|corruption| score_kind(corruption, seed, per_kind)).collect();
    let mut alarms = Alarms::default();
    for profile in PROFILES {
        score_clean(profile, seed, per_profile, &mut alarms);
    }
    Score { kinds, alarms }
}

impl Score {
    /// Hard kinds with at least one undetected bundle.
    pub fn missed(&self) -> impl Iterator<Item = &Tally> {
        self.kinds.iter().filter(|tally| tally.hard && tally.detected < tally.bundles)
    }

    /// The score in lines for people.
    pub fn lines(&self) -> Vec<String> {
        let mut lines =
            vec![format!("{:<56} {:<14} {:>8} {:>9} {:>9}", "corruption", "check", "bundles", "detected", "rejected")];
        for tally in &self.kinds {
            let Tally { kind, check, bundles, detected, rejected, .. } = tally;
            let (note, check) = if tally.hard {
                ("", check.as_deref().unwrap_or("any"))
            } else {
                ("  undetectable without a signature", "-")
            };
            let share = percent(*detected, *bundles);
            lines.push(format!("{kind:<56} {check:<14} {bundles:>8} {share:>7.1} % {rejected:>9}{note}"));
        }
        let hard: Vec<_> = self.kinds.iter().filter(|tally| tally.hard).collect();
        let (bundles, detected) = hard.iter().fold((0, 0), |(b, d), tally| (b + tally.bundles, d + tally.detected));
        lines.push(format!("{} hard kinds: {detected} of {bundles} bundles detected", hard.len()));
        let Alarms { bundles, false_alarms } = &self.alarms;
        lines.push(format!(
            "clean: {} false alarms in {bundles} bundles, {:.2} %",
            false_alarms.len(),
            self.alarms.rate()
        ));
        lines.extend(false_alarms.iter().take(10).map(|alarm| format!("  {alarm}")));
        lines
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hard_kind_is_caught_by_its_check_and_clean_bundles_pass() {
        let score = score(11, 3, 4);
        assert!(CORRUPTIONS.iter().filter(|corruption| corruption.hard).count() >= 20);
        assert_eq!(score.missed().collect::<Vec<_>>(), Vec::<&Tally>::new());
        assert_eq!(score.alarms.false_alarms, Vec::<String>::new());
        let soft: Vec<_> = score.kinds.iter().filter(|tally| !tally.hard).collect();
        assert_eq!(soft.iter().map(|tally| (tally.bundles, tally.detected)).collect::<Vec<_>>(), [(3, 0)]);
    }

    #[test]
    fn a_kind_that_escapes_shows() {
        let mut tally = Tally { hard: true, bundles: 1, check: Some("gaps".into()), ..Tally::default() };
        let sealed = crate::bench::samples::electricity().finish();
        tally.count(&examine(&sealed));
        let score = Score { kinds: vec![tally], ..Score::default() };
        assert_eq!(score.missed().count(), 1);
    }
}
