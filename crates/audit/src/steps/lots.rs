//! The history of the burned units: rebuilt from events, hashed to the head that the certificate holds.

use super::{record_name, Case};
use crate::{
    key::Key,
    layout::*,
    report::{Report, Step},
};
use anyhow::Result;
use carbon_wire::{
    lineage::{Entry, ENTRY_LEN, GENESIS},
    review::{Cursor, Fault, Origin},
};

pub fn check(case: &Case, report: &mut Report) -> Result<()> {
    for certified in &case.certificates {
        let content = &certified.content;
        if certified.lots.len() != content.legs.len() {
            let what = format!("{} legs were added to its proof, it has {}", certified.lots.len(), content.legs.len());
            report.fail(
                Step::Lots,
                &format!("certificate {}", certified.key),
                what,
                format!("account {}", certified.proof),
            );
            continue;
        }
        for (leg, lots) in content.legs.iter().zip(&certified.lots) {
            let owner = (content.proposer, content.burned_at);
            check_units(case, (&leg.emission, &lots.0), owner, report)?;
            check_units(case, (&leg.credit, &lots.1), owner, report)?;
        }
        for (key, cover) in &certified.covers {
            match lot_of_cover(case, key)? {
                Some(lot) => check_units(case, (&cover.units, &lot), (cover.holder, cover.burned_at), report)?,
                None => {
                    report.fail(Step::Lots, &format!("cover {key}"), "no transaction made it", format!("account {key}"))
                }
            }
        }
    }
    Ok(())
}

/// Place of the lot among the accounts of `cover`.
const LOT_OF_COVER: usize = 9;

/// The lot that a cover was burned from.
fn lot_of_cover(case: &Case, key: &Key) -> Result<Option<Key>> {
    let history = case.chain.history(key)?;
    let made = history.iter().find(|transaction| {
        let covers = |event: &Event| matches!(event, Event::CertificateCovered(event) if event.cover == *key);
        transaction.events.iter().any(covers)
    });
    let mut calls = made.iter().flat_map(|transaction| &transaction.calls);
    // The cover itself stands before it.
    let call = calls.rfind(|call| call.accounts.get(LOT_OF_COVER - 4) == Some(key));
    Ok(call.and_then(|call| call.accounts.get(LOT_OF_COVER)).copied())
}

fn check_units(
    case: &Case,
    (units, lot): (&Units, &Key),
    (owner, time): (Key, i64),
    report: &mut Report,
) -> Result<()> {
    let record = case.record(&units.record)?;
    let about = format!("serials {} to {} of {}", units.start, units.end, record_name(&units.record));
    let source = format!("events of lot {lot} and of those it came from");
    let Some(entries) = history(case, lot)? else {
        report.fail(Step::Lots, &about, "an event of their history is missing", source);
        return Ok(());
    };
    let origin = Origin {
        digest: record.digest,
        time: record.notarized_at,
        grams: record.data.grams,
        holders: [record.owner.0, case.registry.buffer.0],
    };
    let cursor = Cursor { head: units.head, owner: owner.0, start: units.start, end: units.end, time, converts: 0 };
    match replay(&cursor, &entries, &origin) {
        Ok(owners) => {
            let hands = match owners {
                0 => "never changed hands".to_string(),
                1 => "changed hands once".to_string(),
                more => format!("changed hands {more} times"),
            };
            let head = hex::encode(units.head);
            report.pass(Step::Lots, &about, format!("issued on the record, {hands}; head {head}"), source);
        }
        Err(fault) => report.fail(Step::Lots, &about, wrong(fault), source),
    }
    Ok(())
}

/// How many owners units had before the last one, by a history that leads from the record to the cursor.
fn replay(cursor: &Cursor, entries: &[[u8; ENTRY_LEN]], origin: &Origin) -> Result<usize, Fault> {
    let mut owners = 0;
    let end = cursor.replay(&GENESIS, entries, origin, |_| owners += 1)?;
    if end.is_done() {
        Ok(owners)
    } else {
        Err(Fault::Origin)
    }
}

fn wrong(fault: Fault) -> &'static str {
    match fault {
        Fault::NotEntries => "their history has an entry that is none",
        Fault::Head => "their history does not hash to the head that the certificate holds",
        Fault::Owner => "their history passes from one owner to another that did not have them",
        Fault::Range => "they are not among the units that their history is of",
        Fault::Time => "their history goes back in time",
        Fault::Class => "they changed class, which these units never do",
        Fault::Origin => "they were not issued on their record",
        Fault::Reference => "an entry of their history names what its kind has not",
    }
}

/// The history of a lot from its record, oldest entry first; `None` where an event is missing.
fn history(case: &Case, lot: &Key) -> Result<Option<Vec<[u8; ENTRY_LEN]>>> {
    let (mut entries, mut next) = (vec![], Some(*lot));
    while let Some(lot) = next {
        let origin = case.chain.events(&lot)?.into_iter().find_map(|(event, _)| match event {
            Event::LineageExtended(event) => {
                let entry = Entry::from_bytes(&event.entry)?;
                // The parent of an issue is the record, where the history begins.
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

    #[test]
    fn the_lot_of_a_cover_is_where_the_idl_has_it() {
        let idl: serde_json::Value =
            serde_json::from_str(include_str!("../../../../idl/carbon_consensus.json")).unwrap();
        let all = idl["instructions"].as_array().unwrap();
        let cover = all.iter().find(|instruction| instruction["name"] == "cover_shortfall").unwrap();
        assert_eq!(cover["accounts"][LOT_OF_COVER]["name"], "credit");
        assert_eq!(cover["accounts"][LOT_OF_COVER - 4]["name"], "cover");
    }
}
