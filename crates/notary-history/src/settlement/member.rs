//! One member of a pool: its records, its inventory, its reduction lots.

use crate::{
    case::Case,
    past::{pools::MemberPast, records::SourceYear},
    records,
    report::CheckResult,
};
use anyhow::Result;
use carbon_client::{
    addresses as at,
    program::{
        lot::{Lot, OWNER_LOT},
        pool::{Member, MemberState, Trail},
        record::{Inventory, InventoryLine},
        source::Source,
        token::TokenClass,
    },
};
use carbon_wire::{
    lineage::{extend, Entry, EntryKind, GENESIS},
    pool::extend_trail,
    Hash,
};
use solana_pubkey::Pubkey;

/// A member as the ledger shows it.
pub(super) struct Joined {
    pub source: Pubkey,
    pub membership: Member,
    pub operators: Vec<Pubkey>,
    account: Source,
    inventory: Option<Inventory>,
}

impl Joined {
    pub fn read(case: &Case, source: &Pubkey, year: u16) -> Result<Self> {
        let account: Source = case.reader.get(source)?;
        Ok(Self {
            source: *source,
            membership: case.reader.get(&at::member(source, year))?,
            operators: account.operators.clone(),
            account,
            inventory: case.reader.find(&at::inventory(source, year))?,
        })
    }

    fn year(&self) -> SourceYear {
        (self.source, self.membership.header.year)
    }

    /// Whether the membership is the source's own and its figures are frozen.
    pub fn is_frozen(&self) -> bool {
        let (own, source) = (&self.membership, &self.account);
        (own.header.source, own.owner, own.registry) == (self.source, source.owner, source.registry)
            && own.inventory == at::inventory(&self.source, own.header.year)
            && own.header.state == MemberState::Frozen
    }

    /// Its records, late ones too: what the inventory counts is what the events tell.
    pub fn records(case: &Case, member: &Self) -> Result<CheckResult> {
        match &member.inventory {
            Some(inventory) => records::all(case, &member.account, member.year(), inventory),
            None if case.past.records.of(member.year()).next().is_none() => Ok(CheckResult::pass("it has no records")),
            None => Ok(CheckResult::fail("it has records and no inventory")),
        }
    }

    /// Its inventory as it stands.
    pub fn totals(case: &Case, member: &Self) -> Result<CheckResult> {
        let Some(inventory) = &member.inventory else {
            return Ok(CheckResult::pass("it has no inventory"));
        };
        let (year, neutralized) = (member.year(), case.past.neutralized(member.year()));
        let own = if i128::from(inventory.neutralized) != neutralized {
            // A burn or a cover would make it more, an impairment less.
            CheckResult::missing("not all that became of the burns that the inventory counts has been seen")
        } else if inventory.closed && !case.past.years.is_closed(year) {
            CheckResult::missing("that its year was closed has not been seen")
        } else if !inventory.closed && case.past.years.is_closed(year) {
            CheckResult::fail("its year was closed, and the inventory says it is not")
        } else {
            CheckResult::pass("its burns are what the inventory says")
        };
        let own = own.with("inventory", inventory.neutralized).with("burns", neutralized);
        Ok(own.unless([records::totals(case, year, inventory)]))
    }

    /// Its reduction tokens have never moved: each lot is one issue on its record, of all its grams.
    pub fn lots(case: &Case, member: &Self) -> Result<CheckResult> {
        let reduced = case.past.records.on(member.year(), InventoryLine::Reduced);
        // A record of no grams has no lot.
        for (record, past) in reduced.filter(|(_, record)| record.data.grams > 0) {
            let key = at::lot(&record, OWNER_LOT);
            let Some(history) = case.past.histories.of(&key) else {
                return Ok(CheckResult::missing(format!("the event of the lot of record {record} has not been seen")));
            };
            let issue = match &history[..] {
                [entry] => Entry::from_bytes(entry).filter(|entry| entry.kind == EntryKind::Issue),
                _ => None,
            };
            let issued = issue.is_some_and(|issue| {
                (issue.lot, issue.to, issue.reference) == (key.to_bytes(), past.owner.to_bytes(), past.digest)
                    && (issue.start, issue.end) == (0, past.data.grams)
            });
            let head = history.iter().fold(GENESIS, |head, entry| extend(&head, entry));
            let stands = case.reader.find::<Lot>(&key)?.is_some_and(|lot| {
                (lot.class, lot.record, lot.owner) == (TokenClass::Reduction, record, past.owner)
                    && (lot.start, lot.end, lot.head) == (0, past.data.grams, head)
            });
            if !issued || !stands {
                return Ok(CheckResult::fail(format!("the lot of record {record} is not as it was issued")));
            }
        }
        Ok(CheckResult::pass("its reduction lots are as they were issued"))
    }

    /// Whether both reviews stand at heads of the trails that lead to those frozen, with the grams before them still to be met.
    pub fn is_on_trail(&self, case: &Case, told: &MemberPast) -> bool {
        let on = |ledger, end: &Hash, trail: &Trail| {
            let (mut head, mut sum) = (GENESIS, 0u128);
            let mut found = (head, sum) == (trail.head, trail.remaining_grams.into());
            for (record, past) in case.past.records.on(self.year(), ledger) {
                if head == *end {
                    break;
                }
                head = extend_trail(&head, &record.to_bytes());
                sum += u128::from(past.valid);
                found |= (head, sum) == (trail.head, trail.remaining_grams.into());
            }
            found && head == *end
        };
        let Member { emissions, reductions, .. } = &self.membership;
        on(InventoryLine::Emitted, &told.emissions, emissions)
            && on(InventoryLine::Reduced, &told.reductions, reductions)
    }
}
