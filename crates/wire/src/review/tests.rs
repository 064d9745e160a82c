//! Forged histories with right hashes, which the checks beside the hash refuse. (Wrong hashes are always
//! `Fault::Head`.)

extern crate std;
use super::*;
use std::{vec, vec::Vec};

const RECORD: Hash = [7; 32];
const POOL: Address = [8; 32];
const HOPS: u8 = 10;

fn person(number: u8) -> Address {
    [100 + number; 32]
}

fn origin() -> Origin {
    Origin { digest: RECORD, time: 1_000, grams: 1_000, holders: [person(0), [9; 32]] }
}

/// Issued to person 0, then transferred from each person to the next, one gram less at both ends each time.
fn history() -> Vec<Entry> {
    let issue = Entry {
        kind: EntryKind::Issue,
        lot: [0; 32],
        from: [0; 32],
        to: person(0),
        start: 0,
        end: 1_000,
        time: 1_000,
        reference: RECORD,
    };
    let hops = (1..=HOPS).map(|hop| Entry {
        kind: EntryKind::Transfer,
        lot: [hop; 32],
        from: person(hop - 1),
        to: person(hop),
        start: hop as u64,
        end: 1_000 - hop as u64,
        time: 1_000 + hop as i64,
        reference: [0; 32],
    });
    core::iter::once(issue).chain(hops).collect()
}

fn bytes(entries: &[Entry]) -> Vec<[u8; ENTRY_LEN]> {
    entries.iter().map(Entry::to_bytes).collect()
}

fn head(entries: &[Entry]) -> Hash {
    entries.iter().fold(GENESIS, |head, entry| entry.extend(&head))
}

/// A lot of the last person with this history.
fn cursor(entries: &[Entry]) -> Cursor {
    Cursor { head: head(entries), owner: person(HOPS), start: 400, end: 500, time: 5_000, converts: 0 }
}

fn replay(entries: &[Entry]) -> Result<Cursor, Fault> {
    cursor(entries).replay(&GENESIS, &bytes(entries), &origin(), |_| ())
}

#[test]
fn a_true_history_is_replayed_whole_or_in_any_pieces() {
    let entries = history();
    let whole = replay(&entries).unwrap();
    assert!(whole.is_done());
    for size in 1..=entries.len() {
        let (mut cursor, mut rest, mut holders) = (cursor(&entries), &entries[..], vec![]);
        while !rest.is_empty() {
            let (older, piece) = rest.split_at(rest.len().saturating_sub(size));
            let next = cursor.replay(&head(older), &bytes(piece), &origin(), |holder| holders.push(*holder)).unwrap();
            assert_eq!(next.is_done(), older.is_empty());
            (cursor, rest) = (next, older);
        }
        assert_eq!(cursor, whole);
        assert_eq!(holders, (0..HOPS).rev().map(person).collect::<Vec<_>>(), "in pieces of {size}");
    }
}

#[test]
fn an_entry_left_out_doubled_or_moved_is_refused_wherever_it_is() {
    let entries = history();
    for at in 0..entries.len() {
        let mut without = entries.clone();
        without.remove(at);
        let expected = if at == 0 { Fault::Origin } else { Fault::Owner };
        assert_eq!(replay(&without), Err(expected), "without entry {at}");

        let mut twice = entries.clone();
        twice.insert(at, entries[at].clone());
        assert!(replay(&twice).is_err(), "with entry {at} twice");

        if at + 1 < entries.len() {
            let mut swapped = entries.clone();
            swapped.swap(at, at + 1);
            assert!(replay(&swapped).is_err(), "with entry {at} after the next");
        }
    }
}

#[test]
fn an_entry_changed_in_one_field_is_refused_wherever_it_is() {
    type Forge = fn(&mut Entry);
    let forgeries: [(Forge, Fault); 8] = [
        (|entry| entry.to = [1; 32], Fault::Owner),
        (|entry| entry.from = entry.to, Fault::Owner),
        (|entry| entry.start = 401, Fault::Range),
        (|entry| entry.end = 499, Fault::Range),
        (|entry| entry.time = 5_001, Fault::Time),
        (|entry| entry.kind = EntryKind::Issue, Fault::Origin),
        (|entry| entry.kind = EntryKind::Convert, Fault::Class),
        (|entry| entry.reference = [1; 32], Fault::Reference),
    ];
    for at in 1..history().len() {
        for (index, (forge, fault)) in forgeries.iter().enumerate() {
            let mut entries = history();
            forge(&mut entries[at]);
            assert_eq!(replay(&entries), Err(*fault), "forgery {index} of entry {at}");
        }
    }
}

#[test]
fn the_issue_is_the_records() {
    type Forge = fn(&mut Entry);
    let forgeries: [Forge; 5] = [
        |entry| entry.reference = [6; 32],
        |entry| entry.time -= 1,
        |entry| entry.end += 1,
        |entry| entry.from = person(1),
        |entry| entry.kind = EntryKind::Transfer,
    ];
    for (index, forge) in forgeries.into_iter().enumerate() {
        let mut entries = history();
        forge(&mut entries[0]);
        assert_eq!(replay(&entries), Err(Fault::Origin), "forgery {index}");
    }
    let mut of_others = history();
    of_others[0].to = [3; 32];
    of_others[1].from = [3; 32];
    assert_eq!(replay(&of_others), Err(Fault::Origin), "issued to neither owner nor buffer");
}

#[test]
fn a_history_that_does_not_begin_with_an_issue_is_refused() {
    let entries = history();
    let cursor = cursor(&entries[1..]);
    assert_eq!(cursor.replay(&GENESIS, &bytes(&entries[1..]), &origin(), |_| ()), Err(Fault::Origin));
}

#[test]
fn an_issue_in_the_middle_is_refused() {
    let entries = [&history()[..1], &history()[..]].concat();
    let cursor = cursor(&entries);
    let middle = cursor.replay(&head(&entries[..1]), &bytes(&entries[1..]), &origin(), |_| ());
    assert_eq!(middle, Err(Fault::Origin));
}

#[test]
fn a_wrong_head_and_bytes_that_are_no_entry_are_refused() {
    let entries = history();
    let cursor = cursor(&entries);
    assert_eq!(cursor.replay(&GENESIS, &[], &origin(), |_| ()), Err(Fault::NotEntries));
    assert_eq!(cursor.replay(&[1; 32], &bytes(&entries), &origin(), |_| ()), Err(Fault::Head));
    let mut unknown = bytes(&entries);
    unknown[3][0] = 9;
    assert_eq!(cursor.replay(&GENESIS, &unknown, &origin(), |_| ()), Err(Fault::Head));
    let head = unknown.iter().fold(GENESIS, |head, entry| extend(&head, entry));
    let forged = Cursor { head, ..cursor };
    assert_eq!(forged.replay(&GENESIS, &unknown, &origin(), |_| ()), Err(Fault::NotEntries));
}

#[test]
fn a_credit_of_a_pool_has_changed_class_once() {
    let mut entries = history();
    let last = entries.last().unwrap().clone();
    entries.push(Entry { kind: EntryKind::Convert, from: last.to, time: 1_500, reference: POOL, ..last });
    let credit = Cursor { converts: 1, ..cursor(&entries) };
    let all = |cursor: &Cursor, entries: &[Entry]| cursor.replay(&GENESIS, &bytes(entries), &origin(), |_| ());
    assert!(all(&credit, &entries).unwrap().is_done());
    assert_eq!(all(&cursor(&entries), &entries), Err(Fault::Class), "not a credit");
    assert_eq!(all(&Cursor { converts: 1, ..cursor(&history()) }, &history()), Err(Fault::Class), "never converted");
    let changed = |change: fn(&mut Entry)| {
        let mut entries = entries.clone();
        change(entries.last_mut().unwrap());
        all(&Cursor { converts: 1, ..cursor(&entries) }, &entries)
    };
    assert_eq!(changed(|entry| entry.reference = [0; 32]), Err(Fault::Reference));
    assert_eq!(changed(|entry| entry.from = person(3)), Err(Fault::Owner));
}
