//! The notaries of a registry, sorted by key: a vote is a bit in a bitmap and a look-up is a binary search.

use crate::{account::VERSION, errors::CarbonError};
use anchor_lang::prelude::*;
use carbon_wire::quantity::{Bps, BPS};

pub use carbon_wire::quantity::MIN_THRESHOLD_BPS;

/// Maximum number of notaries in a set: the bits of a ballot's bitmap.
pub const MAX_NOTARIES: usize = 64;
/// Number of keys that can be declared as affiliated to a notary.
pub const MAX_AFFILIATES: usize = 2;

/// Maximum number of restatements that a notary has open at the same time, so that one notary cannot freeze a registry.
pub const MAX_OPEN_RESTATEMENTS: u8 = 8;

/// A notary's data as the authority sets it.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotaryTerms {
    /// Key that votes.
    pub key: Pubkey,
    /// Voting weight, at least 1.
    pub weight: u32,
    /// Operator's name, UTF-8, padded with zeros.
    pub name: [u8; 32],
    /// First second of the accreditation, in Unix seconds.
    pub accreditation_starts_at: i64,
    /// First second after the accreditation, in Unix seconds.
    pub accreditation_ends_at: i64,
    /// Keys affiliated to the notary. If one of them has a conflict of interest, so does the notary. Unused entries are
    /// default.
    pub affiliates: [Pubkey; MAX_AFFILIATES],
}

impl NotaryTerms {
    /// Refuses values outside their range, each with its own error.
    pub fn validate(&self) -> Result<()> {
        require!(self.name[0] != 0, CarbonError::InvalidName);
        Self::validate_weight(self.weight)?;
        Self::validate_accreditation(self.accreditation_starts_at, self.accreditation_ends_at)
    }

    /// Refuses a weight of zero.
    pub fn validate_weight(weight: u32) -> Result<()> {
        require!(weight > 0, CarbonError::InvalidWeight);
        Ok(())
    }

    /// Refuses an accreditation that does not end after its start.
    pub fn validate_accreditation(from: i64, until: i64) -> Result<()> {
        require!(from < until, CarbonError::InvalidAccreditation);
        Ok(())
    }
}

/// One notary in the set.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Notary {
    /// Key that votes.
    pub key: Pubkey,
    /// Keys affiliated to the notary. If one of them has a conflict of interest, so does the notary. Unused entries are
    /// default.
    pub affiliates: [Pubkey; MAX_AFFILIATES],
    /// Operator's name, UTF-8, padded with zeros.
    pub name: [u8; 32],
    /// First second of the accreditation, in Unix seconds.
    pub accreditation_starts_at: i64,
    /// First second after the accreditation, in Unix seconds.
    pub accreditation_ends_at: i64,
    /// Voting weight.
    pub weight: u32,
    /// 1 while suspended by the guardian.
    pub suspended: u8,
    /// Restatements that the notary proposed and that are neither executed nor dropped.
    pub open_restatements: u8,
    /// Room for later fields.
    pub reserved: [u8; 2],
}

impl Notary {
    /// Whether `key` is the notary's own or an affiliated key.
    pub fn is_affiliated_with(&self, key: &Pubkey) -> bool {
        *key != Pubkey::default() && (self.key == *key || self.affiliates.contains(key))
    }

    /// Refuses a notary that is suspended or not accredited now.
    pub fn require_may_vote(&self, now: i64) -> Result<()> {
        require!(self.suspended == 0, CarbonError::NotarySuspended);
        require!(now >= self.accreditation_starts_at, CarbonError::NotYetAccredited);
        require!(now < self.accreditation_ends_at, CarbonError::AccreditationEnded);
        Ok(())
    }
}

/// The notary set of a registry. PDA `[b"notaries", registry]`, zero-copy.
#[account(zero_copy)]
#[derive(Debug)]
#[repr(C)]
pub struct NotarySet {
    /// The registry.
    pub registry: Pubkey,
    /// Grows by one with each change of the set or the threshold. Ballots of an older epoch are stale, unless they reached
    /// their quorum and it was not undone since.
    pub epoch: u64,
    /// Weight of all notaries, suspended or not: the denominator of every quorum.
    pub total_weight: u64,
    /// Quorum in basis points of the total weight.
    pub threshold_bps: u16,
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// Number of notaries.
    pub len: u32,
    /// Epoch in which a notary was last added. A review of an older epoch has not looked for this notary.
    pub last_addition_epoch: u64,
    /// Epoch in which a notary was last suspended or removed, or lost weight or time of its accreditation. A quorum of an
    /// older epoch is undone.
    pub last_loss_epoch: u64,
    /// Sorted by key; the first `len` are in use.
    pub notaries: [Notary; MAX_NOTARIES],
}

impl NotarySet {
    /// Account size.
    pub const SPACE: usize = 8 + std::mem::size_of::<Self>();

    /// Fills a new account.
    pub fn initialize(&mut self, registry: Pubkey, bump: u8, threshold_bps: u16) {
        self.registry = registry;
        self.epoch = 1;
        self.threshold_bps = threshold_bps;
        self.version = VERSION;
        self.bump = bump;
    }

    /// Refuses a threshold below [`MIN_THRESHOLD_BPS`] or above the whole.
    pub fn validate_threshold(threshold_bps: u16) -> Result<()> {
        require!((MIN_THRESHOLD_BPS..=BPS as u16).contains(&threshold_bps), CarbonError::InvalidThreshold);
        Ok(())
    }

    /// The notaries.
    pub fn members(&self) -> &[Notary] {
        &self.notaries[..self.len as usize]
    }

    /// Index of a key.
    pub fn index_of(&self, key: &Pubkey) -> Result<usize> {
        self.members().binary_search_by_key(key, |notary| notary.key).map_err(|_| error!(CarbonError::UnknownNotary))
    }

    /// The notaries whose own or affiliated key is `key`, as a bitmap.
    pub fn affiliated_with(&self, key: &Pubkey) -> u64 {
        let affiliated = self.members().iter().enumerate().filter(|(_, notary)| notary.is_affiliated_with(key));
        affiliated.fold(0, |bitmap, (index, _)| bitmap | 1 << index)
    }

    /// Total weight of the notaries in a bitmap.
    pub fn weight_of(&self, mut bitmap: u64) -> u64 {
        let mut weight = 0;
        while bitmap != 0 {
            weight += self.notaries[bitmap.trailing_zeros() as usize].weight as u64;
            bitmap &= bitmap - 1;
        }
        weight
    }

    /// Whether a weight reaches the threshold of the total weight.
    pub fn is_quorum(&self, weight: u64) -> bool {
        // The threshold is validated when it is set, so `Bps::new` cannot fail.
        Bps::new(self.threshold_bps).is_some_and(|threshold| threshold.reached_by(weight, self.total_weight))
    }

    /// Whether it has fewer than three members, or one that holds a quorum alone: then nobody checks the others.
    pub fn is_small(&self) -> bool {
        self.len < 3 || self.members().iter().any(|notary| self.is_quorum(notary.weight.into()))
    }

    /// Counts a restatement that a notary proposes.
    pub fn open_restatement(&mut self, key: &Pubkey) -> Result<()> {
        let at = self.index_of(key)?;
        let open = &mut self.notaries[at].open_restatements;
        require!(*open < MAX_OPEN_RESTATEMENTS, CarbonError::TooManyRestatements);
        *open += 1;
        Ok(())
    }

    /// Counts off a restatement of a notary. A notary that was removed since, and perhaps added again, has no count of it.
    pub fn end_restatement(&mut self, key: &Pubkey) {
        if let Ok(at) = self.index_of(key) {
            let open = &mut self.notaries[at].open_restatements;
            *open = open.saturating_sub(1);
        }
    }

    /// Whether a key is a notary that is not suspended.
    pub fn is_active(&self, key: &Pubkey) -> bool {
        self.index_of(key).is_ok_and(|at| self.notaries[at].suspended == 0)
    }

    /// Adds a notary.
    pub fn add(&mut self, terms: &NotaryTerms) -> Result<()> {
        let len = self.len as usize;
        require!(len < MAX_NOTARIES, CarbonError::NotarySetFull);
        let at = match self.members().binary_search_by_key(&terms.key, |notary| notary.key) {
            Ok(_) => return err!(CarbonError::NotaryExists),
            Err(at) => at,
        };
        self.notaries.copy_within(at..len, at + 1);
        self.notaries[at] = Notary {
            key: terms.key,
            affiliates: terms.affiliates,
            name: terms.name,
            accreditation_starts_at: terms.accreditation_starts_at,
            accreditation_ends_at: terms.accreditation_ends_at,
            weight: terms.weight,
            suspended: 0,
            open_restatements: 0,
            reserved: [0; 2],
        };
        self.len += 1;
        self.changed(false);
        self.last_addition_epoch = self.epoch;
        Ok(())
    }

    /// Removes a notary.
    pub fn remove(&mut self, key: &Pubkey) -> Result<()> {
        let at = self.index_of(key)?;
        let len = self.len as usize;
        self.notaries.copy_within(at + 1..len, at);
        self.notaries[len - 1] = bytemuck::Zeroable::zeroed();
        self.len -= 1;
        self.changed(true);
        Ok(())
    }

    /// Sets a weight. Refuses the present one: a new epoch would make ballots stale that have no quorum yet.
    pub fn set_weight(&mut self, key: &Pubkey, weight: u32) -> Result<()> {
        self.change(key, |notary| {
            require!(notary.weight != weight, CarbonError::NothingChanged);
            let loses = weight < notary.weight;
            notary.weight = weight;
            Ok(loses)
        })
    }

    /// Sets an accreditation window. Refuses the present one, as for a weight.
    pub fn set_accreditation(&mut self, key: &Pubkey, from: i64, until: i64) -> Result<()> {
        self.change(key, |notary| {
            let window = (notary.accreditation_starts_at, notary.accreditation_ends_at);
            require!(window != (from, until), CarbonError::NothingChanged);
            notary.accreditation_starts_at = from;
            notary.accreditation_ends_at = until;
            Ok(from > window.0 || until < window.1)
        })
    }

    /// Suspends a notary.
    pub fn suspend(&mut self, key: &Pubkey) -> Result<()> {
        self.change(key, |notary| {
            require!(notary.suspended == 0, CarbonError::NotarySuspended);
            notary.suspended = 1;
            Ok(true)
        })
    }

    /// Lifts a suspension.
    pub fn reinstate(&mut self, key: &Pubkey) -> Result<()> {
        self.change(key, |notary| {
            require!(notary.suspended == 1, CarbonError::NotaryNotSuspended);
            notary.suspended = 0;
            Ok(false)
        })
    }

    /// Sets the quorum. Refuses the present one, as for a weight.
    pub fn set_threshold(&mut self, threshold_bps: u16) -> Result<()> {
        Self::validate_threshold(threshold_bps)?;
        require!(self.threshold_bps != threshold_bps, CarbonError::NothingChanged);
        self.threshold_bps = threshold_bps;
        self.changed(false);
        Ok(())
    }

    /// Changes a notary. `change` returns whether the notary loses by it.
    fn change(&mut self, key: &Pubkey, change: impl FnOnce(&mut Notary) -> Result<bool>) -> Result<()> {
        let at = self.index_of(key)?;
        let loses = change(&mut self.notaries[at])?;
        self.changed(loses);
        Ok(())
    }

    /// Recomputes the total weight and starts a new epoch; `loses` is whether a notary loses its vote, weight or time. Neither
    /// can overflow: 64 weights of 32 bits fit 64 bits, and each epoch needs a transaction.
    fn changed(&mut self, loses: bool) {
        self.total_weight = self.members().iter().map(|notary| notary.weight as u64).sum();
        self.epoch += 1;
        if loses {
            self.last_loss_epoch = self.epoch;
        }
    }
}
