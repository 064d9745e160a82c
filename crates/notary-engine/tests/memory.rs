//! Memory is bounded by a constant, for evidence of any size. One test, alone in its process: the allocator
//! counts for all threads.

use carbon_notary_engine::{
    bench::samples,
    bundle::{FileEntry, Kind, Manifest, Memory, OpenError, RelPath, RowFormat, Stop, Store, MANIFEST},
    evidence::Evidence,
    facts::Sha256Hash,
    limits::{MAX_INVOICES, MAX_METERS, MAX_STRETCHES, MEMORY_BOUND},
    numbers::timestamp,
};
use peak_alloc::PeakAlloc;
use std::io::{self, Read};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// An endless sequence of texts.
struct Endless<I> {
    texts: I,
    text: Vec<u8>,
    place: usize,
}

impl<I: Iterator<Item = Vec<u8>>> Read for Endless<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.place == self.text.len() {
            self.text = self.texts.next().unwrap_or_default();
            self.place = 0;
        }
        let rest = &self.text[self.place..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.place += count;
        Ok(count)
    }
}

/// A bundle whose file of rows is one of these.
struct Hostile<F> {
    manifest: Memory,
    texts: F,
}

impl<I: Iterator<Item = Vec<u8>> + 'static, F: Fn() -> I> Store for Hostile<F> {
    fn open(&self, path: &RelPath) -> Result<Box<dyn Read + '_>, OpenError> {
        if path.as_str() == "rows" {
            return Ok(Box::new(Endless { texts: (self.texts)(), text: vec![], place: 0 }));
        }
        self.manifest.open(path)
    }
}

/// A manifest that declares `bytes` bytes of rows.
fn manifest(format: RowFormat, bytes: u64, change: impl Fn(&mut Manifest)) -> Memory {
    let mut draft = samples::electricity();
    draft.manifest.files = vec![FileEntry {
        path: RelPath::parse("rows").unwrap(),
        kind: draft.tables[0].kind,
        format,
        bytes,
        sha256: Sha256Hash::default(),
    }];
    change(&mut draft.manifest);
    let mut store = Memory::default();
    store.put(MANIFEST, serde_json::to_vec(&draft.manifest).unwrap());
    store
}

/// Reads a bundle, and returns the peak of the additional memory, in bytes.
fn peak(store: &dyn Store) -> (Evidence, usize) {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let evidence = Evidence::read(store).unwrap();
    (evidence, ALLOCATOR.peak_usage() - before)
}

/// Bytes that are read of each endless text.
const SIZE: u64 = 64 << 20;
/// More than a bundle of one meter needs, and far less than [`SIZE`].
const SMALL: usize = 2 << 20;

#[test]
fn memory_does_not_grow_with_the_evidence() {
    endless();
    everything_at_its_limit();
}

fn endless() {
    let head = "item,meter,first_day,last_day,amount,unit\n";
    let row = "0,main,2020-01-01,2020-01-31,1,kWh\n";
    let json =
        r#"{"item":"0","meter":"main","first_day":"2020-01-01","last_day":"2020-01-31","amount":"1","unit":"kWh"}"#;
    let quotation = format!("{head}\"");
    let attacks: [(&str, RowFormat, &str, &str); 9] = [
        ("the same row for ever", RowFormat::Csv, head, row),
        ("bad rows for ever", RowFormat::Csv, head, "x\n"),
        ("one row for ever", RowFormat::Csv, head, "1"),
        ("columns for ever", RowFormat::Csv, head, "1,"),
        ("columns for ever in the header", RowFormat::Csv, "item,", "item,"),
        ("a quotation for ever", RowFormat::Csv, &quotation, "\n"),
        ("the same object for ever", RowFormat::Jsonl, json, &format!("\n{json}")),
        ("nested arrays for ever", RowFormat::Jsonl, "[", "["),
        ("blank lines for ever", RowFormat::Jsonl, "\n", "\n"),
    ];
    for (name, format, head, body) in attacks {
        let body = body.repeat(4_096).into_bytes();
        let head = head.as_bytes().to_vec();
        let texts = || std::iter::once(head.clone()).chain(std::iter::repeat(body.clone()));
        let (evidence, peak) = peak(&Hostile { manifest: manifest(format, SIZE, |_| {}), texts });
        assert!(evidence.files.first().contains("does not have"), "{name}: {:?}", evidence.files);
        assert!(peak < SMALL, "{name}: {peak} bytes");
    }
}

/// The largest number of meters, each in the largest number of pieces and with an amount on every day, and the longest
/// manifest; then more invoices than allowed.
fn everything_at_its_limit() {
    let pieces = 366;
    let (evidence, metered) = peak(&at_its_limit(Kind::MeteredEnergy));
    let tally = &evidence.items[0];
    assert_eq!(tally.scattered.count, MAX_METERS as u64 * pieces - MAX_STRETCHES as u64);
    assert_eq!(evidence.rows, MAX_METERS as u64 * pieces);
    let (evidence, invoices) = peak(&at_its_limit(Kind::Invoices));
    assert_eq!(evidence.items[0].rows, MAX_INVOICES as u64);
    assert!(evidence.malformed.first().contains("invoices"), "{:?}", evidence.malformed);
    let largest = metered.max(invoices);
    assert!((MEMORY_BOUND / 4..=MEMORY_BOUND).contains(&largest), "{largest} of {MEMORY_BOUND} bytes");
}

fn at_its_limit(kind: Kind) -> impl Store {
    let names = || (0..MAX_METERS).map(|meter| format!("{meter:0>64}"));
    let manifest = manifest(RowFormat::Csv, 400 << 20, |manifest| {
        manifest.files[0].kind = kind;
        let item = &mut manifest.items[0];
        item.kind = kind;
        item.meters = names().collect();
        let stop = Stop {
            meter: item.meters[0].clone(),
            first_day: item.first_day,
            last_day: item.last_day,
            reason: "x".repeat(850),
        };
        item.stops = vec![stop; 700];
    });
    let start = i64::from(samples::electricity().first()) * 86_400;
    let texts = move || {
        let invoiced = kind == Kind::Invoices;
        let head = if invoiced { ",invoice,cost,currency" } else { "" };
        let head = format!("item,meter,from,until,amount,unit{head}\n").into_bytes();
        let rows = names().flat_map(move |meter| {
            // Once a day, backwards, so that no stretch meets another.
            (0..366).rev().map(move |piece| {
                let from = start + piece * 86_400;
                let times = format!("{},{}", timestamp(from), timestamp(from + 60));
                let tail = if invoiced { format!(",{piece},1,GBP") } else { String::new() };
                format!("0,{meter},{times},1,kWh{tail}\n").into_bytes()
            })
        });
        std::iter::once(head).chain(rows)
    };
    Hostile { manifest, texts }
}
