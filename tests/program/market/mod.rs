//! The market: who may offer which credits for which payment; payment and credits are exchanged together or not at all.

mod buy;
mod list;
mod payment;

use carbon_client::{addresses as at, market::Coin};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

/// Base units of the coin that the buyer starts with.
const INITIAL_BALANCE: u64 = 1_000_000_000_000;

/// A lot of absorption credit of a seller, a buyer, and a payment coin.
struct MarketTest {
    test: TestRegistry,
    seller: Rc<Keypair>,
    buyer: Rc<Keypair>,
    coin: Coin,
    lot: Pubkey,
}

/// Grams of the lot: two tonnes less the buffer's part.
const LOT_GRAMS: u64 = 1_700_000;

impl MarketTest {
    /// With a coin of the classic token program.
    fn new() -> Self {
        let mut test = TestRegistry::new();
        let coin = test.allowed_coin();
        Self::with(test, coin)
    }

    fn with(mut test: TestRegistry, coin: Coin) -> Self {
        let source = test.source(TestRegistry::source_args(1));
        let args = test.absorption(2_000_000);
        let record = test.record(source, args);
        let (seller, buyer) = (test.people.owner.clone(), test.person(70));
        test.give(&coin, &buyer.pubkey(), INITIAL_BALANCE);
        Self { test, seller, buyer, coin, lot: at::lot(&record, 0) }
    }

    /// Offers the given grams at [`PRICE`], for a day.
    fn offer(&mut self, grams: u64) -> Pubkey {
        let terms = self.test.terms(&self.coin, grams);
        self.test.list(self.lot, &self.seller, terms)
    }

    /// Coins of buyer, seller and treasury.
    fn balances(&mut self) -> [u64; 3] {
        let owners = [self.buyer.pubkey(), self.seller.pubkey(), self.test.people.treasury];
        owners.map(|owner| self.test.coins(&self.coin, &owner))
    }
}
