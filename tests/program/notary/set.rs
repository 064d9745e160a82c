//! The notary set: changes by the registry's authority.

use crate::registry::suspend_notary::{set, suspend};
use carbon_client::{
    instructions as ix,
    program::{claim::Claim, errors::CarbonError, notary::*, registry::Change},
};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

#[test]
fn each_change_keeps_the_set_sorted_and_its_weight_summed() {
    let mut test = TestRegistry::set_up(1);
    let notary = NotaryTerms { weight: 7, ..notary_terms(key(60).pubkey()) };
    let removed = test.people.notaries[2].pubkey();
    let weighty = test.people.notaries[4].pubkey();
    let changes = [
        Change::AddNotary { notary },
        Change::RemoveNotary { key: removed },
        Change::SetWeight { key: weighty, weight: 1_000 },
    ];
    let mut epoch = set(&test).epoch;
    for change in changes {
        test.apply(change).unwrap();
        epoch += 1;
        assert_eq!(set(&test).epoch, epoch, "every change of the set is an epoch");
    }
    let set = set(&test);
    let mut expected: Vec<(Pubkey, u32)> = test.people.notaries.iter().map(|notary| (notary.pubkey(), 1)).collect();
    expected.retain(|(key, _)| *key != removed);
    expected.push((notary.key, 7));
    expected.iter_mut().filter(|(key, _)| *key == weighty).for_each(|(_, weight)| *weight = 1_000);
    expected.sort();
    let found: Vec<(Pubkey, u32)> = set.members().iter().map(|notary| (notary.key, notary.weight)).collect();
    assert_eq!(found, expected);
    assert_eq!(set.total_weight, 3 + 7 + 1_000);
    assert!(set.notaries[set.len as usize..].iter().all(|notary| notary.key == Pubkey::default()), "no remains");
}

#[test]
fn a_notary_is_in_the_set_once() {
    let mut test = TestRegistry::set_up(1);
    let notary = notary_terms(test.people.notaries[3].pubkey());
    assert_refused(test.apply(Change::AddNotary { notary }), CarbonError::NotaryExists);
}

#[test]
fn a_notary_has_weight_name_and_term() {
    let mut test = TestRegistry::set_up(1);
    let good = notary_terms(key(60).pubkey());
    for (notary, error) in [
        (NotaryTerms { weight: 0, ..good }, CarbonError::InvalidWeight),
        (NotaryTerms { name: [0; 32], ..good }, CarbonError::InvalidName),
        (
            NotaryTerms { accreditation_starts_at: 5, accreditation_ends_at: 5, ..good },
            CarbonError::InvalidAccreditation,
        ),
    ] {
        assert_refused(test.apply(Change::AddNotary { notary }), error);
    }
    let key = test.people.notaries[0].pubkey();
    assert_refused(test.apply(Change::SetWeight { key, weight: 0 }), CarbonError::InvalidWeight);
    test.apply(Change::AddNotary { notary: good }).unwrap();
}

#[test]
fn invalid_changes_are_not_scheduled() {
    let mut test = TestRegistry::new();
    let (authority, registry, key) = (test.people.authority.pubkey(), test.registry, test.people.notaries[0].pubkey());
    for (change, error) in [
        (Change::SetWeight { key, weight: 0 }, CarbonError::InvalidWeight),
        (Change::SetAccreditation { key, starts_at: 2, ends_at: 1 }, CarbonError::InvalidAccreditation),
        (Change::SetThreshold { threshold_bps: MIN_THRESHOLD_BPS - 1 }, CarbonError::InvalidThreshold),
    ] {
        assert_refused(test.authority_sends(&[ix::schedule_change(authority, authority, registry, 1, change)]), error);
    }
}

#[test]
fn a_change_names_a_notary_of_the_set() {
    let mut test = TestRegistry::set_up(1);
    let key = key(60).pubkey();
    for change in [
        Change::RemoveNotary { key },
        Change::SetWeight { key, weight: 1 },
        Change::SetAccreditation { key, starts_at: 0, ends_at: 1 },
        Change::ReinstateNotary { key },
    ] {
        assert_refused(test.apply(change), CarbonError::UnknownNotary);
    }
    assert_refused(suspend(&mut test, key), CarbonError::UnknownNotary);
}

#[test]
fn an_open_registry_keeps_its_last_notary() {
    let mut test = TestRegistry::set_up_small();
    test.open();
    for index in 1..NOTARIES {
        let key = test.people.notaries[index].pubkey();
        test.loosen(Change::RemoveNotary { key }).unwrap();
    }
    let key = test.people.notaries[0].pubkey();
    assert_refused(test.loosen(Change::RemoveNotary { key }), CarbonError::LastNotary);
    assert_eq!((set(&test).len, set(&test).total_weight), (1, 1));
}

/// 64 notaries of weight 1: 43 are more than two thirds, and each notary has its own bit.
#[test]
fn a_full_set_takes_no_more_and_votes() {
    let mut test = TestRegistry::set_up(1);
    let more: Vec<Rc<Keypair>> = (NOTARIES..MAX_NOTARIES).map(|number| key(150 + number as u8).into()).collect();
    for notary in &more {
        test.apply(Change::AddNotary { notary: notary_terms(notary.pubkey()) }).unwrap();
    }
    let one_more = notary_terms(key(60).pubkey());
    assert_refused(test.apply(Change::AddNotary { notary: one_more }), CarbonError::NotarySetFull);
    test.people.notaries.extend(more);
    test.people.notaries.sort_by_key(|notary| notary.pubkey());
    assert_eq!((set(&test).len, set(&test).total_weight), (64, 64));
    let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
    test.authority_sends(&[open]).unwrap();

    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(5);
    let claim = test.submit(source, args);
    // The last 42 in the order of the set: one short of the quorum.
    let voters: Vec<usize> = (22..MAX_NOTARIES).collect();
    for voters in voters.chunks(7) {
        test.vote(claim, voters, Verdict::Approve).unwrap();
    }
    let approve = test.runtime.get::<Claim>(&claim).subject.ballot.approvals;
    assert_eq!(approve, u64::MAX << 22);
    assert_refused(test.notarize(claim), CarbonError::BallotVoting);
    test.vote(claim, &[0], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
}
