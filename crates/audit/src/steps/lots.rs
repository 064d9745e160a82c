//! The history of the burned units, rebuilt from events and hashed to the head in the certificate.

use super::{record_name, AuditInput, CoverBurn};
use crate::{
    key::Key,
    layout::*,
    report::{AuditFinding, AuditReport, Check, Step},
};
use anyhow::Result;
use carbon_wire::{
    lineage::{Entry, ENTRY_LEN, GENESIS},
    review::{Cursor, Fault, Origin},
};

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    for audited in &input.certificates {
        let content = &audited.content;
        if audited.lots.len() != content.legs.len() {
            let check =
                Check::new(Step::Lots, format!("certificate {}", audited.key), format!("account {}", audited.proof));
            let (added, legs) = (audited.lots.len(), content.legs.len());
            report.add(check.fail(format!("{added} legs were added to its proof, it has {legs}")));
            continue;
        }
        for (leg, lots) in content.legs.iter().zip(&audited.lots) {
            for (units, lot) in [(leg.emission, lots.0), (leg.credit, lots.1)] {
                let burned = BurnedUnits { units, lot, owner: content.proposer, burned_at: content.burned_at };
                report.add(check_units(input, &burned)?);
            }
        }
        for burn in audited.covers.iter().flat_map(|cover| &cover.burns) {
            let CoverBurn { units, lot, holder, burned_at } = *burn;
            report.add(check_units(input, &BurnedUnits { units, lot, owner: holder, burned_at })?);
        }
    }
    Ok(())
}

/// Units that were burned, and the lot they were burned from.
struct BurnedUnits {
    units: Units,
    lot: Key,
    /// Owner of the units when they were burned.
    owner: Key,
    /// Unix time of the burn, in seconds.
    burned_at: i64,
}

fn check_units(input: &AuditInput, burned: &BurnedUnits) -> Result<AuditFinding> {
    let BurnedUnits { units, lot, owner, burned_at } = burned;
    let record = input.record(&units.record)?;
    let about = format!("serials {} to {} of {}", units.start, units.end, record_name(&units.record));
    let check = Check::new(Step::Lots, about, format!("events of lot {lot} and of the lots it came from"));
    let Some(entries) = history(input, lot)? else {
        return Ok(check.fail("an event of their history is missing"));
    };
    let origin = Origin {
        digest: record.digest,
        time: record.notarized_at,
        grams: record.data.grams,
        holders: [record.owner.0, input.chain.derived(&[b"buffer", &input.registry_key.0]).0],
    };
    let Units { head, start, end, .. } = *units;
    let cursor = Cursor { head, owner: owner.0, start, end, time: *burned_at, converts: 0 };
    Ok(match replay(&cursor, &entries, &origin) {
        Ok(owners) => {
            let hands = match owners {
                0 => "never changed hands".to_string(),
                1 => "changed hands once".to_string(),
                more => format!("changed hands {more} times"),
            };
            check.pass(format!("issued on the record, {hands}; head {}", hex::encode(head)))
        }
        Err(fault) => check.fail(describe(fault)),
    })
}

/// Number of owners that units had before the last one. The history must lead from the record to the cursor.
fn replay(cursor: &Cursor, entries: &[[u8; ENTRY_LEN]], origin: &Origin) -> Result<usize, Fault> {
    let mut owners = 0;
    let end = cursor.replay(&GENESIS, entries, origin, |_| owners += 1)?;
    if end.is_done() {
        Ok(owners)
    } else {
        Err(Fault::Origin)
    }
}

fn describe(fault: Fault) -> &'static str {
    match fault {
        Fault::NotEntries => "an entry of their history cannot be read",
        Fault::Head => "their history does not hash to the head in the certificate",
        Fault::Owner => "an owner in their history did not receive them from the owner before",
        Fault::Range => "their history is of other units",
        Fault::Time => "their history goes back in time",
        Fault::Class => "they changed class, which these units cannot do",
        Fault::Origin => "they were not issued on their record",
        Fault::Reference => "an entry of their history has a reference that its kind must not have",
    }
}

/// The history of a lot from its record, oldest entry first; `None` where an event is missing.
fn history(input: &AuditInput, lot: &Key) -> Result<Option<Vec<[u8; ENTRY_LEN]>>> {
    let (mut entries, mut next) = (vec![], Some(*lot));
    while let Some(lot) = next {
        let origin = input.chain.events(&lot)?.into_iter().find_map(|(event, _)| match event {
            Event::LineageExtended(event) => {
                let entry = Entry::from_bytes(&event.entry)?;
                // The parent of an issue is the record, with which the history begins.
                let parent = (event.parent != event.record).then_some(event.parent);
                (entry.lot == lot.0).then_some((parent, Some(event.entry)))
            }
            Event::LotSplit(event) if event.lot == lot => Some((Some(event.parent), None)),
            _ => None,
        });
        let Some((parent, entry)) = origin else { return Ok(None) };
        entries.extend(entry);
        next = parent;
    }
    entries.reverse();
    Ok(Some(entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use carbon_wire::lineage::EntryKind;

    #[test]
    fn a_history_leads_from_the_record_to_the_head_or_is_refused() {
        let issue = Entry {
            kind: EntryKind::Issue,
            lot: [1; 32],
            from: [0; 32],
            to: [2; 32],
            start: 0,
            end: 10,
            time: 5,
            reference: [9; 32],
        };
        let sale = Entry {
            kind: EntryKind::Transfer,
            lot: [3; 32],
            from: [2; 32],
            to: [4; 32],
            start: 0,
            end: 6,
            time: 7,
            reference: [0; 32],
        };
        let origin = Origin { digest: [9; 32], time: 5, grams: 10, holders: [[2; 32], [8; 32]] };
        let entries = [issue.to_bytes(), sale.to_bytes()];
        let head = sale.extend(&issue.extend(&GENESIS));
        let cursor = Cursor { head, owner: [4; 32], start: 0, end: 6, time: 9, converts: 0 };
        assert_eq!(replay(&cursor, &entries, &origin), Ok(1));
        for byte in 0..ENTRY_LEN {
            let mut changed = entries;
            changed[1][byte] ^= 1;
            assert!(replay(&cursor, &changed, &origin).is_err(), "byte {byte}");
        }
        assert_eq!(replay(&cursor, &entries[1..], &origin), Err(Fault::Head));
        assert_eq!(replay(&cursor, &entries, &Origin { digest: [7; 32], ..origin }), Err(Fault::Origin));
    }
}
