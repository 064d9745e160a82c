//! `propose_year_closing`: only a complete and finished year, at its totals.

use super::{covered, propose_year_closing};
use carbon_client::{
    program::{
        claim::*,
        errors::CarbonError,
        source::{RegisterSourceArgs, Stream, StreamKind},
    },
    years,
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn an_incomplete_year_is_refused() {
    let (mut test, source) = covered();
    let owner = key(12);
    for (emitted, add_back) in [(999_999, 0), (1_000_001, 0), (1_000_000, 1)] {
        let close = propose_year_closing(&mut test, source, emitted, add_back);
        assert_refused(test.runtime.send(&[close], &[&owner]), CarbonError::TotalsMismatch);
    }
    let good = propose_year_closing(&mut test, source, 1_000_000, 0);
    let mut without = good.clone();
    without.accounts.pop();
    assert_refused(test.runtime.send(&[without], &[&owner]), CarbonError::DayMapsMissing);
    let args = test.absorption(1);
    test.record(source, args.clone());
    let mut other_map = good.clone();
    other_map.accounts.last_mut().unwrap().pubkey = carbon_client::claims::day_map_of(&source, &args, 2023);
    assert_refused(test.runtime.send(&[other_map], &[&owner]), CarbonError::DayMapsMissing);
    let mut no_map = good.clone();
    no_map.accounts.last_mut().unwrap().pubkey = Pubkey::new_from_array([5; 32]);
    assert_refused(test.runtime.send(&[no_map], &[&owner]), CarbonError::DaysMissing);
    let mut stranger = good;
    stranger.accounts[1].pubkey = test.people.crank.pubkey();
    let crank = test.people.crank.clone();
    assert_refused(test.runtime.send(&[stranger], &[&owner, &crank]), CarbonError::NotSubmitter);

    // A day is missing in the middle.
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    for (first, last) in [(day(2023, 7, 1), day(2024, 2, 28)), (day(2024, 3, 1), day(2024, 6, 30))] {
        let args = SubmitClaimArgs { first_day: first, last_day: last, ..test.emission(1) };
        test.record(source, args);
    }
    let close = propose_year_closing(&mut test, source, 2, 0);
    assert_refused(test.runtime.send(&[close], &[&owner]), CarbonError::DaysMissing);
}

/// The full map of one stream does not stand for another stream with a gap.
#[test]
fn each_emission_stream_is_covered_by_its_own_map() {
    let mut test = TestRegistry::new();
    let mut args = TestRegistry::source_args(1);
    args.streams.push(Stream { kind: StreamKind::Scope1, factor_family: 3 });
    let source = test.source(args);
    let whole = test.emission(1);
    let half = SubmitClaimArgs { stream: 2, last_day: day(2023, 12, 31), ..test.emission(2) };
    let [first, second] = [&whole, &half].map(|args| carbon_client::claims::day_map_of(&source, args, 2023));
    test.record(source, whole);
    test.record(source, half);
    let owner = test.people.owner.clone();
    let (key, registry) = (owner.pubkey(), test.registry);
    for (maps, error) in [
        ([first, first], CarbonError::DayMapsMissing),
        ([second, first], CarbonError::DayMapsMissing),
        ([first, second], CarbonError::DaysMissing),
    ] {
        let close = years::propose_year_closing(key, key, registry, source, None, 2023, 3, 0, &maps);
        assert_refused(test.runtime.send(&[close], &[&owner]), error);
    }
    let rest = SubmitClaimArgs { stream: 2, first_day: day(2024, 1, 1), ..test.emission(4) };
    test.record(source, rest);
    let close = years::propose_year_closing(key, key, registry, source, None, 2023, 7, 0, &[first, second]);
    test.runtime.send(&[close], &[&owner]).unwrap();
}

#[test]
fn a_running_year_does_not_close() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = SubmitClaimArgs { first_day: day(2024, 7, 1), last_day: day(2024, 8, 31), ..test.emission(1) };
    test.record(source, args.clone());
    let owner = key(12);
    let days = carbon_client::claims::day_map_of(&source, &args, 2024);
    let close =
        years::propose_year_closing(owner.pubkey(), owner.pubkey(), test.registry, source, None, 2024, 1, 0, &[days]);
    assert_refused(test.runtime.send(&[close], &[&owner]), CarbonError::YearNotOver);
}

/// Zero grams of a source that measures nothing which counts are no statement about a year.
#[test]
fn a_year_closes_only_over_a_stream_that_counts_as_emitted() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.clone();
    let stream = |kind| Stream { kind, factor_family: 3 };
    for (index, kind) in
        [StreamKind::Absorption, StreamKind::Scope2Market, StreamKind::Scope3 { category: 1 }].into_iter().enumerate()
    {
        // The stream that does not count covers the whole year, as far as it has days to cover.
        let source =
            test.source(RegisterSourceArgs { streams: vec![stream(kind)], ..TestRegistry::source_args(index as u32) });
        let args = if kind == StreamKind::Absorption {
            SubmitClaimArgs { stream: 0, ..test.absorption(1_000) }
        } else {
            test.emission(1_000)
        };
        test.record(source, args.clone());
        let days = carbon_client::claims::day_map_of(&source, &args, 2023);
        let days = if kind == StreamKind::Absorption { vec![] } else { vec![days] };
        let (signer, registry) = (owner.pubkey(), test.registry);
        let close = years::propose_year_closing(signer, signer, registry, source, None, 2023, 0, 0, &days);
        assert_refused(test.runtime.send(&[close], &[&owner]), CarbonError::NoEmittedStream);
    }
}
