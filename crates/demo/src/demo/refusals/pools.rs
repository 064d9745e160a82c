//! Refused instructions on pools.

use super::Attempts;
use crate::demo::pools::{DemoPools, BOUGHT, POOLS};
use anyhow::Result;
use solana_pubkey::Pubkey;

impl Attempts<'_> {
    /// On pools that are locked, before their year.
    pub fn joining_a_locked_pool(&mut self, pools: &mut DemoPools) -> Result<()> {
        let [adbri, whyalla, _] = &POOLS;
        let member = &adbri.members[0];
        let baseline = pools.member(member)?.baseline_record;
        let join = pools.joining(whyalla, member, baseline, member.target)?;
        let owner = pools.registry.sources[pools.registry.source(member.source)?].owner.insecure_clone();
        let [payer, crank] = [&pools.registry.payer, &pools.registry.crank].map(|key| key.insecure_clone());
        self.attempt(&mut pools.chain, "joining a pool that is locked", join, &[&payer, &owner, &crank])
    }

    /// On pools whose members have reported, before the deadline.
    pub fn early_settlement(&mut self, pools: &mut DemoPools) -> Result<()> {
        let begin = pools.settlement_opening(&POOLS[0]);
        let crank = pools.registry.crank.insecure_clone();
        self.attempt(&mut pools.chain, "settling a pool before its deadline", begin, &[&crank])
    }

    /// On a settled pool.
    pub fn second_settlement(&mut self, pools: &mut DemoPools) -> Result<()> {
        let begin = pools.settlement_opening(&POOLS[0]);
        let crank = pools.registry.crank.insecure_clone();
        self.attempt(&mut pools.chain, "a second settlement of a pool", begin, &[&crank])
    }

    /// With reduction credits that were bought.
    pub fn misused_reduction_credits(&mut self, pools: &mut DemoPools, credit: Pubkey) -> Result<()> {
        let buyer = pools.registry.sources[pools.registry.source(BOUGHT.1)?].owner.insecure_clone();
        let payer = pools.registry.payer.insecure_clone();
        let leg = pools.leg_against(credit)?;
        self.attempt(&mut pools.chain, "neutralizing emissions with a reduction credit", leg, &[&payer, &buyer])?;
        let emission = pools.registry.lot(pools.registry.source(BOUGHT.1)?)?;
        let cure = pools.curing(emission, 1)?;
        self.attempt(&mut pools.chain, "curing a pool with emissions", cure, &[&payer, &buyer])
    }
}
