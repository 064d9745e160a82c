//! Corruptions of the claim, the manifest and the context: wrong factors, wrong sums, another source's rows.

use crate::{
    bench::draft::Draft,
    checks::grams_by_month,
    evidence::{Evidence, Fingerprints},
    facts::{Boundary, Day, EarlierRecord, GwpSet, Key, Quantity, StreamLabel},
    numbers::{date, decimal, plain},
};
use rand::Rng;
use rand_chacha::ChaCha20Rng;

pub(super) fn other_days(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let claim = &mut draft.context.claim;
    match rng.random_bool(0.5) {
        true => claim.first_day.0 += 1,
        false => claim.last_day.0 -= 1,
    }
}

pub(super) fn recorded_before(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let claim = &draft.context.claim;
    let day = rng.random_range(claim.first_day.0..=claim.last_day.0);
    let record = EarlierRecord {
        kind: claim.kind,
        stream: claim.stream,
        first_day: Day(day),
        last_day: Day(day + 5),
        grams: 7,
        months: vec![],
        meters: vec![],
    };
    draft.context.history.records.push(record);
}

/// Claim and evidence agree on last year's edition.
pub(super) fn older_factor(draft: &mut Draft, _: &mut ChaCha20Rng) {
    if let Quantity::Activity { factor, .. } = &mut draft.context.claim.quantity {
        factor.edition -= 1;
        draft.manifest.items[0].factor = Some(*factor);
    }
}

pub(super) fn other_factor(draft: &mut Draft, _: &mut ChaCha20Rng) {
    if let Some(factor) = &mut draft.item().factor {
        factor.edition -= 1;
    }
}

pub(super) fn newer_factor(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let mut newer = draft.context.factors[0].clone();
    newer.id.edition += 1;
    draft.context.factors.push(newer);
}

pub(super) fn withdrawn(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.context.factors[0].withdrawn = true;
}

/// The whole file and the claim use another GWP set than the registry.
pub(super) fn other_gwp(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let set = if rng.random_bool(0.5) { GwpSet::Ar4 } else { GwpSet::Ar6 };
    draft.item().gwp = set;
    draft.context.claim.quantity = Quantity::Measured { method: 1, gwp: set };
}

/// Rounds the grams to whole tonnes, in the claimant's favour.
pub(super) fn rounded(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let claim = &mut draft.context.claim;
    // A figure that is whole tonnes already would not change.
    let odd = claim.grams % 1_000_000;
    claim.grams = match claim.kind.is_liability() {
        true => claim.grams - odd.max(1),
        false => claim.grams - odd + 1_000_000,
    };
}

pub(super) fn gram_off(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let grams = &mut draft.context.claim.grams;
    match rng.random_bool(0.5) {
        true => *grams += 1,
        false => *grams -= 1,
    }
}

/// Less activity than the rows show, and the grams that follow from it, as the program would demand.
pub(super) fn activity_off(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    let rounding = draft.context.claim.kind.rounding();
    let Quantity::Activity { amount, .. } = &mut draft.context.claim.quantity else { return };
    *amount -= rng.random_range(1..*amount / 10);
    let amount = *amount;
    let grams = draft.context.factor().and_then(|factor| factor.grams(amount, rounding));
    draft.context.claim.grams = grams.map_or(0, |grams| grams.0);
}

pub(super) fn favourable(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    draft.context.claim.grams += rng.random_range(1..1_000);
}

pub(super) fn beyond(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let grams = &mut draft.context.claim.grams;
    *grams -= *grams / 20 + 2;
}

/// The item that the engine would remember if another source had claimed with these rows.
fn remember_as_another(draft: &Draft, change: impl Fn(&mut Draft)) -> Option<crate::facts::SeenItem> {
    let mut other = draft.clone();
    other.manifest.source = Key([88; 32]);
    change(&mut other);
    let sealed = other.finish();
    let evidence = Evidence::read(&sealed.store).ok()?;
    let (manifest, item, tally) = evidence.item(sealed.context.claim.item)?;
    Some(Fingerprints::of(item, tally).seen(manifest, item, "a record of another source"))
}

pub(super) fn double_count(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let seen = remember_as_another(draft, |_| {});
    draft.context.history.seen.extend(seen);
}

pub(super) fn double_count_renamed(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let seen = remember_as_another(draft, |other| {
        for meter in other.manifest.items[0].meters.clone() {
            other.rename(&meter, &format!("{meter} (ours)"));
        }
    });
    draft.context.history.seen.extend(seen);
}

pub(super) fn two_items(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.copy_item(1, StreamLabel::Scope3);
}

pub(super) fn other_source(draft: &mut Draft, rng: &mut ChaCha20Rng) {
    draft.manifest.source = Key(rng.random());
}

pub(super) fn other_boundary(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.manifest.boundary = Boundary::Equity;
}

pub(super) fn unsigned(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.unsign();
}

/// The market-based item of the same meters has two fifths of each reading.
pub(super) fn contract_left_out(draft: &mut Draft, _: &mut ChaCha20Rng) {
    let mut item = draft.manifest.items[0].clone();
    (item.item, item.stream, item.stream_kind) = (1, 2, Some(StreamLabel::Scope2Market));
    draft.manifest.items.push(item);
    for mut row in draft.rows().clone() {
        row[0] = "1".into();
        row[4] = plain(decimal(&row[4]).unwrap_or(0) * 2 / 5);
        draft.rows().push(row);
    }
}

/// The newest earlier record has the same months, and from a month on the readings lack a phase.
pub(super) fn lost_phase(draft: &mut Draft, _: &mut ChaCha20Rng) {
    draft.sum_rows();
    let sealed = draft.clone().finish();
    let Ok(evidence) = Evidence::read(&sealed.store) else { return };
    let months = grams_by_month(&sealed.context, &evidence);
    if let Some(newest) = draft.context.history.records.iter_mut().max_by_key(|record| record.last_day) {
        newest.months = months;
    }
    let from = date(draft.first() + 180);
    for row in draft.rows().iter_mut().filter(|row| row[2] >= from) {
        row[4] = plain(decimal(&row[4]).unwrap_or(0) * 2 / 3);
    }
}
