//! One side of a leg: its lot, units, record and history.

use super::policy;
use crate::{event_history::lots::Span, records, report::CheckResult, review_input::ReviewInput};
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

/// One side of a leg, with the data that its checks need.
pub(super) struct LegSide<'a> {
    pub proof: Pubkey,
    pub proposer: Pubkey,
    pub side: &'a Side,
    pub class: TokenClass,
    /// The locked units, from the events.
    pub units: Option<Span>,
    /// The policy's terms when the leg was added.
    pub terms: Option<Terms>,
    /// The proof's ballot.
    pub ballot: &'a Ballot,
}

/// The results of a side's checks.
pub(super) struct ExaminedSide {
    pub name: String,
    pub units: Span,
    pub lot: CheckResult,
    pub lineage: CheckResult,
    pub record: CheckResult,
    pub policy: CheckResult,
    /// Earlier holders of the units, from the history.
    pub holders: Vec<Pubkey>,
    pub entries: usize,
}

impl ExaminedSide {
    /// Names the side in its results.
    pub fn about(self, name: String) -> Self {
        let [lot, lineage, record, policy] =
            [self.lot, self.lineage, self.record, self.policy].map(|outcome| outcome.about(&name));
        Self { name, lot, lineage, record, policy, ..self }
    }
}

fn hash(entries: &[EntryBytes]) -> Hash {
    entries.iter().fold(GENESIS, |head, entry| extend(&head, entry))
}

impl LegSide<'_> {
    /// Runs the checks.
    pub fn examine(&self, input: &ReviewInput) -> Result<ExaminedSide> {
        let units = &self.side.units;
        let record = input.reader.find::<Record>(&units.record)?;
        let entries = input.history.histories.of(&self.side.lot);
        let (lineage, holders) = match (&entries, &record) {
            (None, _) => (CheckResult::missing("events of its history have not been seen"), vec![]),
            (_, None) => (CheckResult::fail("the record does not exist"), vec![]),
            (Some(entries), Some(record)) => self.replay(input, entries, record),
        };
        Ok(ExaminedSide {
            name: String::new(),
            units: Span { record: units.record, start: units.start, end: units.end },
            lot: self.lot(input, entries.as_deref())?,
            lineage,
            record: self.record(input, record.as_ref())?,
            policy: match (&record, self.class) {
                (Some(record), TokenClass::AbsorptionCredit) => {
                    policy::check(input, &record.data, self.terms, self.ballot)
                }
                _ => CheckResult::not_applicable("emissions may be of any year"),
            },
            holders,
            entries: entries.map_or(0, |entries| entries.len()),
        })
    }

    /// `lots`: the lot matches the proof and the events.
    fn lot(&self, input: &ReviewInput, entries: Option<&[EntryBytes]>) -> Result<CheckResult> {
        let units = &self.side.units;
        let Some(lot) = input.reader.find::<Lot>(&self.side.lot)? else {
            return Ok(CheckResult::fail("the lot does not exist"));
        };
        let mine = lot.registry == input.registry_key()
            && (lot.owner, lot.class) == (self.proposer, self.class)
            && lot.state == LotState::Locked { by: self.proof };
        if !mine {
            return Ok(CheckResult::fail(
                "the lot is not the proposer's, has another class, or is not locked by the proof",
            ));
        }
        if (lot.record, lot.start, lot.end, lot.head) != (units.record, units.start, units.end, units.head) {
            return Ok(CheckResult::fail("the lot has other units than the proof"));
        }
        let (Some(units), Some(observed), Some(entries)) =
            (self.units, input.history.lots.get(&self.side.lot), entries)
        else {
            return Ok(CheckResult::missing("events of the lot have not been seen"));
        };
        let same_units = units == Span { record: lot.record, start: lot.start, end: lot.end };
        if !same_units || observed.owner != self.proposer || lot.depth as usize != entries.len() {
            return Ok(CheckResult::fail("the lot differs from the events"));
        }
        Ok(CheckResult::pass("the lot matches the events"))
    }

    /// `lineage`: replays the whole history from the record to the lot. Also returns the earlier holders.
    fn replay(&self, input: &ReviewInput, entries: &[EntryBytes], record: &Record) -> (CheckResult, Vec<Pubkey>) {
        let units = &self.side.units;
        let Some(observed) = input.history.records.get(&units.record) else {
            return (CheckResult::missing("the event of the record has not been seen"), vec![]);
        };
        if hash(entries) != units.head {
            return (CheckResult::fail("the hash of its history is not the head that the proof names"), vec![]);
        }
        let origin = Origin {
            digest: observed.digest,
            time: record.notarized_at,
            grams: observed.data.grams,
            holders: [observed.owner.to_bytes(), at::buffer(&input.registry_key()).to_bytes()],
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
            Err(fault) => {
                (CheckResult::fail(format!("its history is not a history of these units: {fault:?}")), holders)
            }
        }
    }

    /// `records`: the record is valid and backs all units of the side, in their class.
    fn record(&self, input: &ReviewInput, record: Option<&Record>) -> Result<CheckResult> {
        let units = &self.side.units;
        let found = records::record(input, &units.record)?;
        let Some(record) = record else { return Ok(found) };
        let own = if record.data.line.class() != Some(self.class) {
            CheckResult::fail("the record backs units of another class")
        } else if record.valid_grams < units.end {
            CheckResult::fail("some of the units are void")
        } else if units.vintage != record.data.year {
            CheckResult::fail("the vintage is not the record's year")
        } else if record.frozen || input.history.restatements.of(&units.record).is_some() {
            CheckResult::missing("the record is being restated")
        } else {
            CheckResult::pass("the record is valid and backs the units")
        };
        Ok(found.unless([own]))
    }
}
