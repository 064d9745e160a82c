//! `registries`: the bundle backs no record of another registry of the program. The program cannot tell: it knows an item of
//! evidence once in each registry. A manifest names one source, which belongs to one registry, so the other record is the suspicious
//! one; but a credit would be issued twice, so a person decides.

use crate::{evidence::Evidence, facts::Context, report::CheckResult};

pub(super) fn check(context: &Context, _: &Evidence) -> CheckResult {
    let elsewhere = &context.history.elsewhere;
    let count = elsewhere.len();
    let Some(other) = elsewhere.first() else {
        return CheckResult::pass("the bundle backs no record of another registry").with("records", count);
    };
    let sentence =
        format!("item {} of the bundle also backs {} of registry {}", other.item, other.name, other.registry);
    match context.claim.kind.is_credit() {
        true => CheckResult::doubt(sentence),
        false => CheckResult::pass(format!("{sentence}; that issues no credit twice")),
    }
    .with("records", count)
}

#[cfg(test)]
mod tests {
    use crate::{
        bench::draft::Draft,
        checks::testing::*,
        facts::{ElsewhereRecord, Key},
    };

    fn elsewhere(mut draft: Draft) -> Draft {
        let other = ElsewhereRecord { registry: Key([7; 32]), name: "record R".into(), item: 0 };
        draft.context.history.elsewhere.push(other);
        draft
    }

    #[test]
    fn a_credit_on_evidence_of_another_registrys_record_is_doubtful() {
        assert_pass(&forest().finish(), "registries");
        let sentence = assert_doubt(&elsewhere(forest()).finish(), "registries");
        assert!(sentence.contains("record R"), "{sentence}");
    }

    #[test]
    fn an_emission_may_be_reported_to_two_registries() {
        assert_pass(&elsewhere(electricity()).finish(), "registries");
    }
}
