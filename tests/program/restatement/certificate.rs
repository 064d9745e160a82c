//! Certificates whose credits became void: impaired, partly covered, covered, and impaired again.

use super::*;
use carbon_client::{
    instructions as ix,
    neutrality::{is_offset, offset_grams},
    program::{
        burn::CertificateStatus, errors::CarbonError, record::SerialRange, registry::*, restatement::Cover,
        token::TokenClass,
    },
    restatements::{self, CertifiedLeg},
};
use carbon_wire::payload::Payload;
use solana_signer::Signer;

/// Grams of each certificate.
const BURNED: u64 = 600_000;

/// A test with a certificate whose credit record is restated to `valid` grams.
fn voided(valid: u64) -> (RestatementTest, Pubkey) {
    let mut case = RestatementTest::new();
    let certificate = case.burn(BURNED);
    case.test.restate_down(case.absorption, valid);
    (case, certificate)
}

#[test]
fn a_certificate_is_impaired_half_covered_and_covered() {
    let (mut case, key) = voided(400_000);
    let credit = case.more_credit(2, 1_000_000);
    let owner = case.test.people.owner.clone();
    let supply = case.test.supply(TokenClass::AbsorptionCredit);

    let done = case.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 200_000)]);
    let certificate = case.test.certificate(&key);
    assert_eq!((certificate.status, certificate.shortfall), (CertificateStatus::Impaired, 200_000));
    assert!(!is_offset(&certificate));
    assert_eq!(offset_grams(&certificate), 400_000);
    assert_eq!(case.test.inventory(&case.source).neutralized, 400_000);

    let done = case.test.cover(key, 0, &owner, credit, 100_000).unwrap();
    assert_eq!(corrections(&done), [], "half a cover is no correction");
    let certificate = case.test.certificate(&key);
    assert_eq!((certificate.status, certificate.shortfall), (CertificateStatus::Impaired, 100_000));
    assert_eq!(case.test.inventory(&case.source).neutralized, 500_000);
    assert_refused(case.test.cover(key, 0, &owner, credit, 100_001), CarbonError::NotShort);

    let done = case.test.cover(key, 0, &owner, credit, 100_000).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 0)]);
    assert!(is_offset(&case.test.certificate(&key)));
    assert_eq!(case.test.inventory(&case.source).neutralized, BURNED);
    assert_eq!(case.test.supply(TokenClass::AbsorptionCredit), supply - 200_000);
    assert_refused(case.test.cover(key, 0, &owner, credit, 1), CarbonError::NotShort);
    let log = case.test.log();
    assert_eq!((log.count, log.corrections), (3, 2));
    assert_eq!(log.neutralized(), BURNED as u128, "the total of the log counts a certificate once");
    let cover: Cover = case.test.runtime.get(&case.test.cover_at(key, 0, credit));
    assert_eq!((cover.leg, cover.serials.ranges), (0, vec![SerialRange { start: 0, end: 200_000 }]));
    case.test.assert_conservation();
}

#[test]
fn each_void_unit_is_counted_once() {
    let (mut case, key) = voided(BURNED);
    // Looked at, and nothing of it is void.
    let done = case.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), []);
    assert_refused(case.test.impair(key, 0, None), CarbonError::NothingVoid);
    for (valid, shortfall) in [(BURNED - 1, 1), (300_000, 300_000), (0, BURNED)] {
        case.test.restate_down(case.absorption, valid);
        case.test.impair(key, 0, None).unwrap();
        assert_refused(case.test.impair(key, 0, None), CarbonError::NothingVoid);
        assert_eq!(case.test.certificate(&key).shortfall, shortfall);
        assert_eq!(case.test.inventory(&case.source).neutralized, BURNED - shortfall);
    }
}

#[test]
fn a_leg_is_one_of_the_certificate() {
    let (mut case, key) = voided(0);
    let emission = case.test.record_at(&case.emission);
    let certificate = case.test.certificate(&key);
    let of = CertifiedLeg { key, certificate: &certificate, leg: 0, emission: &emission };
    let mut impair = restatements::impair(of, None);
    // The leg is the only argument of the instruction.
    *impair.data.last_mut().unwrap() = 1;
    assert_refused(case.test.runtime.send(&[impair], &[]), CarbonError::NoSuchLeg);
}

/// Credits that are void without anybody having said so: the year can be closed and logged as neutral, but every message
/// tells the L1 how many burned credits are to be looked at, and it gives no answer.
#[test]
fn the_log_counts_burned_credits_of_lowered_records_until_each_is_looked_at() {
    let mut case = RestatementTest::new();
    let credit = case.more_credit(2, 2 * EMITTED);
    let duty = case.duty();
    let first = case.test.burn(&[(duty, credit, EMITTED / 2)]);
    let second = case.test.burn(&[(duty, credit, EMITTED / 2)]);
    let record = case.test.lot(&credit).record;
    assert_eq!((case.test.record_at(&record).uses, case.test.log().unimpaired), (2, 0));
    case.test.restate_down(record, EMITTED / 2 + 1);
    assert_eq!((case.test.record_at(&record).due, case.test.log().unimpaired), (2, 2));
    case.propose_year_closing();
    case.test.log_year(case.source).unwrap();
    assert!(case.test.inventory(&case.source).is_neutral(), "as far as anybody has looked");
    case.test.publish().unwrap();
    assert_eq!(Payload::decode(&case.test.batch(1).payload).unwrap().unimpaired, 2);

    case.test.impair(first, 0, None).unwrap();
    assert_eq!(case.test.log().unimpaired, 1);
    // Lowered again before all are looked at: each is looked at once more.
    case.test.restate_down(record, EMITTED / 2);
    assert_eq!((case.test.record_at(&record).due, case.test.log().unimpaired), (2, 2));
    let done = case.test.impair(second, 0, None).unwrap();
    assert_eq!(corrections(&done).len(), 2, "certificate and year");
    assert_eq!(corrections(&case.test.impair(first, 0, None).unwrap()), []);
    assert_refused(case.test.impair(first, 0, None), CarbonError::NothingVoid);
    case.test.publish().unwrap();
    assert_eq!(Payload::decode(&case.test.batch(2).payload).unwrap().unimpaired, 0);
    assert_eq!((case.test.record_at(&record).due, case.test.log().unimpaired), (0, 0));
    assert!(!case.test.inventory(&case.source).is_neutral());
}

/// A record that is raised or whose restatement is dropped makes nothing due, and neither does a lowering of other records.
#[test]
fn only_a_lowering_makes_burned_credits_due() {
    let mut case = RestatementTest::new();
    case.burn(BURNED);
    let supplement = case.test.restate_up(case.absorption, ABSORBED + 100);
    case.test.restate_down(case.absorption, ABSORBED + 50);
    assert_eq!(case.test.record_at(&supplement).lowerings, 1);
    case.test.restate_down(case.emission, EMITTED - 1);
    assert_eq!((case.test.record_at(&case.absorption).due, case.test.log().unimpaired), (0, 0));
}

/// Covering credits can become void too.
#[test]
fn a_cover_that_turns_out_void_impairs_again() {
    let (mut case, key) = voided(0);
    let owner = case.test.people.owner.clone();
    case.test.impair(key, 0, None).unwrap();
    let [second, third] = [case.more_credit(2, 1_000_000), case.more_credit(3, 1_000_000)];
    case.test.cover(key, 0, &owner, second, BURNED).unwrap();
    let cover = case.test.cover_at(key, 0, second);
    assert_refused(case.test.impair(key, 0, Some(cover)), CarbonError::NothingVoid);
    let record = case.test.lot(&second).record;
    case.test.restate_down(record, 250_000);
    assert_refused(case.test.impair(key, 0, None), CarbonError::NothingVoid);
    let done = case.test.impair(key, 0, Some(cover)).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 350_000)]);
    assert_refused(case.test.impair(key, 0, Some(cover)), CarbonError::NothingVoid);
    assert_eq!(case.test.inventory(&case.source).neutralized, 250_000);
    case.test.cover(key, 0, &owner, third, 350_000).unwrap();
    assert!(is_offset(&case.test.certificate(&key)));
    assert_eq!(case.test.inventory(&case.source).neutralized, BURNED);
    case.test.assert_conservation();
}

/// Corrections of a neutral year's leaf: how many grams are void, and that the leaf is whole again.
#[test]
fn a_logged_year_is_corrected_with_its_certificate() {
    let mut case = RestatementTest::new();
    // Credits of another source: restating absorption of the same source would reopen the year.
    let (duty, bought) = (case.duty(), case.more_credit(3, ABSORBED));
    let forest = case.test.lot(&bought).record;
    let key = case.test.burn(&[(duty, bought, EMITTED)]);
    case.propose_year_closing();
    case.test.log_year(case.source).unwrap();
    assert!(case.test.inventory(&case.source).is_neutral());
    let inventory = at::inventory(&case.source, 2023);
    case.test.restate_down(forest, 400_000);
    let done = case.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), [(key, 0, 600_000), (inventory, 1, 600_000)]);
    let content = case.test.inventory(&case.source);
    assert!(content.closed && !content.is_neutral(), "nothing is missing in the data, only in what neutralizes it");

    let (owner, credit) = (case.test.people.owner.clone(), case.more_credit(2, 1_000_000));
    let done = case.test.cover(key, 0, &owner, credit, 599_999).unwrap();
    assert_eq!(corrections(&done), []);
    let done = case.test.cover(key, 0, &owner, credit, 1).unwrap();
    assert_eq!(corrections(&done), [(inventory, 1, 0), (key, 0, 0)]);
    assert!(case.test.inventory(&case.source).is_neutral());
}

/// A leaf that was logged before further burns understates, so voided grams of those burns do not correct it.
#[test]
fn a_leaf_that_says_no_more_than_is_left_stands() {
    let mut case = RestatementTest::new();
    let owner = case.test.people.owner.clone();
    case.propose_year_closing();
    case.test.log_year(case.source).unwrap();
    let key = case.burn(BURNED);
    case.test.restate_down(case.absorption, 400_000);
    let done = case.test.impair(key, 0, None).unwrap();
    assert_eq!(corrections(&done), [(key, 1, 200_000)]);
    let credit = case.more_credit(2, 1_000_000);
    let done = case.test.cover(key, 0, &owner, credit, 200_000).unwrap();
    assert_eq!(corrections(&done).last(), Some(&(key, 1, 0)));
}

/// Two legs of two emitters and two absorption sources: a void record concerns only its own leg.
#[test]
fn legs_are_impaired_one_by_one() {
    let mut case = RestatementTest::new();
    let other = case.test.source(TestRegistry::source_args(2));
    let (emission, absorption) = (case.test.emission(EMITTED), case.test.absorption(ABSORBED));
    let duty = at::lot(&case.test.record(other, emission), 0);
    let forest = case.test.record(other, absorption);
    let legs = [(case.duty(), case.credit(), 100_000), (duty, at::lot(&forest, 0), 200_000)];
    let key = case.test.burn(&legs);
    case.test.restate_down(forest, 50_000);
    assert_refused(case.test.impair(key, 0, None), CarbonError::NothingVoid);
    case.test.impair(key, 1, None).unwrap();
    let neutralized = [case.source, other].map(|source| case.test.inventory(&source).neutralized);
    assert_eq!(neutralized, [100_000, 50_000]);
    let (owner, credit) = (case.test.people.owner.clone(), case.credit());
    assert_refused(case.test.cover(key, 0, &owner, credit, 1), CarbonError::NotShort);
    case.test.cover(key, 1, &owner, credit, 150_000).unwrap();
    assert!(is_offset(&case.test.certificate(&key)));
}

#[test]
fn anyone_covers_with_credits_of_its_own_and_the_authority_with_the_buffers() {
    let (mut case, key) = voided(0);
    case.test.impair(key, 0, None).unwrap();
    let credit = case.more_credit(2, 1_000_000);
    let buffer = at::lot(&case.test.lot(&credit).record, 1);
    let (owner, authority, stranger) =
        (case.test.people.owner.clone(), case.test.people.authority.clone(), case.test.person(70));
    // Credits cannot be used without their owner: the authority cannot use the issuer's, and a stranger cannot use the
    // buffer's.
    assert_refused(case.test.cover(key, 0, &authority, credit, 1), CarbonError::NotLotOwner);
    assert_refused(case.test.cover(key, 0, &stranger, credit, 1), CarbonError::NotLotOwner);
    assert_refused(case.test.cover(key, 0, &stranger, buffer, 1), CarbonError::NotLotOwner);
    let of_stranger = case.test.transfer(credit, &owner, &stranger, 100_000);
    case.test.cover(key, 0, &stranger, of_stranger, 100_000).unwrap();
    // The buffer's units do not follow the stranger's: less than a tonne of them must be all that is missing.
    assert_refused(case.test.cover(key, 0, &authority, buffer, 150_000), CarbonError::CoverTooSmall);
    case.test.cover(key, 0, &owner, credit, BURNED - 250_000).unwrap();
    case.test.cover(key, 0, &authority, buffer, 150_000).unwrap();
    assert!(is_offset(&case.test.certificate(&key)));
    // Units of three holders in one account: the stranger's and the owner's touch, the buffer's are at the record's end.
    let cover: Cover = case.test.runtime.get(&case.test.cover_at(key, 0, credit));
    let ranges = [(0, BURNED - 150_000), (850_000, 1_000_000)].map(|(start, end)| SerialRange { start, end });
    assert_eq!(cover.serials.ranges, ranges);
    case.test.close_lot(buffer).unwrap();
    case.test.assert_conservation();
}

#[test]
fn a_cover_is_of_what_may_neutralize_today() {
    let (mut case, key) = voided(0);
    case.test.impair(key, 0, None).unwrap();
    let (owner, duty) = (case.test.people.owner.clone(), case.duty());
    let credit = case.more_credit(2, 1_000_000);
    assert_refused(case.test.cover(key, 0, &owner, duty, 1), CarbonError::NotAbsorptionCredit);
    assert_refused(case.test.cover(key, 0, &owner, credit, 0), CarbonError::ZeroQuantity);
    assert_refused(case.test.cover(key, 0, &owner, credit, 850_001), CarbonError::NotEnoughGrams);
    let mut terms = policy().terms;
    terms.required_adjustment = Adjustment::Authorized;
    case.test.apply(Change::SetTerms { terms }).unwrap();
    assert_refused(case.test.cover(key, 0, &owner, credit, 1), CarbonError::AdjustmentMissing);
    terms.required_adjustment = Adjustment::None;
    case.test.loosen(Change::SetTerms { terms }).unwrap();
    terms.max_vintage_age = 0;
    case.test.apply(Change::SetTerms { terms }).unwrap();
    assert_refused(case.test.cover(key, 0, &owner, credit, 1), CarbonError::VintageTooOld);
}

#[test]
fn a_pause_stops_covers_and_no_news() {
    let (mut case, key) = voided(0);
    let (owner, credit) = (case.test.people.owner.clone(), case.more_credit(2, 1_000_000));
    let pause = ix::pause_registry(case.test.people.guardian.pubkey(), case.test.registry);
    let guardian = case.test.people.guardian.clone();
    case.test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(case.test.cover(key, 0, &owner, credit, 1), CarbonError::Paused);
    // That credits are void is a fact, which the log and the L1 learn during a pause, too.
    case.test.impair(key, 0, None).unwrap();
}

/// Twenty covers of one gram from one record are one account, and its recall two corrections.
#[test]
fn covers_of_one_record_are_one_account() {
    let (mut case, key) = voided(0);
    case.test.propose_and_execute_year_closing(case.source);
    case.test.log_year(case.source).unwrap();
    case.test.impair(key, 0, None).unwrap();
    let credit = case.more_credit(2, 1_000_000);
    let (owner, buyer) = (case.test.people.owner.clone(), case.test.person(70));
    for _ in 0..20 {
        case.test.cover(key, 0, &owner, credit, 1).unwrap();
    }
    // Other serials than the next ones must be a tonne, or all that is missing.
    case.test.transfer(credit, &owner, &buyer, 5);
    assert_refused(case.test.cover(key, 0, &owner, credit, 1), CarbonError::CoverTooSmall);
    let record = case.test.lot(&credit).record;
    let before = case.test.log();
    case.test.restate_down(record, 10);
    assert_eq!(case.test.log().unimpaired, 1);
    // It is not added to before it was looked at.
    let cover = case.test.cover_at(key, 0, credit);
    case.test.impair(key, 0, Some(cover)).unwrap();
    assert_eq!((case.test.runtime.get::<Cover>(&cover).void, case.test.certificate(&key).shortfall), (10, BURNED - 10));
    assert!(case.test.log().corrections - before.corrections <= 2);
}

#[test]
fn a_cover_that_is_due_takes_no_more() {
    let (mut case, key) = voided(0);
    case.test.impair(key, 0, None).unwrap();
    let credit = case.more_credit(2, 1_000_000);
    let (owner, record) = (case.test.people.owner.clone(), case.test.lot(&credit).record);
    case.test.cover(key, 0, &owner, credit, 100).unwrap();
    case.test.restate_down(record, 200_000);
    assert_refused(case.test.cover(key, 0, &owner, credit, 100), CarbonError::ImpairDue);
    let cover = case.test.cover_at(key, 0, credit);
    case.test.impair(key, 0, Some(cover)).unwrap();
    case.test.cover(key, 0, &owner, credit, 100).unwrap();
}
