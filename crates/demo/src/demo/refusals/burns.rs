//! Refused burns.

use super::Attempts;
use crate::demo::{burns::Burn, chain::DemoChain, registry::DemoRegistry};
use anyhow::Result;
use carbon_client::{burns, lots, program::lot::Lot};
use carbon_wire::quantity::GRAMS_PER_TONNE;
use solana_signer::Signer;

impl Attempts<'_> {
    /// Legs of a draft without legs. `seller` is a source whose owner has credits left.
    pub fn bad_legs(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        burn: &Burn,
        seller: usize,
    ) -> Result<()> {
        let owner = &burn.owner(registry).owner;
        let signers = [&registry.payer, owner];
        let (emission, other) = (registry.lot(burn.emitter)?, registry.lot(registry.source("cockburn")?)?);
        let (bought, sellers) = (burn.bought[0].0, registry.lot(seller)?);
        let classes = burn.leg(chain, registry, (emission, other), GRAMS_PER_TONNE);
        self.attempt(chain, "neutralizing emissions with emissions", classes, &signers)?;
        let swapped = burn.leg(chain, registry, (bought, burn.bought[1].0), GRAMS_PER_TONNE);
        self.attempt(chain, "neutralizing credits", swapped, &signers)?;
        let others = burn.leg(chain, registry, (emission, sellers), GRAMS_PER_TONNE);
        self.attempt(chain, "neutralizing with another owner's credits", others, &signers)?;
        let submit = burns::submit_burn(burn.proof, &burn.content(chain));
        self.attempt(chain, "submitting a burn without legs", submit, &[owner])?;

        let content: Lot = chain.runtime.get(&emission);
        let recipient = registry.sources[seller].owner.pubkey();
        let mut passed = lots::transfer_lot(registry.payer.pubkey(), emission, &content, recipient, GRAMS_PER_TONNE);
        passed.accounts[3].pubkey = carbon_client::program::ID;
        passed.accounts[3].is_signer = false;
        self.attempt(chain, "passing emissions on without their recipient's word", passed, &signers)
    }

    /// A submitted burn without votes.
    pub fn unapproved_burn(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, burn: &Burn) -> Result<()> {
        let owner = &burn.owner(registry).owner;
        let mut forged = burn.pieces(chain, 1)?.remove(0);
        // The last gram of the newest entry.
        forged.entries.last_mut().expect("a history has an entry")[105] ^= 1;
        let review = burn.review(chain, 1, forged);
        self.attempt(chain, "a review of a forged history", review, &[])?;
        let execute = burn.execution(chain, registry);
        self.attempt_by_table(chain, "a burn that the notaries have not approved", execute, &registry.crank)?;
        let (credit, _) = burn.bought[0];
        let content: Lot = chain.runtime.get(&credit);
        let sell = lots::transfer_lot(
            registry.payer.pubkey(),
            credit,
            &content,
            registry.sources[0].owner.pubkey(),
            GRAMS_PER_TONNE,
        );
        self.attempt(chain, "selling credits that are locked in a burn", sell, &[&registry.payer, owner])
    }

    /// An approved burn without reviews.
    pub fn unreviewed_burn(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, burn: &Burn) -> Result<()> {
        let execute = burn.execution(chain, registry);
        self.attempt_by_table(chain, "a burn whose histories are not reviewed", execute, &registry.crank)?;
        let other = burns::drop_burn(registry.crank.pubkey(), burn.proof, &burn.content(chain));
        self.attempt(chain, "dropping the approved burn of another", other, &[&registry.crank])
    }

    /// An executed burn.
    pub fn repeated_burn(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, burn: &Burn) -> Result<()> {
        let again = burn.proposal(registry);
        let signers = [&registry.payer, &burn.owner(registry).owner];
        self.attempt(chain, "a second burn at a certificate's address", again, &signers)?;
        self.attempt(chain, "stating the same figures of a year twice", burn.log_year(registry), &[])
    }
}
