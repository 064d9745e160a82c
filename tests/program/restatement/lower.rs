//! Restatements downward: units become void, and what was counted and stated follows.

use super::*;
use carbon_client::{
    neutrality::Neutrality,
    program::{claim::*, errors::CarbonError, notary::Verdict, token::TokenClass},
};
use carbon_wire::quantity::GRAMS_PER_TONNE;

#[test]
fn the_inventory_follows_every_kind_of_record() {
    let mut books = Books::new();
    let args = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..books.world.emission(500) };
    let baseline = books.world.record(books.source, args);
    books.close_year();
    for record in [books.emission, books.absorption, baseline] {
        books.world.restate_down(record, 100);
    }
    let inventory = books.world.inventory(&books.source);
    assert_eq!((inventory.emitted, inventory.absorbed, inventory.baseline), (100, 100, 100));
    assert_eq!(inventory.records, 3, "a record restated still is one");
    assert!(!inventory.closed, "the year is open again");
    assert_eq!(books.world.log().corrections, 0, "nothing was stated");
    books.world.assert_conservation();
}

/// What the log says of the year is taken back, whole and once, and the year can be closed and stated anew.
#[test]
fn a_stated_year_is_corrected() {
    let mut books = Books::new();
    books.burn(100_000);
    books.close_year();
    books.world.state_year(books.source).unwrap();
    let inventory = at::inventory(&books.source, 2023);
    let done = books.world.restate_down(books.emission, 900_000);
    // The certificate's leaf is the first, the year's the second.
    assert_eq!(corrections(&done), [(inventory, 1, EMITTED)]);
    assert_eq!(books.world.log().corrections, 1);
    assert_refused(books.world.state_year(books.source), CarbonError::YearNotClosed);
    let done = books.world.restate_down(books.emission, 800_000);
    assert_eq!(corrections(&done), [], "what is taken back is not taken back again");
    books.close_year();
    books.world.state_year(books.source).unwrap();
    // Absorption is in no leaf of a year. But the year opens, and an open year is not neutral.
    let done = books.world.restate_down(books.absorption, 1_000_000);
    assert_eq!(corrections(&done), [(inventory, 3, 800_000)]);
    let content = books.world.inventory(&books.source);
    assert_eq!((content.closed, content.stated), (false, None));
}

#[test]
fn an_emission_is_restated_down_to_what_is_neutralized_and_no_further() {
    let mut books = Books::new();
    books.burn(EMITTED / 2);
    assert_refused(books.world.try_restate(books.emission, EMITTED / 2 - 1), CarbonError::NeutralizedUnits);
    books.world.restate_down(books.emission, EMITTED / 2);
    books.close_year();
    let inventory = books.world.inventory(&books.source);
    assert_eq!(Neutrality::of(&inventory), Neutrality::Neutral { emitted: EMITTED / 2 });
    // The other half is in the supply, and void.
    assert_eq!(books.world.supply(TokenClass::Emission), EMITTED / 2);
    books.world.assert_conservation();
}

/// Neutralized units need not be the first: what counts is the last of them.
#[test]
fn an_emission_whose_tail_is_neutralized_is_not_restated_down_at_all() {
    let mut books = Books::new();
    let (owner, buyer) = (books.world.owner.insecure_clone(), books.world.person(70));
    let duty = books.duty();
    books.world.transfer(duty, &owner, &buyer, 600_000);
    books.burn(400_000);
    assert_refused(books.world.try_restate(books.emission, EMITTED - 1), CarbonError::NeutralizedUnits);
    books.world.try_restate(books.emission, EMITTED + 1).unwrap();
}

/// A burn proof that was approved before cannot outrun a restatement, and its lots are not lost.
#[test]
fn an_approved_burn_waits_for_the_decision() {
    let mut books = Books::new();
    let (duty, credit) = (books.duty(), books.credit());
    let proof = books.world.submitted(&[(duty, credit, EMITTED)]);
    books.world.review_all(proof);
    books.world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let key = books.world.propose_restatement(books.emission, 900_000);
    assert_refused(books.world.finalize(proof), CarbonError::RecordFrozen);
    books.world.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    books.world.lower(books.emission).unwrap();
    assert_refused(books.world.finalize(proof), CarbonError::VoidUnits);
    books.world.pass(20 * 86_400);
    let owner = books.world.owner.insecure_clone();
    books.world.cancel(proof, &owner).unwrap();
    // The burn had the credit's first units in a lot of their own.
    books.world.burn(&[(duty, at::lot(&credit, 0), 900_000)]);
    books.close_year();
    let inventory = books.world.inventory(&books.source);
    assert_eq!(Neutrality::of(&inventory), Neutrality::Neutral { emitted: 900_000 });
}

#[test]
fn each_direction_has_its_instruction() {
    let mut books = Books::new();
    for (record, grams) in [(books.emission, EMITTED + 1), (books.absorption, ABSORBED - 1)] {
        let key = books.world.propose_restatement(record, grams);
        books.world.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    }
    assert_refused(books.world.lower(books.emission), CarbonError::WrongDirection);
    // The client asks for lots that such a restatement cannot have: any accounts do, the direction is looked at first.
    let mut restatement = books.world.restatement(&at::restatement(&books.absorption));
    restatement.before = restatement.after;
    let crank = books.world.crank.insecure_clone();
    let record = books.world.record_at(&books.absorption);
    let payer = solana_signer::Signer::pubkey(&crank);
    let supplement = carbon_client::restatements::supplement_record(payer, &restatement, &record);
    assert_refused(books.world.runtime.send(&[supplement], &[&crank]), CarbonError::WrongDirection);
}

#[test]
fn a_recall_is_a_restatement_to_nothing() {
    let mut books = Books::new();
    books.world.restate_down(books.absorption, 0);
    assert_eq!(books.world.inventory(&books.source).absorbed, 0);
    let record = books.world.record_at(&books.absorption);
    assert_eq!((record.valid_grams, record.data.grams, record.frozen), (0, ABSORBED, false));
    assert_refused(books.world.try_restate(books.absorption, 0), CarbonError::NothingRestated);
}

/// Ensham, Safeguard year 2024-25 (Clean Energy Regulator): a right to 31,783 credits, 42,636 were issued, and 10,853 had to
/// be given back. Those are credits of a pool, which this release does not have; the same figures as absorption credits show
/// that the tonnes given back are the last ones, the buffer's before the issuer's and the issuer's before the buyer's.
#[test]
fn ensham_gives_10_853_tonnes_back() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.absorption(42_636 * GRAMS_PER_TONNE);
    let record = world.record(source, args);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(70));
    let lot = at::lot(&record, 0);
    let sold = world.transfer(lot, &owner, &buyer, 30_000 * GRAMS_PER_TONNE);
    world.restate_down(record, 31_783 * GRAMS_PER_TONNE);

    let void = |world: &World, lot: Pubkey| {
        let (lot, valid) = (world.lot(&lot), world.record_at(&record).valid_grams);
        lot.end - valid.clamp(lot.start, lot.end)
    };
    let [of_buffer, of_owner, of_buyer] = [at::lot(&record, 1), lot, sold].map(|lot| void(&world, lot));
    assert_eq!(of_buffer + of_owner + of_buyer, 10_853 * GRAMS_PER_TONNE);
    // 15 % of 42,636 t, rounded up to the gram: all of the buffer's.
    assert_eq!(of_buffer, 6_395_400_000);
    assert_eq!(of_buyer, 0);
    assert_eq!(world.inventory(&source).absorbed, 31_783 * GRAMS_PER_TONNE);
    world.transfer(lot, &owner, &buyer, 1_783 * GRAMS_PER_TONNE);
    assert_refused(world.try_transfer(lot, &owner, &buyer, 1), CarbonError::VoidUnits);
    world.assert_conservation();
}
