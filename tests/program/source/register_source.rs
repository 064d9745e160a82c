//! `register_source`.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, source::*},
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_source_is_registered_as_given() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.pubkey();
    let args =
        RegisterSourceArgs { operators: vec![key(1).pubkey()], group: key(2).pubkey(), ..TestRegistry::source_args(9) };
    let register = ix::register_source(owner, owner, test.registry, args.clone());
    test.runtime.send(&[register], &[&key(12)]).unwrap();
    let source: Source = test.runtime.get(&at::source(&test.registry, &owner, 9));
    assert_eq!((source.version, source.registry, source.owner, source.index), (1, test.registry, owner, 9));
    assert_eq!((source.admitted, source.kind, source.boundary), (false, args.kind, args.boundary));
    assert_eq!((source.country, source.group, source.metadata_sha256), (args.country, args.group, [7; 32]));
    assert_eq!((source.operators, source.streams), (args.operators, args.streams));
    assert_eq!(source.metadata_uri, args.metadata_uri);
}

#[test]
fn register_source_refuses_each_bad_value() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.pubkey();
    type Spoil = fn(&mut RegisterSourceArgs);
    let cases: [(Spoil, CarbonError); 7] = [
        (|args| args.operators = (1..=5).map(|n| key(n).pubkey()).collect(), CarbonError::InvalidOperators),
        (|args| args.operators = vec![key(1).pubkey(), key(1).pubkey()], CarbonError::InvalidOperators),
        (|args| args.operators = vec![key(12).pubkey()], CarbonError::InvalidOperators),
        (|args| args.streams.push(args.streams[0]), CarbonError::InvalidStreams),
        (
            |args| args.streams.push(Stream { kind: StreamKind::Scope3 { category: 16 }, factor_family: 1 }),
            CarbonError::InvalidCategory,
        ),
        (|args| args.country = *b"au", CarbonError::InvalidCountry),
        (|args| args.metadata_uri = "x".repeat(201), CarbonError::UriTooLong),
    ];
    for (spoil, error) in cases {
        let mut args = TestRegistry::source_args(1);
        spoil(&mut args);
        let register = ix::register_source(owner, owner, test.registry, args);
        assert_refused(test.runtime.send(&[register], &[&key(12)]), error);
    }
}
