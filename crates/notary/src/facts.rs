//! Maps accounts to the engine's facts: the accounts of a claim, its source, the registry, factors, providers and records.
//!
//! This is the only such mapping of the workspace. The daemon uses it for each claim; other programs that check a claim as a
//! notary does use it too. The caller chooses the accounts as [`Accounts`] describes them: all editions of the factor family, not
//! the claim's edition only, and active providers only. Otherwise checks such as "a newer edition exists" cannot work.

use crate::state::KnownRows;
use anyhow::{Context as _, Result};
use carbon_client::program::{
    claim::Claim,
    record::{self, CarbonData, Record, NO_STREAM},
    registry::Registry,
    source::{self, Factor, Provider, Source},
    text::unpack,
};
use carbon_notary_engine::facts::{
    Context, Day, EarlierRecord, Factor as FactFactor, FactorId, Gases, History, Key, Quantity,
    Registry as FactRegistry, Sha256Hash, Source as FactSource, StreamLabel,
};
use carbon_wire::kinds;
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// The accounts with which a claim is checked.
pub struct Accounts<'a> {
    /// The claim to check.
    pub claim: &'a Claim,
    /// The claim's source.
    pub source: &'a Source,
    /// The registry of claim and source.
    pub registry: &'a Registry,
    /// All factors of the family of the claim's stream ([`factor_family`]), each with its address; empty for a claim without a
    /// stream.
    pub factors: &'a [(Pubkey, Factor)],
    /// All data providers of the registry that are active now (`Provider::require_active`).
    pub providers: &'a [Provider],
    /// All records of the source, each with its address.
    pub records: &'a [(Pubkey, Record)],
}

/// Factor family of a claim's stream; `None` for a claim without a stream.
///
/// # Errors
/// When the source has no such stream. The program accepts no such claim.
pub fn factor_family(claim: &Claim, source: &Source) -> Result<Option<u32>> {
    Ok(stream(&claim.data, source)?.map(|stream| stream.factor_family))
}

fn stream(data: &CarbonData, source: &Source) -> Result<Option<source::Stream>> {
    if data.stream == NO_STREAM {
        return Ok(None);
    }
    let stream = source.streams.get(data.stream as usize).copied();
    Ok(Some(stream.context("the claim names a stream that its source does not have")?))
}

impl Accounts<'_> {
    /// The facts from the accounts. `history.seen` and `history.elsewhere` stay empty: the caller adds items with rows in common, and
    /// records of other registries, if it knows any.
    /// `rows` returns what the caller remembers of the rows behind a record.
    ///
    /// # Errors
    /// When accounts contradict each other, which accounts of the program never do, or when `rows` fails.
    pub fn context(&self, rows: impl Fn(&CarbonData) -> Result<KnownRows>) -> Result<Context> {
        let Self { claim, source, registry, factors, .. } = self;
        let data = &claim.data;
        let stream = stream(data, source)?;
        let factors = factors.iter().map(|(_, factor)| fact_factor(factor)).collect::<Result<Vec<_>>>()?;
        Ok(Context {
            claim: carbon_notary_engine::facts::Claim {
                kind: data.kind.into(),
                stream: data.stream,
                first_day: Day(data.first_day),
                last_day: Day(data.last_day),
                grams: data.grams,
                quantity: self.quantity()?,
                assurance: data.assurance.into(),
                provider: (data.provider != Pubkey::default()).then(|| Key(data.provider.to_bytes())),
                evidence_sha256: Sha256Hash(data.evidence_sha256),
                item: data.item,
            },
            source: FactSource {
                key: Key(claim.source.to_bytes()),
                boundary: source.boundary.into(),
                stream_kind: stream.map(|stream| stream_label(stream.kind)),
                factor_family: stream.map(|stream| stream.factor_family),
            },
            registry: FactRegistry {
                gwp: registry.policy.gwp.into(),
                year_start_month: registry.policy.year_start_month,
                providers: self.providers.iter().map(|provider| Key(provider.key.to_bytes())).collect(),
            },
            factors,
            history: History { records: self.earlier_records(rows)?, seen: vec![], elsewhere: vec![] },
        })
    }

    fn quantity(&self) -> Result<Quantity> {
        let data = &self.claim.data;
        Ok(match data.quantity {
            record::Quantity::Measured { method, gwp } => Quantity::Measured { method, gwp: gwp.into() },
            record::Quantity::Activity { amount } => {
                let found = self.factors.iter().find(|(key, _)| *key == data.factor);
                let (_, factor) = found.context("the claim's factor is not of its stream's family")?;
                Quantity::Activity { amount, factor: id(factor) }
            }
        })
    }

    /// Records of the source. The grams of a supplement are added to the record that it raises: both cover the same days.
    fn earlier_records(&self, rows: impl Fn(&CarbonData) -> Result<KnownRows>) -> Result<Vec<EarlierRecord>> {
        let mut raised: HashMap<Pubkey, u64> = HashMap::new();
        for (_, record) in self.records.iter().filter(|(_, record)| record.supplements != Pubkey::default()) {
            *raised.entry(record.supplements).or_default() += record.valid_grams;
        }
        let own = self.records.iter().filter(|(_, record)| record.supplements == Pubkey::default());
        own.map(|(key, record)| {
            let KnownRows { meters, months } = rows(&record.data)?;
            Ok(EarlierRecord {
                kind: record.data.kind.into(),
                stream: record.data.stream,
                first_day: Day(record.data.first_day),
                last_day: Day(record.data.last_day),
                grams: record.valid_grams + raised.get(key).copied().unwrap_or(0),
                meters,
                months,
            })
        })
        .collect()
    }
}

fn id(factor: &Factor) -> FactorId {
    FactorId { family: factor.family, edition: factor.edition }
}

fn fact_factor(factor: &Factor) -> Result<FactFactor> {
    let source::Gases { co2, ch4, n2o, other } = factor.gases;
    Ok(FactFactor {
        id: id(factor),
        name: unpack(&factor.name)?.to_string(),
        unit: unpack(&factor.unit)?.to_string(),
        gases: Gases { co2, ch4, n2o, other },
        basis: factor.basis.into(),
        gwp: factor.gwp.into(),
        valid_from: Day(factor.valid_from),
        valid_until: Day(factor.valid_until),
        withdrawn: factor.withdrawn,
    })
}

/// The engine's kind of a stream, which has no category.
fn stream_label(kind: source::StreamKind) -> StreamLabel {
    kinds::StreamKind::from(kind).into()
}

#[cfg(test)]
mod tests;
