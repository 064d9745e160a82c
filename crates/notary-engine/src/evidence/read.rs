//! Reads a bundle once, front to back: hashes, parses and tallies in the same pass, in bounded memory.

use super::{counted_examples::CountedExamples, tally::ItemTally};
use crate::{bundle::*, facts::Sha256Hash, limits::*};
use std::{
    collections::{hash_map::RandomState, HashMap},
    hash::BuildHasher,
    io::Read,
};

/// The contents of a bundle that the checks need.
#[derive(Debug)]
pub struct Evidence {
    /// sha256 of the manifest's bytes; of its beginning if it is too long, zero if absent.
    pub manifest_sha256: Sha256Hash,
    /// The manifest, or the first error in it.
    pub manifest: Result<Manifest, String>,
    /// The signature file's text, or why it was not read, if there is one.
    pub signature: Option<String>,
    /// Files that differ from the manifest.
    pub files: CountedExamples,
    /// The items, in the order of the manifest.
    pub items: Vec<ItemTally>,
    /// Rows and files that do not follow the format.
    pub malformed: CountedExamples,
    /// Number of rows read.
    pub rows: u64,
}

/// The evidence cannot be read now. There is no finding; try again later.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Unavailable {
    /// The file.
    pub path: String,
    /// The reason.
    pub reason: String,
}

impl Unavailable {
    fn new(path: impl ToString, reason: impl ToString) -> Self {
        Self { path: path.to_string(), reason: reason.to_string() }
    }
}

impl Evidence {
    /// Reads a bundle.
    ///
    /// # Errors
    /// [`Unavailable`] when a file may exist but cannot be read now. A fault of the evidence itself is a finding, not an
    /// error.
    pub fn read(store: &dyn Store) -> Result<Self, Unavailable> {
        let (manifest_sha256, manifest) = match read_small(store, MANIFEST, MAX_MANIFEST)? {
            Ok((bytes, sha256)) => (sha256, Manifest::parse(&bytes)),
            Err(error) => (Sha256Hash::default(), Err(error.to_string())),
        };
        let signature = match read_small(store, SIGNATURE, MAX_SIGNATURE)? {
            Ok((bytes, _)) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(OpenError::Missing) => None,
            Err(error) => Some(error.to_string()),
        };
        let mut evidence = Self {
            manifest_sha256,
            signature,
            files: CountedExamples::default(),
            items: vec![],
            malformed: CountedExamples::default(),
            rows: 0,
            manifest: Err(String::new()),
        };
        if let Ok(manifest) = &manifest {
            evidence.items = manifest.items.iter().map(ItemTally::new).collect();
            let mut tallying = Tallying::new(manifest, &mut evidence);
            for file in &manifest.files {
                tallying.read_file(store, file)?;
            }
        }
        evidence.manifest = manifest;
        Ok(evidence)
    }

    /// An item of the manifest and its rows.
    pub fn item(&self, number: u32) -> Option<(&Manifest, &Item, &ItemTally)> {
        let manifest = self.manifest.as_ref().ok()?;
        let index = manifest.items.iter().position(|item| item.item == number)?;
        Some((manifest, &manifest.items[index], self.items.get(index)?))
    }
}

/// A small file as a whole. The inner error is a finding.
type Small = Result<(Vec<u8>, Sha256Hash), OpenError>;

fn read_small(store: &dyn Store, name: &str, limit: u64) -> Result<Small, Unavailable> {
    let path = RelPath::parse(name).expect("a name of the format is a plain path");
    let reader = match store.open(&path) {
        Ok(reader) => reader,
        Err(OpenError::Unavailable(reason)) => return Err(Unavailable::new(name, reason)),
        Err(error) => return Ok(Err(error)),
    };
    let mut reader = Hashed::new(reader, limit);
    let mut bytes = vec![];
    reader.read_to_end(&mut bytes).map_err(|error| Unavailable::new(name, error))?;
    let seen = reader.finish().map_err(|error| Unavailable::new(name, error))?;
    if seen.longer {
        return Ok(Err(OpenError::Refused(format!("{name} has more than {limit} bytes"))));
    }
    Ok(Ok((bytes, seen.sha256)))
}

/// The pass over the files of rows.
struct Tallying<'a> {
    manifest: &'a Manifest,
    evidence: &'a mut Evidence,
    index: HashMap<u32, usize>,
    /// Keyed at random, so that prepared invoice numbers cannot collide.
    hasher: RandomState,
    invoices: HashMap<u64, InvoiceTime>,
    /// Stretches of time that the rows of all meters may still leave.
    room: usize,
    /// Item and meter of the row before, with their places: most rows follow one of the same meter.
    last: Last,
}

/// Where an invoice was counted.
#[derive(Clone, Copy)]
struct InvoiceTime {
    item: u32,
    from: i64,
    until: i64,
    amount: u64,
}

impl InvoiceTime {
    /// Whether a row is another part of an invoice, at another time: a line with another amount, or the part of a bill that is of
    /// another item.
    fn is_another_part(&self, row: &Self) -> bool {
        let apart = self.until <= row.from || row.until <= self.from;
        apart && (self.item != row.item || self.amount != row.amount)
    }
}

#[derive(Default)]
struct Last {
    item: u32,
    index: usize,
    meter: String,
    slot: Option<usize>,
}

impl<'a> Tallying<'a> {
    fn new(manifest: &'a Manifest, evidence: &'a mut Evidence) -> Self {
        let index = manifest.items.iter().enumerate().map(|(index, item)| (item.item, index)).collect();
        Self {
            manifest,
            evidence,
            index,
            hasher: RandomState::new(),
            invoices: HashMap::new(),
            room: MAX_STRETCHES,
            last: Last::default(),
        }
    }

    fn read_file(&mut self, store: &dyn Store, file: &FileEntry) -> Result<(), Unavailable> {
        let unavailable = |reason: String| Unavailable::new(&file.path, reason);
        let reader = match store.open(&file.path) {
            Ok(reader) => reader,
            Err(OpenError::Unavailable(reason)) => return Err(unavailable(reason)),
            Err(error) => {
                self.evidence.files.add(|| format!("{}: {error}", file.path));
                return Ok(());
            }
        };
        let mut reader = Hashed::new(reader, file.bytes);
        match self.read_rows(file, &mut reader) {
            Ok(()) => {}
            Err(RowError::Io(error)) => return Err(unavailable(error.to_string())),
            Err(RowError::Row(why) | RowError::File(why)) => {
                self.evidence.malformed.add(|| format!("{}: {why}; not read any further", file.path));
            }
        }
        let seen = reader.finish().map_err(|error| unavailable(error.to_string()))?;
        if seen.longer || seen.bytes != file.bytes {
            self.evidence.files.add(|| format!("{} does not have {} bytes", file.path, file.bytes));
        } else if seen.sha256 != file.sha256 {
            self.evidence.files.add(|| format!("{} has another sha256", file.path));
        }
        Ok(())
    }

    fn read_rows(&mut self, file: &FileEntry, reader: impl Read) -> Result<(), RowError> {
        let mut rows = RowReader::new(file.kind, file.format, reader)?;
        let mut bad = 0;
        loop {
            let refused = match rows.next_row() {
                Ok(None) => return Ok(()),
                Ok(Some(row)) => {
                    self.evidence.rows += 1;
                    self.add(file, &row)
                }
                Err(RowError::Row(why)) => Err(why),
                Err(error) => return Err(error),
            };
            if let Err(why) = refused {
                self.evidence.malformed.add(|| format!("{}: {why}", file.path));
                bad += 1;
                if bad == MAX_BAD_ROWS {
                    return Err(RowError::File(format!("{bad} rows are wrong")));
                }
            }
        }
    }

    fn add(&mut self, file: &FileEntry, row: &Row) -> Result<(), String> {
        if row.item != self.last.item || row.meter != self.last.meter || matches!(row.detail, Detail::Stack { .. }) {
            self.look_up(row)?;
        }
        let item = &self.manifest.items[self.last.index];
        if item.kind != file.kind {
            return Err(format!("a row of item {}, which is of another kind", row.item));
        }
        let tally = &mut self.evidence.items[self.last.index];
        if let Detail::Invoice { number, .. } = row.detail {
            if self.invoices.len() == MAX_INVOICES {
                return Err(format!("more than {MAX_INVOICES} invoices"));
            }
            let time = InvoiceTime { item: row.item, from: row.from, until: row.until, amount: row.amount };
            let before = self.invoices.insert(self.hasher.hash_one((row.meter, number)), time);
            if before.is_some_and(|before| !before.is_another_part(&time)) {
                tally.duplicates.add(|| format!("invoice {} of {} occurs twice", quote(number), row.meter));
            }
        }
        tally.add(item, row, self.last.slot, &mut self.room);
        Ok(())
    }

    fn look_up(&mut self, row: &Row) -> Result<(), String> {
        let found = self.index.get(&row.item);
        let index = *found.ok_or_else(|| format!("item {} is not in the manifest", row.item))?;
        self.last.slot = self.evidence.items[index].slot(row);
        self.last.item = row.item;
        self.last.index = index;
        self.last.meter.clear();
        self.last.meter.push_str(row.meter);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
