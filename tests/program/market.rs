//! Credits for sale: who may offer what for what, and that payment and credits change hands together or not at all.

mod buy;
mod list;
mod payment;

use carbon_client::{addresses as at, market::Coin};
use carbon_tests::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Base units that every buyer has.
const PURSE: u64 = 1_000_000_000_000;

/// A lot of absorption credit of the owner's, somebody who wants some, and what it is paid with.
struct Stall {
    world: World,
    seller: Keypair,
    buyer: Keypair,
    coin: Coin,
    lot: Pubkey,
}

/// Grams of the lot: what the buffer leaves of two tonnes.
const STOCK: u64 = 1_700_000;

impl Stall {
    /// With a coin of the classic token program.
    fn new() -> Self {
        let mut world = World::new();
        let coin = world.allowed_coin();
        Self::with(world, coin)
    }

    fn with(mut world: World, coin: Coin) -> Self {
        let source = world.source(World::source_args(1));
        let args = world.absorption(2_000_000);
        let record = world.record(source, args);
        let (seller, buyer) = (world.owner.insecure_clone(), world.person(70));
        world.give(&coin, &buyer.pubkey(), PURSE);
        Self { world, seller, buyer, coin, lot: at::lot(&record, 0) }
    }

    /// Offers so many grams at [`PRICE`], for a day.
    fn offer(&mut self, grams: u64) -> Pubkey {
        let terms = self.world.terms(&self.coin, grams);
        self.world.list(self.lot, &self.seller, terms)
    }

    /// Coins of buyer, seller and treasury.
    fn purses(&mut self) -> [u64; 3] {
        let owners = [self.buyer.pubkey(), self.seller.pubkey(), self.world.treasury];
        owners.map(|owner| self.world.coins(&self.coin, &owner))
    }
}
