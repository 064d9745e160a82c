//! Units that exist no more: nothing is burned twice.

use super::side::Examined;
use crate::{case::Case, past::lots::Span, report::CheckResult};
use anyhow::Result;
use carbon_client::program::restatement::Cover;

/// What covers burned, which their events do not name unit by unit, and whether events and ledger agree on it.
pub(super) struct Burned {
    covers: Vec<Span>,
    outcome: CheckResult,
}

impl Burned {
    pub fn read(case: &Case) -> Result<Self> {
        let found = case.reader.all::<Cover>(&case.registry_key())?;
        let seen = case.past.burns.covers();
        let span = |cover: &Cover| {
            let units = cover.units;
            Span { record: units.record, start: units.start, end: units.end }
        };
        let outcome = if seen.len() != found.len() {
            CheckResult::missing("ledger and events do not agree on the credits that covered certificates")
        } else if !seen.zip(&found).all(|((seen_at, seen), (at, cover))| {
            seen_at == at
                && (seen.certificate, seen.leg, seen.holder) == (cover.certificate, cover.leg, cover.holder)
                && seen.grams == span(cover).grams()
        }) {
            CheckResult::fail("credits that covered a certificate are not what the events tell")
        } else {
            CheckResult::pass("ledger and events agree on the credits that covered certificates")
        };
        Ok(Self { covers: found.iter().map(|(_, cover)| span(cover)).collect(), outcome })
    }

    /// No unit of the sides was burned before, and none is in two of them.
    pub fn once(&self, case: &Case, sides: &[Examined]) -> CheckResult {
        let mut before = 0;
        for (number, side) in sides.iter().enumerate() {
            let known = case.past.lots.burned(&side.units.record).iter().chain(&self.covers);
            let known: Vec<&Span> = known.filter(|known| known.record == side.units.record).collect();
            before += known.len();
            if known.iter().any(|known| known.overlaps(&side.units)) {
                return CheckResult::fail("some of its units were burned before").about(&side.name);
            }
            if sides[..number].iter().any(|other| other.units.overlaps(&side.units)) {
                return CheckResult::fail("some of its units are in another leg too").about(&side.name);
            }
        }
        let pass =
            CheckResult::pass("no unit was burned before, and none is there twice").with("burns_of_records", before);
        pass.unless([self.outcome.clone()])
    }
}
