//! One side of a leg: the lot, the units, their record and all that happened to them since.

use super::policy;
use crate::{case::Case, past::lots::Span, records, report::CheckResult};
use anyhow::Result;
use carbon_client::{
    addresses as at,
    history::EntryBytes,
    program::{
        burn::Side,
        lot::{Lot, LotState},
        notary::Ballot,
        record::Record,
        registry::Terms,
        token::TokenClass,
    },
};
use carbon_wire::{
    lineage::{extend, GENESIS},
    review::{Cursor, Origin},
    Hash,
};
use solana_pubkey::Pubkey;

/// A side of a burn proof.
pub(super) struct Locked<'a> {
    pub proof: Pubkey,
    pub proposer: Pubkey,
    pub side: &'a Side,
    pub class: TokenClass,
    /// What the events say was locked.
    pub units: Option<Span>,
    /// The policy's terms when it was.
    pub terms: Option<Terms>,
    /// The proof's ballot.
    pub ballot: &'a Ballot,
}

/// What was found of it.
pub(super) struct Examined {
    pub name: String,
    pub units: Span,
    pub lot: CheckResult,
    pub lineage: CheckResult,
    pub record: CheckResult,
    pub policy: CheckResult,
    /// Who had the units before, as the history tells.
    pub holders: Vec<Pubkey>,
    pub entries: usize,
}

impl Examined {
    /// Names the side in whatever it found.
    pub fn about(self, name: String) -> Self {
        let [lot, lineage, record, policy] =
            [self.lot, self.lineage, self.record, self.policy].map(|outcome| outcome.about(&name));
        Self { name, lot, lineage, record, policy, ..self }
    }
}

fn hash(entries: &[EntryBytes]) -> Hash {
    entries.iter().fold(GENESIS, |head, entry| extend(&head, entry))
}

impl Locked<'_> {
    /// Examines it.
    pub fn examine(&self, case: &Case) -> Result<Examined> {
        let units = &self.side.units;
        let record = case.reader.find::<Record>(&units.record)?;
        let entries = case.past.histories.of(&self.side.lot);
        let (lineage, holders) = match (&entries, &record) {
            (None, _) => (CheckResult::missing("events of its history have not been seen"), vec![]),
            (_, None) => (CheckResult::fail("there is no record"), vec![]),
            (Some(entries), Some(record)) => self.replay(case, entries, record),
        };
        Ok(Examined {
            name: String::new(),
            units: Span { record: units.record, start: units.start, end: units.end },
            lot: self.lot(case, entries.as_deref())?,
            lineage,
            record: self.record(case, record.as_ref())?,
            policy: match (&record, self.class) {
                (Some(record), TokenClass::AbsorptionCredit) => {
                    policy::check(case, &record.data, self.terms, self.ballot)
                }
                _ => CheckResult::not_applicable("emissions may be of any year"),
            },
            holders,
            entries: entries.map_or(0, |entries| entries.len()),
        })
    }

    /// The lot is what the proof says it is, and what the events make of it.
    fn lot(&self, case: &Case, entries: Option<&[EntryBytes]>) -> Result<CheckResult> {
        let units = &self.side.units;
        let Some(lot) = case.reader.find::<Lot>(&self.side.lot)? else {
            return Ok(CheckResult::fail("there is no such lot"));
        };
        let mine = lot.registry == case.registry_key()
            && (lot.owner, lot.class) == (self.proposer, self.class)
            && lot.state == LotState::Locked { by: self.proof };
        if !mine {
            return Ok(CheckResult::fail(
                "the lot is not the proposer's, of another class, or not locked by the proof",
            ));
        }
        if (lot.record, lot.start, lot.end, lot.head) != (units.record, units.start, units.end, units.head) {
            return Ok(CheckResult::fail("the lot is not of the units that the proof names"));
        }
        let (Some(told), Some(past), Some(entries)) = (self.units, case.past.lots.get(&self.side.lot), entries) else {
            return Ok(CheckResult::missing("events of the lot have not been seen"));
        };
        let told_same = told == Span { record: lot.record, start: lot.start, end: lot.end };
        if !told_same || past.owner != self.proposer || lot.depth as usize != entries.len() {
            return Ok(CheckResult::fail("the lot is not what the events make of it"));
        }
        Ok(CheckResult::pass("the lot is what the events make of it"))
    }

    /// Replays the whole history, from the record to the lot.
    fn replay(&self, case: &Case, entries: &[EntryBytes], record: &Record) -> (CheckResult, Vec<Pubkey>) {
        let units = &self.side.units;
        let Some(past) = case.past.records.get(&units.record) else {
            return (CheckResult::missing("the event of the record has not been seen"), vec![]);
        };
        if hash(entries) != units.head {
            return (CheckResult::fail("its history does not hash to the head that the proof names"), vec![]);
        }
        let origin = Origin {
            digest: past.digest,
            time: record.notarized_at,
            grams: past.data.grams,
            holders: [past.owner.to_bytes(), at::buffer(&case.registry_key()).to_bytes()],
        };
        let cursor = Cursor {
            head: units.head,
            owner: self.proposer.to_bytes(),
            start: units.start,
            end: units.end,
            // The lot was locked before the ballot opened.
            time: self.ballot.opened_at,
            converts: 0,
        };
        let mut holders = vec![];
        match cursor.replay(&GENESIS, entries, &origin, |holder| holders.push(Pubkey::from(*holder))) {
            Ok(done) if done.is_done() => (CheckResult::pass("its history leads from its record to its head"), holders),
            Ok(_) => (CheckResult::fail("its history does not begin at its record"), holders),
            Err(fault) => (CheckResult::fail(format!("its history is not one of these units: {fault:?}")), holders),
        }
    }

    /// The record stands, and backs this class of units, all of them.
    fn record(&self, case: &Case, record: Option<&Record>) -> Result<CheckResult> {
        let units = &self.side.units;
        let found = records::record(case, &units.record)?;
        let Some(record) = record else { return Ok(found) };
        let own = if record.data.line.class() != Some(self.class) {
            CheckResult::fail("the record backs units of another class")
        } else if record.valid_grams < units.end {
            CheckResult::fail("some of the units are void")
        } else if units.vintage != record.data.year {
            CheckResult::fail("the vintage is not the record's year")
        } else if record.frozen || case.past.restatements.of(&units.record).is_some() {
            CheckResult::missing("the record is being restated")
        } else {
            CheckResult::pass("the record stands and backs the units")
        };
        Ok(found.unless([own]))
    }
}
