//! Certificates whose credits turned out to be void: impaired, half covered, covered, and impaired again.

use super::*;
use carbon_client::{
    instructions as ix,
    neutrality::{is_offset, offset_grams},
    program::{burn::CertificateStatus, errors::CarbonError, registry::*, restatement::Cover, token::TokenClass},
    restatements::{self, CertifiedLeg},
};
use solana_signer::Signer;

/// Grams that every certificate here has.
const BURNED: u64 = 600_000;

/// Books with a certificate whose credit record is restated so that `valid` of its grams are left.
fn voided(valid: u64) -> (Books, Pubkey) {
    let mut books = Books::new();
    let certificate = books.burn(BURNED);
    books.test.restate_down(books.absorption, valid);
    (books, certificate)
}

#[test]
fn a_certificate_is_impaired_half_covered_and_covered() {
    let (mut books, key) = voided(400_000);
    let credit = books.more_credit(2, 1_000_000);
    let owner = books.test.people.owner.clone();
    let supply = books.test.supply(TokenClass::AbsorptionCredit);

    let done = books.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 200_000)]);
    let certificate = books.test.certificate(&key);
    assert_eq!((certificate.status, certificate.shortfall), (CertificateStatus::Impaired, 200_000));
    assert!(!is_offset(&certificate));
    assert_eq!(offset_grams(&certificate), 400_000);
    assert_eq!(books.test.inventory(&books.source).neutralized, 400_000);

    let done = books.test.cover(key, 0, &owner, credit, 100_000).unwrap();
    assert_eq!(corrections(&done), [], "half a cover is no correction");
    let certificate = books.test.certificate(&key);
    assert_eq!((certificate.status, certificate.shortfall), (CertificateStatus::Impaired, 100_000));
    assert_eq!(books.test.inventory(&books.source).neutralized, 500_000);
    assert_refused(books.test.cover(key, 0, &owner, credit, 100_001), CarbonError::NotShort);

    let done = books.test.cover(key, 0, &owner, credit, 100_000).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 0)]);
    assert!(is_offset(&books.test.certificate(&key)));
    assert_eq!(books.test.inventory(&books.source).neutralized, BURNED);
    assert_eq!(books.test.supply(TokenClass::AbsorptionCredit), supply - 200_000);
    assert_refused(books.test.cover(key, 0, &owner, credit, 1), CarbonError::NotShort);
    let log = books.test.log();
    assert_eq!((log.count, log.corrections), (3, 2));
    assert_eq!(log.neutralized(), BURNED as u128, "the total of the log counts a certificate once");
    let second: Cover = books.test.runtime.get(&at::cover(&key, 1));
    assert_eq!((second.leg, second.units.start, second.units.end), (0, 100_000, 200_000));
    books.test.assert_conservation();
}

#[test]
fn each_void_unit_is_counted_once() {
    let (mut books, key) = voided(BURNED);
    assert_refused(books.test.impair(key, 0, None), CarbonError::NothingVoid);
    for (valid, shortfall) in [(BURNED - 1, 1), (300_000, 300_000), (0, BURNED)] {
        books.test.restate_down(books.absorption, valid);
        books.test.impair(key, 0, None).unwrap();
        assert_refused(books.test.impair(key, 0, None), CarbonError::NothingVoid);
        assert_eq!(books.test.certificate(&key).shortfall, shortfall);
        assert_eq!(books.test.inventory(&books.source).neutralized, BURNED - shortfall);
    }
}

#[test]
fn a_leg_is_one_of_the_certificate() {
    let (mut books, key) = voided(0);
    let emission = books.test.record_at(&books.emission);
    let certificate = books.test.certificate(&key);
    let of = CertifiedLeg { key, certificate: &certificate, leg: 0, emission: &emission };
    let mut impair = restatements::impair(of, None);
    // The leg is all that the instruction says.
    *impair.data.last_mut().unwrap() = 1;
    assert_refused(books.test.runtime.send(&[impair], &[]), CarbonError::NoSuchLeg);
}

/// What covers can turn out to be void like what it stands in for.
#[test]
fn a_cover_that_turns_out_void_impairs_again() {
    let (mut books, key) = voided(0);
    let owner = books.test.people.owner.clone();
    books.test.impair(key, 0, None).unwrap();
    let [second, third] = [books.more_credit(2, 1_000_000), books.more_credit(3, 1_000_000)];
    books.test.cover(key, 0, &owner, second, BURNED).unwrap();
    let cover = at::cover(&key, 0);
    assert_refused(books.test.impair(key, 0, Some(cover)), CarbonError::NothingVoid);
    let record = books.test.lot(&second).record;
    books.test.restate_down(record, 250_000);
    assert_refused(books.test.impair(key, 0, None), CarbonError::NothingVoid);
    let done = books.test.impair(key, 0, Some(cover)).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 350_000)]);
    assert_refused(books.test.impair(key, 0, Some(cover)), CarbonError::NothingVoid);
    assert_eq!(books.test.inventory(&books.source).neutralized, 250_000);
    books.test.cover(key, 0, &owner, third, 350_000).unwrap();
    assert!(is_offset(&books.test.certificate(&key)));
    assert_eq!(books.test.inventory(&books.source).neutralized, BURNED);
    books.test.assert_conservation();
}

/// The leaf of a neutral year says for how many grams it does not hold, and when it holds again.
#[test]
fn a_stated_year_is_corrected_with_its_certificate() {
    let mut books = Books::new();
    // Of a forest of its own: restating the absorption of the same source would open the year.
    let (duty, bought) = (books.duty(), books.more_credit(3, ABSORBED));
    let forest = books.test.lot(&bought).record;
    let key = books.test.burn(&[(duty, bought, EMITTED)]);
    books.propose_year_closing();
    books.test.log_year(books.source).unwrap();
    assert!(books.test.inventory(&books.source).is_neutral());
    let inventory = at::inventory(&books.source, 2023);
    books.test.restate_down(forest, 400_000);
    let done = books.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 600_000), (inventory, 1, 600_000)]);
    let content = books.test.inventory(&books.source);
    assert!(content.closed && !content.is_neutral(), "nothing is missing in the data, only in what neutralizes it");

    let (owner, credit) = (books.test.people.owner.clone(), books.more_credit(2, 1_000_000));
    let done = books.test.cover(key, 0, &owner, credit, 599_999).unwrap();
    assert_eq!(corrections(&done), []);
    let done = books.test.cover(key, 0, &owner, credit, 1).unwrap();
    assert_eq!(corrections(&done), [(inventory, 1, 0), (key, 0, 0)]);
    assert!(books.test.inventory(&books.source).is_neutral());
}

/// A leaf that was stated before more was neutralized understates: what is taken back need not touch it.
#[test]
fn a_leaf_that_says_no_more_than_is_left_stands() {
    let mut books = Books::new();
    let owner = books.test.people.owner.clone();
    books.propose_year_closing();
    books.test.log_year(books.source).unwrap();
    let key = books.burn(BURNED);
    books.test.restate_down(books.absorption, 400_000);
    let done = books.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), [(key, 1, 200_000)]);
    let credit = books.more_credit(2, 1_000_000);
    let done = books.test.cover(key, 0, &owner, credit, 200_000).unwrap();
    assert_eq!(corrections(&done).last(), Some(&(key, 1, 0)));
}

/// Two emitters' legs, two forests: a void forest concerns its own leg.
#[test]
fn legs_are_impaired_one_by_one() {
    let mut books = Books::new();
    let other = books.test.source(TestRegistry::source_args(2));
    let (emission, absorption) = (books.test.emission(EMITTED), books.test.absorption(ABSORBED));
    let duty = at::lot(&books.test.record(other, emission), 0);
    let forest = books.test.record(other, absorption);
    let legs = [(books.duty(), books.credit(), 100_000), (duty, at::lot(&forest, 0), 200_000)];
    let key = books.test.burn(&legs);
    books.test.restate_down(forest, 50_000);
    assert_refused(books.test.impair(key, 0, None), CarbonError::NothingVoid);
    books.test.impair(key, 1, None).unwrap();
    let neutralized = [books.source, other].map(|source| books.test.inventory(&source).neutralized);
    assert_eq!(neutralized, [100_000, 50_000]);
    let (owner, credit) = (books.test.people.owner.clone(), books.credit());
    assert_refused(books.test.cover(key, 0, &owner, credit, 1), CarbonError::NotShort);
    books.test.cover(key, 1, &owner, credit, 150_000).unwrap();
    assert!(is_offset(&books.test.certificate(&key)));
}

#[test]
fn anyone_covers_with_credits_of_its_own_and_the_authority_with_the_buffers() {
    let (mut books, key) = voided(0);
    books.test.impair(key, 0, None).unwrap();
    let credit = books.more_credit(2, 1_000_000);
    let buffer = at::lot(&books.test.lot(&credit).record, 1);
    let (owner, authority, stranger) =
        (books.test.people.owner.clone(), books.test.people.authority.clone(), books.test.person(70));
    // Nobody's credits are taken without its word: not the issuer's by the authority, nor the buffer's by anyone.
    assert_refused(books.test.cover(key, 0, &authority, credit, 1), CarbonError::NotLotOwner);
    assert_refused(books.test.cover(key, 0, &stranger, credit, 1), CarbonError::NotLotOwner);
    assert_refused(books.test.cover(key, 0, &stranger, buffer, 1), CarbonError::NotLotOwner);
    let of_stranger = books.test.transfer(credit, &owner, &stranger, 100_000);
    books.test.cover(key, 0, &stranger, of_stranger, 100_000).unwrap();
    books.test.cover(key, 0, &authority, buffer, 150_000).unwrap();
    books.test.cover(key, 0, &owner, credit, BURNED - 250_000).unwrap();
    assert!(is_offset(&books.test.certificate(&key)));
    let covers = [0, 1, 2].map(|index| books.test.runtime.get::<Cover>(&at::cover(&key, index)).holder);
    assert_eq!(covers, [stranger.pubkey(), at::buffer(&books.test.registry), owner.pubkey()]);
    books.test.close_lot(buffer).unwrap();
    books.test.assert_conservation();
}

#[test]
fn a_cover_is_of_what_may_neutralize_today() {
    let (mut books, key) = voided(0);
    books.test.impair(key, 0, None).unwrap();
    let (owner, duty) = (books.test.people.owner.clone(), books.duty());
    let credit = books.more_credit(2, 1_000_000);
    assert_refused(books.test.cover(key, 0, &owner, duty, 1), CarbonError::NotAbsorptionCredit);
    assert_refused(books.test.cover(key, 0, &owner, credit, 0), CarbonError::ZeroQuantity);
    assert_refused(books.test.cover(key, 0, &owner, credit, 850_001), CarbonError::NotEnoughGrams);
    let mut terms = policy().terms;
    terms.required_adjustment = Adjustment::Authorized;
    books.test.apply(Change::SetTerms { terms }).unwrap();
    assert_refused(books.test.cover(key, 0, &owner, credit, 1), CarbonError::AdjustmentMissing);
    terms.required_adjustment = Adjustment::None;
    books.test.loosen(Change::SetTerms { terms }).unwrap();
    terms.max_vintage_age = 0;
    books.test.apply(Change::SetTerms { terms }).unwrap();
    assert_refused(books.test.cover(key, 0, &owner, credit, 1), CarbonError::VintageTooOld);
}

#[test]
fn a_pause_stops_both() {
    let (mut books, key) = voided(0);
    let (owner, credit) = (books.test.people.owner.clone(), books.more_credit(2, 1_000_000));
    let pause = ix::pause_registry(books.test.people.guardian.pubkey(), books.test.registry);
    let guardian = books.test.people.guardian.clone();
    books.test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(books.test.impair(key, 0, None), CarbonError::Paused);
    assert_refused(books.test.cover(key, 0, &owner, credit, 1), CarbonError::Paused);
}
