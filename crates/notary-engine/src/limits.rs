//! Every bound on hostile input, in one place.
//!
//! The memory of a check depends on these numbers alone, never on the size of the evidence: rows are read in
//! buffers of fixed size and only tallies are kept. [`MEMORY_BOUND`] is the sum; `tests/memory.rs` holds it against a
//! counting allocator.

use carbon_wire::calendar::MAX_YEAR_DAYS;
use std::time::Duration;

/// Largest manifest, in bytes.
pub const MAX_MANIFEST: u64 = 1 << 20;
/// Largest signature file: 128 hex digits and white space.
pub const MAX_SIGNATURE: u64 = 256;
/// Largest file of facts (claim, factors, history), in bytes. It is the operator's own, but may be stale or broken.
pub const MAX_CONTEXT: u64 = 256 << 20;
/// Most files of rows in a bundle.
pub const MAX_FILES: usize = 256;
/// Most items in a bundle.
pub const MAX_ITEMS: usize = 512;
/// Largest file of rows, in bytes (about 60 million metered rows).
pub const MAX_FILE: u64 = 4 << 30;
/// Most bytes of rows in a bundle.
pub const MAX_BUNDLE: u64 = 16 << 30;
/// Longest row, in bytes.
pub const MAX_ROW: usize = 4_096;
/// Most columns of a row. The widest kind has nine.
pub const MAX_COLUMNS: usize = 16;
/// Longest name of a meter, plot, account or invoice, in bytes.
pub const MAX_NAME: usize = 64;
/// Longest path of a file inside a bundle, in bytes.
pub const MAX_PATH: usize = 200;
/// Most meters (plots, accounts, stacks per gas) in a bundle.
pub const MAX_METERS: usize = 4_096;
/// Most separate stretches of time that the rows of all meters may leave while they are read, in any order: a year of half hours of 59
/// meters, shuffled.
pub const MAX_STRETCHES: usize = 1 << 20;
/// Most invoices in a bundle.
pub const MAX_INVOICES: usize = 200_000;
/// Bad rows after which a file is no longer parsed (it is hashed to its end all the same).
pub const MAX_BAD_ROWS: u64 = 1_000;
/// Examples of bad rows that a report quotes.
pub const MAX_EXAMPLES: usize = 5;
/// Longest quotation of hostile text in a report, in characters.
pub const MAX_QUOTE: usize = 60;
/// Longest message of a parser in a report, in characters.
pub const MAX_REASON: usize = 200;
/// Bytes read at once.
pub const BUFFER: usize = 64 << 10;
/// Most redirects that are followed when evidence is fetched.
pub const MAX_REDIRECTS: u32 = 3;
/// Longest wait for the head of an answer.
pub const RESPONSE_TIMEOUT: Duration = Duration::from_secs(20);
/// Longest time one file may take to arrive, however steadily it drips.
pub const FILE_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// Bytes of day totals of all meters, at most.
const TALLIES: usize = MAX_METERS * (MAX_YEAR_DAYS * 16 + 1_024);
/// Bytes of stretches of time: two instants each, in the nodes of trees that are at least half full.
const STRETCHES: usize = MAX_STRETCHES * 16 * 5 / 2;
/// Bytes of invoice numbers with item and time: a hash map, at most seven eighths full, doubling.
const INVOICES: usize = MAX_INVOICES * 32 * 4;
/// Bytes of the manifest as text and as the structures read from it.
const MANIFEST: usize = 16 * MAX_MANIFEST as usize;
/// Most memory that reading a bundle and tallying it takes, in bytes, for a bundle of any size: about 111 MB.
pub const MEMORY_BOUND: usize = TALLIES + STRETCHES + INVOICES + MANIFEST + 8 * BUFFER;
