//! `close_claim`: a claim that becomes nothing gives back what it holds.

use carbon_client::{
    addresses as at,
    program::{
        claim::*, errors::CarbonError, notary::Verdict, record::*, source::RegisterSourceArgs, token::TokenClass,
    },
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A source with an operator, who submits a claim.
fn by_operator() -> (World, Pubkey, Pubkey) {
    let mut world = World::new();
    let operator = world.person(40);
    let source = world.source(RegisterSourceArgs { operators: vec![operator.pubkey()], ..World::source_args(1) });
    let args = world.emission(1_000);
    let claim = at::claim(&source, args.nonce);
    let context = carbon_client::claims::ClaimContext { submitter: operator.pubkey(), ..world.context(source) };
    let submit = carbon_client::claims::submit_claim(context, args, 2023);
    let payer = world.payer.insecure_clone();
    world.runtime.send(&[submit], &[&payer, &operator]).unwrap();
    (world, source, claim)
}

#[test]
fn submitter_and_owner_take_a_claim_back_and_nobody_else_does() {
    for closer in [12, 40] {
        let (mut world, source, claim) = by_operator();
        let stranger = world.crank.insecure_clone();
        assert_refused(world.close(claim, &stranger), CarbonError::BallotVoting);
        let content: Claim = world.runtime.get(&claim);
        let (held, source_before) = (world.runtime.lamports(&claim), world.runtime.lamports(&source));
        let payer = content.rent_payer;
        let before = world.runtime.lamports(&payer);
        world.close(claim, &key(closer)).unwrap();
        assert_eq!(world.runtime.lamports(&claim), 0);
        assert_eq!(world.runtime.lamports(&source), source_before + content.fee, "the fee stays with the registry");
        assert_eq!(world.runtime.lamports(&payer), before + held - content.fee, "all the rest goes back");
    }
}

#[test]
fn a_closed_claim_has_covered_no_day_and_minted_nothing() {
    let (mut world, source, claim) = by_operator();
    world.vote(claim, &[0, 1], Verdict::Reject).unwrap();
    world.close(claim, &key(90)).unwrap();
    assert!(world.runtime.find::<Inventory>(&at::inventory(&source, 2023)).is_none());
    assert_eq!(world.supply(TokenClass::Emission), 0);
    // The same days, evidence and nonce can be claimed again.
    let args = world.emission(1_000);
    world.record(source, args);
    world.assert_conservation();
}
