//! One member of a pool: its records, inventory and reduction lots.

use crate::{
    event_history::{pools::ObservedFigures, records::SourceYear},
    records,
    report::CheckResult,
    review_input::ReviewInput,
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

/// The accounts of a member.
pub(super) struct PoolMember {
    pub source: Pubkey,
    pub membership: Member,
    pub operators: Vec<Pubkey>,
    account: Source,
    inventory: Option<Inventory>,
}

impl PoolMember {
    pub fn read(input: &ReviewInput, source: &Pubkey, year: u16) -> Result<Self> {
        let account: Source = input.reader.get(source)?;
        Ok(Self {
            source: *source,
            membership: input.reader.get(&at::member(source, year))?,
            operators: account.operators.clone(),
            account,
            inventory: input.reader.find(&at::inventory(source, year))?,
        })
    }

    fn year(&self) -> SourceYear {
        (self.source, self.membership.header.year)
    }

    /// Whether the membership belongs to the source and its figures are frozen.
    pub fn is_frozen(&self) -> bool {
        let (own, source) = (&self.membership, &self.account);
        (own.header.source, own.owner, own.registry) == (self.source, source.owner, source.registry)
            && own.inventory == at::inventory(&self.source, own.header.year)
            && own.header.state == MemberState::Frozen
    }

    /// `records`: its records match the events and the inventory's count, late records included.
    pub fn records(input: &ReviewInput, member: &Self) -> Result<CheckResult> {
        match &member.inventory {
            Some(inventory) => records::all(input, &member.account, member.year(), inventory),
            None if input.history.records.of(member.year()).next().is_none() => {
                Ok(CheckResult::pass("it has no records"))
            }
            None => Ok(CheckResult::fail("it has records and no inventory")),
        }
    }

    /// `totals`: its inventory follows from its records and burns.
    pub fn totals(input: &ReviewInput, member: &Self) -> Result<CheckResult> {
        let Some(inventory) = &member.inventory else {
            return Ok(CheckResult::pass("it has no inventory"));
        };
        let (year, neutralized) = (member.year(), input.history.neutralized(member.year()));
        let own = if i128::from(inventory.neutralized) != neutralized {
            // Unseen burns and covers would raise the sum, unseen impairments would lower it.
            CheckResult::missing("not all burns, impairments and covers that the inventory counts have been seen")
        } else if inventory.closed && !input.history.years.is_closed(year) {
            CheckResult::missing("the closing of its year has not been seen")
        } else if !inventory.closed && input.history.years.is_closed(year) {
            CheckResult::fail("its year was closed, but not in the inventory")
        } else {
            CheckResult::pass("its burns match the inventory")
        };
        let own = own.with("inventory", inventory.neutralized).with("burns", neutralized);
        Ok(own.unless([records::totals(input, year, inventory)]))
    }

    /// `lots`: its reduction lots never moved. Each lot has one entry, the issue of all grams of its record.
    pub fn lots(input: &ReviewInput, member: &Self) -> Result<CheckResult> {
        let reduced = input.history.records.on(member.year(), InventoryLine::Reduced);
        // A record of 0 grams has no lot.
        for (record, observed) in reduced.filter(|(_, record)| record.data.grams > 0) {
            let key = at::lot(&record, OWNER_LOT);
            let Some(history) = input.history.histories.of(&key) else {
                return Ok(CheckResult::missing(format!("the event of the lot of record {record} has not been seen")));
            };
            let issue = match &history[..] {
                [entry] => Entry::from_bytes(entry).filter(|entry| entry.kind == EntryKind::Issue),
                _ => None,
            };
            let issued = issue.is_some_and(|issue| {
                (issue.lot, issue.to, issue.reference) == (key.to_bytes(), observed.owner.to_bytes(), observed.digest)
                    && (issue.start, issue.end) == (0, observed.data.grams)
            });
            let head = history.iter().fold(GENESIS, |head, entry| extend(&head, entry));
            let unchanged = input.reader.find::<Lot>(&key)?.is_some_and(|lot| {
                (lot.class, lot.record, lot.owner) == (TokenClass::Reduction, record, observed.owner)
                    && (lot.start, lot.end, lot.head) == (0, observed.data.grams, head)
            });
            if !issued || !unchanged {
                return Ok(CheckResult::fail(format!("the lot of record {record} is not as it was issued")));
            }
        }
        Ok(CheckResult::pass("its reduction lots are as they were issued"))
    }

    /// Whether the positions of both reviews lie on the trails that end at the frozen heads, with the remaining grams of the records
    /// before them.
    pub fn is_on_trail(&self, input: &ReviewInput, figures: &ObservedFigures) -> bool {
        let on = |line, end: &Hash, trail: &Trail| {
            let (mut head, mut sum) = (GENESIS, 0u128);
            let mut found = (head, sum) == (trail.head, trail.remaining_grams.into());
            for (record, observed) in input.history.records.on(self.year(), line) {
                if head == *end {
                    break;
                }
                head = extend_trail(&head, &record.to_bytes());
                sum += u128::from(observed.valid);
                found |= (head, sum) == (trail.head, trail.remaining_grams.into());
            }
            found && head == *end
        };
        let Member { emissions, reductions, .. } = &self.membership;
        on(InventoryLine::Emitted, &figures.emissions, emissions)
            && on(InventoryLine::Reduced, &figures.reductions, reductions)
    }
}
