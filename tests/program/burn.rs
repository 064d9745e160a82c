use carbon_client::{
    addresses as at,
    neutrality::{is_offset, offset_grams},
    program::{burn::*, errors::CarbonError, notary::Verdict, rollup::RollupLog, token::TokenClass},
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// An emission lot and an absorption-credit lot of the owner's, each of a whole year.
fn lots(grams: u64) -> (World, Pubkey, Pubkey) {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(grams);
    let emission = world.record(source, args);
    let args = world.absorption(2 * grams);
    let credit = world.record(source, args);
    (world, at::lot(&emission, 0), at::lot(&credit, 0))
}

#[test]
fn a_burn_from_proposal_to_certificate() {
    let (mut world, emission, credit) = lots(1_000_000);
    let (owner, supply) = (world.owner.pubkey(), world.supply(TokenClass::AbsorptionCredit));
    let proof = world.submitted(&[(emission, credit, 600_000)]);
    assert_refused(world.finalize(proof), CarbonError::BallotVoting);
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.finalize(proof), CarbonError::NotReviewed);
    world.review_all(proof);
    let content = world.proof(&proof);
    let done = world.finalize(proof).unwrap();
    println!("finalize, 1 leg: {} CU", done.compute_units_consumed);

    let key = at::certificate(&proof);
    let certificate: Certificate = world.runtime.get(&key);
    assert_eq!((certificate.registry, certificate.leaf, certificate.grams), (world.registry, 0, 600_000));
    assert!(is_offset(&certificate));
    assert_eq!(offset_grams(&certificate), 600_000);
    assert_eq!(certificate.legs[0].emission, content.legs[0].emission.units);
    assert_eq!(world.supply(TokenClass::Emission), 400_000);
    assert_eq!(world.supply(TokenClass::AbsorptionCredit), supply - 600_000);
    assert_eq!(world.balance(&owner, TokenClass::Emission), 400_000);
    let account = world.runtime.svm().get_account(&at::log(&world.registry)).unwrap();
    let log: &RollupLog = bytemuck::from_bytes(&account.data[8..RollupLog::SPACE]);
    assert_eq!((log.count, log.neutralized()), (1, 600_000));
    assert!(world.runtime.find::<BurnProof>(&proof).is_none());
    world.assert_conservation();
}

#[test]
fn eight_legs_in_one_transaction() {
    let mut world = World::new();
    let mut legs = vec![];
    for index in 0..MAX_LEGS as u32 {
        let source = world.source(World::source_args(index));
        let (emission, absorption) = (world.emission(1_000), world.absorption(2_000));
        let (emission, credit) = (world.record(source, emission), world.record(source, absorption));
        legs.push((at::lot(&emission, 0), at::lot(&credit, 0), 1_000));
    }
    let proof = world.submitted(&legs);
    world.review_all(proof);
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let done = world.finalize(proof).unwrap();
    println!("finalize, 8 legs: {} CU", done.compute_units_consumed);
    assert_eq!(world.supply(TokenClass::Emission), 0);
    world.assert_conservation();
}
