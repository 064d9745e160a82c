//! A draft of a bundle: rows as texts that can be changed, then summed, hashed and signed.

use crate::{
    bundle::{
        columns, FileEntry, Item, Kind, Manifest, Memory, RelPath, RowFormat, Times, MANIFEST, SIGNATURE, SIGNED,
    },
    evidence::Evidence,
    facts::{Context, Key, Quantity, Sha256Hash, StreamLabel},
    recompute::recompute,
};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest, Sha256};

/// A draft of a bundle, and the claim that it backs.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The manifest, without its files.
    pub manifest: Manifest,
    /// Files of rows.
    pub tables: Vec<Table>,
    /// The claim and its context.
    pub context: Context,
    /// The signer's key; `None` for an unsigned bundle.
    pub signer: Option<SigningKey>,
}

/// A draft of a file of rows.
#[derive(Clone, Debug)]
pub struct Table {
    /// Where it will be in the bundle.
    pub path: String,
    /// Kind of its rows.
    pub kind: Kind,
    /// Format of the rows.
    pub format: RowFormat,
    /// Format of times.
    pub times: Times,
    /// Names of the columns; the kind's unless corrupted.
    pub columns: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

/// A finished bundle, as a notary receives it.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The files.
    pub store: Memory,
    /// The claim and its context.
    pub context: Context,
}

impl Table {
    /// A file without rows.
    pub fn new(path: &str, kind: Kind, format: RowFormat, times: Times) -> Self {
        let columns = columns(kind)[times as usize].iter().map(ToString::to_string).collect();
        Self { path: path.to_string(), kind, format, times, columns, rows: vec![] }
    }

    /// Index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        columns(self.kind)[self.times as usize].iter().position(|column| *column == name)
    }

    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = String::new();
        match self.format {
            RowFormat::Csv => {
                for row in std::iter::once(&self.columns).chain(&self.rows) {
                    let cells: Vec<_> = row.iter().map(|cell| csv_cell(cell)).collect();
                    text += &cells.join(",");
                    text.push('\n');
                }
            }
            RowFormat::Jsonl => {
                for row in &self.rows {
                    let object: serde_json::Map<_, _> =
                        self.columns.iter().cloned().zip(row.iter().cloned().map(Into::into)).collect();
                    text += &serde_json::Value::Object(object).to_string();
                    text.push('\n');
                }
            }
        }
        text.into_bytes()
    }
}

fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

impl Draft {
    /// The claim's item.
    pub fn item(&mut self) -> &mut Item {
        &mut self.manifest.items[0]
    }

    /// Rows of the first file.
    pub fn rows(&mut self) -> &mut Vec<Vec<String>> {
        &mut self.tables[0].rows
    }

    /// A cell of the first file.
    ///
    /// # Panics
    /// If the kind lacks the column or the file lacks the row.
    pub fn get(&self, row: usize, column: &str) -> String {
        let place = self.tables[0].column(column).expect("a column of the kind");
        self.tables[0].rows[row][place].clone()
    }

    /// Changes a cell of the first file.
    ///
    /// # Panics
    /// As [`Self::get`].
    pub fn set(&mut self, row: usize, column: &str, value: &str) {
        let place = self.tables[0].column(column).expect("a column of the kind");
        self.tables[0].rows[row][place] = value.to_string();
    }

    /// Gives a meter another name, in rows, meters and stops.
    pub fn rename(&mut self, meter: &str, name: &str) {
        let cells = self.tables.iter_mut().flat_map(|table| &mut table.rows).map(|row| &mut row[1]);
        let listed = self
            .manifest
            .items
            .iter_mut()
            .flat_map(|item| item.meters.iter_mut().chain(item.stops.iter_mut().map(|stop| &mut stop.meter)));
        for place in cells.chain(listed).filter(|place| *place == meter) {
            *place = name.to_string();
        }
    }

    /// Adds an item of that number on copies of the claim's own rows.
    pub fn copy_item(&mut self, number: u32, kind: StreamLabel) {
        let mut copy = self.manifest.items[0].clone();
        let original = copy.item.to_string();
        copy.item = number;
        copy.stream = copy.stream.wrapping_add(1);
        copy.stream_kind = Some(kind);
        self.manifest.items.push(copy);
        let rows = &mut self.tables[0].rows;
        let copies: Vec<_> = rows.iter().filter(|row| row[0] == original).cloned().collect();
        rows.extend(copies.into_iter().map(|mut row| {
            row[0] = number.to_string();
            row
        }));
    }

    /// Removes the provider's signature from bundle and claim.
    pub fn unsign(&mut self) {
        self.signer = None;
        self.context.claim.provider = None;
    }

    /// Sums the rows as the claimant would: the claim then agrees with the rows, right or wrong.
    pub fn sum_rows(&mut self) {
        let sealed = self.clone().finish();
        let Ok(evidence) = Evidence::read(&sealed.store) else { return };
        let Some((_, item, tally)) = evidence.item(self.context.claim.item) else { return };
        let Ok(sums) = recompute(&self.context, item, tally) else { return };
        let claim = &mut self.context.claim;
        claim.grams = sums.grams;
        if let (Quantity::Activity { amount, .. }, Some(activity)) = (&mut claim.quantity, sums.activity) {
            *amount = activity;
        }
    }

    /// Hashes and signs.
    pub fn finish(self) -> Sealed {
        let mut store = Memory::default();
        let mut manifest = self.manifest;
        for table in &self.tables {
            let bytes = table.bytes();
            manifest.files.push(FileEntry {
                path: RelPath::parse(&table.path).expect("a draft has plain paths"),
                kind: table.kind,
                format: table.format,
                bytes: bytes.len() as u64,
                sha256: Sha256Hash(Sha256::digest(&bytes).into()),
            });
            store.put(&table.path, bytes);
        }
        let json = serde_json::to_vec_pretty(&manifest).expect("a manifest of texts and numbers");
        store.put(MANIFEST, json);
        let mut sealed = Sealed { store, context: self.context };
        sealed.claim_manifest();
        if let Some(signer) = &self.signer {
            sealed.sign(signer);
        }
        sealed
    }
}

impl Sealed {
    /// A file's bytes, to change them without a new hash or signature.
    ///
    /// # Panics
    /// If the bundle lacks the file.
    pub fn file(&mut self, path: &str) -> &mut Vec<u8> {
        let path = RelPath::parse(path).expect("a plain path");
        self.store.0.get_mut(&path).expect("a file of the bundle")
    }

    /// Sets the claim's sha256 to that of the current manifest.
    pub fn claim_manifest(&mut self) {
        self.context.claim.evidence_sha256 = self.manifest_sha256();
    }

    /// Signs the current manifest.
    pub fn sign(&mut self, signer: &SigningKey) {
        let message = [SIGNED, &self.manifest_sha256().0[..]].concat();
        self.store.put(SIGNATURE, hex::encode(signer.sign(&message).to_bytes()));
    }

    fn manifest_sha256(&mut self) -> Sha256Hash {
        Sha256Hash(Sha256::digest(self.file(MANIFEST)).into())
    }
}

/// A key of the bench; the same name gives the same key.
pub fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(name).into())
}

/// Address of a bench key.
pub fn address(name: &str) -> Key {
    Key(key(name).verifying_key().to_bytes())
}
