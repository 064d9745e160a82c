use anchor_lang::{InstructionData, Space};
use carbon_client::{
    addresses as at, burns, instructions as ix,
    neutrality::{is_offset, offset_grams, Neutrality},
    program::{
        burn::*,
        claim::SubmitClaimArgs,
        errors::CarbonError,
        instruction,
        lot::*,
        notary::{Verdict, EXECUTION_PERIOD},
        record::*,
        text,
        token::TokenClass,
    },
};
use carbon_testkit::*;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    leaf::{CertificateLeaf, Leaf},
    log::Frontier,
};
use solana_clock::Clock;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The arguments of `execute_burn`, as encoded in its data.
fn with_legs(execute: &Instruction, legs: Vec<LegAccounts>) -> Instruction {
    Instruction { data: instruction::ExecuteBurn { legs }.data(), ..execute.clone() }
}

#[test]
fn both_sides_burn_and_the_certificate_says_so() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, payer, crank) = (test.people.owner.pubkey(), test.people.payer.pubkey(), test.people.crank.pubkey());
    let (credit_record, record) = (test.lot(&credit).record, test.lot(&emission).record);
    let source = test.runtime.get::<Record>(&record).source;
    let inventory = at::inventory(&source, 2023);
    let before: Inventory = test.runtime.get(&inventory);
    let proof = test.approved_burn(&[(emission, credit, 600_000)]);
    let content = test.proof(&proof);
    let of_payers = test.runtime.lamports(&payer) + test.runtime.lamports(&crank);
    let (of_crank, of_proof) = (test.runtime.lamports(&crank), test.runtime.lamports(&proof));
    test.pass(5);
    test.execute_burn(proof).unwrap();

    let clock = test.runtime.svm().get_sysvar::<Clock>();
    let (certificate, bump) =
        Pubkey::find_program_address(&[b"certificate", proof.as_ref()], &carbon_client::program::ID);
    let [emission_part, credit_part] = [&content.legs[0].emission, &content.legs[0].credit];
    let units = |record, side: &Side| Units { record, start: 0, end: 600_000, vintage: 2023, head: side.units.head };
    let expected = Certificate {
        version: 1,
        bump,
        registry: test.registry,
        leaf: 0,
        status: CertificateStatus::Active,
        shortfall: 0,
        proposer: owner,
        beneficiary: owner,
        purpose: text::pack("Emissions of 2023-24").unwrap(),
        metadata_sha256: [3; 32],
        grams: 600_000,
        digest: content.subject.ballot.digest,
        epoch: NOTARIES as u64 + 1,
        approvals: 0b1111,
        slot: clock.slot,
        burned_at: clock.unix_timestamp,
        reserved: [0; 64],
        legs: vec![CertificateLeg {
            emission: units(record, emission_part),
            credit: units(credit_record, credit_part),
            void: 0,
            covered: 0,
            lowerings: 0,
        }],
    };
    let found: Certificate = test.runtime.get(&certificate);
    assert_same(&found, &expected);
    assert!(is_offset(&found));
    assert_eq!(offset_grams(&found), 600_000);

    // Lots, inventory, tokens.
    for side in [emission_part, credit_part] {
        let lot = test.lot(&side.lot);
        assert_eq!((lot.start, lot.end, lot.state), (600_000, 600_000, LotState::Open));
    }
    let after: Inventory = test.runtime.get(&inventory);
    assert_same(&after, &Inventory { neutralized: 600_000, ..before });
    assert!(!after.closed, "the absorption's record has reopened nothing, and nothing closed the year");
    let open = Neutrality::Partial { neutralized: 600_000, emitted: 1_000_000, closed: false };
    assert_eq!(Neutrality::of(&after), open);
    assert_eq!(test.supply(TokenClass::Emission), 400_000);
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), 1_400_000);
    assert_eq!(test.balance(&owner, TokenClass::Emission), 400_000);
    assert_eq!(test.balance(&owner, TokenClass::AbsorptionCredit), 1_100_000);
    test.assert_conservation();

    // The leaf, and the log over it.
    let leaf = Leaf::Certificate(CertificateLeaf {
        registry: test.registry.to_bytes(),
        index: 0,
        certificate: certificate.to_bytes(),
        beneficiary: owner.to_bytes(),
        legs: content.legs_hash(),
        emission: 600_000,
        credit: 600_000,
        slot: clock.slot,
        time: clock.unix_timestamp,
        metadata: [3; 32],
    });
    let log = test.log();
    assert_eq!((log.count, log.neutralized(), log.corrections), (1, 600_000, 0));
    assert_eq!(log.frontier().root(), Frontier::over(&[leaf.hash()]).unwrap().root());

    // The proof's rent pays for the certificate; the rest goes back to its payer, and the crank pays nothing.
    let of_certificate = test.rent(Certificate::space(1));
    assert_eq!(test.runtime.lamports(&certificate), of_certificate);
    assert_eq!(test.runtime.lamports(&crank), of_crank);
    let of_both = test.runtime.lamports(&payer) + test.runtime.lamports(&crank);
    assert_eq!(of_both - of_payers, of_proof - of_certificate);
    assert!(test.runtime.find::<BurnProof>(&proof).is_none());
    assert_eq!(test.runtime.lamports(&proof), 0);
}

#[test]
fn eight_legs_of_sixteen_records_fit_one_transaction() {
    let mut test = TestRegistry::new();
    let mut legs = vec![];
    for index in 0..MAX_LEGS as u32 {
        let (emission, credit) = test.lots(index, 1_000);
        legs.push((emission, credit, 1_000));
    }
    let proof = test.approved_burn(&legs);
    let content = test.proof(&proof);
    let execute = test.execute_burn_instruction(proof);
    assert_eq!(execute.accounts.len(), 16 + MAX_LEGS * 5, "every account of every leg is another");
    test.execute_burn(proof).unwrap();
    let certificate: Certificate = test.runtime.get(&at::certificate(&proof));
    assert_eq!(certificate.grams, 8_000);
    let expected: Vec<CertificateLeg> = content
        .legs
        .iter()
        .map(|leg| CertificateLeg {
            emission: leg.emission.units,
            credit: leg.credit.units,
            void: 0,
            covered: 0,
            lowerings: 0,
        })
        .collect();
    assert_eq!(certificate.legs, expected);
    assert_eq!(Certificate::space(MAX_LEGS), 8 + Certificate::INIT_SPACE);
    assert_eq!(
        test.runtime.svm().get_account(&at::certificate(&proof)).unwrap().data.len(),
        8 + Certificate::INIT_SPACE
    );
    assert_eq!(test.supply(TokenClass::Emission), 0);
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), 8_000);
    for (emission, ..) in legs {
        let source = test.runtime.get::<Record>(&test.lot(&emission).record).source;
        assert_eq!(test.runtime.get::<Inventory>(&at::inventory(&source, 2023)).neutralized, 1_000);
    }
    test.assert_conservation();
}

/// Legs of the same records: records and inventory are passed once and serve each leg.
#[test]
fn what_legs_share_is_passed_once() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.approved_burn(&[(emission, credit, 100), (emission, credit, 20), (emission, credit, 3)]);
    let execute = test.execute_burn_instruction(proof);
    assert_eq!(execute.accounts.len(), 16 + 3 * 2 + 3);
    let record = test.lot(&emission).record;
    let source = test.runtime.get::<Record>(&record).source;
    test.execute_burn(proof).unwrap();
    assert_eq!(test.runtime.get::<Inventory>(&at::inventory(&source, 2023)).neutralized, 123);
    assert_eq!(test.supply(TokenClass::Emission), 999_877);
    test.assert_conservation();
}

/// Emissions passed down a value chain are neutralized where they were emitted.
#[test]
fn transferred_emissions_count_in_the_inventory_of_their_source() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, customer) = (test.people.owner.clone(), test.person(40));
    let source = test.runtime.get::<Record>(&test.lot(&emission).record).source;
    let passed = test.transfer(emission, &owner, &customer, 1_000);
    let bought = test.transfer(credit, &owner, &customer, 1_000);
    test.people.owner = customer.clone();
    test.burn(&[(passed, bought, 1_000)]);
    assert_eq!(test.runtime.get::<Inventory>(&at::inventory(&source, 2023)).neutralized, 1_000);
    assert_eq!(test.balance(&customer.pubkey(), TokenClass::Emission), 0);
    test.assert_conservation();
}

#[test]
fn only_what_is_approved_and_reviewed_in_time() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.submitted_burn(&[(emission, credit, 600_000)]);
    test.review_lot(proof, 0).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::BallotVoting);
    test.vote(proof, &[0, 1, 2], Verdict::Approve).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::BallotVoting);
    test.vote(proof, &[3], Verdict::Approve).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::NotReviewed);
    test.review_lot(proof, 1).unwrap();

    let guardian = test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), test.registry);
    let unpause = ix::unpause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::Paused);
    test.runtime.send(&[unpause], &[&guardian]).unwrap();

    let last = test.proof(&proof).subject.ballot.expires_at + EXECUTION_PERIOD;
    let now = test.runtime.now();
    test.runtime.warp_to(last + 1);
    assert_refused(test.execute_burn(proof), CarbonError::BallotExpired);
    // The last second is in time.
    test.runtime.warp_to(last);
    test.execute_burn(proof).unwrap();
    test.runtime.warp_to(now);

    let rejected = test.submitted_burn(&[(emission, credit, 1_000)]);
    test.review_all(rejected);
    test.vote(rejected, &[0, 1], Verdict::Reject).unwrap();
    assert_refused(test.execute_burn(rejected), CarbonError::BallotRejected);
    test.pass(8 * SECONDS_PER_DAY);
    assert_eq!(test.supply(TokenClass::Emission), 400_000);
}

#[test]
fn a_burn_is_executed_once() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.approved_burn(&[(emission, credit, 600_000)]);
    let execute = test.execute_burn_instruction(proof);
    let crank = test.people.crank.clone();
    test.runtime.send(std::slice::from_ref(&execute), &[&crank]).unwrap();
    const ACCOUNT_NOT_INITIALIZED: u32 = 3012;
    assert_code(test.runtime.send(&[execute], &[&crank]), ACCOUNT_NOT_INITIALIZED);
    assert_eq!(test.log().count, 1);
}

#[test]
fn the_accounts_of_legs_are_those_and_no_others_in_their_places() {
    let mut test = TestRegistry::new();
    let (first, second) = (test.lots(1, 1_000), test.lots(2, 1_000));
    let proof = test.approved_burn(&[(first.0, first.1, 300), (second.0, second.1, 200)]);
    let good = test.execute_burn_instruction(proof);
    let crank = test.people.crank.clone();
    let (owns, lots) = (16, test.runtime.svm().clone());
    let [a, b] = [0, 1].map(|leg: u8| LegAccounts {
        emission: 5 * leg,
        emission_record: 5 * leg + 1,
        inventory: 5 * leg + 2,
        credit: 5 * leg + 3,
        credit_record: 5 * leg + 4,
    });
    assert_eq!(good.data, instruction::ExecuteBurn { legs: vec![a, b] }.data());
    let mut refuse = |what: &str, execute: Instruction| {
        *test.runtime.svm() = lots.clone();
        println!("{what}");
        let crank = crank.clone();
        assert_refused(test.runtime.send_by_table(execute, &[&crank], &crank), CarbonError::WrongLegAccounts);
    };
    for (what, legs) in [
        ("permuted", vec![b, a]),
        ("one leg", vec![a]),
        ("no leg", vec![]),
        ("a third leg", vec![a, b, b]),
        ("the first twice", vec![a, a]),
        ("the other's emission", vec![LegAccounts { emission: b.emission, ..a }, b]),
        ("the other's emission record", vec![LegAccounts { emission_record: b.emission_record, ..a }, b]),
        ("the other's inventory", vec![LegAccounts { inventory: b.inventory, ..a }, b]),
        ("the other's credit", vec![LegAccounts { credit: b.credit, ..a }, b]),
        ("the other's credit record", vec![LegAccounts { credit_record: b.credit_record, ..a }, b]),
        ("credit for emission", vec![LegAccounts { emission: a.credit, credit: a.emission, ..a }, b]),
        ("an account that is not there", vec![a, LegAccounts { credit_record: 10, ..b }]),
        ("no account at all", vec![a, LegAccounts { credit_record: 255, ..b }]),
    ] {
        refuse(what, with_legs(&good, legs));
    }
    let mut missing = good.clone();
    missing.accounts.pop();
    refuse("the last account left out", missing);
    let mut shifted = good.clone();
    shifted.accounts[owns..].rotate_left(1);
    refuse("every account in the next place", shifted);
    // Not the locked part, but the rest of the lot that it was split from.
    let mut whole = good.clone();
    whole.accounts[owns].pubkey = first.0;
    refuse("the lot that the part was split off", whole);
    *test.runtime.svm() = lots;
    test.execute_burn(proof).unwrap();
    test.assert_conservation();
}

/// Anyone executes a burn and names the inventories. The grams count in the year of the emission.
#[test]
fn a_burn_counts_in_the_year_of_its_emission_and_in_no_other() {
    let mut test = TestRegistry::new();
    let (emission, credit) = test.lots(1, 1_000);
    let source = test.record_at(&test.lot(&emission).record).source;
    let earlier = SubmitClaimArgs { first_day: day(2022, 7, 1), last_day: day(2023, 6, 30), ..test.emission(1_000) };
    test.record(source, earlier);
    let proof = test.approved_burn(&[(emission, credit, 300)]);
    let mut other_year = test.execute_burn_instruction(proof);
    let (own, other) = (at::inventory(&source, 2023), at::inventory(&source, 2022));
    let place = other_year.accounts.iter().position(|meta| meta.pubkey == own).unwrap();
    other_year.accounts[place].pubkey = other;
    let crank = test.people.crank.clone();
    assert_refused(test.runtime.send(&[other_year], &[&crank]), CarbonError::WrongLegAccounts);
    test.execute_burn(proof).unwrap();
    let neutralized = [own, other].map(|key| test.runtime.get::<Inventory>(&key).neutralized);
    assert_eq!(neutralized, [300, 0]);
}

/// Each record of an approved burn, frozen and then restated to a gram less than it takes.
#[test]
fn records_are_checked_again_and_a_refused_burn_can_be_dropped() {
    for side in 0..2 {
        let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
        let proof = test.approved_burn(&[(emission, credit, 600_000)]);
        let record = test.lot(&[emission, credit][side]).record;
        let restatement = test.propose_restatement(record, 599_999);
        assert_refused(test.execute_burn(proof), CarbonError::RecordFrozen);
        test.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        test.execute_lowering(record).unwrap();
        assert_refused(test.execute_burn(proof), CarbonError::VoidUnits);
        test.pass(14 * SECONDS_PER_DAY + 1);
        let anyone = test.person(40);
        test.drop_burn(proof, &anyone).unwrap();
        test.assert_conservation();
    }
}

#[test]
fn a_burn_waits_for_a_restatement_that_is_dropped() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.approved_burn(&[(emission, credit, 600_000)]);
    let (record, authority) = (test.lot(&credit).record, test.people.authority.clone());
    test.propose_restatement(record, 0);
    assert_refused(test.execute_burn(proof), CarbonError::RecordFrozen);
    test.drop_restatement(record, &authority).unwrap();
    test.execute_burn(proof).unwrap();
    test.assert_conservation();
}

/// Lamports sent to the certificate's address or to the proof do not stop a burn.
#[test]
fn lamports_sent_to_the_certificates_address_do_not_stop_it() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let rent = test.rent(Certificate::space(1));
    for (donation, to_proof) in [(1_000_000, 0), (rent + 7, 5)] {
        let proof = test.approved_burn(&[(emission, credit, 10)]);
        let certificate = at::certificate(&proof);
        test.runtime.fund(&certificate, donation);
        if to_proof > 0 {
            test.runtime.fund(&proof, to_proof);
        }
        let crank = test.people.crank.pubkey();
        let before = test.runtime.lamports(&crank);
        test.execute_burn(proof).unwrap();
        assert_eq!(test.runtime.lamports(&crank), before, "to the lamport");
        assert_eq!(test.runtime.lamports(&certificate), donation.max(rent));
    }
    test.assert_conservation();
}

/// The payer may also be the receiver of the proof's rent: its balance is changed once.
#[test]
fn the_payer_of_the_rent_may_execute() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.approved_burn(&[(emission, credit, 10)]);
    let payer = test.people.payer.clone();
    let runtime = &test.runtime;
    let execute = burns::execute_burn(payer.pubkey(), proof, &test.proof(&proof), |record| runtime.get(record));
    let (before, of_proof) = (test.runtime.lamports(&payer.pubkey()), test.runtime.lamports(&proof));
    test.runtime.send(&[execute], &[&payer]).unwrap();
    let rent = test.rent(Certificate::space(1));
    assert_eq!(test.runtime.lamports(&payer.pubkey()) - before, of_proof - rent);
}
