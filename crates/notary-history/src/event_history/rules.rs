//! The registry's rules and its notary set, rebuilt from the changes to them.

use anchor_lang::Result;
use carbon_client::program::{
    events::{AuthorityAccepted, ChangeApplied, NotarySuspended, RegistryCreated},
    notary::NotarySet,
    registry::{Change, Policy, Terms},
};
use solana_pubkey::Pubkey;

/// The rules, changed by the program's own transitions.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Authority and policy of the registry; `None` before the event of its creation.
    pub registry: Option<(Pubkey, Policy)>,
    /// Its notaries.
    pub notaries: Box<NotarySet>,
    /// Whether every change led to the epoch in its event.
    pub epochs_match: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { registry: None, notaries: Box::new(bytemuck::Zeroable::zeroed()), epochs_match: true }
    }
}

impl Rules {
    pub(super) fn create(&mut self, event: &RegistryCreated) {
        self.registry = Some((event.authority, event.policy));
        self.notaries.initialize(event.registry, 0, event.threshold_bps);
    }

    pub(super) fn accept_authority(&mut self, event: &AuthorityAccepted) {
        if let Some((authority, _)) = &mut self.registry {
            *authority = event.new;
        }
    }

    pub(super) fn suspend_notary(&mut self, event: &NotarySuspended) {
        self.change_set(|set| set.suspend(&event.notary));
        self.epochs_match &= self.notaries.epoch == event.epoch;
    }

    pub(super) fn apply_change(&mut self, event: ChangeApplied) {
        let ChangeApplied { change, epoch, .. } = event;
        self.apply(change);
        self.epochs_match &= self.notaries.epoch == epoch;
    }

    /// The policy's current terms.
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
            Change::SetThreshold { threshold_bps } => self.change_set(|set| set.set_threshold(threshold_bps)),
            Change::AddNotary { notary } => self.change_set(|set| set.add(&notary)),
            Change::RemoveNotary { key } => self.change_set(|set| set.remove(&key)),
            Change::SetWeight { key, weight } => self.change_set(|set| set.set_weight(&key, weight)),
            Change::SetAccreditation { key, starts_at, ends_at } => {
                self.change_set(|set| set.set_accreditation(&key, starts_at, ends_at))
            }
            Change::ReinstateNotary { key } => self.change_set(|set| set.reinstate(&key)),
            // Guardian and treasury affect no subject of a vote.
            Change::SetGuardian { .. } | Change::SetTreasury { .. } => {}
        }
    }

    /// Changes the set. A change that the program refuses was never executed, so an event is missing or wrong; the set stays as it
    /// is, and the comparison with the account finds the difference.
    fn change_set(&mut self, change: impl FnOnce(&mut NotarySet) -> Result<()>) {
        let before = *self.notaries;
        if change(&mut self.notaries).is_err() {
            *self.notaries = before;
        }
    }
}
