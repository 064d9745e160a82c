//! Refused offers and purchases.

use super::Attempts;
use crate::demo::{chain::DemoChain, market::Market, registry::DemoRegistry};
use anyhow::Result;
use carbon_client::{market, program::market::Offer};
use carbon_wire::quantity::GRAMS_PER_TONNE;
use solana_signer::Signer;

impl Attempts<'_> {
    /// On an offer of a source's owner, by the owner of another.
    pub fn bad_offers(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        market: &Market,
        seller: &'static str,
        buyer: &str,
    ) -> Result<()> {
        let offer = market.offers[seller];
        let (seller, buyer) = (registry.source(seller)?, registry.source(buyer)?);
        let [seller, buyer] = [seller, buyer].map(|source| registry.sources[source].owner.insecure_clone());
        let look_alike = market.look_alike(chain, &buyer.pubkey())?;
        let signers = [&registry.payer, &buyer];
        let (_, mut cheap) = market.purchase(chain, registry, offer, &buyer.pubkey(), GRAMS_PER_TONNE, 1);
        for meta in &mut cheap.accounts {
            // The buyer has no account of the real token yet.
            if meta.pubkey == market.coin.account_of(&buyer.pubkey()) {
                meta.pubkey = look_alike.account_of(&buyer.pubkey());
            }
        }
        self.attempt(chain, "paying for credits with a token that only looks the same", cheap, &signers)?;
        let cancel = market::cancel_listing(buyer.pubkey(), &chain.runtime.get::<Offer>(&offer));
        self.attempt(chain, "cancelling another seller's offer", cancel, &[&buyer])?;
        let lot = chain.runtime.get::<Offer>(&offer).lot;
        let again = market.listing(chain, registry, lot, 1);
        self.attempt(chain, "offering credits a second time", again, &[&registry.payer, &seller])?;
        let emissions = market.listing(chain, registry, registry.lot(registry.source("cockburn")?)?, 1);
        let emitter = &registry.sources[registry.source("cockburn")?].owner;
        self.attempt(chain, "offering emissions for sale", emissions, &[&registry.payer, emitter])
    }

    /// By an owner who has bought before and has coins left.
    pub fn underpaid_purchase(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        market: &Market,
        seller: &'static str,
        buyer: &str,
    ) -> Result<()> {
        let offer = market.offers[seller];
        let buyer = registry.sources[registry.source(buyer)?].owner.insecure_clone();
        let price = chain.runtime.get::<Offer>(&offer).price_per_tonne;
        let (_, cheap) = market.purchase(chain, registry, offer, &buyer.pubkey(), GRAMS_PER_TONNE, price - 1);
        self.attempt(chain, "buying for a unit less than the price", cheap, &[&registry.payer, &buyer])
    }
}
