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
    // A supplement is an ordinary record, so it can be restated too.
    case.test.restate_down(added, 0);
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
}
