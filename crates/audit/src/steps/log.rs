//! The Merkle log: all leaves from events, in order, give the root in the log's account and that of the newest batch.

use super::{AuditInput, AuditedCertificate};
use crate::{
    chain::ChainReader,
    key::Key,
    layout::{Event, RollupLog},
    report::{differ, AuditReport, Check, Step},
};
use anyhow::Result;
use carbon_wire::{
    leaf::{CertificateLeaf, Leaf, LEN},
    log::{leaf_hash, Frontier, Path},
    Hash,
};

/// The entries of a log, in the order in which they were appended.
#[derive(Clone, Debug, Default)]
pub struct Leaves(Vec<[u8; LEN]>);

impl Leaves {
    /// Reads the entries from the events of the log's transactions.
    pub fn gather(chain: &ChainReader, log: &Key, registry: &Key) -> Result<Self> {
        let events = chain.events(log)?.into_iter().filter_map(|(event, _)| match event {
            Event::LeafAppended(event) if event.registry == *registry => Some(event.entry),
            _ => None,
        });
        Ok(Self(events.collect()))
    }

    /// Number of entries.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The bytes of an entry.
    pub fn entry(&self, index: u64) -> Option<&[u8; LEN]> {
        self.0.get(usize::try_from(index).ok()?)
    }

    /// An entry as a leaf; `None` if it cannot be decoded or states another index.
    pub fn decoded(&self, index: u64) -> Option<Leaf> {
        Leaf::decode(self.entry(index)?).ok().filter(|leaf| leaf.index() == index)
    }

    fn all(&self) -> impl Iterator<Item = Leaf> + '_ {
        (0..self.count()).filter_map(|index| self.decoded(index))
    }

    /// All certificate leaves.
    pub fn certificates(&self) -> impl Iterator<Item = CertificateLeaf> + '_ {
        self.all().filter_map(|leaf| match leaf {
            Leaf::Certificate(leaf) => Some(leaf),
            _ => None,
        })
    }

    /// The certificates that name a statement.
    pub fn naming(&self, statement: &Hash) -> impl Iterator<Item = Key> + '_ {
        let statement = *statement;
        self.certificates().filter(move |leaf| leaf.metadata == statement).map(|leaf| Key(leaf.certificate))
    }

    /// Void grams of the leaf of an account, by its newest correction.
    pub fn void(&self, corrected: &Key, index: u64) -> u64 {
        let corrections = self.all().filter_map(|leaf| match leaf {
            Leaf::Correction(leaf) if leaf.corrected == corrected.0 && leaf.corrected_index == index => Some(leaf.void),
            _ => None,
        });
        corrections.last().unwrap_or_default()
    }

    /// Number of correction leaves.
    pub fn corrections(&self) -> u64 {
        self.all().filter(|leaf| matches!(leaf, Leaf::Correction(_))).count() as u64
    }

    fn hashes(&self, count: u64) -> Option<Vec<Hash>> {
        let entries = self.0.get(..usize::try_from(count).ok()?)?;
        Some(entries.iter().map(|entry| leaf_hash(entry)).collect())
    }

    /// The tree over the first `count` entries.
    pub fn frontier(&self, count: u64) -> Option<Frontier> {
        Frontier::over(&self.hashes(count)?)
    }

    /// The path from an entry to the root over the first `count` entries.
    pub fn path(&self, index: u64, count: u64) -> Option<Path> {
        Path::to(index, &self.hashes(count)?)
    }
}

pub fn check(input: &AuditInput, report: &mut AuditReport) {
    let key = input.chain.derived(&[b"log", &input.registry_key.0]);
    let wrong = contradictions(&input.leaves, &input.log);
    let right = format!(
        "{} entries, {} of them corrections, have the root {} of the log's account; {} are published in {} batches",
        input.leaves.count(),
        input.leaves.corrections(),
        hex::encode(Frontier { count: input.log.count, peaks: input.log.peaks }.root()),
        input.log.published,
        input.log.batches
    );
    let check = Check::new(Step::Log, "the register", format!("account {key} and the events of its transactions"));
    report.add(check.unless(wrong, right));
    for AuditedCertificate { key, content, .. } in &input.certificates {
        let (void, short) = (input.leaves.void(key, content.leaf), content.shortfall);
        // A cover of a part of a shortfall adds no correction; one of the rest does.
        let wrong = (void < short || (short == 0 && void > 0)).then(|| {
            format!(
                "{void} grams of its entry are void by the register's corrections, and its account is short of {short}"
            )
        });
        let check = Check::new(Step::Log, format!("certificate {key}"), "the corrections in the register");
        report.add(check.unless([wrong], "its shortfall agrees with the corrections in the register"));
    }
}

fn contradictions(leaves: &Leaves, log: &RollupLog) -> Vec<Option<String>> {
    let unread = (0..leaves.count()).find(|index| leaves.decoded(*index).is_none());
    let root = Frontier { count: log.count, peaks: log.peaks }.root();
    let rebuilt = leaves.frontier(leaves.count()).map(|frontier| frontier.root());
    let published = match log.published {
        0 => [0; 32],
        count => leaves.frontier(count).map_or([0; 32], |frontier| frontier.root()),
    };
    let neutralized: u128 = leaves.certificates().map(|leaf| u128::from(leaf.emission)).sum();
    vec![
        unread.map(|index| format!("entry {index} cannot be read, or is not in its place")),
        differ("the number of entries in events", leaves.count(), log.count),
        differ("the root rebuilt from events", hex::encode(rebuilt.unwrap_or_default()), hex::encode(root)),
        differ("the root of the entries published", hex::encode(published), hex::encode(log.published_root)),
        differ("the grams neutralized in all entries", neutralized, u128::from_le_bytes(log.neutralized)),
        differ("the number of corrections in events", leaves.corrections(), log.corrections),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Layout, RollupLog};
    use carbon_wire::leaf::CorrectionLeaf;

    fn leaves(count: u64) -> Leaves {
        let leaf = |index| {
            let (registry, corrected) = ([1; 32], [2; 32]);
            let number = index + 1;
            let leaf =
                CorrectionLeaf { registry, index, corrected, corrected_index: 0, void: 3, number, slot: 4, time: 5 };
            leaf.encode()
        };
        Leaves((0..count).map(leaf).collect())
    }

    fn log(leaves: &Leaves, published: u64) -> RollupLog {
        let bytes = [&RollupLog::tag()[..], &[0; 1_712]].concat();
        let mut log = RollupLog::read(&bytes).unwrap();
        let frontier = leaves.frontier(leaves.count()).unwrap();
        (log.count, log.peaks, log.corrections) = (frontier.count, frontier.peaks, leaves.corrections());
        (log.published, log.published_root) = (published, leaves.frontier(published).unwrap().root());
        log
    }

    #[test]
    fn whole_logs_pass_and_a_changed_byte_of_any_entry_does_not() {
        let whole = leaves(5);
        let log = log(&whole, 3);
        assert_eq!(contradictions(&whole, &log).iter().flatten().count(), 0);
        for index in 0..5 {
            for byte in [0, 39, 60, 110, 119, 207] {
                let mut changed = whole.clone();
                changed.0[index][byte] ^= 1;
                assert_ne!(contradictions(&changed, &log).iter().flatten().count(), 0, "byte {byte} of entry {index}");
            }
        }
        let mut short = whole.clone();
        short.0.pop();
        assert_ne!(contradictions(&short, &log).iter().flatten().count(), 0);
        let mut swapped = whole.clone();
        swapped.0.swap(1, 2);
        assert_ne!(contradictions(&swapped, &log).iter().flatten().count(), 0);
    }
}
