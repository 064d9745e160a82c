//! Payment tokens, made by the real token programs, and credits for sale.

use crate::test_registry::*;
use anchor_spl::{
    token,
    token_2022::{
        self,
        spl_token_2022::{
            extension::{metadata_pointer, ExtensionType},
            state::Mint,
        },
    },
    token_2022_extensions::spl_token_metadata_interface::instruction::initialize as initialize_metadata,
};
use carbon_client::{
    addresses as at,
    market::{self, Coin, Found, Terms},
    program::{
        lot::{Lot, NONCE_WINDOW},
        market::{BuyCreditsArgs, Offer},
    },
};
use carbon_embedded::{coin, TxResult};
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Price of a tonne in most tests, in base units of the coin: 25 coins.
pub const PRICE: u64 = 25_000_000;

impl TestRegistry {
    /// A mint of the classic token program.
    pub fn classic_coin(&mut self, number: u8) -> Coin {
        self.coin(number, token::ID, &[], |_, _| vec![])
    }

    /// A mint of Token-2022 with name and symbol, and no other extension.
    pub fn named_coin(&mut self, number: u8) -> Coin {
        let program = token_2022::ID;
        let coin = self.coin(number, program, &[ExtensionType::MetadataPointer], |mint, minter| {
            vec![metadata_pointer::instruction::initialize(&program, mint, Some(*minter), Some(*mint)).unwrap()]
        });
        let minter = self.minter();
        let (name, uri) = ("Coin".to_string(), "https://coin.example".to_string());
        let (by, symbol) = (minter.pubkey(), "COIN".to_string());
        let metadata = initialize_metadata(&program, &coin.mint, &by, &coin.mint, &by, name, symbol, uri);
        self.runtime.send(&[metadata], &[&minter]).unwrap();
        coin
    }

    /// A mint with extensions, which `before` initializes, by the same authority.
    pub fn coin(
        &mut self,
        number: u8,
        program: Pubkey,
        extensions: &[ExtensionType],
        before: impl FnOnce(&Pubkey, &Pubkey) -> Vec<Instruction>,
    ) -> Coin {
        let (mint, minter) = (key(number), self.minter());
        let space = ExtensionType::try_calculate_account_len::<Mint>(extensions).unwrap();
        // The account grows when metadata is added.
        let rent = self.runtime.svm().minimum_balance_for_rent_exemption(space + 300);
        let coin = Coin { mint: mint.pubkey(), program };
        let before = before(&coin.mint, &minter.pubkey());
        let create = coin::create(&coin, &minter.pubkey(), space as u64, rent, before);
        self.runtime.send(&create, &[&minter, &mint]).unwrap();
        coin
    }

    /// Authority of every coin.
    pub fn minter(&mut self) -> Keypair {
        let minter = key(60);
        if self.runtime.lamports(&minter.pubkey()) == 0 {
            self.runtime.fund(&minter.pubkey(), INITIAL_LAMPORTS);
        }
        minter
    }

    /// Opens the owner's account of a coin and mints an amount into it.
    pub fn give(&mut self, coin: &Coin, owner: &Pubkey, amount: u64) {
        let minter = self.minter();
        let give = coin::give(coin, &minter.pubkey(), owner, amount);
        self.runtime.send(&give, &[&minter]).unwrap();
    }

    /// Coins in the owner's associated token account; 0 without an account.
    pub fn coins(&mut self, coin: &Coin, owner: &Pubkey) -> u64 {
        self.tokens_in(&coin.account_of(owner))
    }

    /// Supply of a coin.
    pub fn coins_of_all(&mut self, coin: &Coin) -> u64 {
        self.supply_of(&coin.mint)
    }

    /// Sends `allow_payment`.
    pub fn try_allow(&mut self, coin: &Coin) -> TxResult {
        let authority = self.people.authority.pubkey();
        self.authority_sends(&[market::allow_payment(authority, authority, self.registry, coin.mint)])
    }

    /// Allows a coin and waits until its timelock ends.
    pub fn allow(&mut self, coin: &Coin) {
        self.try_allow(coin).unwrap();
        self.pass(2 * SECONDS_PER_DAY);
    }

    /// An allowed coin of the classic token program.
    pub fn allowed_coin(&mut self) -> Coin {
        let coin = self.classic_coin(61);
        self.allow(&coin);
        coin
    }

    /// Sends `disallow_payment`.
    pub fn disallow(&mut self, coin: &Coin) -> TxResult {
        let authority = self.people.authority.pubkey();
        self.authority_sends(&[market::disallow_payment(authority, self.registry, coin.mint, authority)])
    }

    /// The terms of most offers: the given grams at [`PRICE`], for a day.
    pub fn terms(&self, coin: &Coin, grams: u64) -> Terms {
        let expires = self.runtime.now() + SECONDS_PER_DAY;
        Terms { grams, price_per_tonne: PRICE, payment_mint: coin.mint, expires_at: expires }
    }

    /// Sends `list_credits`, signed by the seller, paid by the payer.
    pub fn try_list(&mut self, lot: Pubkey, seller: &Keypair, terms: Terms) -> TxResult {
        let list = market::list_credits(self.people.payer.pubkey(), lot, &self.lot(&lot), terms);
        self.runtime.send(&[list], &[&self.people.payer, seller])
    }

    /// Lists and returns the offer's address.
    pub fn list(&mut self, lot: Pubkey, seller: &Keypair, terms: Terms) -> Pubkey {
        let locked = market::locked_lot(&lot, &self.lot(&lot), terms.grams);
        self.try_list(lot, seller, terms).unwrap();
        at::offer(&locked)
    }

    /// An offer.
    pub fn offer(&self, key: &Pubkey) -> Offer {
        self.runtime.get(key)
    }

    /// `buy_credits` by the buyer. The crank pays the rent.
    pub fn buy_instruction(&mut self, offer: Pubkey, buyer: &Pubkey, grams: u64, max_total: u64) -> Instruction {
        let lot: Lot = self.runtime.get(&self.offer(&offer).lot);
        let args = BuyCreditsArgs { grams, max_total, max_end: u64::MAX, nonce: self.nonce(&lot) };
        self.buy_with(offer, buyer, args)
    }

    /// `buy_credits` with the given arguments. The crank pays the rent.
    pub fn buy_with(&mut self, offer: Pubkey, buyer: &Pubkey, args: BuyCreditsArgs) -> Instruction {
        let content = self.offer(&offer);
        let lot: Lot = self.runtime.get(&content.lot);
        let mint = self.runtime.svm().get_account(&content.payment_mint).expect("a mint");
        let registry = self.registry();
        let found = Found { offer: &content, lot: &lot, registry: &registry, payment_program: mint.owner };
        market::buy_credits(self.people.crank.pubkey(), *buyer, found, args)
    }

    /// The nonce of the next purchase from a lot: one for each, also within a second.
    fn nonce(&self, lot: &Lot) -> i64 {
        self.runtime.now() + i64::from(lot.children) % NONCE_WINDOW
    }

    /// The lot that the next purchase from a lot by a buyer makes.
    pub fn bought_lot(&self, lot: &Pubkey, buyer: &Pubkey) -> Pubkey {
        at::bought_lot(lot, buyer, self.nonce(&self.lot(lot)))
    }

    /// Sends `buy_credits`, signed by the buyer.
    pub fn try_buy(&mut self, offer: Pubkey, buyer: &Keypair, grams: u64, max_total: u64) -> TxResult {
        let buy = self.buy_instruction(offer, &buyer.pubkey(), grams, max_total);
        self.runtime.send(&[buy], &[&self.people.crank, buyer])
    }

    /// Buys at any price; returns the buyer's lot.
    pub fn buy(&mut self, offer: Pubkey, buyer: &Keypair, grams: u64) -> Pubkey {
        let lot = self.offer(&offer).lot;
        let child = self.bought_lot(&lot, &buyer.pubkey());
        self.try_buy(offer, buyer, grams, u64::MAX).unwrap();
        child
    }

    /// Sends `cancel_listing`, signed by the caller.
    pub fn cancel_listing(&mut self, offer: Pubkey, caller: &Keypair) -> TxResult {
        let cancel = market::cancel_listing(caller.pubkey(), &self.offer(&offer));
        self.runtime.send(&[cancel], &[caller])
    }
}
