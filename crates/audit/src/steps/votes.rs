//! Votes: the notary set of an epoch, the notaries that signed, and whether they are a quorum.

use super::AuditInput;
use crate::{key::Key, layout::*};
use anyhow::{bail, Context, Result};
use carbon_wire::quantity::{Bps, MIN_THRESHOLD_BPS};

/// The notary set in one epoch.
#[derive(Clone, Debug, Default)]
pub struct EpochSet {
    epoch: u64,
    threshold_bps: u16,
    /// Key, weight and name, sorted by key. Bit i of a bitmap of votes is member i.
    members: Vec<(Key, u32, String)>,
}

/// A quorum.
pub struct Quorum {
    /// Number of notaries that approved.
    pub approvals: u32,
    /// Number of notaries in the set.
    pub notaries: usize,
    /// Names of the notaries that approved.
    pub names: String,
}

impl EpochSet {
    /// The set of an epoch: from the account, or if its epoch is a later one, rebuilt from the changes up to `epoch`.
    pub fn of(input: &AuditInput, epoch: u64) -> Result<Self> {
        let key = input.chain.derived(&[b"notaries", &input.registry_key.0]);
        let account: NotarySet = input.chain.account(&key)?.context("the notary set's account is missing")?;
        let now = Self::from(&account);
        if now.epoch == epoch {
            return Ok(now);
        }
        let (mut set, mut found) = (Self::default(), None);
        for (event, _) in input.chain.events(&key)? {
            match event {
                Event::RegistryCreated(event) if event.registry == input.registry_key => {
                    set = Self { epoch: 1, threshold_bps: event.threshold_bps, members: vec![] };
                }
                Event::ChangeApplied(event) if event.registry == input.registry_key => {
                    set.apply(&event.change);
                    set.epoch = event.epoch;
                }
                Event::NotarySuspended(event) if event.registry == input.registry_key => set.epoch = event.epoch,
                _ => continue,
            }
            if set.epoch == epoch {
                found = Some(set.clone());
            }
        }
        if (set.epoch, set.threshold_bps, &set.members) != (now.epoch, now.threshold_bps, &now.members) {
            bail!("the changes of the notary set do not lead to its current members");
        }
        found.with_context(|| format!("the notary set had no epoch {epoch}"))
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::SetThreshold { threshold_bps } => self.threshold_bps = *threshold_bps,
            Change::AddNotary { notary } => {
                let name = crate::report::format::unpadded(&notary.name);
                self.members.push((notary.key, notary.weight, name));
                self.members.sort();
            }
            Change::RemoveNotary { key } => self.members.retain(|(member, ..)| member != key),
            Change::SetWeight { key, weight } => {
                let found = self.members.iter_mut().filter(|(member, ..)| member == key);
                found.for_each(|(_, old, _)| *old = *weight);
            }
            Change::SetTerms { .. }
            | Change::SetAccreditation { .. }
            | Change::ReinstateNotary { .. }
            | Change::SetGuardian { .. }
            | Change::SetTreasury { .. } => {}
        }
    }

    fn in_bitmap(&self, bitmap: u64) -> impl Iterator<Item = &(Key, u32, String)> {
        let bits = (0..64).filter(move |bit| bitmap >> bit & 1 == 1);
        bits.filter_map(|bit| self.members.get(bit))
    }

    /// Checks that the notaries in `approve` are a quorum of the set and that each signed a transaction that approved `digest`.
    ///
    /// # Errors
    /// Outer: an error of the node. Inner: a sentence on what is missing for a quorum.
    pub fn quorum(
        &self,
        input: &AuditInput,
        subject: &Key,
        digest: [u8; 32],
        approve: u64,
    ) -> Result<Result<Quorum, String>> {
        let mut signed = 0u64;
        for (event, transaction) in input.chain.events(subject)? {
            let Event::Attested(vote) = event else { continue };
            if vote.subject != *subject || vote.digest != digest || vote.verdict != Verdict::Approve {
                continue;
            }
            if self.in_bitmap(vote.voters).any(|(key, ..)| !transaction.signers.contains(key)) {
                return Ok(Err(format!("a vote is counted whose notary did not sign it ({})", transaction.signature)));
            }
            signed |= vote.voters;
        }
        Ok(self.is_quorum(approve, signed))
    }

    fn is_quorum(&self, approve: u64, signed: u64) -> Result<Quorum, String> {
        if approve & !signed != 0 {
            return Err("approvals are counted that are in no transaction".into());
        }
        let total: u64 = self.members.iter().map(|(_, weight, _)| u64::from(*weight)).sum();
        let weight: u64 = self.in_bitmap(approve).map(|(_, weight, _)| u64::from(*weight)).sum();
        let approvals = self.in_bitmap(approve).count() as u32;
        let enough = Bps::new(self.threshold_bps)
            .is_some_and(|bps| bps.get() >= MIN_THRESHOLD_BPS && bps.reached_by(weight, total));
        if approvals != approve.count_ones() || total == 0 || !enough {
            return Err(format!("{weight} of {total} weight approved, {} basis points are needed", self.threshold_bps));
        }
        let names: Vec<_> = self.in_bitmap(approve).map(|(.., name)| name.as_str()).collect();
        Ok(Quorum { approvals, notaries: self.members.len(), names: names.join(", ") })
    }
}

impl From<&NotarySet> for EpochSet {
    fn from(account: &NotarySet) -> Self {
        let members = account.notaries.iter().take(account.len as usize);
        let member = |notary: &Notary| (notary.key, notary.weight, crate::report::format::unpadded(&notary.name));
        Self { epoch: account.epoch, threshold_bps: account.threshold_bps, members: members.map(member).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quorum_is_more_than_two_thirds_of_the_whole_weight_and_every_vote_is_signed() {
        let members = (1..=3).map(|index| (Key([index; 32]), 1, format!("notary {index}"))).collect();
        let set = EpochSet { epoch: 1, threshold_bps: MIN_THRESHOLD_BPS, members };
        assert_eq!(set.is_quorum(0b111, 0b111).unwrap().approvals, 3);
        assert!(set.is_quorum(0b011, 0b111).is_err(), "two of three are not 66.67 %");
        assert!(set.is_quorum(0b111, 0b011).is_err(), "one vote is in no transaction");
        assert!(set.is_quorum(0b1111, 0b1111).is_err(), "a vote without a member");
        let lax = EpochSet { threshold_bps: MIN_THRESHOLD_BPS - 1, ..set };
        assert!(lax.is_quorum(0b111, 0b111).is_err(), "the threshold is below the minimum");
    }

    #[test]
    fn changes_make_the_set() {
        let mut set = EpochSet::default();
        let notary = |index: u8| NotaryTerms {
            key: Key([index; 32]),
            weight: 1,
            name: [b'n'; 32],
            accreditation_starts_at: 0,
            accreditation_ends_at: 1,
            affiliates: [Key::default(); 2],
        };
        for index in [3, 1, 2] {
            set.apply(&Change::AddNotary { notary: notary(index) });
        }
        set.apply(&Change::SetWeight { key: Key([2; 32]), weight: 9 });
        set.apply(&Change::RemoveNotary { key: Key([1; 32]) });
        let found: Vec<_> = set.members.iter().map(|(key, weight, _)| (key.0[0], *weight)).collect();
        assert_eq!(found, [(2, 9), (3, 1)]);
    }
}
