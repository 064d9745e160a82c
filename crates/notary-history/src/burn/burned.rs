//! `burned`: no unit is burned twice.

use super::side::ExaminedSide;
use crate::{event_history::lots::Span, report::CheckResult, review_input::ReviewInput};
use anyhow::Result;
use carbon_client::program::restatement::Cover;

/// Units that covers burned, from their accounts because their events do not name the units; and whether the accounts match the
/// events.
pub(super) struct Burned {
    covers: Vec<Span>,
    agreement: CheckResult,
}

impl Burned {
    pub fn read(input: &ReviewInput) -> Result<Self> {
        let found = input.reader.all::<Cover>(&input.registry_key())?;
        let seen = input.history.burns.covers();
        let span = |cover: &Cover| {
            let units = cover.units;
            Span { record: units.record, start: units.start, end: units.end }
        };
        let agreement = if seen.len() != found.len() {
            CheckResult::missing("accounts and events disagree on the credits that covered certificates")
        } else if !seen.zip(&found).all(|((seen_at, seen), (at, cover))| {
            seen_at == at
                && (seen.certificate, seen.leg, seen.holder) == (cover.certificate, cover.leg, cover.holder)
                && seen.grams == span(cover).grams()
        }) {
            CheckResult::fail("a cover's account differs from its event")
        } else {
            CheckResult::pass("accounts and events agree on the credits that covered certificates")
        };
        Ok(Self { covers: found.iter().map(|(_, cover)| span(cover)).collect(), agreement })
    }

    /// No unit of the sides was burned before, and no unit is in two sides.
    pub fn once(&self, input: &ReviewInput, sides: &[ExaminedSide]) -> CheckResult {
        let mut before = 0;
        for (number, side) in sides.iter().enumerate() {
            let known = input.history.lots.burned(&side.units.record).iter().chain(&self.covers);
            let known: Vec<&Span> = known.filter(|known| known.record == side.units.record).collect();
            before += known.len();
            if known.iter().any(|known| known.overlaps(&side.units)) {
                return CheckResult::fail("some of its units were burned before").about(&side.name);
            }
            if sides[..number].iter().any(|other| other.units.overlaps(&side.units)) {
                return CheckResult::fail("some of its units are in another leg, too").about(&side.name);
            }
        }
        let pass = CheckResult::pass("no unit was burned before or is listed twice").with("burns_of_records", before);
        pass.unless([self.agreement.clone()])
    }
}
