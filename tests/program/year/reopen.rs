//! A record notarized after the year was logged: only a closed year can be neutral, so the leaf is corrected.

use carbon_client::{
    addresses as at,
    program::{
        claim::*,
        errors::CarbonError,
        notary::Verdict,
        record::{ClaimKind, NO_STREAM},
    },
};
use carbon_testkit::*;
use carbon_wire::{
    leaf::Leaf,
    log::{leaf_hash, Frontier},
};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Grams that the source of these tests emitted.
const EMITTED: u64 = 1_000_000;

/// A source whose year is closed, logged and neutral by another source's credits: leaf 0 is the certificate, leaf 1 the
/// year.
fn neutral() -> (TestRegistry, Pubkey) {
    let (mut test, source) = super::covered();
    let forest = test.source(TestRegistry::source_args(2));
    let args = test.absorption(2 * EMITTED);
    let credit = test.record(forest, args);
    let emission = test.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    test.burn(&[(at::lot(&emission, 0), at::lot(&credit, 0), EMITTED)]);
    test.propose_and_execute_year_closing(source);
    test.log_year(source).unwrap();
    assert!(test.inventory(&source).is_neutral());
    (test, source)
}

/// Submits a claim of the whole year, and approves it. Returns its address.
fn approved(test: &mut TestRegistry, source: Pubkey, kind: ClaimKind, grams: u64) -> Pubkey {
    let stream = if kind == ClaimKind::Absorption { 1 } else { NO_STREAM };
    let args = SubmitClaimArgs { kind, stream, ..test.emission(grams) };
    let claim = test.submit(source, args);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    claim
}

/// The log among the accounts of `notarize_claim`: the last optional account.
fn log(notarize: &mut Instruction) -> &mut AccountMeta {
    &mut notarize.accounts[20]
}

fn left_out() -> AccountMeta {
    AccountMeta::new_readonly(carbon_client::program::ID, false)
}

/// The leaves of all events; asserts that the log's root is the root over them.
fn leaves_of(test: &TestRegistry) -> Vec<Leaf> {
    let state = test.runtime.log(&test.registry);
    let entries = (0..state.count).map(|index| test.runtime.leaves().get(&test.registry, index).expect("its event"));
    let entries: Vec<_> = entries.collect();
    let hashes: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    assert_eq!(state.frontier().root(), Frontier::over(&hashes).unwrap().root());
    entries.iter().map(|entry| Leaf::decode(entry).expect("a leaf")).collect()
}

/// A record of any kind and size.
#[test]
fn a_record_that_comes_late_takes_the_years_leaf_back() {
    for (kind, grams) in [(ClaimKind::Absorption, 5), (ClaimKind::Baseline, 500), (ClaimKind::Baseline, 0)] {
        let (mut test, source) = neutral();
        let claim = approved(&mut test, source, kind, grams);
        let crank = test.people.crank.clone();
        let mut right = test.notarize_instruction(claim);
        assert_eq!(*log(&mut right), AccountMeta::new(at::log(&test.registry), false));
        let mut without = right.clone();
        *log(&mut without) = left_out();
        assert_refused(test.runtime.send(&[without], &[&crank]), CarbonError::LogRequired);
        assert_eq!((leaves_of(&test).len(), test.inventory(&source).closed), (2, true));

        let done = test.runtime.send(&[right], &[&crank]).unwrap();
        let inventory = at::inventory(&source, YEAR);
        assert_eq!(corrections(&done), [(inventory, 1, EMITTED)]);
        let found = leaves_of(&test);
        assert!(matches!(found[..], [Leaf::Certificate(_), Leaf::Year(_), Leaf::Correction(_)]), "{found:?}");
        assert_eq!(test.log().corrections, 1);
        let content = test.inventory(&source);
        assert_eq!((content.closed, content.logged), (false, None));

        // A leaf is corrected once; after it is closed again, the year is logged again with the same figures.
        let other = if kind == ClaimKind::Absorption { ClaimKind::Baseline } else { ClaimKind::Absorption };
        let claim = approved(&mut test, source, other, 7);
        assert_eq!(*log(&mut test.notarize_instruction(claim)), left_out());
        test.notarize(claim).unwrap();
        test.propose_and_execute_year_closing(source);
        test.log_year(source).unwrap();
        assert!(matches!(leaves_of(&test)[3..], [Leaf::Year(_)]));
        assert!(test.inventory(&source).is_neutral());
    }
}

/// A correction of zero grams would mean that the leaf is whole.
#[test]
fn a_leaf_that_says_nothing_was_emitted_is_taken_back_too() {
    let mut test = TestRegistry::new();
    let source = test.closed_year(0);
    test.log_year(source).unwrap();
    let claim = approved(&mut test, source, ClaimKind::Absorption, 5);
    let done = test.notarize(claim).unwrap();
    assert_eq!(corrections(&done), [(at::inventory(&source, YEAR), 0, 1)]);
}

/// The log may be passed when it is not needed.
#[test]
fn a_log_without_the_year_is_unchanged() {
    let (mut test, source) = super::covered();
    let claim = approved(&mut test, source, ClaimKind::Absorption, 5);
    let (mut notarize, crank) = (test.notarize_instruction(claim), test.people.crank.clone());
    assert_eq!(*log(&mut notarize), left_out());
    *log(&mut notarize) = AccountMeta::new(at::log(&test.registry), false);
    test.runtime.send(&[notarize], &[&crank]).unwrap();
    assert_eq!(leaves_of(&test), []);
    assert_eq!(
        test.balance(&test.people.owner.pubkey(), carbon_client::program::token::TokenClass::AbsorptionCredit),
        4
    );
}
