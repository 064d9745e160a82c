//! `close_claim`: a claim that does not become a record returns its deposit.

use carbon_client::{
    addresses as at,
    program::{
        claim::*, errors::CarbonError, notary::Verdict, record::*, source::RegisterSourceArgs, token::TokenClass,
    },
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A source with an operator, who submits a claim.
fn by_operator() -> (TestRegistry, Pubkey, Pubkey) {
    let mut test = TestRegistry::new();
    let operator = test.person(40);
    let source = test.source(RegisterSourceArgs { operators: vec![operator.pubkey()], ..TestRegistry::source_args(1) });
    let args = test.emission(1_000);
    let claim = at::claim(&source, args.nonce);
    let context = carbon_client::claims::ClaimContext { submitter: operator.pubkey(), ..test.context(source) };
    let submit = carbon_client::claims::submit_claim(context, args, 2023);
    let payer = test.people.payer.clone();
    test.runtime.send(&[submit], &[&payer, &operator]).unwrap();
    (test, source, claim)
}

#[test]
fn only_submitter_and_owner_close_an_open_claim() {
    for closer in [12, 40] {
        let (mut test, source, claim) = by_operator();
        let stranger = test.people.crank.clone();
        assert_refused(test.close(claim, &stranger), CarbonError::BallotVoting);
        let content: Claim = test.runtime.get(&claim);
        let (held, source_before) = (test.runtime.lamports(&claim), test.runtime.lamports(&source));
        let payer = content.rent_payer;
        let before = test.runtime.lamports(&payer);
        test.close(claim, &key(closer)).unwrap();
        assert_eq!(test.runtime.lamports(&claim), 0);
        assert_eq!(test.runtime.lamports(&source), source_before + content.fee, "the fee stays with the registry");
        assert_eq!(test.runtime.lamports(&payer), before + held - content.fee, "all the rest goes back");
    }
}

#[test]
fn a_closed_claim_has_covered_no_day_and_minted_nothing() {
    let (mut test, source, claim) = by_operator();
    test.vote(claim, &[0, 1], Verdict::Reject).unwrap();
    test.close(claim, &key(90)).unwrap();
    assert!(test.runtime.find::<Inventory>(&at::inventory(&source, 2023)).is_none());
    assert_eq!(test.supply(TokenClass::Emission), 0);
    // The same days, evidence and nonce can be claimed again.
    let args = test.emission(1_000);
    test.record(source, args);
    test.assert_conservation();
}

/// Two claims of the same days, or of the same evidence, are approved; one becomes a record. Nobody waits for the other one's
/// end, and a claim that can still become a record is not closed.
#[test]
fn an_approved_claim_that_can_never_become_a_record_is_closed_by_anyone() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let first = test.emission(1_000);
    let same_days = test.emission(2_000);
    let other = test.source(TestRegistry::source_args(2));
    let same_evidence =
        SubmitClaimArgs { evidence_sha256: first.evidence_sha256, item: first.item, ..test.emission(1_000) };
    let claims = [(source, first), (source, same_days), (other, same_evidence)];
    let claims = claims.map(|(source, args)| test.submit(source, args));
    for claim in claims {
        test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        assert_refused(test.close(claim, &key(90)), CarbonError::BallotApproved);
    }
    test.notarize(claims[0]).unwrap();
    for claim in &claims[1..] {
        test.notarize(*claim).unwrap_err();
        test.close(*claim, &key(90)).unwrap();
    }
}
