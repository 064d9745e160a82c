//! The registry's rules and its notary set, from the changes that were made to them.

use anchor_lang::Result;
use carbon_client::{
    history::event,
    program::{
        events::{AuthorityAccepted, ChangeApplied, NotarySuspended, RegistryCreated},
        notary::NotarySet,
        registry::{Change, Policy, Terms},
    },
};
use solana_pubkey::Pubkey;

/// The rules, by the program's own transitions.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Its authority and policy; `None` before the event of its creation.
    pub registry: Option<(Pubkey, Policy)>,
    /// Its notaries.
    pub notaries: Box<NotarySet>,
    /// Whether every change came to the epoch that its event tells.
    pub in_step: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { registry: None, notaries: Box::new(bytemuck::Zeroable::zeroed()), in_step: true }
    }
}

impl Rules {
    pub(super) fn observe(&mut self, data: &[u8]) {
        if let Some(created) = event::<RegistryCreated>(data) {
            self.registry = Some((created.authority, created.policy));
            self.notaries.initialize(created.registry, 0, created.threshold_bps);
        } else if let Some(accepted) = event::<AuthorityAccepted>(data) {
            if let Some((authority, _)) = &mut self.registry {
                *authority = accepted.new;
            }
        } else if let Some(suspended) = event::<NotarySuspended>(data) {
            self.settle(|set| set.suspend(&suspended.notary));
            self.in_step &= self.notaries.epoch == suspended.epoch;
        } else if let Some(ChangeApplied { change, epoch, .. }) = event(data) {
            self.apply(change);
            self.in_step &= self.notaries.epoch == epoch;
        }
    }

    /// The policy's terms as they stand.
    pub fn terms(&self) -> Option<Terms> {
        self.registry.map(|(_, policy)| policy.terms)
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::SetTerms { terms } => {
                if let Some((_, policy)) = &mut self.registry {
                    policy.terms = terms;
                }
            }
            Change::SetThreshold { threshold_bps } => self.settle(|set| set.set_threshold(threshold_bps)),
            Change::AddNotary { notary } => self.settle(|set| set.add(&notary)),
            Change::RemoveNotary { key } => self.settle(|set| set.remove(&key)),
            Change::SetWeight { key, weight } => self.settle(|set| set.set_weight(&key, weight)),
            Change::SetAccreditation { key, starts_at: from, ends_at: until } => {
                self.settle(|set| set.set_accreditation(&key, from, until))
            }
            Change::ReinstateNotary { key } => self.settle(|set| set.reinstate(&key)),
            // Neither decides about anything that is voted on.
            Change::SetGuardian { .. } | Change::SetTreasury { .. } => {}
        }
    }

    /// What the program refused never happened: then an event is missing or wrong, and the sets will differ.
    fn settle(&mut self, change: impl FnOnce(&mut NotarySet) -> Result<()>) {
        let before = *self.notaries;
        if change(&mut self.notaries).is_err() {
            *self.notaries = before;
        }
    }
}
