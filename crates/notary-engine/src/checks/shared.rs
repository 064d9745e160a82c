//! `shared`: no rows back a second item or another source. Amounts of the same meter and time are the same rows once they are
//! three, or a quarter of either item; one or two are doubtful, because among many sources with a meter called "main" some amounts
//! meet by chance. The same amounts at the same times under another meter's name, or the same sums of months, are doubtful once they
//! are three and a quarter of either item's. Scope 2 is reported twice, by location and by contract, so those two streams of one
//! source may share.

use super::ClaimInput;
use crate::{
    evidence::Fingerprints,
    facts::{Fingerprint, SeenItem},
    report::CheckResult,
};
use std::collections::HashSet;

/// Fewest equal amounts that are not a coincidence.
const MIN_AMOUNTS: usize = 3;
/// They must be at least one in this number of the item's amounts.
const SHARE: usize = 4;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let fingerprints = Fingerprints::of(input.item, input.tally);
    let others =
        input.manifest.items.iter().zip(&input.evidence.items).filter(|(item, _)| item.item != input.item.item);
    let others = others.map(|(item, tally)| {
        let seen =
            Fingerprints::of(item, tally).seen(input.manifest, item, &format!("item {} of this bundle", item.item));
        overlap(input, &fingerprints, &seen)
    });
    let earlier = input.context.history.seen.iter().map(|seen| overlap(input, &fingerprints, seen));
    let worst = others.chain(earlier).max_by_key(|overlap| (overlap.rows, overlap.amounts));
    let Some(worst) = worst.filter(|worst| worst.rows > 0 || worst.suspicious()) else {
        return CheckResult::pass("the rows back no other item").with("rows", fingerprints.rows.len());
    };
    let result = if worst.copied() {
        CheckResult::fail(format!("{} amounts also back {}", worst.rows, worst.name))
    } else if worst.rows > 0 {
        CheckResult::doubt(format!("{} amounts are those of {}, of a meter of the same name", worst.rows, worst.name))
    } else {
        CheckResult::doubt(format!(
            "{} amounts, or sums of months, are those of {}, under another name or resolution",
            worst.amounts, worst.name
        ))
    };
    result.with("rows", fingerprints.rows.len()).with("shared_rows", worst.rows).with("shared_amounts", worst.amounts)
}

/// Rows and amounts that two items share.
struct Overlap {
    name: String,
    rows: usize,
    amounts: usize,
    /// Rows of the item that has fewer.
    fewer: usize,
    /// Amounts of the item that has fewer.
    fewer_amounts: usize,
}

impl Overlap {
    fn copied(&self) -> bool {
        self.rows >= MIN_AMOUNTS || (self.rows > 0 && self.rows * SHARE >= self.fewer)
    }

    fn suspicious(&self) -> bool {
        self.amounts >= MIN_AMOUNTS && self.amounts * SHARE >= self.fewer_amounts
    }
}

fn overlap(input: &ClaimInput, fingerprints: &Fingerprints, seen: &SeenItem) -> Overlap {
    let same_source = seen.source == input.manifest.source;
    let kinds = input.item.stream_kind.zip(seen.stream_kind);
    let allowed = same_source && kinds.is_some_and(|(this, other)| this.may_share_rows(other));
    let common = |mine: &HashSet<Fingerprint>, other: &[Fingerprint]| match allowed {
        true => 0,
        false => other.iter().filter(|fingerprint| mine.contains(fingerprint)).count(),
    };
    Overlap {
        name: seen.name.clone(),
        rows: common(&fingerprints.rows, &seen.rows),
        amounts: common(&fingerprints.amounts, &seen.amounts),
        fewer: fingerprints.rows.len().min(seen.rows.len()),
        fewer_amounts: fingerprints.amounts.len().min(seen.amounts.len()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        bench::draft::Draft,
        checks::testing::*,
        evidence::{Evidence, Fingerprints},
        facts::{Key, SeenItem, StreamLabel},
    };

    fn seen(draft: Draft) -> SeenItem {
        let sealed = draft.finish();
        let evidence = Evidence::read(&sealed.store).unwrap();
        let (manifest, item, tally) = evidence.item(sealed.context.claim.item).unwrap();
        Fingerprints::of(item, tally).seen(manifest, item, "an earlier record")
    }

    /// The same rows in a bundle of a neighbour.
    fn neighbour() -> Draft {
        let mut draft = electricity();
        draft.manifest.source = Key([77; 32]);
        draft
    }

    #[test]
    fn rows_of_ones_own_pass() {
        assert_pass(&electricity().finish(), "shared");
        let mut draft = electricity();
        draft.context.history.seen.push(seen(other_year()));
        assert_pass(&draft.finish(), "shared");
    }

    #[test]
    fn the_rows_of_another_source_fail_also_in_another_unit() {
        let mut draft = electricity();
        draft.context.history.seen.push(seen(neighbour()));
        assert!(assert_fail(&draft.finish(), "shared").contains("an earlier record"));
        let mut converted = neighbour();
        for row in 0..converted.rows().len() {
            let kwh = crate::numbers::decimal(&converted.get(row, "amount")).unwrap();
            converted.set(row, "amount", &crate::numbers::plain(kwh / 1_000));
            converted.set(row, "unit", "MWh");
        }
        converted.item().unit = "MWh".into();
        let mut draft = electricity();
        draft.context.history.seen.push(seen(converted));
        assert_fail(&draft.finish(), "shared");
    }

    #[test]
    fn one_row_is_enough_where_it_is_all_there_is() {
        let mut one = neighbour();
        one.rows().truncate(1);
        let mut draft = electricity();
        draft.context.history.seen.push(seen(one));
        assert_fail(&draft.finish(), "shared");
    }

    #[test]
    fn one_or_two_rows_among_many_may_be_chance() {
        let other = other_year();
        for (equal, fails) in [(1, false), (2, false), (3, true)] {
            let mut met = other.clone();
            met.manifest.source = Key([77; 32]);
            for row in 0..equal {
                met.set(row, "amount", &electricity().get(row, "amount"));
            }
            let mut draft = electricity();
            draft.context.history.seen.push(seen(met));
            match fails {
                true => drop(assert_fail(&draft.finish(), "shared")),
                false => drop(assert_doubt(&draft.finish(), "shared")),
            }
        }
    }

    #[test]
    fn the_same_amounts_under_another_name_are_doubtful_once_they_are_a_quarter() {
        let mut renamed = neighbour();
        renamed.rename("main", "our own");
        let rows = renamed.rows().len();
        for (kept, doubtful) in [(rows, true), (rows / 3, true), (rows / 5, false)] {
            let mut copy = renamed.clone();
            for row in kept..rows {
                copy.set(row, "amount", &format!("{row}.125"));
            }
            let mut draft = electricity();
            draft.context.history.seen.push(seen(copy));
            let status = finding(&draft.finish(), "shared").status;
            assert_eq!(status == crate::report::Status::Doubt, doubtful, "{kept} of {rows}");
        }
    }

    /// The same meter by month in another stream's item: no row is the same, and the sums of the months are.
    #[test]
    fn another_resolution_hides_nothing() {
        let mut monthly = neighbour();
        monthly.rename("main", "our own");
        let rows = monthly.rows().clone();
        *monthly.rows() = rows
            .chunk_by(|one, other| one[2][..7] == other[2][..7])
            .map(|month| {
                let sum = month.iter().map(|row| crate::numbers::decimal(&row[4]).unwrap()).sum();
                let mut row = month[0].clone();
                (row[3], row[4]) = (month[month.len() - 1][3].clone(), crate::numbers::plain(sum));
                row
            })
            .collect();
        let (mut daily, mut by_month) = (electricity(), monthly.clone());
        daily.context.history.seen.push(seen(monthly));
        assert!(assert_doubt(&daily.finish(), "shared").contains("12 amounts, or sums of months"));
        by_month.manifest.source = electricity().manifest.source;
        by_month.context.history.seen.push(seen(neighbour()));
        assert_doubt(&by_month.finish(), "shared");
    }

    #[test]
    fn two_items_of_a_bundle_may_share_only_as_the_two_scope_2_figures() {
        for (kind, passes) in [(StreamLabel::Scope2Market, true), (StreamLabel::Scope3, false)] {
            let mut draft = electricity();
            draft.copy_item(1, kind);
            let sealed = draft.finish();
            match passes {
                true => drop(assert_pass(&sealed, "shared")),
                false => drop(assert_fail(&sealed, "shared")),
            }
        }
    }
}
