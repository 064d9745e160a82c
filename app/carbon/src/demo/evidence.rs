//! Stands in for the notarization engine of a later issue: reads raw rows back, checks their hash and the data provider's
//! signature, sums them exactly, and says how an honest notary votes on a claim.

use super::{
    rows::{signature_path, COLUMNS, SIGNED},
    scenario::TONNES,
};
use anyhow::{bail, ensure, Context, Result};
use carbon_client::program::{
    claim::{Claim, Quantity},
    notary::Verdict,
    source::Factor,
    text::unpack,
};
use carbon_wire::calendar::day_number;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Largest evidence file read.
const MAX_FILE: u64 = 64 << 20;
/// Start of every evidence URI of the demo; what follows is the path below the evidence folder.
pub const BASE_URI: &str = "https://evidence.example/";

/// A file of raw rows that its provider signed.
pub struct Evidence {
    pub sha256: [u8; 32],
    pub items: BTreeMap<u32, Item>,
}

/// Total of one item: the rows of all its meters, which cover the same days without gap or overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub unit: String,
    pub first_day: u32,
    pub last_day: u32,
    /// Millionths of the unit.
    pub amount: u64,
}

/// Reads a file, refusing it without the provider's signature.
pub fn read(path: &Path, provider: &Pubkey) -> Result<Evidence> {
    let describe = || format!("evidence {}", path.display());
    let size = std::fs::metadata(path).with_context(describe)?.len();
    ensure!(size <= MAX_FILE, "{}: {size} bytes, at most {MAX_FILE} are read: split the file", describe());
    let bytes = std::fs::read(path).with_context(describe)?;
    let signature =
        std::fs::read_to_string(signature_path(path)).with_context(|| format!("signature of {}", describe()))?;
    let sha256 = verify(&bytes, &signature, provider).with_context(describe)?;
    Ok(Evidence { sha256, items: parse(&bytes).with_context(describe)? })
}

/// Checks a provider's signature of a file, and returns the file's hash.
pub fn verify(bytes: &[u8], signature: &str, provider: &Pubkey) -> Result<[u8; 32]> {
    let mut raw = [0; 64];
    hex::decode_to_slice(signature.trim(), &mut raw)
        .context("the signature is not 64 bytes in hex: have it signed again")?;
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    VerifyingKey::from_bytes(&provider.to_bytes())
        .and_then(|key| key.verify_strict(&[SIGNED, &sha256].concat(), &Signature::from_bytes(&raw)))
        .with_context(|| {
            format!("provider {provider} did not sign these bytes: get the file from the provider, and do not edit it")
        })?;
    Ok(sha256)
}

/// Totals of the items of a file.
pub fn parse(bytes: &[u8]) -> Result<BTreeMap<u32, Item>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::None).from_reader(bytes);
    ensure!(reader.headers()?.iter().eq(COLUMNS), "the columns must be {}", COLUMNS.join(","));
    let mut meters: BTreeMap<(u32, String), Item> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        let line = row.position().map_or(0, |at| at.line());
        add(&mut meters, &row).with_context(|| format!("line {line}"))?;
    }
    let mut items: BTreeMap<u32, Item> = BTreeMap::new();
    for ((number, meter), item) in meters {
        let Some(total) = items.get_mut(&number) else {
            items.insert(number, item);
            continue;
        };
        ensure!(
            total.unit == item.unit,
            "item {number}: meter {meter} counts {} and another {}",
            item.unit,
            total.unit
        );
        let same_days = (total.first_day, total.last_day) == (item.first_day, item.last_day);
        ensure!(same_days, "item {number}: meter {meter} covers other days than the item's other meters");
        total.amount = total.amount.checked_add(item.amount).context("the sum leaves the range")?;
    }
    ensure!(!items.is_empty(), "there are no rows");
    Ok(items)
}

fn add(meters: &mut BTreeMap<(u32, String), Item>, row: &csv::StringRecord) -> Result<()> {
    let [number, meter, first, last, amount, unit] = std::array::from_fn(|index| row.get(index).unwrap_or_default());
    ensure!(number.len() <= 9 && number.bytes().all(|byte| byte.is_ascii_digit()), "{number:?} is no item number");
    let number: u32 = number.parse().with_context(|| format!("{number:?} is no item number"))?;
    ensure!(!meter.is_empty() && !unit.is_empty(), "meter and unit must be given");
    let (first_day, last_day, amount) = (parse_day(first)?, parse_day(last)?, crate::amount::parse(amount)?);
    ensure!(first_day <= last_day, "the first day {first} is after the last day {last}");
    match meters.get_mut(&(number, meter.to_string())) {
        None => {
            meters.insert((number, meter.to_string()), Item { unit: unit.to_string(), first_day, last_day, amount });
        }
        Some(total) => {
            ensure!(total.unit == unit, "meter {meter} counted {} before and now {unit}", total.unit);
            ensure!(first_day > total.last_day, "meter {meter} has counted {first} before");
            ensure!(first_day == total.last_day + 1, "meter {meter} has no reading for the days before {first}");
            total.last_day = last_day;
            total.amount = total.amount.checked_add(amount).context("the sum leaves the range")?;
        }
    }
    Ok(())
}

/// A date as `2024-06-30`, nothing else.
fn parse_day(text: &str) -> Result<u32> {
    let parse = || {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok()).flatten()
        };
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        day_number(digits(0..4)?, digits(5..7)? as u8, digits(8..10)? as u8)
    };
    parse().with_context(|| format!("{text:?} is no date such as 2024-06-30"))
}

/// What an honest notary finds about a claim.
pub struct Finding {
    pub verdict: Verdict,
    /// The report, whose sha256 goes on chain with the vote.
    pub report: String,
}

/// Checks a claim against its evidence.
pub fn examine(claim: &Claim, factor: Option<&Factor>, evidence: &Path) -> Finding {
    match check(claim, factor, evidence) {
        Ok(()) => {
            Finding { verdict: Verdict::Approve, report: "approve: evidence, signature, days and sums agree".into() }
        }
        Err(error) => Finding { verdict: Verdict::Reject, report: format!("reject: {error:#}") },
    }
}

fn check(claim: &Claim, factor: Option<&Factor>, evidence: &Path) -> Result<()> {
    let data = &claim.data;
    let found = read(&local_path(&claim.evidence_uri, evidence)?, &data.provider)?;
    ensure!(found.sha256 == data.evidence_sha256, "the file behind the URI is not the one claimed");
    let item = found.items.get(&data.item).with_context(|| format!("the evidence has no item {}", data.item))?;
    let days = (item.first_day, item.last_day);
    ensure!(days == (data.first_day, data.last_day), "the claim's days are not the evidence's");
    match (data.quantity, factor) {
        (Quantity::Activity { amount }, Some(factor)) => {
            let unit = unpack(&factor.unit)?;
            ensure!(item.unit == unit, "the rows count {}, the factor {unit}", item.unit);
            ensure!(amount == item.amount, "the rows sum to {} millionths, the claim says {amount}", item.amount);
        }
        (Quantity::Measured { .. }, None) => {
            ensure!(item.unit == TONNES, "the rows count {}, not {TONNES}", item.unit);
            // A millionth of a tonne is a gram.
            ensure!(data.grams == item.amount, "the rows sum to {} g, the claim says {} g", item.amount, data.grams);
        }
        _ => bail!("the claim's factor is missing"),
    }
    Ok(())
}

/// The file behind an evidence URI, which must lie below the evidence folder.
fn local_path(uri: &str, evidence: &Path) -> Result<PathBuf> {
    let below = uri.strip_prefix(BASE_URI).with_context(|| format!("{uri} is not below {BASE_URI}"))?;
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    ensure!(below.split('/').all(|part| plain(part) && !part.starts_with('.')), "{uri} is not a plain path");
    Ok(evidence.join(below))
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod tests;
