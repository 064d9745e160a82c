//! `burned`: no unit is burned twice.

use super::side::ExaminedSide;
use crate::{event_history::lots::Span, report::CheckResult, review_input::ReviewInput};
use anyhow::Result;
use carbon_client::program::restatement::Cover;

/// No unit of the sides was burned before, and no unit is in two sides. The accounts of covers must agree with the events.
pub(super) fn once(input: &ReviewInput, sides: &[ExaminedSide]) -> Result<CheckResult> {
    let mut before = 0;
    for (number, side) in sides.iter().enumerate() {
        let known: Vec<&Span> = input.history.lots.burned(&side.units.record).iter().collect();
        before += known.len();
        if known.iter().any(|known| known.overlaps(&side.units)) {
            return Ok(CheckResult::fail("some of its units were burned before").about(&side.name));
        }
        if sides[..number].iter().any(|other| other.units.overlaps(&side.units)) {
            return Ok(CheckResult::fail("some of its units are in another leg, too").about(&side.name));
        }
    }
    let pass = CheckResult::pass("no unit was burned before or is listed twice").with("burns_of_records", before);
    Ok(pass.unless([covers_agree(input)?]))
}

/// Compares the covers' accounts with their events.
fn covers_agree(input: &ReviewInput) -> Result<CheckResult> {
    let found = input.reader.all::<Cover>(&input.registry_key())?;
    let mut seen = input.history.burns.covers();
    if seen.len() != found.len() {
        return Ok(CheckResult::missing("accounts and events disagree on the credits that covered certificates"));
    }
    let same = found.iter().all(|(at, cover)| {
        seen.next().is_some_and(|(seen_at, seen)| {
            seen_at == at
                && (seen.certificate, seen.leg, seen.record) == (cover.certificate, cover.leg, cover.record)
                && seen.serials == cover.serials
        })
    });
    Ok(if same {
        CheckResult::pass("accounts and events agree on the credits that covered certificates")
    } else {
        CheckResult::fail("a cover's account differs from its events")
    })
}
