//! `register_source`.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::NotaryTerms, registry::Change, source::*},
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_source_is_registered_as_given() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.pubkey();
    let args = RegisterSourceArgs {
        operators: vec![key(71).pubkey()],
        group: key(2).pubkey(),
        ..TestRegistry::source_args(9)
    };
    let register = ix::register_source(owner, owner, test.registry, args.clone());
    test.runtime.send(&[register], &[&key(12), &key(71)]).unwrap();
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
        assert_refused(test.register(args), error);
    }
}

/// Nobody becomes an operator without knowing, because an operator has a conflict of interest.
#[test]
fn each_operator_signs() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.clone();
    let operators = [key(71), key(72)];
    let keys: Vec<_> = operators.iter().map(Signer::pubkey).collect();
    let args = RegisterSourceArgs { operators: keys, ..TestRegistry::source_args(1) };
    let register = ix::register_source(owner.pubkey(), owner.pubkey(), test.registry, args.clone());
    let of_operators = register.accounts.len() - 2;
    let mut unsigned = register.clone();
    unsigned.accounts[of_operators].is_signer = false;
    let mut missing = register.clone();
    missing.accounts.pop();
    let mut swapped = register.clone();
    swapped.accounts.swap(of_operators, of_operators + 1);
    for (wrong, signers) in [
        (unsigned, vec![&*owner, &operators[1]]),
        (missing, vec![&*owner, &operators[0]]),
        (swapped, vec![&*owner, &operators[0], &operators[1]]),
    ] {
        assert_refused(test.runtime.send(&[wrong], &signers), CarbonError::OperatorNotSigner);
    }
    test.register(args).unwrap();
}

/// A notary that operates a source could not vote about it: enough of them, and nobody could.
#[test]
fn no_operator_is_a_notary_or_affiliated_with_one() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.clone();
    let operated = |operator: solana_pubkey::Pubkey, index| RegisterSourceArgs {
        operators: vec![operator],
        ..TestRegistry::source_args(index)
    };
    let notary = test.people.notaries[3].pubkey();
    assert_refused(test.register(operated(notary, 1)), CarbonError::OperatorIsNotary);
    let (affiliate, later) = (key(61), key(62));
    let terms = NotaryTerms { affiliates: [key(60).pubkey(), affiliate.pubkey()], ..notary_terms(key(63).pubkey()) };
    test.loosen(Change::AddNotary { notary: terms }).unwrap();
    assert_refused(test.register(operated(affiliate.pubkey(), 1)), CarbonError::OperatorIsNotary);
    // An operator that becomes a notary before the admission.
    test.register(operated(later.pubkey(), 1)).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(later.pubkey()) }).unwrap();
    let source = at::source(&test.registry, &owner.pubkey(), 1);
    let admit = ix::admit_source(test.people.authority.pubkey(), test.registry, source);
    assert_refused(test.authority_sends(&[admit]), CarbonError::OperatorIsNotary);
}
