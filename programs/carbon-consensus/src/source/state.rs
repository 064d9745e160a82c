//! A source: a facility, a process or a forest whose carbon is accounted for.

use crate::{errors::CarbonError, notary::MAX_CONFLICTED, text::MAX_URI};
use anchor_lang::prelude::*;

/// Most operators of a source.
pub const MAX_OPERATORS: usize = 4;
/// An actor, the owner and the operators fit into a subject's conflicted keys.
const _: () = assert!(MAX_OPERATORS + 2 == MAX_CONFLICTED);
/// Most streams a source declares.
pub const MAX_STREAMS: usize = 16;

/// What the source is.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A site under common control.
    Facility,
    /// One process of a site.
    Process,
    /// Land that takes carbon up.
    Forest,
    /// A plant that takes carbon out of the air and stores it.
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

/// What a stream measures.
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
    /// Carbon taken up.
    Absorption,
    /// Emissions avoided against a baseline.
    Reduction,
}

impl StreamKind {
    /// Whether its data are emissions: such a stream must cover every day of a year that is to be closed.
    pub fn is_emission(self) -> bool {
        !matches!(self, Self::Absorption | Self::Reduction)
    }
}

/// One kind of data a source will submit.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// What it measures.
    pub kind: StreamKind,
    /// Family of the factors its activity data uses; tells two streams of one kind apart.
    pub factor_family: u32,
}

/// An emission or absorption source. PDA `[b"source", registry, owner, index]`. The owner never changes: a sale
/// registers a successor.
#[account]
#[derive(InitSpace, Debug)]
pub struct Source {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Who owns it, and the tokens of its records.
    pub owner: Pubkey,
    /// Number the owner gave it; part of the address.
    pub index: u32,
    /// Whether it may submit: the authority or a notary admits it, so that nobody makes engines fetch a stranger's URLs.
    pub admitted: bool,
    /// What it is.
    pub kind: SourceKind,
    /// Consolidation approach.
    pub boundary: Boundary,
    /// Host country, ISO 3166-1 alpha-2.
    pub country: [u8; 2],
    /// Key under which sources are consolidated off chain; default for none.
    pub group: Pubkey,
    /// sha256 of the metadata.
    pub metadata_sha256: [u8; 32],
    /// Reporting years in which it is in a reduction pool: bit `n % 8` of byte `n / 8` is the year `1970 + n`. Claims of such a year name the
    /// membership, which therefore cannot be left out.
    pub pool_years: [u8; 16],
    /// Keys that may submit, and nothing else.
    #[max_len(MAX_OPERATORS)]
    pub operators: Vec<Pubkey>,
    /// Declared streams.
    #[max_len(MAX_STREAMS)]
    pub streams: Vec<Stream>,
    /// Where the metadata is.
    #[max_len(MAX_URI)]
    pub metadata_uri: String,
    /// Room for later fields.
    pub reserved: [u8; 16],
}

impl Source {
    /// Refuses any key but the owner and the operators.
    pub fn require_submitter(&self, key: &Pubkey) -> Result<()> {
        require!(self.owner == *key || self.operators.contains(key), CarbonError::NotSubmitter);
        Ok(())
    }

    /// Keys with a conflict of interest in the source's data that `actor` submits or proposes: the actor, the owner and the operators.
    pub fn conflicted(&self, actor: Pubkey) -> Vec<Pubkey> {
        let mut keys = Vec::with_capacity(MAX_CONFLICTED);
        keys.extend([actor, self.owner]);
        keys.extend_from_slice(&self.operators);
        keys
    }

    /// Whether it is in a reduction pool of a year.
    pub fn is_pooled(&self, year: u16) -> bool {
        let (byte, bit) = pool_bit(year);
        self.pool_years.get(byte).is_some_and(|byte| byte & bit != 0)
    }

    /// Enters a pool of a year: one only. There are none after 2097.
    pub fn enter_pool(&mut self, year: u16) -> Result<()> {
        let (byte, bit) = pool_bit(year);
        let byte = self.pool_years.get_mut(byte).ok_or(CarbonError::InvalidPeriod)?;
        require!(*byte & bit == 0, CarbonError::MemberExists);
        *byte |= bit;
        Ok(())
    }

    /// Leaves the pool of a year.
    pub fn leave_pool(&mut self, year: u16) -> Result<()> {
        let (byte, bit) = pool_bit(year);
        *self.pool_years.get_mut(byte).ok_or(CarbonError::InvalidPeriod)? &= !bit;
        Ok(())
    }

    /// A declared stream.
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

/// Byte and bit of a year among those in a pool.
fn pool_bit(year: u16) -> (usize, u8) {
    // The calendar begins in 1970.
    let number = year.wrapping_sub(1970);
    (number as usize / 8, 1 << (number % 8))
}

#[cfg(test)]
mod tests;
