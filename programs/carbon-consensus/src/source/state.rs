//! A source: a facility, process, forest or removal plant that reports carbon data.

use crate::{
    errors::CarbonError,
    notary::{NotarySet, MAX_CONFLICTED},
    text::MAX_URI,
};
use anchor_lang::prelude::*;
use carbon_wire::kinds;

/// Maximum number of a source's operators.
pub const MAX_OPERATORS: usize = 4;
/// The submitter or proposer, the owner and the operators fit into a subject's conflicted keys.
const _: () = assert!(MAX_OPERATORS + 2 == MAX_CONFLICTED);
/// Maximum number of streams of a source.
pub const MAX_STREAMS: usize = 16;

/// Kind of a source.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A site under common control.
    Facility,
    /// One process of a site.
    Process,
    /// Land that absorbs carbon.
    Forest,
    /// A plant that removes carbon from the air and stores it.
    Removal,
}

/// Consolidation approach of the GHG Protocol.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// Operational control.
    Operational,
    /// Financial control.
    Financial,
    /// Equity share.
    Equity,
}

/// The same byte in digests.
impl From<Boundary> for kinds::Boundary {
    fn from(boundary: Boundary) -> Self {
        match boundary {
            Boundary::Operational => Self::Operational,
            Boundary::Financial => Self::Financial,
            Boundary::Equity => Self::Equity,
        }
    }
}

/// Kind of a stream's data.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    /// Direct emissions.
    Scope1,
    /// Purchased energy, location-based.
    Scope2Location,
    /// Purchased energy, market-based.
    Scope2Market,
    /// Value-chain emissions.
    Scope3 {
        /// Category 1–15 of the GHG Protocol's corporate value chain standard.
        category: u8,
    },
    /// Absorbed carbon.
    Absorption,
    /// Emissions avoided against a baseline.
    Reduction,
}

/// The same bytes in digests.
impl From<StreamKind> for kinds::StreamKind {
    fn from(kind: StreamKind) -> Self {
        match kind {
            StreamKind::Scope1 => Self::Scope1,
            StreamKind::Scope2Location => Self::Scope2Location,
            StreamKind::Scope2Market => Self::Scope2Market,
            StreamKind::Scope3 { category } => Self::Scope3 { category },
            StreamKind::Absorption => Self::Absorption,
            StreamKind::Reduction => Self::Reduction,
        }
    }
}

impl StreamKind {
    /// Whether the data are emissions. To close a year, such a stream must cover each of its days.
    pub fn is_emission(self) -> bool {
        !matches!(self, Self::Absorption | Self::Reduction)
    }
}

/// One kind of data that a source submits.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Kind of data.
    pub kind: StreamKind,
    /// Family of the factors for its activity data; distinguishes streams of the same kind.
    pub factor_family: u32,
}

/// An emission or absorption source. PDA `[b"source", registry, owner, index]`. The owner never changes: after a sale,
/// the buyer registers a new source.
#[account]
#[derive(InitSpace, Debug)]
pub struct Source {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Owner of the source and of the tokens of its records.
    pub owner: Pubkey,
    /// Number that the owner chose; part of the address.
    pub index: u32,
    /// Whether it may submit claims. The authority or a notary admits it, so that strangers cannot make the notaries'
    /// engines fetch URLs.
    pub admitted: bool,
    /// Kind of source.
    pub kind: SourceKind,
    /// Consolidation approach.
    pub boundary: Boundary,
    /// Host country, ISO 3166-1 alpha-2.
    pub country: [u8; 2],
    /// Key of the group in which sources are consolidated off chain; default for none.
    pub group: Pubkey,
    /// sha256 of the metadata.
    pub metadata_sha256: [u8; 32],
    /// Reporting years in which it is in a reduction pool: bit `n % 8` of byte `n / 8` is the year `1970 + n`. Claims
    /// of such a year must name the membership.
    pub pool_years: [u8; 16],
    /// Keys that may submit claims, without other rights.
    #[max_len(MAX_OPERATORS)]
    pub operators: Vec<Pubkey>,
    /// Declared streams.
    #[max_len(MAX_STREAMS)]
    pub streams: Vec<Stream>,
    /// URI of the metadata.
    #[max_len(MAX_URI)]
    pub metadata_uri: String,
    /// Unix time at which the guardian suspended it; 0 while it is not suspended.
    pub suspended_at: i64,
    /// Room for later fields.
    pub reserved: [u8; 8],
}

impl Source {
    /// Refuses a suspended source.
    pub fn require_not_suspended(&self) -> Result<()> {
        require!(self.suspended_at == 0, CarbonError::SourceSuspended);
        Ok(())
    }

    /// Refuses keys other than the owner and the operators.
    pub fn require_submitter(&self, key: &Pubkey) -> Result<()> {
        require!(self.owner == *key || self.operators.contains(key), CarbonError::NotSubmitter);
        Ok(())
    }

    /// Keys with a conflict of interest in data that `actor` submits or proposes: the actor, the owner and the
    /// operators.
    pub fn conflicted(&self, actor: Pubkey) -> Vec<Pubkey> {
        let mut keys = Vec::with_capacity(MAX_CONFLICTED);
        keys.extend([actor, self.owner]);
        keys.extend_from_slice(&self.operators);
        keys
    }

    /// Refuses operators that are notaries, or affiliated with one: they would be excluded from the votes about the source.
    pub fn require_independent_operators(&self, notaries: &NotarySet) -> Result<()> {
        let independent = self.operators.iter().all(|key| notaries.affiliated_with(key) == 0);
        require!(independent, CarbonError::OperatorIsNotary);
        Ok(())
    }

    /// Whether the source is in a reduction pool of a year.
    pub fn is_pooled(&self, year: u16) -> bool {
        let (byte, bit) = pool_bit(year);
        self.pool_years.get(byte).is_some_and(|byte| byte & bit != 0)
    }

    /// Marks the source as a member of a pool of the year. Refuses a second pool, and years before 1970 or after 2097.
    pub fn enter_pool(&mut self, year: u16) -> Result<()> {
        let (byte, bit) = pool_bit(year);
        let byte = self.pool_years.get_mut(byte).ok_or(CarbonError::InvalidPeriod)?;
        require!(*byte & bit == 0, CarbonError::MemberExists);
        *byte |= bit;
        Ok(())
    }

    /// Removes the mark of the year.
    pub fn leave_pool(&mut self, year: u16) -> Result<()> {
        let (byte, bit) = pool_bit(year);
        *self.pool_years.get_mut(byte).ok_or(CarbonError::InvalidPeriod)? &= !bit;
        Ok(())
    }

    /// The declared stream with this index.
    pub fn stream(&self, index: u8) -> Result<Stream> {
        self.streams.get(index as usize).copied().ok_or_else(|| error!(CarbonError::WrongStream))
    }

    /// Refuses values outside their range, each with its own error.
    pub fn validate(&self) -> Result<()> {
        let operators = &self.operators;
        let operators_ok = operators.len() <= MAX_OPERATORS
            && operators.iter().enumerate().all(|(i, key)| *key != self.owner && !operators[..i].contains(key));
        require!(operators_ok, CarbonError::InvalidOperators);
        let streams = &self.streams;
        let streams_ok = streams.len() <= MAX_STREAMS
            && streams.iter().enumerate().all(|(i, stream)| !streams[..i].contains(stream));
        require!(streams_ok, CarbonError::InvalidStreams);
        for stream in streams {
            if let StreamKind::Scope3 { category } = stream.kind {
                require!((1..=15).contains(&category), CarbonError::InvalidCategory);
            }
        }
        require!(self.country.iter().all(u8::is_ascii_uppercase), CarbonError::InvalidCountry);
        require!(self.metadata_uri.len() <= MAX_URI, CarbonError::UriTooLong);
        Ok(())
    }
}

/// Byte and bit of a year in `pool_years`.
fn pool_bit(year: u16) -> (usize, u8) {
    // The calendar begins in 1970.
    let number = year.wrapping_sub(1970);
    (number as usize / 8, 1 << (number % 8))
}

#[cfg(test)]
mod tests;
