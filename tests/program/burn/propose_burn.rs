use carbon_client::{
    addresses as at, instructions as ix,
    program::{burn::*, errors::CarbonError, notary::*, pause::Deadline, text},
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_proposal_is_a_draft_of_the_proposers() {
    let mut test = TestRegistry::new();
    let (owner, payer, beneficiary) = (test.people.owner.pubkey(), test.people.payer.pubkey(), key(50).pubkey());
    let lamports = test.runtime.lamports(&payer);
    let args = ProposeBurnArgs { beneficiary, ..test.proposal(77) };
    test.propose_burn_with(args).unwrap();

    let seeds: [&[u8]; 4] = [b"burn", test.registry.as_ref(), owner.as_ref(), &77u64.to_le_bytes()];
    let (proof, bump) = Pubkey::find_program_address(&seeds, &carbon_client::program::ID);
    let expected = BurnProof {
        subject: Subject {
            version: 1,
            bump,
            registry: test.registry,
            content: [0; 32],
            ballot: Ballot::default(),
            conflicted: vec![owner, beneficiary],
        },
        nonce: 77,
        proposer: owner,
        beneficiary,
        rent_payer: payer,
        purpose: text::pack("Emissions of 2023-24").unwrap(),
        metadata_sha256: [3; 32],
        legs: vec![],
        submit_until: Deadline { ends_at: test.runtime.now() + DRAFT_PERIOD, paused_before: 0 },
        reserved: [0; 16],
    };
    assert_same(&test.proof(&proof), &expected);
    let rent = test.rent(BurnProof::SPACE);
    assert_eq!(test.runtime.lamports(&proof), rent);
    assert_eq!(lamports - test.runtime.lamports(&payer), rent);
}

#[test]
fn a_purpose_has_from_1_to_64_bytes() {
    let mut test = TestRegistry::new();
    for purpose in ["".to_string(), "x".repeat(65), "a\0b".to_string()] {
        let args = ProposeBurnArgs { purpose, ..test.proposal(1) };
        assert_refused(test.propose_burn_with(args), CarbonError::InvalidName);
    }
    let args = ProposeBurnArgs { purpose: "x".repeat(64), ..test.proposal(1) };
    test.propose_burn_with(args).unwrap();
}

#[test]
fn an_address_with_a_certificate_is_used_up_and_that_of_a_dropped_burn_is_not() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let args = test.proposal(5);
    let proof = at::burn_proof(&test.registry, &test.people.owner.pubkey(), 5);
    test.propose_burn_with(args.clone()).unwrap();
    // Anchor's `init` of an existing account fails with the system program's AccountAlreadyInUse.
    assert_code(test.propose_burn_with(args.clone()), 0);
    let owner = test.people.owner.clone();
    test.drop_burn(proof, &owner).unwrap();
    test.propose_burn_with(args.clone()).unwrap();
    test.add_leg(proof, emission, credit, 10).unwrap();
    test.submit_burn(proof).unwrap();
    test.review_all(proof);
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    assert_refused(test.propose_burn_with(args), CarbonError::CertificateExists);
    // Lamports at the address of a certificate are not a certificate.
    let next = at::burn_proof(&test.registry, &owner.pubkey(), 6);
    test.runtime.fund(&at::certificate(&next), 1_000_000);
    let args = test.proposal(6);
    test.propose_burn_with(args).unwrap();
}

#[test]
fn nothing_is_proposed_while_the_registry_is_paused() {
    let mut test = TestRegistry::new();
    let guardian = test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    let args = test.proposal(1);
    assert_refused(test.propose_burn_with(args), CarbonError::Paused);
}
