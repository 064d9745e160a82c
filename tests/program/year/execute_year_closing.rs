//! `execute_year_closing`: an approved year closes, and a later record reopens it.

use super::{covered, propose_year_closing};
use carbon_client::{
    addresses as at, claims,
    program::{
        claim::SubmitClaimArgs,
        errors::CarbonError,
        notary::Verdict,
        record::*,
        source::{Stream, StreamKind},
        year::*,
    },
    years,
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_complete_year_closes_by_ballot_and_a_later_record_reopens_it() {
    let (mut test, source) = covered();
    let owner = key(12);
    let before = test.runtime.lamports(&owner.pubkey());
    let close = propose_year_closing(&mut test, source, 1_000_000, 0);
    test.runtime.send(std::slice::from_ref(&close), &[&owner]).unwrap();
    let closing = at::closing(&source, 2023);
    let content: YearClosing = test.runtime.get(&closing);
    assert_eq!((content.emitted, content.add_back, content.records, content.year), (1_000_000, 0, 1, 2023));
    assert_eq!((content.source, content.proposer), (source, owner.pubkey()));

    let execute = years::execute_year_closing(test.registry, source, 2023, owner.pubkey());
    assert_refused(test.runtime.send(std::slice::from_ref(&execute), &[]), CarbonError::BallotVoting);
    test.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.runtime.send(&[execute], &[]).unwrap();
    assert!(test.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed);
    assert_eq!(test.runtime.lamports(&owner.pubkey()), before, "the rent comes back");
    assert_refused(test.runtime.send(&[close], &[&owner]), CarbonError::YearClosed);

    let args = test.absorption(10);
    test.record(source, args);
    assert!(!test.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed);
}

/// The notaries saw the disclosed figures, too. A lowering changes them without a further record.
#[test]
fn a_year_does_not_close_at_other_disclosed_figures() {
    for kind in [StreamKind::Scope2Market, StreamKind::Scope3 { category: 1 }] {
        let mut test = TestRegistry::new();
        let mut args = TestRegistry::source_args(1);
        args.streams.push(Stream { kind, factor_family: 3 });
        let source = test.source(args);
        let (emission, disclosed) = (test.emission(1_000), SubmitClaimArgs { stream: 2, ..test.emission(500) });
        let maps = [&emission, &disclosed].map(|args| claims::day_map_of(&source, args, 2023));
        test.record(source, emission);
        let record = test.record(source, disclosed);
        let owner = test.people.owner.clone();
        let key = owner.pubkey();
        let close = years::propose_year_closing(key, key, test.registry, source, None, 2023, 1_000, 0, &maps);
        test.runtime.send(&[close], &[&owner]).unwrap();
        test.vote(at::closing(&source, 2023), &[0, 1, 2, 3], Verdict::Approve).unwrap();
        test.restate_down(record, 400);
        let execute = years::execute_year_closing(test.registry, source, 2023, key);
        assert_refused(test.runtime.send(&[execute], &[]), CarbonError::InventoryChanged);
    }
}
