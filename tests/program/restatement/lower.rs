//! `execute_lowering`: units become void; inventory and log are corrected.

use super::*;
use carbon_client::{
    neutrality::Neutrality,
    program::{
        claim::*,
        errors::CarbonError,
        notary::Verdict,
        record::{ClaimKind, NO_STREAM},
        token::TokenClass,
    },
};
use carbon_wire::quantity::GRAMS_PER_TONNE;

#[test]
fn the_inventory_follows_every_kind_of_record() {
    let mut case = RestatementTest::new();
    let args = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..case.test.emission(500) };
    let baseline = case.test.record(case.source, args);
    case.propose_year_closing();
    for record in [case.emission, case.absorption, baseline] {
        case.test.restate_down(record, 100);
    }
    let inventory = case.test.inventory(&case.source);
    assert_eq!((inventory.emitted, inventory.absorbed, inventory.baseline), (100, 100, 100));
    assert_eq!(inventory.records, 3, "a record restated still is one");
    assert!(!inventory.closed, "the year is open again");
    assert_eq!(case.test.log().corrections, 0, "nothing was logged");
    case.test.assert_conservation();
}

/// The leaf of the year is corrected once and completely, and the year can be closed and logged again.
#[test]
fn a_logged_year_is_corrected() {
    let mut case = RestatementTest::new();
    case.burn(100_000);
    case.propose_year_closing();
    case.test.log_year(case.source).unwrap();
    let inventory = at::inventory(&case.source, 2023);
    let done = case.test.restate_down(case.emission, 900_000);
    // The certificate's leaf is the first, the year's the second.
    assert_eq!(corrections(&done), [(inventory, 1, EMITTED)]);
    assert_eq!(case.test.log().corrections, 1);
    assert_refused(case.test.log_year(case.source), CarbonError::YearNotClosed);
    let done = case.test.restate_down(case.emission, 800_000);
    assert_eq!(corrections(&done), [], "a withdrawn leaf is not withdrawn again");
    case.propose_year_closing();
    case.test.log_year(case.source).unwrap();
    // Absorption is in no leaf of a year. But the year opens, and an open year is not neutral.
    let done = case.test.restate_down(case.absorption, 1_000_000);
    assert_eq!(corrections(&done), [(inventory, 3, 800_000)]);
    let content = case.test.inventory(&case.source);
    assert_eq!((content.closed, content.logged), (false, None));
}

#[test]
fn an_emission_is_restated_down_to_what_is_neutralized_and_no_further() {
    let mut case = RestatementTest::new();
    case.burn(EMITTED / 2);
    assert_refused(case.test.try_propose_restatement(case.emission, EMITTED / 2 - 1), CarbonError::NeutralizedUnits);
    case.test.restate_down(case.emission, EMITTED / 2);
    case.propose_year_closing();
    let inventory = case.test.inventory(&case.source);
    assert_eq!(Neutrality::of(&inventory), Neutrality::Neutral { emitted: EMITTED / 2 });
    // The other half remains in the supply and is void.
    assert_eq!(case.test.supply(TokenClass::Emission), EMITTED / 2);
    case.test.assert_conservation();
}

/// Neutralized units need not be the first units: the limit is the end of the last of them.
#[test]
fn an_emission_whose_tail_is_neutralized_is_not_restated_down_at_all() {
    let mut case = RestatementTest::new();
    let (owner, buyer) = (case.test.people.owner.clone(), case.test.person(70));
    let duty = case.duty();
    case.test.transfer(duty, &owner, &buyer, 600_000);
    case.burn(400_000);
    assert_refused(case.test.try_propose_restatement(case.emission, EMITTED - 1), CarbonError::NeutralizedUnits);
    case.test.try_propose_restatement(case.emission, EMITTED + 1).unwrap();
}

/// An approved burn cannot be executed after the restatement, and its lots are freed.
#[test]
fn an_approved_burn_waits_for_the_decision() {
    let mut case = RestatementTest::new();
    let (duty, credit) = (case.duty(), case.credit());
    let proof = case.test.submitted_burn(&[(duty, credit, EMITTED)]);
    case.test.review_all(proof);
    case.test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let key = case.test.propose_restatement(case.emission, 900_000);
    assert_refused(case.test.execute_burn(proof), CarbonError::RecordFrozen);
    case.test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    case.test.execute_lowering(case.emission).unwrap();
    assert_refused(case.test.execute_burn(proof), CarbonError::VoidUnits);
    case.test.pass(20 * 86_400);
    let owner = case.test.people.owner.clone();
    case.test.drop_burn(proof, &owner).unwrap();
    // The burn locked the first units of the credit as a separate lot.
    case.test.burn(&[(duty, at::lot(&credit, 0), 900_000)]);
    case.propose_year_closing();
    let inventory = case.test.inventory(&case.source);
    assert_eq!(Neutrality::of(&inventory), Neutrality::Neutral { emitted: 900_000 });
}

#[test]
fn each_direction_has_its_instruction() {
    let mut case = RestatementTest::new();
    for (record, grams) in [(case.emission, EMITTED + 1), (case.absorption, ABSORBED - 1)] {
        let key = case.test.propose_restatement(record, grams);
        case.test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    }
    assert_refused(case.test.execute_lowering(case.emission), CarbonError::WrongDirection);
    // The client passes lots that such a restatement cannot have. Any accounts will do: the direction is checked first.
    let mut restatement = case.test.restatement(&at::restatement(&case.absorption));
    restatement.old_valid_grams = restatement.new_valid_grams;
    let crank = case.test.people.crank.clone();
    let record = case.test.record_at(&case.absorption);
    let payer = solana_signer::Signer::pubkey(&crank);
    let supplement = carbon_client::restatements::execute_supplement(payer, &restatement, &record);
    assert_refused(case.test.runtime.send(&[supplement], &[&crank]), CarbonError::WrongDirection);
}

#[test]
fn a_recall_is_a_restatement_to_nothing() {
    let mut case = RestatementTest::new();
    case.test.restate_down(case.absorption, 0);
    assert_eq!(case.test.inventory(&case.source).absorbed, 0);
    let record = case.test.record_at(&case.absorption);
    assert_eq!((record.valid_grams, record.data.grams, record.frozen), (0, ABSORBED, false));
    assert_refused(case.test.try_propose_restatement(case.absorption, 0), CarbonError::NothingRestated);
}

/// A recall is the cheapest way to a small footprint unless the gap stays visible: the year cannot be closed over days
/// without a valid record, and a new claim covers them.
#[test]
fn recalled_days_are_uncovered_and_can_be_claimed_anew() {
    let mut case = RestatementTest::new();
    case.propose_year_closing();
    case.test.restate_down(case.emission, 0);
    assert!(case.test.record_at(&case.emission).recalled);
    assert_refused(case.test.try_propose_year_closing(case.source), CarbonError::DaysMissing);
    assert_refused(case.test.try_propose_restatement(case.emission, EMITTED), CarbonError::DaysFreed);
    let args = case.test.emission(900_000);
    case.test.record(case.source, args);
    case.propose_year_closing();
    assert_eq!(case.test.inventory(&case.source).emitted, 900_000);
    case.test.assert_conservation();
}

/// The days of a record are free only if nothing of the record or a supplement is valid.
#[test]
fn days_stay_covered_while_a_gram_is_valid() {
    let mut case = RestatementTest::new();
    case.test.restate_up(case.emission, EMITTED + 100);
    case.test.restate_down(case.emission, 1);
    assert!(!case.test.record_at(&case.emission).recalled);
    let args = case.test.emission(5);
    let context = case.test.context(case.source);
    assert_refused(case.test.submit_with(context, args.clone()), CarbonError::DaysCovered);
    case.test.restate_down(case.emission, 0);
    case.test.submit(case.source, args);
}

/// Ensham, Safeguard year 2024-25 (Clean Energy Regulator): entitled to 31,783 credits, 42,636 were issued, and 10,853
/// had to be returned. The same figures as absorption credits show that the void tonnes are the last ones: the buffer's
/// before the issuer's, and the issuer's before the buyer's.
#[test]
fn ensham_gives_10_853_tonnes_back() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.absorption(42_636 * GRAMS_PER_TONNE);
    let record = test.record(source, args);
    let (owner, buyer) = (test.people.owner.clone(), test.person(70));
    let lot = at::lot(&record, 0);
    let sold = test.transfer(lot, &owner, &buyer, 30_000 * GRAMS_PER_TONNE);
    test.restate_down(record, 31_783 * GRAMS_PER_TONNE);

    let void = |test: &TestRegistry, lot: Pubkey| {
        let (lot, valid) = (test.lot(&lot), test.record_at(&record).valid_grams);
        lot.end - valid.clamp(lot.start, lot.end)
    };
    let [of_buffer, of_owner, of_buyer] = [at::lot(&record, 1), lot, sold].map(|lot| void(&test, lot));
    assert_eq!(of_buffer + of_owner + of_buyer, 10_853 * GRAMS_PER_TONNE);
    // 15 % of 42,636 t, rounded up to the gram: all of the buffer's.
    assert_eq!(of_buffer, 6_395_400_000);
    assert_eq!(of_buyer, 0);
    assert_eq!(test.inventory(&source).absorbed, 31_783 * GRAMS_PER_TONNE);
    test.transfer(lot, &owner, &buyer, 1_783 * GRAMS_PER_TONNE);
    assert_refused(test.try_transfer(lot, &owner, &buyer, 1), CarbonError::VoidUnits);
    test.assert_conservation();
}
