//! The arithmetic of reduction pools: the verdict, the credits, and whose they are.
//!
//! Everything is exact integers. Sums are wider than what they add up, so none of them can wrap; the one product that
//! decides shares fits because the targets of a pool together fit 64 bits, which [`assess`] demands.

use crate::{keccak, Address, Hash};

/// Most members of a pool.
pub const MAX_MEMBERS: usize = 16;

/// Prefix of a trail's hash (`R`), so that no other hash of this system can stand in for one.
pub const TRAIL_PREFIX: u8 = 0x52;

/// The head of a trail after one more record: `keccak256(0x52 ‖ head ‖ record)`. The first head is 32 zero bytes. A head
/// commits to which records there are and to their order, so whoever replays them can leave none out and repeat none.
pub fn extend_trail(head: &Hash, record: &Address) -> Hash {
    keccak(&[&[TRAIL_PREFIX], head, record])
}

/// A member's figures in grams, at the moment the pool's totals are frozen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The source's address: decides between equal remainders.
    pub source: Address,
    /// What the member undertook to stay within.
    pub target: u64,
    /// Emissions of the period.
    pub gross: u64,
    /// Credits issued elsewhere, and the source's own absorption.
    pub add_back: u128,
    /// Credits burned into the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Whether notaries have attested that nothing of the year is missing.
    pub closed: bool,
}

impl Figures {
    /// What counts against the target.
    pub fn counted(&self) -> u128 {
        self.gross as u128 + self.add_back
    }

    /// How far the member stayed within its own target; at least nothing.
    pub fn under_shoot(&self) -> u64 {
        // Not more than the target, which has 64 bits.
        (self.target as u128).saturating_sub(self.counted()) as u64
    }

    /// Net emissions: what counts, less what cured it. Negative when more was cured than emitted.
    pub fn net(&self) -> i128 {
        // Each sum is of a few numbers of 64 bits.
        self.counted() as i128 - self.cured as i128
    }
}

/// What a pool comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PoolOutcome {
    /// The target is met by reduction alone.
    Achieved = 0,
    /// Only credits and burns made up for it: the duty is met, the reduction effort failed.
    Covered = 1,
    /// The target is missed, or somebody's year is not closed.
    Failed = 2,
}

/// A pool's totals in grams, and what they amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Targets.
    pub target: u64,
    /// Emissions.
    pub gross: u128,
    /// Add-backs.
    pub add_back: u128,
    /// Cures.
    pub cured: u128,
    /// The verdict.
    pub outcome: PoolOutcome,
    /// What may be converted.
    pub credits: u64,
}

impl Assessment {
    /// What counts against the target.
    pub fn counted(&self) -> u128 {
        self.gross + self.add_back
    }

    /// Net emissions. Negative when more was cured than emitted, which is no error and creates no credit.
    pub fn net(&self) -> i128 {
        self.counted() as i128 - self.cured as i128
    }

    /// Grams by which the pool missed target and cures together; nothing when it met them.
    pub fn failed_by(&self) -> u128 {
        self.counted().saturating_sub(self.target as u128 + self.cured)
    }
}

/// The verdict on a pool. `None` when the targets together do not fit 64 bits.
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

/// Splits `credits` among the members, pro rata to their own under-shoots: whole `unit`s first, each share rounded down;
/// then what is left goes out in units by the largest remainder, ties to the lower source key. The shares sum to
/// `credits` exactly, and none is above the member's under-shoot; the last part handed out may be less than a unit.
///
/// `credits` are those of [`assess`] for the same members, at most [`MAX_MEMBERS`], each source once; `unit` is a gram or a tonne.
pub fn shares(members: &[Figures], credits: u64, unit: u64) -> [u64; MAX_MEMBERS] {
    let mut shares = [0; MAX_MEMBERS];
    let mut remainders = [0u128; MAX_MEMBERS];
    let whole: u128 = members.iter().map(|member| member.under_shoot() as u128).sum();
    if credits == 0 || whole == 0 {
        return shares;
    }
    // 64 bits of under-shoots by 20 of the largest unit, a tonne.
    let step = whole * unit as u128;
    let mut left = credits;
    for (index, member) in members.iter().enumerate() {
        let product = credits as u128 * member.under_shoot() as u128;
        // A quotient of what is at most `whole × credits`, so units and grams fit 64 bits again.
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
