//! The input of every verification: registry, notaries, accounts, event history and request.

use crate::{accounts::AccountReader, event_history::EventHistory, report::CheckResult, VerificationRequest};
use anchor_lang::Discriminator;
use anyhow::{ensure, Context, Result};
use carbon_client::{
    addresses as at,
    program::{
        notary::{Notary, NotarySet},
        registry::Registry,
    },
};
use solana_pubkey::Pubkey;

/// The input of one verification.
pub(crate) struct ReviewInput<'a> {
    pub reader: AccountReader<'a>,
    pub history: &'a EventHistory,
    pub request: &'a VerificationRequest,
    pub registry: Registry,
    pub notaries: Box<NotarySet>,
}

impl<'a> ReviewInput<'a> {
    pub fn read(
        reader: AccountReader<'a>,
        history: &'a EventHistory,
        request: &'a VerificationRequest,
    ) -> Result<Self> {
        let key = history.registry();
        let registry = reader.get(&key)?;
        let data = reader.bytes(&at::notaries(&key))?.context("no notary set")?;
        let content = data.strip_prefix(NotarySet::DISCRIMINATOR).context("no notary set")?;
        let content = content.get(..size_of::<NotarySet>()).context("no notary set")?;
        let notaries: NotarySet = bytemuck::pod_read_unaligned(content);
        ensure!(notaries.registry == key, "the notary set belongs to another registry");
        ensure!(notaries.len as usize <= notaries.notaries.len(), "no notary set");
        Ok(Self { reader, history, request, registry, notaries: Box::new(notaries) })
    }

    /// Address of the registry.
    pub fn registry_key(&self) -> Pubkey {
        self.history.registry()
    }

    /// `registry`: policy, authority and notary set follow from the registry's creation and all changes since.
    pub fn rules(&self) -> CheckResult {
        let (rules, set) = (&self.history.rules, &self.notaries);
        let Some(registry) = rules.registry else {
            return CheckResult::missing("the event of the registry's creation has not been seen");
        };
        let seen = &rules.notaries;
        // How many restatements a notary has open is no rule.
        let terms = |notary: &Notary| Notary { open_restatements: 0, ..*notary };
        let key = |set: &NotarySet| {
            (set.epoch, set.last_addition_epoch, set.last_loss_epoch, set.threshold_bps, set.total_weight)
        };
        let same = key(seen) == key(set) && seen.members().iter().map(terms).eq(set.members().iter().map(terms));
        if !rules.epochs_match || !same || registry != (self.registry.authority, self.registry.policy) {
            // This is not a fault of the subject: history or accounts are behind or forged.
            return CheckResult::missing("policy, authority or notary set do not follow from the changes seen")
                .with("epoch_seen", seen.epoch)
                .with("epoch", set.epoch);
        }
        CheckResult::pass("policy, authority and notary set follow from the changes").with("epoch", set.epoch)
    }
}
