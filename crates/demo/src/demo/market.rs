//! Credits for sale and their buyers.

use super::{chain::DemoChain, coins, registry::DemoRegistry, scenario::OfferPlan};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{Context, Result};
use carbon_client::{
    addresses,
    market::{self, Coin, Found, Terms},
    program::{
        self,
        lot::{Lot, NONCE_WINDOW},
        market::{BuyCreditsArgs, Offer},
    },
};
use carbon_embedded::coin;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::collections::BTreeMap;

/// Base units that a buyer gets: ten million coins.
const INITIAL_BALANCE: u64 = 10_000_000_000_000;
/// Seconds until an offer expires.
const OFFER_TTL: i64 = 90 * SECONDS_PER_DAY;

/// A registry's market.
pub struct Market {
    /// The registry's payment coin.
    pub coin: Coin,
    minter: Keypair,
    /// Offers, by the seller's label.
    pub offers: BTreeMap<&'static str, Pubkey>,
    /// Purchases made.
    pub trades: Vec<Trade>,
}

/// A purchase, with the changes of the token balances.
pub struct Trade {
    pub seller: &'static str,
    pub buyer: &'static str,
    pub offer: Pubkey,
    /// The buyer's lot.
    pub lot: Pubkey,
    pub grams: u64,
    pub price_per_tonne: u64,
    /// Base units by which the buyer's balance fell.
    pub paid: u64,
    /// Base units by which the seller's balance rose.
    pub earned: u64,
    /// Base units by which the treasury's balance rose.
    pub fee: u64,
}

impl Market {
    /// The market of a registry, without offers.
    pub fn new(chain: &DemoChain, registry: &DemoRegistry) -> Self {
        let minter = coins::minter(chain, registry.plan.label);
        Self { coin: registry.coin, minter, offers: BTreeMap::new(), trades: vec![] }
    }

    /// Creates another token that looks the same and gives some to an owner.
    pub fn look_alike(&self, chain: &mut DemoChain, owner: &Pubkey) -> Result<Coin> {
        let coin = coins::create(chain, "look-alike coin", &self.minter)?;
        self.give(chain, &coin, owner)?;
        Ok(coin)
    }

    fn give(&self, chain: &mut DemoChain, coin: &Coin, owner: &Pubkey) -> Result<()> {
        let give = coin::give(coin, &self.minter.pubkey(), owner, INITIAL_BALANCE);
        chain.prepare(&give, &[&self.minter])
    }

    /// `list_credits` of a whole lot. `price` is for a tonne.
    pub fn listing(&self, chain: &DemoChain, registry: &DemoRegistry, key: Pubkey, price: u64) -> Instruction {
        let lot: Lot = chain.runtime.get(&key);
        let expires = chain.runtime.now() + OFFER_TTL;
        let terms =
            Terms { grams: lot.grams(), price_per_tonne: price, payment_mint: self.coin.mint, expires_at: expires };
        market::list_credits(registry.payer.pubkey(), key, &lot, terms)
    }

    /// Offers all credits of a source's owner.
    pub fn list(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, plan: OfferPlan) -> Result<u64> {
        let seller = registry.source(plan.seller)?;
        let key = registry.lot(seller)?;
        let list = self.listing(chain, registry, key, plan.price_per_tonne);
        chain.send("list_credits", list, &[&registry.payer, &registry.sources[seller].owner])?;
        self.offers.insert(plan.seller, addresses::offer(&key));
        Ok(chain.runtime.get::<Lot>(&key).grams())
    }

    /// `buy_credits` of an offer, and the lot that it creates.
    pub fn purchase(
        &self,
        chain: &DemoChain,
        registry: &DemoRegistry,
        offer: Pubkey,
        buyer: &Pubkey,
        grams: u64,
        max_total: u64,
    ) -> (Pubkey, Instruction) {
        let content: Offer = chain.runtime.get(&offer);
        let (lot, rules): (Lot, _) = (chain.runtime.get(&content.lot), chain.runtime.get(&registry.key));
        let found = Found { offer: &content, lot: &lot, registry: &rules, payment_program: self.coin.program };
        // Its own nonce for each purchase from the lot, also within a second.
        let nonce = chain.runtime.now() + i64::from(lot.children) % NONCE_WINDOW;
        let child = addresses::bought_lot(&content.lot, buyer, nonce);
        let args = BuyCreditsArgs { grams, max_total, max_end: u64::MAX, nonce };
        (child, market::buy_credits(registry.payer.pubkey(), *buyer, found, args))
    }

    /// Buys at most `wanted` grams of a seller for an emitter. Returns the lot and its grams.
    pub fn buy(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        (seller, buyer): (&'static str, &'static str),
        wanted: u64,
    ) -> Result<(Pubkey, u64)> {
        let offer = *self.offers.get(seller).with_context(|| format!("{seller} sells nothing"))?;
        let grams = wanted.min(chain.runtime.get::<Lot>(&chain.runtime.get::<Offer>(&offer).lot).grams());
        let owner = registry.sources[registry.source(buyer)?].owner.insecure_clone();
        let content: Offer = chain.runtime.get(&offer);
        let coin = self.coin;
        self.give(chain, &coin, &owner.pubkey())?;
        let rules: program::registry::Registry = chain.runtime.get(&registry.key);
        let accounts = [owner.pubkey(), content.seller, rules.treasury].map(|owner| coin.account_of(&owner));
        let balances = |chain: &mut DemoChain| -> Result<Vec<u64>> {
            accounts.iter().map(|account| chain.token_balance(account)).collect()
        };
        let before = balances(chain)?;
        let (lot, buy) = self.purchase(chain, registry, offer, &owner.pubkey(), grams, INITIAL_BALANCE);
        chain.send("buy_credits", buy, &[&registry.payer, &owner])?;
        let after = balances(chain)?;
        self.trades.push(Trade {
            seller,
            buyer,
            offer,
            lot,
            grams,
            price_per_tonne: content.price_per_tonne,
            paid: before[0] - after[0],
            earned: after[1] - before[1],
            fee: after[2] - before[2],
        });
        Ok((lot, grams))
    }

    /// Every seller cancels what is left of its offer.
    pub fn close(&self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        for (seller, offer) in &self.offers {
            let Some(content) = chain.runtime.find::<Offer>(offer) else { continue };
            let owner = &registry.sources[registry.source(seller)?].owner;
            chain.send("cancel_listing", market::cancel_listing(owner.pubkey(), &content), &[owner])?;
        }
        Ok(())
    }
}
