//! What every verification has at hand: the registry, its notaries, the ledger and the past.

use crate::{ledger::Reader, past::Past, report::CheckResult, Question};
use anchor_lang::Discriminator;
use anyhow::{ensure, Context, Result};
use carbon_client::{
    addresses as at,
    program::{notary::NotarySet, registry::Registry},
};
use solana_pubkey::Pubkey;

/// One verification.
pub(crate) struct Case<'a> {
    pub reader: Reader<'a>,
    pub past: &'a Past,
    pub question: &'a Question,
    pub registry: Registry,
    pub notaries: Box<NotarySet>,
}

impl<'a> Case<'a> {
    pub fn new(reader: Reader<'a>, past: &'a Past, question: &'a Question) -> Result<Self> {
        let key = past.registry();
        let registry = reader.get(&key)?;
        let data = reader.bytes(&at::notaries(&key))?.context("no notary set")?;
        let content = data.strip_prefix(NotarySet::DISCRIMINATOR).context("no notary set")?;
        let content = content.get(..size_of::<NotarySet>()).context("no notary set")?;
        let notaries: NotarySet = bytemuck::pod_read_unaligned(content);
        ensure!(notaries.registry == key, "the notary set is another registry's");
        ensure!(notaries.len as usize <= notaries.notaries.len(), "no notary set");
        Ok(Self { reader, past, question, registry, notaries: Box::new(notaries) })
    }

    /// Address of the registry.
    pub fn registry_key(&self) -> Pubkey {
        self.past.registry()
    }

    /// `registry`: policy, authority and notary set are what the changes since its creation make of them.
    pub fn rules(&self) -> CheckResult {
        let (rules, set) = (&self.past.rules, &self.notaries);
        let Some(registry) = rules.registry else {
            return CheckResult::missing("the event of the registry's creation has not been seen");
        };
        let seen = &rules.notaries;
        let same = (seen.epoch, seen.last_addition_epoch, seen.threshold_bps, seen.total_weight)
            == (set.epoch, set.last_addition_epoch, set.threshold_bps, set.total_weight)
            && seen.members() == set.members();
        if !rules.in_step || !same || registry != (self.registry.authority, self.registry.policy) {
            // No subject is at fault for it: one of the two is behind, or lies.
            return CheckResult::missing("policy, authority or notary set are not what the changes seen make of them")
                .with("epoch_seen", seen.epoch)
                .with("epoch", set.epoch);
        }
        CheckResult::pass("policy, authority and notary set are what the changes make of them").with("epoch", set.epoch)
    }
}
