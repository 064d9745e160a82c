//! `signature`: the data provider signed the manifest, and so every byte (ed25519 over a domain and the manifest's sha256).
//!
//! Only this ties the rows to another party than the claimant. The checks cannot tell a consistent but false file of an
//! unsigned bundle from a true one.

use crate::{
    bundle::SIGNED,
    evidence::Evidence,
    facts::{Context, Key},
    report::CheckResult,
};
use ed25519_dalek::{Signature, VerifyingKey};

pub(super) fn check(context: &Context, evidence: &Evidence) -> CheckResult {
    match (&context.claim.provider, &evidence.signature) {
        (None, None) => CheckResult::not_applicable(
            "unsigned: an inflation that is consistent within the claimant's own file cannot be seen without a provider's \
             signature",
        ),
        (Some(_), None) => CheckResult::fail("the claim names a data provider, but the bundle is not signed"),
        (Some(provider), Some(_)) if !context.registry.providers.contains(provider) => {
            CheckResult::fail("the data provider is not listed").with("provider", provider.to_string())
        }
        (Some(provider), Some(_)) if signed_by(evidence, provider) => {
            CheckResult::pass("signed by the listed data provider").with("provider", provider.to_string())
        }
        (Some(provider), Some(_)) => {
            CheckResult::fail("the signature is not the data provider's").with("provider", provider.to_string())
        }
        (None, Some(_)) if context.registry.providers.iter().any(|provider| signed_by(evidence, provider)) => {
            CheckResult::pass("signed by a listed data provider, though the claim names none")
        }
        (None, Some(_)) => CheckResult::fail("the bundle is signed, but not by a listed data provider"),
    }
}

/// Whether the claim's provider is listed and signed the bundle.
pub(super) fn is_verified(context: &Context, evidence: &Evidence) -> bool {
    let listed = context.claim.provider.filter(|provider| context.registry.providers.contains(provider));
    listed.is_some_and(|provider| signed_by(evidence, &provider))
}

/// Strict verification: no weak key and no second spelling of a signature passes.
fn signed_by(evidence: &Evidence, provider: &Key) -> bool {
    let mut bytes = [0; 64];
    let text = evidence.signature.as_deref().unwrap_or_default().trim();
    let Ok(key) = VerifyingKey::from_bytes(&provider.0) else { return false };
    let message = [SIGNED, &evidence.manifest_sha256.0[..]].concat();
    hex::decode_to_slice(text, &mut bytes).is_ok()
        && key.verify_strict(&message, &Signature::from_bytes(&bytes)).is_ok()
}

#[cfg(test)]
mod tests {
    use crate::{checks::testing::*, facts::Key};

    #[test]
    fn the_providers_signature_passes() {
        assert_pass(&electricity().finish(), "signature");
    }

    #[test]
    fn none_is_said_to_prove_nothing() {
        let mut draft = electricity();
        draft.unsign();
        let sealed = draft.finish();
        assert!(assert_not_applicable(&sealed, "signature").contains("cannot be seen"));
    }

    #[test]
    fn a_missing_forged_foreign_or_unlisted_signature_fails() {
        let mut missing = electricity().finish();
        missing.store.0.retain(|path, _| path.as_str() != "manifest.sig");
        assert_fail(&missing, "signature");
        let mut forged = electricity().finish();
        let first = &mut forged.file("manifest.sig")[0];
        *first = if *first == b'0' { b'1' } else { b'0' };
        assert_fail(&forged, "signature");
        let mut other_key = electricity();
        other_key.context.claim.provider = Some(other_provider());
        other_key.context.registry.providers.push(other_provider());
        assert_fail(&other_key.finish(), "signature");
        let mut unlisted = electricity();
        unlisted.context.registry.providers.clear();
        assert_fail(&unlisted.finish(), "signature");
        let mut unnamed = electricity();
        unnamed.context.claim.provider = None;
        unnamed.context.registry.providers = vec![other_provider()];
        assert_fail(&unnamed.finish(), "signature");
    }

    #[test]
    fn hostile_texts_are_no_signature() {
        for text in [&b""[..], b"zz", &[b'0'; 256], &[b'0'; 300], b"\xff\xfe", &[b'0'; 128]] {
            let mut sealed = electricity().finish();
            *sealed.file("manifest.sig") = text.to_vec();
            assert_fail(&sealed, "signature");
        }
        let mut weak = electricity().finish();
        weak.context.claim.provider = Some(Key::default());
        weak.context.registry.providers = vec![Key::default()];
        *weak.file("manifest.sig") = vec![b'0'; 128];
        assert_fail(&weak, "signature");
    }
}
