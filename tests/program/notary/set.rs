//! The notary set: changes by the registry's authority.

use super::suspend_notary::{set, suspend};
use carbon_client::{
    instructions as ix,
    program::{claim::Claim, errors::CarbonError, notary::*, registry::Change},
};
use carbon_tests::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn each_change_keeps_the_set_sorted_and_its_weight_summed() {
    let mut world = World::set_up(1);
    let notary = NotaryTerms { weight: 7, ..notary_terms(key(60).pubkey()) };
    let removed = world.notaries[2].pubkey();
    let weighty = world.notaries[4].pubkey();
    let changes = [
        Change::AddNotary { notary },
        Change::RemoveNotary { key: removed },
        Change::SetWeight { key: weighty, weight: 1_000 },
    ];
    let mut epoch = set(&world).epoch;
    for change in changes {
        world.apply(change).unwrap();
        epoch += 1;
        assert_eq!(set(&world).epoch, epoch, "every change of the set is an epoch");
    }
    let set = set(&world);
    let mut expected: Vec<(Pubkey, u32)> = world.notaries.iter().map(|notary| (notary.pubkey(), 1)).collect();
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
    let mut world = World::set_up(1);
    let notary = notary_terms(world.notaries[3].pubkey());
    assert_refused(world.apply(Change::AddNotary { notary }), CarbonError::NotaryExists);
}

#[test]
fn a_notary_has_weight_name_and_term() {
    let mut world = World::set_up(1);
    let good = notary_terms(key(60).pubkey());
    for (notary, error) in [
        (NotaryTerms { weight: 0, ..good }, CarbonError::InvalidWeight),
        (NotaryTerms { name: [0; 32], ..good }, CarbonError::InvalidName),
        (NotaryTerms { accredited_from: 5, accredited_until: 5, ..good }, CarbonError::InvalidAccreditation),
    ] {
        assert_refused(world.apply(Change::AddNotary { notary }), error);
    }
    let key = world.notaries[0].pubkey();
    assert_refused(world.apply(Change::SetWeight { key, weight: 0 }), CarbonError::InvalidWeight);
    world.apply(Change::AddNotary { notary: good }).unwrap();
}

#[test]
fn what_nobody_could_want_is_not_even_scheduled() {
    let mut world = World::new();
    let (authority, registry, key) = (world.authority.pubkey(), world.registry, world.notaries[0].pubkey());
    for (change, error) in [
        (Change::SetWeight { key, weight: 0 }, CarbonError::InvalidWeight),
        (Change::SetAccreditation { key, from: 2, until: 1 }, CarbonError::InvalidAccreditation),
        (Change::SetThreshold { threshold_bps: 6_666 }, CarbonError::InvalidThreshold),
    ] {
        assert_refused(world.authority_sends(&[ix::schedule_change(authority, authority, registry, 1, change)]), error);
    }
}

#[test]
fn a_change_names_a_notary_of_the_set() {
    let mut world = World::set_up(1);
    let key = key(60).pubkey();
    for change in [
        Change::RemoveNotary { key },
        Change::SetWeight { key, weight: 1 },
        Change::SetAccreditation { key, from: 0, until: 1 },
        Change::ReinstateNotary { key },
    ] {
        assert_refused(world.apply(change), CarbonError::UnknownNotary);
    }
    assert_refused(suspend(&mut world, key), CarbonError::UnknownNotary);
}

#[test]
fn an_open_registry_keeps_its_last_notary() {
    let mut world = World::new();
    for index in 1..NOTARIES {
        let key = world.notaries[index].pubkey();
        world.loosen(Change::RemoveNotary { key }).unwrap();
    }
    let key = world.notaries[0].pubkey();
    assert_refused(world.loosen(Change::RemoveNotary { key }), CarbonError::LastNotary);
    assert_eq!((set(&world).len, set(&world).total_weight), (1, 1));
}

/// 64 notaries of weight 1: 43 are more than two thirds, and each has a bit of its own.
#[test]
fn a_full_set_takes_no_more_and_votes() {
    let mut world = World::set_up(1);
    let more: Vec<Keypair> = (NOTARIES..MAX_NOTARIES).map(|number| key(150 + number as u8)).collect();
    for notary in &more {
        world.apply(Change::AddNotary { notary: notary_terms(notary.pubkey()) }).unwrap();
    }
    let one_more = notary_terms(key(60).pubkey());
    assert_refused(world.apply(Change::AddNotary { notary: one_more }), CarbonError::NotarySetFull);
    world.notaries.extend(more);
    world.notaries.sort_by_key(Signer::pubkey);
    assert_eq!((set(&world).len, set(&world).total_weight), (64, 64));
    let open = ix::open_registry(world.authority.pubkey(), world.registry);
    world.authority_sends(&[open]).unwrap();

    let source = world.source(World::source_args(1));
    let args = world.emission(5);
    let claim = world.submit(source, args);
    // The last 42 in the order of the set: one short of the quorum.
    let voters: Vec<usize> = (22..MAX_NOTARIES).collect();
    for voters in voters.chunks(7) {
        world.vote(claim, voters, Verdict::Approve).unwrap();
    }
    let approve = world.runtime.get::<Claim>(&claim).subject.ballot.approve;
    assert_eq!(approve, u64::MAX << 22);
    assert_refused(world.notarize(claim), CarbonError::BallotVoting);
    world.vote(claim, &[0], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
}
