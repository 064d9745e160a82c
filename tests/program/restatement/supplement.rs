//! Restatements upward: a record of the difference.

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
    let mut books = Books::new();
    books.propose_year_closing();
    books.test.log_year(books.source).unwrap();
    let first = books.test.record_at(&books.emission);
    let days = carbon_client::claims::day_map_of(&books.source, &books.test.emission(0), 2023);
    let covered: DayMap = books.test.runtime.get(&days);
    let restatement = books.test.propose_restatement(books.emission, EMITTED + 200_000);
    let content = books.test.restatement(&restatement);
    books.test.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let done = books.test.supplement(books.emission).unwrap();
    assert_eq!(corrections(&done), [(at::inventory(&books.source, 2023), 0, EMITTED)]);

    let key = at::record(&books.test.registry, &content.evidence_sha256, 0);
    let added = books.test.record_at(&key);
    assert_eq!((added.data.grams, added.valid_grams, added.supplements), (200_000, 200_000, books.emission));
    assert_eq!((added.source, added.owner, added.data.year), (first.source, first.owner, first.data.year));
    assert_eq!((added.data.first_day, added.data.last_day), (first.data.first_day, first.data.last_day));
    assert_eq!(added.data.quantity, Quantity::Measured { method: METHOD_RESTATED, gwp: GwpSet::Ar5 });
    assert_eq!((added.digest, added.approvals), (content.subject.ballot.digest, 0b1111));
    let after = books.test.record_at(&books.emission);
    assert_eq!((after.valid_grams, after.frozen), (EMITTED, false), "the first record stays as it is");
    assert_eq!(books.test.runtime.get::<DayMap>(&days).days, covered.days, "the days are covered already");
    let inventory = books.test.inventory(&books.source);
    assert_eq!((inventory.emitted, inventory.records, inventory.closed), (1_200_000, 3, false));
    let owner = books.test.people.owner.pubkey();
    assert_eq!(books.test.balance(&owner, TokenClass::Emission), 1_200_000);
    books.test.assert_conservation();

    // Its tokens are like any others: their history begins at the ballot that approved them.
    let lot = at::lot(&key, 0);
    let legs = [(books.duty(), books.credit(), EMITTED), (lot, books.credit(), 200_000)];
    books.test.burn(&legs);
    books.propose_year_closing();
    assert!(books.test.inventory(&books.source).is_neutral());
}

#[test]
fn absorption_found_too_low_fills_the_buffer_too() {
    let mut books = Books::new();
    let buffer = at::buffer(&books.test.registry);
    let credit = TokenClass::AbsorptionCredit;
    let key = books.test.restate_up(books.absorption, ABSORBED + 1_001);
    let added = books.test.record_at(&key);
    assert_eq!((added.data.grams, added.buffer_grams), (1_001, 151), "15 % of 1,001 grams, rounded up");
    assert_eq!(added.data.provider, books.test.people.provider.pubkey());
    assert_eq!(books.test.balance(&buffer, credit), 300_000 + 151);
    assert_eq!(books.test.inventory(&books.source).absorbed, ABSORBED + 1_001);
    books.test.assert_conservation();
}

#[test]
fn a_baseline_gets_a_record_without_tokens() {
    let mut books = Books::new();
    let args = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..books.test.emission(500) };
    let baseline = books.test.record(books.source, args);
    let key = books.test.restate_up(baseline, 700);
    assert_eq!(books.test.record_at(&key).data.grams, 200);
    assert_eq!(books.test.inventory(&books.source).baseline, 700);
    books.test.assert_conservation();
}

#[test]
fn what_is_void_stays_void() {
    let mut books = Books::new();
    books.test.restate_down(books.absorption, 1_000_000);
    let added = books.test.restate_up(books.absorption, 1_500_000);
    assert_eq!(books.test.record_at(&added).data.grams, 500_000);
    assert_eq!(books.test.record_at(&books.absorption).valid_grams, 1_000_000);
    assert_eq!(books.test.inventory(&books.source).absorbed, 1_500_000);
    let (owner, buyer, lot) = (books.test.people.owner.clone(), books.test.person(70), books.credit());
    assert_refused(books.test.try_transfer(lot, &owner, &buyer, 1_000_001), CarbonError::VoidUnits);
    // A supplement is a record like any other, also in that it can be restated.
    books.test.restate_down(added, 0);
    assert_eq!(books.test.inventory(&books.source).absorbed, 1_000_000);
}

/// One item of evidence backs one record, ever: what has become a record becomes no second one.
#[test]
fn evidence_that_backs_a_record_raises_no_other() {
    let mut books = Books::new();
    let authority = books.test.people.authority.clone();
    let used = books.test.record_at(&books.absorption).data.evidence_sha256;
    let mut args = books.test.restate_args(EMITTED + 1);
    args.evidence_sha256 = used;
    books.test.restate_with(books.emission, &authority, args).unwrap();
    let key: Pubkey = at::restatement(&books.emission);
    books.test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let failed = books.test.supplement(books.emission).unwrap_err();
    // The system program's: the account is in use.
    assert_eq!(failed.err, TransactionError::InstructionError(0, InstructionError::Custom(0)));
}
