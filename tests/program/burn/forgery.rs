//! A review replays a lot's history: every forged history of a lot with ten transfers is refused and changes nothing.

use carbon_client::{burns, history::EntryBytes, program::errors::CarbonError};
use carbon_testkit::*;
use carbon_wire::{
    lineage::{extend, Entry, EntryKind, GENESIS},
    Hash,
};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

const HOPS: usize = 10;

/// Entries of one call, newest first: as many as a transaction has room for.
const PIECE: usize = 5;

/// A submitted burn proof whose credit was transferred ten times, the credit's history, and the history of another lot
/// of the same people.
struct ReviewedBurn {
    test: TestRegistry,
    proof: Pubkey,
    history: Vec<EntryBytes>,
    other: Vec<EntryBytes>,
}

impl ReviewedBurn {
    fn new() -> Self {
        let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
        let people = [test.people.owner.clone(), test.person(40)];
        let (mut lot, mut other) = (credit, None);
        for hop in 0..HOPS {
            test.pass(60);
            let (from, to) = (&people[hop % 2], &people[(hop + 1) % 2]);
            let source = other.unwrap_or(credit);
            lot = test.transfer(lot, from, to, 100_000 - hop as u64);
            other = Some(test.transfer(source, from, to, 50_000 - hop as u64));
        }
        let proof = test.submitted_burn(&[(emission, lot, 1_000)]);
        let of = |lot: &Pubkey| test.runtime.histories().of(lot).unwrap();
        let (history, other) = (of(&lot), of(&other.unwrap()));
        assert_eq!((history.len(), other.len()), (HOPS + 1, HOPS + 1));
        Self { test, proof, history, other }
    }

    /// Sends the newest entries of a history for the credit's side, after `previous`.
    fn review(&mut self, previous: Hash, entries: &[EntryBytes]) -> carbon_embedded::TxResult {
        let content = self.test.proof(&self.proof);
        let review = burns::review_lot(self.proof, &content, 1, previous, entries.to_vec());
        self.test.runtime.send(&[review], &[])
    }

    /// Reviews honestly until the next older entry is number `at`.
    fn advance_to(&mut self, at: usize) {
        let heads = heads(&self.history);
        let mut end = self.history.len();
        while end > at + 1 {
            let start = end.saturating_sub(PIECE).max(at + 1);
            let entries = self.history[start..end].to_vec();
            self.review(heads[start], &entries).unwrap();
            end = start;
        }
    }

    /// Asserts that a forged history, from the record up to the position of the review, is refused with either head
    /// before it, and changes nothing.
    #[track_caller]
    fn refused(&mut self, what: &str, forged: &[EntryBytes]) {
        let before = self.test.runtime.svm().get_account(&self.proof);
        let newest = &forged[forged.len().saturating_sub(PIECE)..];
        // The head before the forged entries, and the true head.
        let honest = heads(&self.history);
        let own = heads(forged)[forged.len() - newest.len()];
        let truth = honest[forged.len().saturating_sub(newest.len()).min(honest.len() - 1)];
        for previous in [own, truth, GENESIS] {
            let outcome = self.review(previous, newest);
            println!("{what}");
            assert_refused(outcome, CarbonError::HistoryMismatch);
        }
        assert_eq!(self.test.runtime.svm().get_account(&self.proof), before, "{what}");
    }
}

/// The heads before each entry, and the last one.
fn heads(entries: &[EntryBytes]) -> Vec<Hash> {
    let mut heads = vec![GENESIS];
    for entry in entries {
        heads.push(extend(heads.last().unwrap(), entry));
    }
    heads
}

fn changed(entry: &EntryBytes, change: fn(&mut Entry)) -> EntryBytes {
    let mut entry = Entry::from_bytes(entry).unwrap();
    change(&mut entry);
    entry.to_bytes()
}

type Change = (&'static str, fn(&mut Entry));

const CHANGES: &[Change] = &[
    ("a gram more", |entry| entry.end += 1),
    ("a gram less", |entry| entry.end -= 1),
    ("from the next serial", |entry| entry.start += 1),
    ("from another owner", |entry| entry.from = [9; 32]),
    ("to another owner", |entry| entry.to = [9; 32]),
    ("a second earlier", |entry| entry.time -= 1),
    ("a second later", |entry| entry.time += 1),
    ("another lot", |entry| entry.lot = [9; 32]),
    ("another reference", |entry| entry.reference = [9; 32]),
    ("another kind", |entry| {
        entry.kind = if entry.kind == EntryKind::Issue { EntryKind::Transfer } else { EntryKind::Issue }
    }),
    ("a change of class", |entry| entry.kind = EntryKind::Convert),
];

/// For each position of the review: the newest unreviewed entry is forged in every way.
#[test]
fn a_history_with_one_entry_forged_is_refused_at_every_position() {
    let mut burn = ReviewedBurn::new();
    let history = burn.history.clone();
    let start = burn.test.runtime.svm().clone();
    let mut count = 0;
    for at in (0..history.len()).rev() {
        *burn.test.runtime.svm() = start.clone();
        burn.advance_to(at);
        let standing = burn.test.runtime.svm().clone();
        let known = &history[..=at];
        let mut refuse = |what: String, forged: Vec<EntryBytes>| {
            count += 1;
            burn.refused(&format!("entry {at}: {what}"), &forged);
        };
        for (what, change) in CHANGES {
            let mut forged = known.to_vec();
            forged[at] = changed(&known[at], *change);
            refuse(what.to_string(), forged);
        }
        if at > 0 {
            refuse("left out".into(), known[..at].to_vec());
            let mut swapped = known.to_vec();
            swapped.swap(at - 1, at);
            refuse("before the one before it".into(), swapped);
        }
        refuse("doubled".into(), [known, &known[at..]].concat());
        // An older entry of the same call is forged.
        for deeper in at.saturating_sub(PIECE - 1)..at {
            let mut forged = known.to_vec();
            forged[deeper] = changed(&known[deeper], |entry| entry.end += 1);
            refuse(format!("a gram more in entry {deeper}"), forged);
            let mut without = known.to_vec();
            without.remove(deeper);
            refuse(format!("without entry {deeper}"), without);
            // Further back, the second entry is not in this call.
            if deeper + PIECE >= at + 2 {
                let mut twice = known.to_vec();
                twice.insert(deeper, known[deeper]);
                refuse(format!("entry {deeper} twice"), twice);
            }
        }
        // The honest review continues from the same position to the end.
        *burn.test.runtime.svm() = standing;
        let (heads, mut end) = (heads(&history), at + 1);
        while end > 0 {
            let start = end.saturating_sub(PIECE);
            burn.review(heads[start], &history[start..end]).unwrap();
            end = start;
        }
        assert!(burn.test.proof(&burn.proof).legs[0].credit.review.is_done());
    }
    println!("{count} forged histories refused, each with three beginnings");
}

#[test]
fn another_lots_history_and_a_longer_chain_with_the_right_end_are_refused() {
    let mut burn = ReviewedBurn::new();
    let (history, other) = (burn.history.clone(), burn.other.clone());
    burn.refused("another lot's history", &other);
    let spliced = [&other[..HOPS], &history[HOPS..]].concat();
    burn.refused("another lot's history with the right end", &spliced);
    // Forged entries before the true newest entry.
    let stranger = burn.test.person(60).pubkey().to_bytes();
    let last = Entry::from_bytes(&history[HOPS]).unwrap();
    let before = Entry { from: stranger, to: last.from, ..last.clone() };
    let longer = [&history[..HOPS], &[before.to_bytes(), history[HOPS]]].concat();
    burn.refused("a longer chain with the right end", &longer);
    // A chain that begins with a forged issue.
    let issue = Entry { kind: EntryKind::Issue, from: [0; 32], to: last.from, reference: [5; 32], ..last };
    burn.refused("a short chain with an issue of its own", &[issue.to_bytes(), history[HOPS]]);
    burn.refused("nothing of it", &[[7; carbon_wire::lineage::ENTRY_LEN]]);
    assert_refused(burn.review(GENESIS, &[]), CarbonError::HistoryMismatch);
    burn.test.review_lot(burn.proof, 1).unwrap();
}
