//! Credits for sale, and the token they are paid with.

use super::{
    chain::{Chain, FUNDS},
    registry::Registry,
    scenario::OfferPlan,
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{Context, Result};
use carbon_client::{
    addresses as at,
    market::{self, Coin, Found, Terms},
    program::{lot::Lot, market::Offer},
};
use carbon_embedded::coin;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::collections::BTreeMap;

/// The classic token program.
const TOKEN: Pubkey = Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// Base units that a buyer gets: ten million coins.
const PURSE: u64 = 10_000_000_000_000;
/// Seconds that an offer stands.
const LIFE: i64 = 90 * SECONDS_PER_DAY;

/// A registry's market.
pub struct Market {
    /// What is paid with.
    pub coin: Coin,
    minter: Keypair,
    /// What is for sale, by the seller's label.
    pub offers: BTreeMap<&'static str, Pubkey>,
    /// Purchases made.
    pub trades: Vec<Trade>,
}

/// A purchase, and what the token program's balances say of it.
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
    /// Base units by which the seller's rose.
    pub earned: u64,
    /// Base units by which the treasury's rose.
    pub fee: u64,
}

impl Market {
    /// The market of a registry, on which nothing is for sale yet.
    pub fn of(chain: &Chain, registry: &Registry) -> Self {
        let minter = minter(chain, registry.plan.label);
        Self { coin: registry.coin, minter, offers: BTreeMap::new(), trades: vec![] }
    }

    /// Another token that looks the same, in somebody's hands.
    pub fn look_alike(&self, chain: &mut Chain, owner: &Pubkey) -> Result<Coin> {
        let coin = new_coin(chain, "look-alike coin", &self.minter)?;
        self.give(chain, &coin, owner)?;
        Ok(coin)
    }

    fn give(&self, chain: &mut Chain, coin: &Coin, owner: &Pubkey) -> Result<()> {
        let give = coin::give(coin, &self.minter.pubkey(), owner, PURSE);
        chain.prepare(&give, &[&self.minter])
    }

    /// `list_credits` of a whole lot, at a price for a tonne.
    pub fn listing(&self, chain: &Chain, registry: &Registry, key: Pubkey, price: u64) -> Instruction {
        let lot: Lot = chain.runtime.get(&key);
        let expires = chain.runtime.now() + LIFE;
        let terms = Terms { grams: lot.grams(), price_per_tonne: price, payment_mint: self.coin.mint, expires };
        market::list_credits(registry.payer.pubkey(), key, &lot, terms)
    }

    /// Offers all credits of a source's owner.
    pub fn list(&mut self, chain: &mut Chain, registry: &Registry, plan: OfferPlan) -> Result<u64> {
        let seller = registry.source(plan.seller)?;
        let key = registry.lot(seller)?;
        let list = self.listing(chain, registry, key, plan.price_per_tonne);
        chain.send("list_credits", list, &[&registry.payer, &registry.sources[seller].owner])?;
        self.offers.insert(plan.seller, at::offer(&key));
        Ok(chain.runtime.get::<Lot>(&key).grams())
    }

    /// `buy_credits` of an offer, and the lot that they will be.
    pub fn purchase(
        &self,
        chain: &Chain,
        registry: &Registry,
        offer: Pubkey,
        buyer: &Pubkey,
        grams: u64,
        max_total: u64,
    ) -> (Pubkey, Instruction) {
        let content: Offer = chain.runtime.get(&offer);
        let (lot, rules): (Lot, _) = (chain.runtime.get(&content.lot), chain.runtime.get(&registry.key));
        let found = Found { offer: &content, lot: &lot, registry: &rules, payment_program: self.coin.program };
        let child = at::lot(&content.lot, lot.children);
        (child, market::buy_credits(registry.payer.pubkey(), *buyer, found, grams, max_total))
    }

    /// Buys at most so many grams of a seller's for an emitter. Returns the lot and its grams.
    pub fn buy(
        &mut self,
        chain: &mut Chain,
        registry: &Registry,
        (seller, buyer): (&'static str, &'static str),
        wanted: u64,
    ) -> Result<(Pubkey, u64)> {
        let offer = *self.offers.get(seller).with_context(|| format!("{seller} sells nothing"))?;
        let grams = wanted.min(chain.runtime.get::<Lot>(&chain.runtime.get::<Offer>(&offer).lot).grams());
        let owner = registry.sources[registry.source(buyer)?].owner.insecure_clone();
        let content: Offer = chain.runtime.get(&offer);
        let coin = self.coin;
        self.give(chain, &coin, &owner.pubkey())?;
        let rules: carbon_client::program::registry::Registry = chain.runtime.get(&registry.key);
        let purses = [owner.pubkey(), content.seller, rules.treasury].map(|owner| coin.account_of(&owner));
        let balances = |chain: &mut Chain| -> Result<Vec<u64>> {
            // Amount of a token account: 8 bytes after mint and owner.
            purses.iter().map(|purse| chain.number(purse, 64)).collect()
        };
        let before = balances(chain)?;
        let (lot, buy) = self.purchase(chain, registry, offer, &owner.pubkey(), grams, PURSE);
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

    /// Every seller takes back what is left.
    pub fn close(&self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        for (seller, offer) in &self.offers {
            let Some(content) = chain.runtime.find::<Offer>(offer) else { continue };
            let owner = &registry.sources[registry.source(seller)?].owner;
            chain.send("cancel_listing", market::cancel_listing(owner.pubkey(), &content), &[owner])?;
        }
        Ok(())
    }
}

/// A token of the classic program, which a registry that is being set up allows.
pub fn allowed_coin(chain: &mut Chain, label: &str, registry: Pubkey, authority: &Keypair) -> Result<Coin> {
    let minter = minter(chain, label);
    chain.runtime.fund(&minter.pubkey(), FUNDS);
    let coin = new_coin(chain, &format!("{label}/coin"), &minter)?;
    let allow = market::allow_payment(authority.pubkey(), authority.pubkey(), registry, coin.mint);
    chain.send("allow_payment", allow, &[authority])?;
    Ok(coin)
}

fn minter(chain: &Chain, label: &str) -> Keypair {
    chain.key(&format!("{label}/minter"))
}

fn new_coin(chain: &mut Chain, name: &str, minter: &Keypair) -> Result<Coin> {
    let mint = chain.key(name);
    let coin = Coin { mint: mint.pubkey(), program: TOKEN };
    let rent = chain.rent(coin::MINT_LEN as usize);
    let create = coin::create(&coin, &minter.pubkey(), coin::MINT_LEN, rent, vec![]);
    chain.prepare(&create, &[minter, &mint])?;
    Ok(coin)
}
