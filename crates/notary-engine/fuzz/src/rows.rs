//! Reads a file as rows of each kind and checks the invariants of every row.

use carbon_notary_engine::{
    bundle::{Kind, RowError, RowFormat, RowReader},
    limits::{MAX_NAME, MAX_ROW},
};

const KINDS: [Kind; 7] = [
    Kind::MeteredEnergy,
    Kind::Fuel,
    Kind::Invoices,
    Kind::StackEmissions,
    Kind::ForestPlots,
    Kind::DirectCapture,
    Kind::Project,
];

pub fn read_all(format: RowFormat, bytes: &[u8]) {
    for kind in KINDS {
        let Ok(mut rows) = RowReader::new(kind, format, bytes) else { continue };
        loop {
            match rows.next_row() {
                Ok(None) | Err(RowError::File(_)) => break,
                Ok(Some(row)) => {
                    assert!(row.from < row.until);
                    assert!((1..=MAX_NAME).contains(&row.meter.len()) && row.unit.len() <= MAX_NAME);
                }
                Err(RowError::Row(why)) => assert!(why.len() < MAX_ROW),
                Err(RowError::Io(error)) => panic!("memory does not fail: {error}"),
            }
        }
    }
}
