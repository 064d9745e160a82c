use super::*;
use serde_json::Value;
use std::collections::BTreeSet;

fn idl() -> Value {
    serde_json::from_str(include_str!("../../../../idl/carbon_consensus.json")).unwrap()
}

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap_or_else(|| panic!("{name}"))
}

/// A type of the IDL as the layouts here spell it.
fn spelled(kind: &Value) -> String {
    if let Some(array) = kind["array"].as_array() {
        return format!("[{}; {}]", spelled(&array[0]), array[1]);
    }
    for (key, name) in [("vec", "Vec"), ("option", "Option")] {
        if !kind[key].is_null() {
            return format!("{name}<{}>", spelled(&kind[key]));
        }
    }
    match kind["defined"]["name"].as_str().or(kind.as_str()).unwrap() {
        "pubkey" => "Key".into(),
        "string" => "String".into(),
        // The audit does not need this enum and reads it as a byte.
        "TokenClass" => "u8".into(),
        plain => plain.into(),
    }
}

fn fields(list: &Value) -> Vec<(String, String)> {
    let list = list.as_array().into_iter().flatten();
    list.map(|field| (field["name"].as_str().unwrap().into(), spelled(&field["type"]))).collect()
}

fn ours(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let constants = |text: &str| {
        text.replace("ENTRY", &lineage_len().to_string()).replace("LEAF", &carbon_wire::leaf::LEN.to_string())
    };
    list.iter().map(|(name, kind)| (name.to_string(), constants(kind))).collect()
}

fn lineage_len() -> usize {
    carbon_wire::lineage::ENTRY_LEN
}

fn check<L: Layout>(idl: &Value) {
    assert_eq!(fields(&named(&idl["types"], L::NAME)["type"]["fields"]), ours(L::FIELDS), "{}", L::NAME);
    let list = match L::SPACE {
        "account" => "accounts",
        "event" => "events",
        _ => return,
    };
    let tag: Vec<u8> = serde_json::from_value(named(&idl[list], L::NAME)["discriminator"].clone()).unwrap();
    assert_eq!(tag, L::tag(), "{}", L::NAME);
}

fn check_enum<W: Enum>(idl: &Value) {
    let variants = named(&idl["types"], W::NAME)["type"]["variants"].as_array().unwrap();
    let idl_variants: Vec<_> =
        variants.iter().map(|one| (one["name"].as_str().unwrap().to_string(), fields(&one["fields"]))).collect();
    let ours: Vec<_> = W::VARIANTS.iter().map(|(name, fields)| (name.to_string(), ours(fields))).collect();
    assert_eq!(idl_variants, ours, "{}", W::NAME);
}

/// States the variants of an enum of the wire crate. The match fails to compile if one is missing.
macro_rules! wire_enum {
    ($($name:ident { $($variant:ident $({ $($field:ident: $type:ty),* })?,)* })*) => {$(
        impl Enum for $name {
            const NAME: &'static str = stringify!($name);
            const VARIANTS: &'static [(&'static str, &'static [(&'static str, &'static str)])] =
                &[$((stringify!($variant), &[$($((stringify!($field), stringify!($type))),*)?])),*];
        }
        const _: fn($name) = |value| match value { $($name::$variant $({ $($field: _),* })? => {})* };
    )*};
}
wire_enum! {
    ClaimKind { Emission, Reduction, Absorption, Baseline, AddBack, }
    Assurance { Limited, Reasonable, }
    GwpSet { Ar4, Ar5, Ar6, }
    Boundary { Operational, Financial, Equity, }
    StreamKind { Scope1, Scope2Location, Scope2Market, Scope3 { category: u8 }, Absorption, Reduction, }
}

/// Besides names and types, the byte of each variant, which the wire crate states by itself.
fn check_wire_enum<E: Enum + BorshDeserialize + std::fmt::Debug>(idl: &Value) {
    check_enum::<E>(idl);
    for (byte, (name, _)) in (0u8..).zip(E::VARIANTS) {
        let variant = format!("{:?}", E::deserialize(&mut &[byte, 0][..]).unwrap());
        assert_eq!(variant.split(' ').next(), Some(*name), "{}", E::NAME);
    }
}

macro_rules! all {
    ($idl:ident, $check:ident: $($name:ident)*) => {$($check::<$name>(&$idl);)*};
}

#[test]
fn every_layout_is_that_of_the_idl() {
    let idl = idl();
    all!(idl, check: CarbonData Units CertificateLeg Gases LoggedYear SerialRange Serials Deadline Stream Pause);
    all!(idl, check: Policy Bridge Notary Terms NotaryTerms);
    all!(idl, check: Registry NotarySet Factor Source Record Inventory Certificate Cover RollupLog);
    all!(idl, check: RegistryCreated ChangeApplied NotarySuspended Attested BallotReopened ProviderListed ProviderDelisted);
    all!(idl, check: ClaimSubmitted RecordNotarized LineageExtended LotSplit LegAdded BurnSubmitted BurnExecuted PoolCured);
    all!(idl, check: RestatementProposed RecordSupplemented CertificateCovered LeafAppended);
    all!(idl, check: RecordLowered SupplementLowered YearClosingProposed);
    all!(idl, check_enum: InventoryLine Quantity Adjustment Basis Scope2Method SourceKind);
    all!(idl, check_enum: CertificateStatus Verdict Phase Change);
    all!(idl, check_wire_enum: ClaimKind Assurance GwpSet Boundary StreamKind);
    assert_eq!(idl["address"], crate::PROGRAM);
}

/// Arguments are either the fields of one struct of the IDL, or listed by the instruction itself.
fn check_arguments<A: Arguments + Layout>(idl: &Value) {
    let instruction = named(&idl["instructions"], A::INSTRUCTION);
    let spelled = fields(&instruction["args"]);
    match &spelled[..] {
        [(name, one)] if name == "args" => {
            assert_eq!(one, A::NAME);
            check::<A>(idl);
        }
        _ => assert_eq!(spelled, ours(A::FIELDS), "{}", A::NAME),
    }
    let accounts = instruction["accounts"].as_array().unwrap().iter().map(|account| account["name"].as_str().unwrap());
    assert_eq!(accounts.take(A::ACCOUNTS.len()).collect::<Vec<_>>(), A::ACCOUNTS, "{}", A::NAME);
}

#[test]
fn every_call_is_read_as_the_idl_describes_it() {
    let idl = idl();
    all!(idl, check: BridgeArgs);
    all!(idl, check_arguments: CreateRegistryArgs ApplyChange ScheduleChange ExecuteChange SuspendNotary ProposeAuthority);
    all!(idl, check_arguments: AcceptAuthority ListProvider PublishFactorArgs RegisterSourceArgs ProposeRestatementArgs);
}

#[test]
fn zero_copy_accounts_have_no_padding() {
    // Borsh has no padding either, so an equal length shows that each field is read from its place.
    let bytes = |content: usize| vec![0; content];
    let set = [&NotarySet::tag()[..], &bytes(32 + 8 + 8 + 2 + 1 + 1 + 4 + 8 + 8 + 64 * 152)].concat();
    assert!(NotarySet::read(&set).is_some() && NotarySet::read(&set[..set.len() - 1]).is_none());
    let log = [&RollupLog::tag()[..], &bytes(210 * 8)].concat();
    assert!(RollupLog::read(&log).is_some() && RollupLog::read(&log[..log.len() - 1]).is_none());
}

#[test]
fn an_event_needs_its_tags() {
    let event = [&EVENT_TAG[..], &LotSplit::tag(), &[7; 32 * 3 + 16]].concat();
    assert!(matches!(Event::read(&event), Some(Event::LotSplit(split)) if split.lot.0 == [7; 32]));
    assert_eq!(Event::read(&event[1..]), None);
    assert_eq!(Event::read(&event[..event.len() - 1]), None);
    assert_eq!(Event::read(&[&EVENT_TAG[..], &[0; 40]].concat()), None);
}

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().into()).collect()
}

#[test]
fn every_event_of_the_idl_is_either_read_or_ignored_with_a_reason() {
    let listed: Vec<&str> =
        Event::HANDLED.iter().copied().chain(Event::IGNORED.iter().map(|(name, _)| *name)).collect();
    let distinct: BTreeSet<String> = listed.iter().map(|name| name.to_string()).collect();
    assert_eq!(distinct.len(), listed.len(), "an event is listed twice");
    assert_eq!(distinct, names(&idl()["events"]), "put each event into `event!` or into `Event::IGNORED`");
    assert!(Event::IGNORED.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn every_event_that_is_read_is_used_by_a_check() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/steps");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let steps: String = files.collect();
    for name in Event::HANDLED {
        assert!(
            steps.contains(&format!("Event::{name}(")),
            "{name} is read, but no check uses it: ignore it with a reason"
        );
    }
}
