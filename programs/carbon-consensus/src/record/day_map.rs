//! The days of a reporting year that a stream covers. Each day counts once, independent of method and factor.

use crate::{
    account::{self, Invariant, VERSION},
    errors::CarbonError,
    record::{CarbonData, ClaimKind, NO_STREAM},
    seeds,
};
use anchor_lang::prelude::*;
use carbon_wire::calendar::{ReportingYear, MAX_YEAR_DAYS};

const WORDS: usize = MAX_YEAR_DAYS.div_ceil(64);

/// The covered days of a source, kind and year (for emissions also stream). PDA
/// `[b"days", source, kind, year, stream]`.
#[account]
#[derive(InitSpace, Debug)]
pub struct DayMap {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The source.
    pub source: Pubkey,
    /// Kind of claim.
    pub kind: ClaimKind,
    /// Stream of emissions; 255 for the other kinds, which share a map, so that a day counts once for all their
    /// streams.
    pub stream: u8,
    /// Reporting year.
    pub year: u16,
    /// Bit `d % 64` of word `d / 64` is day `d` of the year.
    pub days: [u64; WORDS],
}

/// Days within a reporting year: first, included, and last, excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    /// First day, counted from the year's first day.
    pub first: u32,
    /// One past the last day.
    pub end: u32,
}

impl DayRange {
    /// The days of `data` within its year.
    pub fn within(year: &ReportingYear, data: &CarbonData) -> Self {
        Self { first: data.first_day - year.first_day, end: data.last_day + 1 - year.first_day }
    }
}

impl DayMap {
    /// Stream of the map for `data`.
    pub fn stream_of(data: &CarbonData) -> u8 {
        if data.kind == ClaimKind::Emission {
            data.stream
        } else {
            NO_STREAM
        }
    }

    /// The derived address.
    pub fn address(source: &Pubkey, data: &CarbonData) -> Result<Pubkey> {
        let (year, stream) = (data.year.to_le_bytes(), [Self::stream_of(data)]);
        Ok(account::derive(&[seeds::DAYS, source.as_ref(), &[data.kind as u8], &year, &stream], &crate::ID)?.0)
    }

    /// The map for `data` in `account`; `None` if the account is empty: then the caller must check its address.
    pub fn read(account: &AccountInfo, source: &Pubkey, data: &CarbonData) -> Result<Option<Self>> {
        let map: Option<Self> = account::read(account)?;
        if let Some(map) = &map {
            map.require_for(source, data)?;
        }
        Ok(map)
    }

    /// The map for `data`; created if it does not exist.
    pub fn open<'info>(
        payer: &Signer<'info>,
        account: &AccountInfo<'info>,
        source: &Pubkey,
        data: &CarbonData,
    ) -> Result<Self> {
        let stream = Self::stream_of(data);
        let seeds: [&[u8]; 5] = [seeds::DAYS, source.as_ref(), &[data.kind as u8], &data.year.to_le_bytes(), &[stream]];
        let map = account::open(payer, account, &seeds, |bump| {
            Ok(Self {
                version: VERSION,
                bump,
                source: *source,
                kind: data.kind,
                stream,
                year: data.year,
                days: [0; WORDS],
            })
        })?;
        map.require_for(source, data)?;
        Ok(map)
    }

    fn require_for(&self, source: &Pubkey, data: &CarbonData) -> Result<()> {
        let right = self.source == *source
            && self.kind == data.kind
            && self.year == data.year
            && self.stream == Self::stream_of(data);
        require!(right, CarbonError::WrongAddress);
        Ok(())
    }

    /// Refuses if one of the days is already covered.
    pub fn require_free(&self, days: DayRange) -> Result<()> {
        let free = masks(days).zip(self.days).all(|(mask, word)| mask & word == 0);
        require!(free, CarbonError::DaysCovered);
        Ok(())
    }

    /// Covers the days, none of which may be covered.
    pub fn cover(&mut self, days: DayRange) -> Result<()> {
        self.require_free(days)?;
        for (word, mask) in self.days.iter_mut().zip(masks(days)) {
            *word |= mask;
        }
        Ok(())
    }

    /// Frees the days, all of which must be covered.
    pub fn free(&mut self, days: DayRange) -> Result<()> {
        for (word, mask) in self.days.iter_mut().zip(masks(days)) {
            require!(*word & mask == mask, CarbonError::DaysMissing);
            *word &= !mask;
        }
        Ok(())
    }

    /// Whether the first `days` days are all covered.
    pub fn is_full(&self, days: u16) -> bool {
        let whole = DayRange { first: 0, end: days as u32 };
        masks(whole).zip(self.days).all(|(mask, word)| mask & word == mask)
    }
}

/// The bits of a range, word by word.
fn masks(days: DayRange) -> impl Iterator<Item = u64> {
    (0..WORDS as u32).map(move |word| {
        let from = days.first.clamp(word * 64, word * 64 + 64) - word * 64;
        let to = days.end.clamp(word * 64, word * 64 + 64) - word * 64;
        low_bits(to) & !low_bits(from)
    })
}

fn low_bits(count: u32) -> u64 {
    if count == 64 {
        u64::MAX
    } else {
        (1 << count) - 1
    }
}

impl Invariant for DayMap {}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> DayMap {
        DayMap {
            version: VERSION,
            bump: 0,
            source: Pubkey::default(),
            kind: ClaimKind::Emission,
            stream: 0,
            year: 2023,
            days: [0; WORDS],
        }
    }

    /// Compares every range of a leap year with the plain definition, one bit at a time.
    #[test]
    fn masks_are_the_days_of_the_range() {
        for first in 0..366 {
            for end in [first + 1, (first + 29).min(366), (first + 64).min(366), 366] {
                let mut plain = [0u64; WORDS];
                (first..end).for_each(|day| plain[day / 64] |= 1 << (day % 64));
                let range = DayRange { first: first as u32, end: end as u32 };
                assert!(masks(range).eq(plain), "{range:?}");
            }
        }
    }

    #[test]
    fn a_day_is_covered_once_and_in_any_order() {
        let mut map = empty();
        map.cover(DayRange { first: 31, end: 60 }).unwrap();
        map.cover(DayRange { first: 0, end: 31 }).unwrap();
        let overlap = map.cover(DayRange { first: 59, end: 61 });
        assert_eq!(overlap.unwrap_err(), error!(CarbonError::DaysCovered));
        assert!(!map.is_full(365));
        map.cover(DayRange { first: 60, end: 365 }).unwrap();
        assert!(map.is_full(365) && !map.is_full(366));
    }
}
