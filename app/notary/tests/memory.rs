//! Memory is bounded by a constant, whatever the size of the evidence. One test, alone in its process: the allocator
//! counts for all threads.

use carbon_notary::{
    bench::samples,
    bundle::{FileEntry, Manifest, Memory, OpenError, RelPath, RowFormat, Store, MANIFEST},
    evidence::Evidence,
    facts::Sha256Hash,
    limits::*,
};
use peak_alloc::PeakAlloc;
use std::io::{self, Read};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// A text without end.
struct Endless {
    head: Vec<u8>,
    body: Vec<u8>,
    place: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let head = self.head.len();
        let rest = match self.place {
            place if place < head => &self.head[place..],
            place => &self.body[(place - head) % self.body.len()..],
        };
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.place += count;
        Ok(count)
    }
}

/// A bundle whose file of rows never ends.
struct Hostile {
    manifest: Memory,
    head: String,
    body: String,
}

impl Store for Hostile {
    fn open(&self, path: &RelPath) -> Result<Box<dyn Read + '_>, OpenError> {
        if path.as_str().starts_with("rows") {
            let (head, body) = (self.head.clone().into_bytes(), self.body.clone().into_bytes());
            return Ok(Box::new(Endless { head, body, place: 0 }));
        }
        self.manifest.open(path)
    }
}

/// A manifest that says its rows have so many bytes.
fn manifest(format: RowFormat, bytes: u64, change: impl Fn(&mut Manifest)) -> Memory {
    let mut draft = samples::electricity();
    let file = FileEntry {
        path: RelPath::parse("rows").unwrap(),
        kind: draft.tables[0].kind,
        format,
        bytes,
        sha256: Sha256Hash([0; 32]),
    };
    draft.manifest.files = vec![file];
    change(&mut draft.manifest);
    let mut store = Memory::default();
    store.put(MANIFEST, serde_json::to_vec(&draft.manifest).unwrap());
    store
}

/// Reads a bundle, and returns how many bytes that took at most besides what was there before.
fn peak(store: &dyn Store) -> (Evidence, usize) {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let evidence = Evidence::read(store).unwrap();
    (evidence, ALLOCATOR.peak_usage() - before)
}

const HEAD: &str = "item,meter,first_day,last_day,amount,unit\n";
/// What is read of each endless text.
const SIZE: u64 = 256 << 20;

#[test]
fn memory_does_not_grow_with_the_evidence() {
    let row = "0,main,2020-01-01,2020-01-31,1,kWh\n";
    let json =
        r#"{"item":"0","meter":"main","first_day":"2020-01-01","last_day":"2020-01-31","amount":"1","unit":"kWh"}"#;
    let attacks: [(&str, RowFormat, String, String); 9] = [
        ("the same row for ever", RowFormat::Csv, HEAD.into(), row.into()),
        ("bad rows for ever", RowFormat::Csv, HEAD.into(), "x\n".into()),
        ("one row for ever", RowFormat::Csv, HEAD.into(), "1".into()),
        ("columns for ever", RowFormat::Csv, HEAD.into(), "1,".into()),
        ("a million columns in the header", RowFormat::Csv, "item,".repeat(1_000_000), row.into()),
        ("a quotation for ever", RowFormat::Csv, format!("{HEAD}\""), "\n".into()),
        ("the same object for ever", RowFormat::Jsonl, String::new(), format!("{json}\n")),
        ("nested arrays for ever", RowFormat::Jsonl, String::new(), "[".into()),
        ("blank lines for ever", RowFormat::Jsonl, String::new(), "\n".into()),
    ];
    for (name, format, head, body) in attacks {
        let store = Hostile { manifest: manifest(format, SIZE, |_| {}), head, body };
        let (evidence, peak) = peak(&store);
        assert!(evidence.files.first().contains("does not have"), "{name}: {:?}", evidence.files);
        assert!(peak < 4 << 20, "{name}: {peak} bytes");
    }
}
