//! Payment mints.

use super::*;
use anchor_lang::error::ErrorCode;
use anchor_spl::token_2022::{
    self,
    spl_token_2022::{
        extension::{
            default_account_state::instruction::initialize_default_account_state, group_pointer, interest_bearing_mint,
            pausable, scaled_ui_amount, transfer_fee::instruction::initialize_transfer_fee_config, transfer_hook,
            ExtensionType,
        },
        instruction::{
            initialize_mint_close_authority, initialize_non_transferable_mint, initialize_permanent_delegate,
        },
        state::AccountState,
    },
};
use carbon_client::{
    instructions as ix, market,
    program::{errors::CarbonError, market::PaymentMint, registry::Change, token::TokenClass},
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_instruction::Instruction;

#[test]
fn a_coin_is_allowed_after_the_timelock_and_disallowed_at_once() {
    let mut test = TestRegistry::new();
    let coin = test.classic_coin(61);
    test.try_allow(&coin).unwrap();
    let mut market = MarketTest::with(test, coin);
    let terms = market.test.terms(&coin, 1_000);
    assert_refused(market.test.try_list(market.lot, &market.seller, terms), CarbonError::PaymentNotActive);
    market.test.pass(2 * SECONDS_PER_DAY - 1);
    let terms = market.test.terms(&coin, 1_000);
    assert_refused(market.test.try_list(market.lot, &market.seller, terms), CarbonError::PaymentNotActive);
    market.test.pass(1);
    let offer = market.offer(1_000);
    market.test.buy(offer, &market.buyer, 1);

    market.test.disallow(&coin).unwrap();
    let not_initialized = ErrorCode::AccountNotInitialized.into();
    assert_code(market.test.try_buy(offer, &market.buyer, 1, u64::MAX), not_initialized);
    let terms = market.test.terms(&coin, 1_000);
    assert_code(market.test.try_list(market.lot, &market.seller, terms), not_initialized);
    // A mint that is allowed again waits for the timelock again, for purchases and for new offers.
    market.test.try_allow(&coin).unwrap();
    assert_refused(market.test.try_buy(offer, &market.buyer, 1, u64::MAX), CarbonError::PaymentNotActive);
    market.test.cancel_listing(offer, &market.seller.clone()).unwrap();
}

#[test]
fn a_registry_being_set_up_allows_a_coin_at_once() {
    let mut test = TestRegistry::set_up(1);
    let coin = test.classic_coin(61);
    test.try_allow(&coin).unwrap();
    let listing: PaymentMint = test.runtime.get(&at::payment(&test.registry, &coin.mint));
    assert_eq!(listing.active_at, test.runtime.now());
}

#[test]
fn only_the_authority_decides_and_while_paused_only_no() {
    let mut test = TestRegistry::new();
    let [coin, other] = [test.classic_coin(61), test.classic_coin(62)];
    test.try_allow(&coin).unwrap();
    let (owner, authority) = (test.people.owner.clone(), test.people.authority.pubkey());
    let allow = market::allow_payment(owner.pubkey(), owner.pubkey(), test.registry, other.mint);
    assert_refused(test.runtime.send(&[allow], &[&owner]), CarbonError::Unauthorized);
    let disallow = market::disallow_payment(owner.pubkey(), test.registry, coin.mint, authority);
    assert_refused(test.runtime.send(&[disallow], &[&owner]), CarbonError::Unauthorized);
    let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&test.people.guardian]).unwrap();
    assert_refused(test.try_allow(&other), CarbonError::Paused);
    test.disallow(&coin).unwrap();
}

/// Mints of Token-2022 whose transfers could cost a fee, fail, be reverted or move another amount.
#[test]
fn a_coin_has_no_extension_but_metadata() {
    let program = token_2022::ID;
    type Before = fn(&Pubkey, &Pubkey) -> Instruction;
    let refused: [(ExtensionType, Before); 9] = [
        (ExtensionType::TransferFeeConfig, |mint, by| {
            initialize_transfer_fee_config(&token_2022::ID, mint, Some(by), Some(by), 100, 1_000).unwrap()
        }),
        (ExtensionType::MintCloseAuthority, |mint, by| {
            initialize_mint_close_authority(&token_2022::ID, mint, Some(by)).unwrap()
        }),
        (ExtensionType::DefaultAccountState, |mint, _| {
            initialize_default_account_state(&token_2022::ID, mint, &AccountState::Initialized).unwrap()
        }),
        (ExtensionType::NonTransferable, |mint, _| initialize_non_transferable_mint(&token_2022::ID, mint).unwrap()),
        (ExtensionType::InterestBearingConfig, |mint, by| {
            interest_bearing_mint::instruction::initialize(&token_2022::ID, mint, Some(*by), 1).unwrap()
        }),
        (ExtensionType::PermanentDelegate, |mint, by| {
            initialize_permanent_delegate(&token_2022::ID, mint, by).unwrap()
        }),
        (ExtensionType::TransferHook, |mint, by| {
            transfer_hook::instruction::initialize(&token_2022::ID, mint, Some(*by), None).unwrap()
        }),
        (ExtensionType::ScaledUiAmount, |mint, by| {
            scaled_ui_amount::instruction::initialize(&token_2022::ID, mint, Some(*by), 1.0).unwrap()
        }),
        (ExtensionType::Pausable, |mint, by| pausable::instruction::initialize(&token_2022::ID, mint, by).unwrap()),
    ];
    let mut test = TestRegistry::new();
    for (number, (extension, before)) in (120..).zip(refused) {
        let coin = test.coin(number, program, &[extension], |mint, by| vec![before(mint, by)]);
        println!("{extension:?}");
        assert_refused(test.try_allow(&coin), CarbonError::UnsupportedPayment);
    }
    let grouped = test.coin(140, program, &[ExtensionType::GroupPointer], |mint, by| {
        vec![group_pointer::instruction::initialize(&program, mint, Some(*by), None).unwrap()]
    });
    assert_refused(test.try_allow(&grouped), CarbonError::UnsupportedPayment);
    // The registry's own mints have an extension that the interface crate does not know (28, PermissionedBurn).
    let own = Coin { mint: at::mint(&test.registry, TokenClass::AbsorptionCredit), program };
    assert_refused(test.try_allow(&own), CarbonError::UnsupportedPayment);

    let bare = test.coin(141, program, &[], |_, _| vec![]);
    let named = test.named_coin(142);
    for coin in [bare, named] {
        test.try_allow(&coin).unwrap();
    }
}

#[test]
fn a_coin_is_a_mint_of_a_token_program() {
    let mut test = TestRegistry::new();
    let coin = test.classic_coin(61);
    let holder = test.people.owner.pubkey();
    test.give(&coin, &holder, 1);
    // A missing account, an account of our program, one of the system program, and a token account of either token
    // program.
    let owned = at::token_account(&test.registry, &holder, TokenClass::AbsorptionCredit);
    let source = test.source(TestRegistry::source_args(1));
    let args = test.absorption(1_000);
    test.record(source, args);
    for mint in [key(150).pubkey(), test.registry, holder, coin.account_of(&holder), owned] {
        let wrong = Coin { mint, ..coin };
        assert_refused(test.try_allow(&wrong), CarbonError::UnsupportedPayment);
    }
}

/// Token-2022 lets an initialized mint gain no extension except metadata. A later version might, so the program checks
/// a mint at each use. The test writes such a mint directly, because no transaction can make one.
#[test]
fn an_extension_that_appears_after_the_listing_stops_the_trade() {
    let mut test = TestRegistry::new();
    let program = token_2022::ID;
    let plain = test.named_coin(61);
    let feeful = test.coin(62, program, &[ExtensionType::TransferFeeConfig], |mint, by| {
        vec![initialize_transfer_fee_config(&program, mint, Some(by), Some(by), 100, 1_000).unwrap()]
    });
    test.allow(&plain);
    let mut market = MarketTest::with(test, plain);
    let offer = market.offer(1_000);
    market.test.buy(offer, &market.buyer, 1);
    let with_fee = market.test.runtime.svm().get_account(&feeful.mint).unwrap();
    market.test.runtime.svm().set_account(plain.mint, with_fee).unwrap();
    assert_refused(market.test.try_buy(offer, &market.buyer, 1, u64::MAX), CarbonError::UnsupportedPayment);
    let terms = market.test.terms(&plain, 1_000);
    assert_refused(market.test.try_list(market.lot, &market.seller, terms), CarbonError::UnsupportedPayment);
    market.test.cancel_listing(offer, &market.seller.clone()).unwrap();
    market.test.assert_conservation();
}

#[test]
fn the_fee_is_at_most_a_twentieth_and_rises_after_the_timelock() {
    let mut test = TestRegistry::new();
    let mut terms = policy().terms;
    terms.market_fee_bps = 501;
    assert_refused(test.apply(Change::SetTerms { terms }), CarbonError::TimelockRequired);
    assert_refused(test.loosen(Change::SetTerms { terms }), CarbonError::InvalidMarketFee);
    terms.market_fee_bps = 500;
    assert_refused(test.apply(Change::SetTerms { terms }), CarbonError::TimelockRequired);
    test.loosen(Change::SetTerms { terms }).unwrap();
    terms.market_fee_bps = 0;
    test.apply(Change::SetTerms { terms }).unwrap();
}
