//! The arithmetic of reduction pools: outcome, credits and shares.
//!
//! All numbers are exact integers. Sums are wider than their terms, so they cannot overflow. The product that decides
//! shares fits because the sum of a pool's targets fits 64 bits, which [`assess`] requires.

use crate::{keccak, Address, Hash};

/// Maximum number of members of a pool.
pub const MAX_MEMBERS: usize = 16;

/// Prefix of a trail's hash (`R`), which separates it from all other hashes of this system.
pub const TRAIL_PREFIX: u8 = 0x52;

/// The head of a trail after another record: `keccak256(0x52 ‖ head ‖ record)`. The first head is 32 zero bytes. A head
/// commits to the records and their order, so a replay can neither omit nor repeat a record.
pub fn extend_trail(head: &Hash, record: &Address) -> Hash {
    keccak(&[&[TRAIL_PREFIX], head, record])
}

/// A member's figures in grams when the pool's totals are frozen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The source's address; decides between equal remainders.
    pub source: Address,
    /// The member's target.
    pub target: u64,
    /// Emissions of the period.
    pub gross: u64,
    /// Credits that other schemes issued, and the source's own absorption.
    pub add_back: u128,
    /// Credits burned to cure the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Whether the year is closed.
    pub closed: bool,
}

impl Figures {
    /// Grams that count against the target.
    pub fn counted(&self) -> u128 {
        self.gross as u128 + self.add_back
    }

    /// Grams by which the member stayed below its own target, or zero.
    pub fn under_shoot(&self) -> u64 {
        // At most the target, which has 64 bits.
        (self.target as u128).saturating_sub(self.counted()) as u64
    }

    /// Net emissions: counted less cured grams; can be negative.
    pub fn net(&self) -> i128 {
        // Both are sums of a few 64-bit numbers.
        self.counted() as i128 - self.cured as i128
    }
}

/// Outcome of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PoolOutcome {
    /// The target is met by reduction alone.
    Achieved = 0,
    /// The target is met only with cures: the duty is met, but no credits are created.
    Covered = 1,
    /// The target is missed, or a member's year is not closed.
    Failed = 2,
}

/// A pool's totals in grams and their outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Sum of the targets.
    pub target: u64,
    /// Emissions.
    pub gross: u128,
    /// Add-backs.
    pub add_back: u128,
    /// Cures.
    pub cured: u128,
    /// The outcome.
    pub outcome: PoolOutcome,
    /// Grams of reduction that can be converted.
    pub credits: u64,
}

impl Assessment {
    /// Grams that count against the target.
    pub fn counted(&self) -> u128 {
        self.gross + self.add_back
    }

    /// Net emissions. Negative if more was cured than emitted, which is allowed and creates no credit.
    pub fn net(&self) -> i128 {
        self.counted() as i128 - self.cured as i128
    }

    /// Grams by which the pool exceeded the sum of target and cures, or zero.
    pub fn failed_by(&self) -> u128 {
        self.counted().saturating_sub(self.target as u128 + self.cured)
    }
}

/// Outcome and totals of a pool. `None` if the sum of the targets does not fit 64 bits.
pub fn assess(members: &[Figures]) -> Option<Assessment> {
    let target = members.iter().try_fold(0u64, |sum, member| sum.checked_add(member.target))?;
    let sum = |part: fn(&Figures) -> u128| members.iter().map(part).sum::<u128>();
    let (gross, add_back, cured) = (sum(|member| member.gross as u128), sum(|m| m.add_back), sum(|m| m.cured));
    let closed = members.iter().all(|member| member.closed);
    let (counted, allowed) = (gross + add_back, target as u128);
    let outcome = if !closed {
        PoolOutcome::Failed
    } else if counted <= allowed {
        PoolOutcome::Achieved
    } else if counted <= allowed + cured {
        PoolOutcome::Covered
    } else {
        PoolOutcome::Failed
    };
    let credits = if outcome == PoolOutcome::Achieved { (allowed - counted) as u64 } else { 0 };
    Some(Assessment { target, gross, add_back, cured, outcome, credits })
}

/// Splits `credits` among the members in proportion to their under-shoots. Each share is rounded down to whole `unit`s;
/// the rest is distributed in units by the largest remainder, and for equal remainders to the lower source key. The
/// shares sum to `credits` exactly, and no share exceeds the member's under-shoot; the last part may be less than a
/// unit.
///
/// `credits` are those of [`assess`] for the same members, at most [`MAX_MEMBERS`], each source once; `unit` is a gram or a tonne.
pub fn shares(members: &[Figures], credits: u64, unit: u64) -> [u64; MAX_MEMBERS] {
    let mut shares = [0; MAX_MEMBERS];
    let mut remainders = [0u128; MAX_MEMBERS];
    let whole: u128 = members.iter().map(|member| member.under_shoot() as u128).sum();
    if credits == 0 || whole == 0 {
        return shares;
    }
    // At most 64 bits of under-shoots times 20 bits of the largest unit, a tonne.
    let step = whole * unit as u128;
    let mut left = credits;
    for (index, member) in members.iter().enumerate() {
        let product = credits as u128 * member.under_shoot() as u128;
        // The product is at most `whole × credits`, so the quotient, in units and in grams, fits 64 bits.
        shares[index] = (product / step) as u64 * unit;
        remainders[index] = product % step;
        left -= shares[index];
    }
    let mut order: [usize; MAX_MEMBERS] = core::array::from_fn(|index| index);
    let order = &mut order[..members.len()];
    order.sort_unstable_by_key(|index| (core::cmp::Reverse(remainders[*index]), members[*index].source));
    for index in order {
        let part = unit.min(left).min(members[*index].under_shoot() - shares[*index]);
        shares[*index] += part;
        left -= part;
    }
    shares
}

#[cfg(test)]
mod tests;
