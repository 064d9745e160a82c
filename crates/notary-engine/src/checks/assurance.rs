//! `assurance`: without a data provider's signature the engine grants at most limited assurance, and never credits.

use super::signature;
use crate::{
    evidence::Evidence,
    facts::{Assurance, Context},
    report::CheckResult,
};

pub(super) fn check(context: &Context, evidence: &Evidence) -> CheckResult {
    let claim = &context.claim;
    if signature::is_verified(context, evidence) {
        return CheckResult::pass("a listed provider's signature allows credits and reasonable assurance");
    }
    if claim.kind.is_credit() {
        return CheckResult::fail("a credit needs the signature of a listed data provider");
    }
    match claim.assurance {
        Assurance::Reasonable => {
            CheckResult::fail("reasonable assurance needs the signature of a listed data provider")
        }
        Assurance::Limited => CheckResult::pass("unsigned, so limited assurance and no more"),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        checks::testing::*,
        facts::{Assurance, ClaimKind},
    };

    #[test]
    fn signed_is_enough_for_anything() {
        let mut draft = electricity();
        draft.context.claim.assurance = Assurance::Reasonable;
        assert_pass(&draft.finish(), "assurance");
        assert_pass(&forest().finish(), "assurance");
    }

    #[test]
    fn unsigned_is_limited_and_no_credit() {
        let mut draft = electricity();
        draft.unsign();
        draft.context.claim.assurance = Assurance::Limited;
        assert_pass(&draft.clone().finish(), "assurance");
        draft.context.claim.assurance = Assurance::Reasonable;
        assert_fail(&draft.finish(), "assurance");
        let mut credit = forest();
        credit.unsign();
        credit.context.claim.assurance = Assurance::Limited;
        assert_fail(&credit.clone().finish(), "assurance");
        credit.context.claim.kind = ClaimKind::Reduction;
        assert_fail(&credit.finish(), "assurance");
    }
}
