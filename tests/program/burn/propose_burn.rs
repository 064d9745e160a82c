use carbon_client::{
    addresses as at, instructions as ix,
    program::{burn::*, errors::CarbonError, notary::*, text},
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_proposal_is_a_draft_of_the_proposers() {
    let mut world = World::new();
    let (owner, payer, beneficiary) = (world.owner.pubkey(), world.payer.pubkey(), key(50).pubkey());
    let lamports = world.runtime.lamports(&payer);
    let args = ProposeBurnArgs { beneficiary, ..world.proposal(77) };
    world.propose_with(args).unwrap();

    let seeds: [&[u8]; 4] = [b"burn", world.registry.as_ref(), owner.as_ref(), &77u64.to_le_bytes()];
    let (proof, bump) = Pubkey::find_program_address(&seeds, &carbon_client::program::ID);
    let expected = BurnProof {
        subject: Subject {
            version: 1,
            bump,
            registry: world.registry,
            content: [0; 32],
            ballot: Ballot::default(),
            interested: vec![owner, beneficiary],
        },
        nonce: 77,
        proposer: owner,
        beneficiary,
        rent_payer: payer,
        purpose: text::pack("Emissions of 2023-24").unwrap(),
        metadata_sha256: [3; 32],
        legs: vec![],
        reserved: [0; 32],
    };
    assert_same(&world.proof(&proof), &expected);
    let rent = world.rent(BurnProof::SPACE);
    assert_eq!(world.runtime.lamports(&proof), rent);
    assert_eq!(lamports - world.runtime.lamports(&payer), rent);
}

#[test]
fn a_purpose_has_from_1_to_64_bytes() {
    let mut world = World::new();
    for purpose in ["".to_string(), "x".repeat(65), "a\0b".to_string()] {
        let args = ProposeBurnArgs { purpose, ..world.proposal(1) };
        assert_refused(world.propose_with(args), CarbonError::InvalidName);
    }
    let args = ProposeBurnArgs { purpose: "x".repeat(64), ..world.proposal(1) };
    world.propose_with(args).unwrap();
}

#[test]
fn an_address_with_a_certificate_is_used_up_and_a_cancelled_one_is_not() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let args = world.proposal(5);
    let proof = at::burn_proof(&world.registry, &world.owner.pubkey(), 5);
    world.propose_with(args.clone()).unwrap();
    // Anchor's `init` of an account that exists: the system program's AccountAlreadyInUse.
    assert_code(world.propose_with(args.clone()), 0);
    let owner = world.owner.insecure_clone();
    world.cancel(proof, &owner).unwrap();
    world.propose_with(args.clone()).unwrap();
    world.add_leg(proof, emission, credit, 10).unwrap();
    world.submit_burn(proof).unwrap();
    world.review_all(proof);
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
    assert_refused(world.propose_with(args), CarbonError::CertificateExists);
    // Lamports at another certificate's address are no certificate.
    let next = at::burn_proof(&world.registry, &owner.pubkey(), 6);
    world.runtime.fund(&at::certificate(&next), 1_000_000);
    let args = world.proposal(6);
    world.propose_with(args).unwrap();
}

#[test]
fn nothing_is_proposed_while_the_registry_is_paused() {
    let mut world = World::new();
    let guardian = world.guardian.insecure_clone();
    let pause = ix::pause_registry(guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    let args = world.proposal(1);
    assert_refused(world.propose_with(args), CarbonError::Paused);
}
