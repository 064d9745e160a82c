//! `execute_supplement`: a record of the difference.

use super::*;
use carbon_client::program::{
    claim::*, errors::CarbonError, notary::Verdict, record::*, registry::GwpSet, token::TokenClass,
};
use solana_instruction::error::InstructionError;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

#[test]
fn an_emission_found_too_low_gets_a_record_of_the_difference() {
    let mut case = RestatementTest::new();
    case.propose_year_closing();
    case.test.log_year(case.source).unwrap();
    let first = case.test.record_at(&case.emission);
    let days = carbon_client::claims::day_map_of(&case.source, &case.test.emission(0), 2023);
    let covered: DayMap = case.test.runtime.get(&days);
    let restatement = case.test.propose_restatement(case.emission, EMITTED + 200_000);
    let content = case.test.restatement(&restatement);
    case.test.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let done = case.test.execute_supplement(case.emission).unwrap();
    assert_eq!(corrections(&done), [(at::inventory(&case.source, 2023), 0, EMITTED)]);

    let key = at::record(&case.test.registry, &content.evidence_sha256, 0);
    let added = case.test.record_at(&key);
    assert_eq!((added.data.grams, added.valid_grams, added.supplements), (200_000, 200_000, case.emission));
    assert_eq!((added.source, added.owner, added.data.year), (first.source, first.owner, first.data.year));
    assert_eq!((added.data.first_day, added.data.last_day), (first.data.first_day, first.data.last_day));
    assert_eq!(added.data.quantity, Quantity::Measured { method: METHOD_RESTATED, gwp: GwpSet::Ar5 });
    assert_eq!((added.digest, added.approvals), (content.subject.ballot.digest, 0b1111));
    let after = case.test.record_at(&case.emission);
    assert_eq!((after.valid_grams, after.frozen), (EMITTED, false), "the first record stays as it is");
    assert_eq!(case.test.runtime.get::<DayMap>(&days).days, covered.days, "the days are covered already");
    let inventory = case.test.inventory(&case.source);
    assert_eq!((inventory.emitted, inventory.records, inventory.closed), (1_200_000, 3, false));
    let owner = case.test.people.owner.pubkey();
    assert_eq!(case.test.balance(&owner, TokenClass::Emission), 1_200_000);
    case.test.assert_conservation();

    // Its tokens are ordinary: their history begins with the ballot that approved them.
    let lot = at::lot(&key, 0);
    let legs = [(case.duty(), case.credit(), EMITTED), (lot, case.credit(), 200_000)];
    case.test.burn(&legs);
    case.propose_year_closing();
    assert!(case.test.inventory(&case.source).is_neutral());
}

#[test]
fn absorption_found_too_low_fills_the_buffer_too() {
    let mut case = RestatementTest::new();
    let buffer = at::buffer(&case.test.registry);
    let credit = TokenClass::AbsorptionCredit;
    let key = case.test.restate_up(case.absorption, ABSORBED + 1_001);
    let added = case.test.record_at(&key);
    assert_eq!((added.data.grams, added.buffer_grams), (1_001, 151), "15 % of 1,001 grams, rounded up");
    assert_eq!(added.data.provider, case.test.people.provider.pubkey());
    assert_eq!(case.test.balance(&buffer, credit), 300_000 + 151);
    assert_eq!(case.test.inventory(&case.source).absorbed, ABSORBED + 1_001);
    case.test.assert_conservation();
}

#[test]
fn a_baseline_gets_a_record_without_tokens() {
    let mut case = RestatementTest::new();
    let args = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..case.test.emission(500) };
    let baseline = case.test.record(case.source, args);
    let key = case.test.restate_up(baseline, 700);
    assert_eq!(case.test.record_at(&key).data.grams, 200);
    assert_eq!(case.test.inventory(&case.source).baseline, 700);
    case.test.assert_conservation();
}

#[test]
fn what_is_void_stays_void() {
    let mut case = RestatementTest::new();
    case.test.restate_down(case.absorption, 1_000_000);
    let added = case.test.restate_up(case.absorption, 1_500_000);
    assert_eq!(case.test.record_at(&added).data.grams, 500_000);
    assert_eq!(case.test.record_at(&case.absorption).valid_grams, 1_000_000);
    assert_eq!(case.test.inventory(&case.source).absorbed, 1_500_000);
    let (owner, buyer, lot) = (case.test.people.owner.clone(), case.test.person(70), case.credit());
    assert_refused(case.test.try_transfer(lot, &owner, &buyer, 1_000_001), CarbonError::VoidUnits);
    // The supplement goes before the record.
    case.test.restate_down(case.absorption, 1_000_000);
    assert_eq!(case.test.record_at(&added).valid_grams, 0);
    assert_eq!(case.test.inventory(&case.source).absorbed, 1_000_000);
}

/// One item of evidence backs at most one record.
#[test]
fn evidence_that_backs_a_record_raises_no_other() {
    let mut case = RestatementTest::new();
    let authority = case.test.people.authority.clone();
    let used = case.test.record_at(&case.absorption).data.evidence_sha256;
    let mut args = case.test.restate_args(EMITTED + 1);
    args.evidence_sha256 = used;
    case.test.propose_restatement_with(case.emission, &authority, args).unwrap();
    let key: Pubkey = at::restatement(&case.emission);
    case.test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let failed = case.test.execute_supplement(case.emission).unwrap_err();
    // The system program's: the account is in use.
    assert_eq!(failed.err, TransactionError::InstructionError(0, InstructionError::Custom(0)));
    // It can never be executed, so anyone frees the record at once.
    let anyone = case.test.people.crank.clone();
    case.test.drop_restatement(case.emission, &anyone).unwrap();
    assert!(!case.test.record_at(&case.emission).frozen);
}

/// A correction says the whole figure: proposed again, by mistake or on purpose, it changes nothing.
#[test]
fn a_correction_counts_once() {
    let mut case = RestatementTest::new();
    case.test.restate_up(case.absorption, 2_500_000);
    assert_refused(case.test.try_propose_restatement(case.absorption, 2_500_000), CarbonError::NothingRestated);
    let newest = case.test.record_at(&case.absorption).newest_supplement;
    assert_refused(case.test.try_propose_restatement(newest, 1), CarbonError::SupplementRestated);
    assert_eq!(case.test.inventory(&case.source).absorbed, 2_500_000);
    case.test.assert_conservation();

    // A further correction is of the total, whatever records it is made of.
    case.test.restate_up(case.absorption, 2_600_000);
    let record = case.test.record_at(&case.absorption);
    assert_eq!((record.valid_grams, record.supplemented_grams), (ABSORBED, 600_000));
    case.test.restate_down(case.absorption, 1_800_000);
    assert_eq!(case.test.inventory(&case.source).absorbed, 1_800_000);
    let record = case.test.record_at(&case.absorption);
    assert_eq!((record.valid_grams, record.supplemented_grams), (1_800_000, 0));
    assert_eq!(record.newest_supplement, Pubkey::default());
    case.test.assert_conservation();
}

#[test]
fn the_record_cap_is_of_the_total() {
    let mut case = RestatementTest::new();
    let cap = case.test.registry().policy.terms.record_cap;
    case.test.restate_up(case.emission, cap);
    assert_refused(case.test.try_propose_restatement(case.emission, cap + 1), CarbonError::RecordCapExceeded);
}

/// The newest supplement is lowered first, and only the supplements that a restatement reaches are frozen.
#[test]
fn a_lowering_takes_the_newest_supplement_first() {
    let mut case = RestatementTest::new();
    let first = case.test.restate_up(case.emission, EMITTED + 100);
    let second = case.test.restate_up(case.emission, EMITTED + 300);
    case.test.propose_restatement(case.emission, EMITTED + 150);
    let frozen = [case.emission, first, second].map(|key| case.test.record_at(&key).frozen);
    assert_eq!(frozen, [true, false, true]);
    case.test.vote(at::restatement(&case.emission), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    case.test.execute_lowering(case.emission).unwrap();
    let valid = [case.emission, first, second].map(|key| case.test.record_at(&key).valid_grams);
    assert_eq!(valid, [EMITTED, 100, 50]);
    case.test.restate_down(case.emission, EMITTED - 1);
    let records = [case.emission, first, second].map(|key| case.test.record_at(&key));
    assert_eq!([0, 1, 2].map(|at| records[at].valid_grams), [EMITTED - 1, 0, 0]);
    assert!(records.iter().all(|record| !record.frozen));
    assert_eq!(case.test.inventory(&case.source).emitted, EMITTED - 1);
    case.test.assert_conservation();
}

/// Neutralized units of a supplement stay valid, and do not protect the record's other units.
#[test]
fn neutralized_units_of_a_supplement_are_passed_over() {
    let mut case = RestatementTest::new();
    let supplement = case.test.restate_up(case.emission, EMITTED + 100);
    case.test.burn(&[(at::lot(&supplement, 0), case.credit(), 60)]);
    assert_refused(case.test.try_propose_restatement(case.emission, 59), CarbonError::NeutralizedUnits);
    case.test.restate_down(case.emission, 500);
    assert_eq!(case.test.record_at(&supplement).valid_grams, 60);
    let record = case.test.record_at(&case.emission);
    assert_eq!((record.valid_grams, record.supplemented_grams, record.newest_supplement), (440, 60, supplement));
    assert_eq!(case.test.inventory(&case.source).emitted, 500);
}

#[test]
fn a_dropped_restatement_unfreezes_the_supplements() {
    let mut case = RestatementTest::new();
    let supplement = case.test.restate_up(case.emission, EMITTED + 100);
    let authority = case.test.people.authority.clone();
    case.test.propose_restatement(case.emission, EMITTED);
    assert!(case.test.record_at(&supplement).frozen);
    case.test.drop_restatement(case.emission, &authority).unwrap();
    assert!(!case.test.record_at(&supplement).frozen);
}

/// Left out, doubled, foreign or superfluous supplements are refused in all three instructions.
#[test]
fn the_supplements_passed_are_those_reached() {
    let mut case = RestatementTest::new();
    let first = case.test.restate_up(case.emission, EMITTED + 100);
    let second = case.test.restate_up(case.emission, EMITTED + 200);
    let foreign = case.test.restate_up(case.absorption, ABSORBED + 100);
    let (authority, payer) = (case.test.people.authority.clone(), case.test.people.payer.clone());
    let record = case.test.record_at(&case.emission);
    let propose = |case: &mut RestatementTest, supplements: &[Pubkey]| {
        let args = case.test.restate_args(EMITTED + 50);
        let (payer_key, key) = (payer.pubkey(), (case.emission, &record));
        let propose = carbon_client::restatements::propose_restatement(
            payer_key,
            authority.pubkey(),
            key,
            supplements,
            None,
            None,
            args,
        );
        case.test.runtime.send(&[propose], &[&payer, &authority])
    };
    for wrong in [&[][..], &[second], &[first, second], &[second, second], &[second, foreign], &[second, first, first]]
    {
        assert_refused(propose(&mut case, wrong), CarbonError::SupplementsMismatch);
    }
    propose(&mut case, &[second, first]).unwrap();
    let restatement = case.test.restatement(&at::restatement(&case.emission));
    for wrong in [&[][..], &[second], &[first, second], &[second, first, foreign]] {
        let drop = carbon_client::restatements::drop_restatement(authority.pubkey(), &restatement, &record, wrong);
        assert_refused(case.test.runtime.send(&[drop], &[&authority]), CarbonError::SupplementsMismatch);
    }
    case.test.vote(at::restatement(&case.emission), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    for wrong in [&[][..], &[second], &[first, second], &[second, first, foreign]] {
        let lower = carbon_client::restatements::execute_lowering(&restatement, &record, wrong);
        assert_refused(case.test.runtime.send(&[lower], &[]), CarbonError::SupplementsMismatch);
    }
    case.test.execute_lowering(case.emission).unwrap();
    assert_eq!(case.test.inventory(&case.source).emitted, EMITTED + 50);
}

/// As for claims: the word of a provider that was delisted since raises nothing, and frees the record at once.
#[test]
fn a_delisted_provider_raises_nothing() {
    let mut case = RestatementTest::new();
    let key = case.test.propose_restatement(case.absorption, ABSORBED + 100);
    case.test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let (authority, provider) = (case.test.people.authority.pubkey(), case.test.people.provider.pubkey());
    let delist = carbon_client::instructions::delist_provider(authority, case.test.registry, provider, authority);
    let stranger = case.test.person(72);
    assert_refused(case.test.drop_restatement(case.absorption, &stranger), CarbonError::BallotApproved);
    case.test.authority_sends(&[delist]).unwrap();
    assert_refused(case.test.execute_supplement(case.absorption), CarbonError::ProviderDelisted);
    case.test.drop_restatement(case.absorption, &stranger).unwrap();
    assert!(!case.test.record_at(&case.absorption).frozen);
}
