//! `boundary`: the data is of the claim's source and stream, follows its consolidation approach, and comes from exactly
//! the meters that belong to it. A meter that had rows last year and has none now is doubtful: omitting a meter is the
//! easiest way to report lower emissions. So is one that is new: a check meter, a part of a total, or a channel of export would count
//! twice.

use super::{history::latest_comparable, ClaimInput};
use crate::{recompute::can_back, report::CheckResult};

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let (item, claim, source) = (input.item, &input.context.claim, &input.context.source);
    let differences = [
        (input.manifest.source != source.key, "the data is of another source"),
        (item.stream != claim.stream, "the data is of another stream"),
        (item.stream_kind != source.stream_kind, "the stream measures something else"),
        (input.manifest.boundary != source.boundary, "the data follows another consolidation approach"),
        (!can_back(item.kind, claim.kind), "rows of this kind cannot back such a claim"),
    ];
    if let Some((_, why)) = differences.iter().find(|(differs, _)| *differs) {
        return CheckResult::fail(*why);
    }
    let strangers = &input.tally.strangers;
    if !strangers.is_empty() {
        let count = strangers.count;
        return CheckResult::fail(format!(
            "{count} rows are of meters that do not belong to the item: {}",
            strangers.first()
        ))
        .with("rows", count);
    }
    let silent = item.meters.iter().zip(input.tally.meters.chunks(item.kind.tallies()));
    let silent: Vec<&str> = silent
        .filter(|(_, meters)| meters.iter().all(|meter| meter.rows == 0))
        .map(|(name, _)| name.as_str())
        .collect();
    if let Some(first) = silent.first() {
        return CheckResult::fail(format!("meters without a single row: {first}")).with("meters", silent.len());
    }
    let present = |name: &String| input.tally.meters.iter().any(|meter| meter.name == *name && meter.rows > 0);
    let before = latest_comparable(input).map_or(&[][..], |record| record.meters.as_slice());
    let missing: Vec<_> = before.iter().filter(|name| !present(name)).collect();
    if let Some(first) = missing.first() {
        return CheckResult::doubt(format!("meters of the record before are missing: {first}"))
            .with("meters", missing.len());
    }
    let later = |name: &&String| input.item.in_service(name).0 > input.item.first_day;
    if let Some(first) = before.iter().find(later) {
        return CheckResult::doubt(format!("a meter of the record before is said to be new: {first}"));
    }
    // The meter that follows one of the record before is not new to the source.
    let follows = |name: &str| {
        let from = input.item.in_service(name).0;
        input.item.service.iter().any(|gone| gone.last_day.0 + 1 == from.0 && before.contains(&gone.meter))
    };
    let unknown = |name: &String| !before.contains(name) && !follows(name);
    let new: Vec<_> = input.tally.meters.iter().filter(|meter| meter.rows > 0 && unknown(&meter.name)).collect();
    if let Some(first) = new.first().filter(|_| !before.is_empty()) {
        return CheckResult::doubt(format!("meters that the record before did not have: {}", first.name))
            .with("meters", new.len());
    }
    CheckResult::pass("source, stream, boundary and meters are the claim's").with("meters", item.meters.len())
}

#[cfg(test)]
mod tests {
    use crate::{
        bundle::Kind,
        checks::testing::*,
        facts::{Boundary, Key, StreamLabel},
    };

    #[test]
    fn the_sources_own_meters_pass() {
        assert_pass(&electricity().finish(), "boundary");
        assert_pass(&stack().finish(), "boundary");
    }

    #[test]
    fn any_other_source_stream_or_approach_fails() {
        let mut drafts = vec![electricity(); 5];
        drafts[0].manifest.source = Key([9; 32]);
        drafts[1].item().stream = 7;
        drafts[2].item().stream_kind = Some(StreamLabel::Scope1);
        drafts[3].manifest.boundary = Boundary::Equity;
        drafts[4].item().kind = Kind::Fuel;
        for draft in &mut drafts {
            draft.tables[0].kind = draft.manifest.items[0].kind;
        }
        drafts[4].context.claim.kind = crate::facts::ClaimKind::Absorption;
        for draft in drafts {
            assert_fail(&draft.finish(), "boundary");
        }
    }

    #[test]
    fn rows_of_a_stranger_and_a_silent_meter_fail() {
        let mut stranger = electricity();
        stranger.set(3, "meter", "neighbour");
        assert_fail(&stranger.finish(), "boundary");
        let mut silent = electricity();
        silent.item().meters.push("annex".into());
        assert_fail(&silent.finish(), "boundary");
    }

    #[test]
    fn a_meter_that_dropped_out_is_doubtful() {
        let mut draft = electricity();
        draft.context.history.records[0].meters.push("annex".into());
        assert!(assert_doubt(&draft.finish(), "boundary").contains("annex"));
    }

    #[test]
    fn a_meter_that_the_record_before_did_not_have_is_doubtful() {
        let mut draft = electricity();
        for record in &mut draft.context.history.records {
            record.meters = vec!["another".into()];
        }
        assert_doubt(&draft.clone().finish(), "boundary");
        for record in &mut draft.context.history.records {
            record.meters = vec!["main".into()];
        }
        assert_pass(&draft.clone().finish(), "boundary");
        for row in draft.rows().clone() {
            let mut row = row;
            row[1] = "B1".into();
            draft.rows().push(row);
        }
        draft.item().meters.push("B1".into());
        assert!(assert_doubt(&draft.finish(), "boundary").contains("did not have: B1"));
    }
}
