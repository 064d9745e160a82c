//! Credits for sale: who may offer what for what, and that payment and credits change hands together or not at all.

mod buy;
mod list;
mod payment;

use carbon_client::{addresses as at, market::Coin};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

/// Base units that every buyer has.
const INITIAL_BALANCE: u64 = 1_000_000_000_000;

/// A lot of absorption credit of the owner's, somebody who wants some, and what it is paid with.
struct MarketTest {
    test: TestRegistry,
    seller: Rc<Keypair>,
    buyer: Rc<Keypair>,
    coin: Coin,
    lot: Pubkey,
}

/// Grams of the lot: what the buffer leaves of two tonnes.
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

    /// Offers so many grams at [`PRICE`], for a day.
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
