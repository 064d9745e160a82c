//! The bytes of every account type: discriminator, size, and the offset of each field.

pub mod sentinels;
pub mod table;
mod wire_bytes;

use carbon_client::{
    addresses as at, instructions as ix,
    program::{self, pool::PoolUnit, registry::Change},
    years,
};
use carbon_testkit::{
    files::{idl, sources},
    *,
};
use serde_json::Value;
use solana_signer::Signer;
use std::collections::{BTreeMap, BTreeSet};
use table::{layouts, Layout};

/// The bytes of a field in the notation of the table.
fn bytes_of(text: &str) -> Vec<u8> {
    let (hex, times) = text.split_once('×').unwrap_or((text, "1"));
    hex::decode(hex).expect("hex").repeat(times.parse().expect("a number of times"))
}

fn discriminator(layout: &Layout) -> Vec<u8> {
    hex::decode(layout.discriminator).expect("hex")
}

#[test]
fn every_field_is_where_the_table_says() {
    for layout in layouts() {
        let (account, size) = sentinels::of(layout.name);
        let name = layout.name;
        assert_eq!(account[..8], discriminator(layout), "discriminator of {name}");
        assert_eq!(size, layout.size, "size of {name}");
        let mut next = 8;
        for line in layout.fields.lines().filter(|line| !line.trim().is_empty()) {
            let [offset, field, bytes] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{name}: a line is offset, name and bytes: {line}");
            };
            let (offset, bytes): (usize, _) = (offset.parse().expect("an offset"), bytes_of(bytes));
            assert_eq!(offset, next, "{name}.{field} follows the field before it");
            next = offset + bytes.len();
            assert_eq!(account.get(offset..next), Some(&bytes[..]), "{name}.{field} at {offset}");
        }
        assert_eq!(account.len(), next, "{name} has fields the table does not");
    }
}

/// Every account type in the sources needs a layout. (The IDL omits types that no instruction names.)
#[test]
fn every_account_type_has_a_layout() {
    let mut declared = BTreeSet::new();
    for (_, source) in sources("programs/carbon-consensus/src") {
        let mut lines = source.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("#[account") {
                let head = lines.by_ref().find_map(|line| line.strip_prefix("pub struct ")).expect("a struct");
                declared.insert(head.trim_end_matches(" {").to_string());
            }
        }
    }
    let listed: BTreeSet<String> = layouts().map(|layout| layout.name.to_string()).collect();
    assert_eq!(declared, listed);

    for account in idl()["accounts"].as_array().expect("the IDL's accounts") {
        let layout = layouts().find(|layout| account["name"] == layout.name);
        let layout = layout.unwrap_or_else(|| panic!("no layout of {}", account["name"]));
        let expected: Vec<Value> = discriminator(layout).into_iter().map(Value::from).collect();
        assert_eq!(account["discriminator"], Value::from(expected), "discriminator of {} in the IDL", layout.name);
    }
    // The fields of the table are the fields of the IDL, in the same order.
    for layout in layouts() {
        let idl = idl();
        let types = idl["types"].as_array().expect("the IDL's types");
        let Some(found) = types.iter().find(|found| found["name"] == layout.name) else { continue };
        let fields = found["type"]["fields"].as_array().expect("fields").iter();
        let expected: Vec<&str> = fields.map(|field| field["name"].as_str().expect("a name")).collect();
        let lines = layout.fields.lines().filter_map(|line| line.split_whitespace().nth(1));
        let mut names: Vec<&str> = lines.map(|name| name.split(['.', '[']).next().unwrap_or(name)).collect();
        names.dedup();
        assert_eq!(names, expected, "fields of {}", layout.name);
    }
    let all: BTreeSet<&str> = layouts().map(|layout| layout.discriminator).collect();
    assert_eq!(all.len(), layouts().count(), "no two types share a discriminator");
}

/// A runtime with an account of every type: each has the discriminator and the size of the table.
#[test]
fn the_program_creates_accounts_of_these_sizes() {
    let mut test = TestRegistry::new();
    test.publish_factor();
    let source = test.source(TestRegistry::source_args(1));
    let record = test.emission(1_000);
    test.record(source, record);
    let owner = test.people.owner.clone();
    let days = carbon_client::claims::day_map_of(&source, &test.emission(0), 2023);
    let close = years::propose_year_closing(
        owner.pubkey(),
        owner.pubkey(),
        test.registry,
        source,
        None,
        2023,
        1_000,
        0,
        &[days],
    );
    test.runtime.send(&[close], &[&owner]).unwrap();
    let waiting = test.absorption(1_000);
    test.submit(source, waiting);
    let other = test.source(TestRegistry::source_args(2));
    let (emission, absorption) = (test.emission(1_000), test.absorption(2_000));
    let (emission, credit) = (test.record(other, emission), test.record(other, absorption));
    let (emission, credit) = (at::lot(&emission, 0), at::lot(&credit, 0));
    let certificate = test.burn(&[(emission, credit, 600)]);
    test.propose_burn();
    let voided = test.certificate(&certificate).legs[0].credit.record;
    test.restate_down(voided, 500);
    test.impair(certificate, 0, None).unwrap();
    let third = test.source(TestRegistry::source_args(3));
    let (coin, absorption) = (test.allowed_coin(), test.absorption(2_000));
    let record = test.record(third, absorption);
    let lot = at::lot(&record, 0);
    test.cover(certificate, 0, &owner, lot, 50).unwrap();
    let terms = test.terms(&coin, 1_000);
    test.list(lot, &owner, terms);
    test.propose_restatement(record, 1_900);
    let (pool, members) = test.locked(PoolUnit::Gram, &[TONNE]);
    let credit = test.credit(TONNE);
    test.cure(members[0], credit, TONNE).unwrap();
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    test.publish().unwrap();
    let authority = test.people.authority.pubkey();
    let change = Change::SetThreshold { threshold_bps: 10_000 };
    test.authority_sends(&[ix::schedule_change(authority, authority, test.registry, 1, change)]).unwrap();

    let mut seen = BTreeMap::new();
    for (_, account) in test.runtime.svm().get_program_accounts(&program::ID) {
        let layout = layouts().find(|layout| account.data.starts_with(&discriminator(layout)));
        let layout = layout.expect("an account of a listed type");
        assert_eq!(account.data.len(), layout.size, "{}", layout.name);
        *seen.entry(layout.name).or_insert(0) += 1;
    }
    let missing: Vec<&str> = layouts().map(|layout| layout.name).filter(|name| !seen.contains_key(name)).collect();
    assert!(missing.is_empty(), "the runtime has no {missing:?}");
}
