//! `schema`: manifest and rows follow the format, and the manifest has the claimed item.

use crate::{evidence::Evidence, facts::Context, report::CheckResult};

pub(super) fn check(context: &Context, evidence: &Evidence) -> CheckResult {
    let manifest = match &evidence.manifest {
        Ok(manifest) => manifest,
        Err(why) => return CheckResult::fail(format!("the manifest cannot be read: {why}")),
    };
    let bad = &evidence.malformed;
    if !bad.is_empty() {
        return CheckResult::fail(format!(
            "{} rows or files do not follow the format: {}",
            bad.count,
            bad.examples.join("; ")
        ))
        .with("bad", bad.count)
        .with("rows", evidence.rows);
    }
    let item = context.claim.item;
    match evidence.item(item) {
        None => CheckResult::fail(format!("the manifest has no item {item}")),
        Some((.., tally)) if tally.rows == 0 => CheckResult::fail(format!("item {item} has no rows")),
        Some((.., tally)) => CheckResult::pass("manifest and rows follow the format")
            .with("rows", tally.rows)
            .with("items", manifest.items.len()),
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn the_format_passes() {
        assert_pass(&electricity().finish(), "schema");
    }

    #[test]
    fn a_bad_cell_fails_and_names_its_line() {
        let mut draft = electricity();
        draft.set(7, "amount", "-12.5");
        assert!(assert_fail(&draft.finish(), "schema").contains("line 9: amount \"-12.5\""));
    }

    #[test]
    fn a_manifest_that_is_none_fails_and_nothing_is_approved() {
        let mut sealed = electricity().finish();
        *sealed.file("manifest.json") = b"{}".to_vec();
        assert_fail(&sealed, "schema");
    }

    #[test]
    fn a_missing_item_and_an_empty_one_fail() {
        let mut sealed = electricity().finish();
        sealed.context.claim.item = 9;
        assert_fail(&sealed, "schema");
        let mut draft = electricity();
        draft.rows().clear();
        assert_fail(&draft.finish(), "schema");
    }
}
