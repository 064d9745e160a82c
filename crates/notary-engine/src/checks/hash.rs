//! `hash`: the bytes are the ones the claim names. sha256 of the manifest, and of every file against the manifest.

use crate::{evidence::Evidence, facts::Context, report::CheckResult};

pub(super) fn check(context: &Context, evidence: &Evidence) -> CheckResult {
    let claimed = context.claim.evidence_sha256;
    if evidence.manifest_sha256 != claimed {
        return CheckResult::fail("the bundle is not the claimed one: its manifest has another sha256")
            .with("claimed", claimed.to_string())
            .with("found", evidence.manifest_sha256.to_string());
    }
    if !evidence.files.is_empty() {
        let count = evidence.files.count;
        return CheckResult::fail(format!("{count} files differ from the manifest: {}", evidence.files.first()))
            .with("files", count);
    }
    let files = evidence.manifest.as_ref().map_or(0, |manifest| manifest.files.len());
    CheckResult::pass("every byte is the one the claim names").with("files", files)
}

#[cfg(test)]
mod tests {
    use crate::checks::testing::*;

    #[test]
    fn the_claimed_bytes_pass() {
        assert_pass(&electricity().finish(), "hash");
    }

    #[test]
    fn any_other_byte_fails() {
        for path in ["manifest.json", "rows/electricity.csv"] {
            let mut sealed = electricity().finish();
            let bytes = sealed.file(path);
            *bytes.last_mut().unwrap() ^= 1;
            assert_fail(&sealed, "hash");
        }
    }

    #[test]
    fn a_missing_shorter_or_longer_file_fails() {
        let mut missing = electricity().finish();
        missing.store.0.clear();
        assert_fail(&missing, "hash");
        let mut shorter = electricity().finish();
        shorter.file("rows/electricity.csv").pop();
        assert_fail(&shorter, "hash");
        let mut longer = electricity().finish();
        longer.file("rows/electricity.csv").push(b'\n');
        assert_fail(&longer, "hash");
    }
}
