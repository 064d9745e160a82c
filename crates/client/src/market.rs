//! Instructions of the market.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use anchor_spl::associated_token::get_associated_token_address_with_program_id;
use carbon_consensus::{
    instruction,
    lot::Lot,
    market::{BuyCreditsArgs, Offer},
    registry::Registry,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// A means of payment: a mint and its token program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coin {
    /// The mint.
    pub mint: Pubkey,
    /// The mint's program: the classic token program or Token-2022.
    pub program: Pubkey,
}

impl Coin {
    /// The associated token account of an owner.
    pub fn account_of(&self, owner: &Pubkey) -> Pubkey {
        get_associated_token_address_with_program_id(owner, &self.mint, &self.program)
    }
}

/// `allow_payment`.
pub fn allow_payment(payer: Pubkey, authority: Pubkey, registry: Pubkey, mint: Pubkey) -> Instruction {
    build!(
        accounts::AllowPayment {
            payer,
            authority,
            registry,
            payment_mint: mint,
            payment: addresses::payment(&registry, &mint),
            system_program: SYSTEM,
        },
        instruction::AllowPayment {},
    )
}

/// `disallow_payment`.
pub fn disallow_payment(authority: Pubkey, registry: Pubkey, mint: Pubkey, rent_payer: Pubkey) -> Instruction {
    build!(
        accounts::DisallowPayment { authority, registry, payment: addresses::payment(&registry, &mint), rent_payer },
        instruction::DisallowPayment {},
    )
}

/// Terms of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Grams.
    pub grams: u64,
    /// Base units of the payment mint for a tonne.
    pub price_per_tonne: u64,
    /// The payment mint.
    pub payment_mint: Pubkey,
    /// Unix time after which the offer cannot be bought.
    pub expires_at: i64,
}

/// The lot that an offer of `grams` of a lot locks: the lot itself, or the child that is split from it.
pub fn locked_lot(key: &Pubkey, lot: &Lot, grams: u64) -> Pubkey {
    if grams < lot.grams() {
        addresses::lot(key, lot.children)
    } else {
        *key
    }
}

/// `list_credits` of the lot at `key`, signed by its owner.
pub fn list_credits(payer: Pubkey, key: Pubkey, lot: &Lot, terms: Terms) -> Instruction {
    let registry = lot.registry;
    let Terms { grams, price_per_tonne, payment_mint, expires_at } = terms;
    let locked = locked_lot(&key, lot, grams);
    build!(
        accounts::ListCredits {
            payer,
            seller: lot.owner,
            registry,
            record: lot.record,
            lot: key,
            child: (locked != key).then_some(locked),
            payment_mint,
            payment: addresses::payment(&registry, &payment_mint),
            offer: addresses::offer(&locked),
            system_program: SYSTEM,
        },
        instruction::ListCredits { grams, price_per_tonne, expires_at },
    )
}

/// An offer and the accounts that a purchase reads.
pub struct Found<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// Its lot.
    pub lot: &'a Lot,
    /// Its registry.
    pub registry: &'a Registry,
    /// Token program of the payment mint.
    pub payment_program: Pubkey,
}

/// `buy_credits`, paid from the buyer's associated token account.
pub fn buy_credits(payer: Pubkey, buyer: Pubkey, found: Found, args: BuyCreditsArgs) -> Instruction {
    let Found { offer, lot, registry, payment_program } = found;
    let (key, coin) = (offer.registry, Coin { mint: offer.payment_mint, program: payment_program });
    build!(
        accounts::BuyCredits {
            payer,
            buyer,
            registry: key,
            offer: addresses::offer(&offer.lot),
            seller: offer.seller,
            rent_payer: offer.rent_payer,
            record: lot.record,
            lot: offer.lot,
            child: addresses::bought_lot(&offer.lot, &buyer, args.nonce),
            mint_authority: addresses::mint_authority(&key),
            mint: addresses::mint(&key, lot.class),
            from: addresses::token_account(&key, &offer.seller, lot.class),
            to: addresses::token_account(&key, &buyer, lot.class),
            payment_mint: coin.mint,
            payment: addresses::payment(&key, &coin.mint),
            buyer_tokens: coin.account_of(&buyer),
            seller_tokens: coin.account_of(&offer.seller),
            treasury: registry.treasury,
            treasury_tokens: coin.account_of(&registry.treasury),
            token_program: anchor_spl::token_2022::ID,
            payment_program,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
        },
        instruction::BuyCredits { args },
    )
}

/// `cancel_listing`.
pub fn cancel_listing(caller: Pubkey, offer: &Offer) -> Instruction {
    build!(
        accounts::CancelListing {
            caller,
            registry: offer.registry,
            offer: addresses::offer(&offer.lot),
            lot: offer.lot,
            rent_payer: offer.rent_payer,
        },
        instruction::CancelListing {},
    )
}
