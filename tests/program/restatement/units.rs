//! Frozen and void units in every instruction that uses a lot.

use super::*;
use carbon_client::program::{errors::CarbonError, notary::Verdict, token::TokenClass};
use carbon_embedded::TxResult;
use solana_signer::Signer;

/// A test whose lots are in use: credit of the record in an offer and in an approved burn, and a certificate of another
/// record with a shortfall.
struct InUse {
    case: RestatementTest,
    proof: Pubkey,
    offer: Pubkey,
    short: Pubkey,
}

impl InUse {
    fn new() -> Self {
        let mut case = RestatementTest::new();
        let coin = case.test.allowed_coin();
        let buyer = case.test.person(70);
        case.test.give(&coin, &buyer.pubkey(), 1_000_000_000);

        let other = case.more_credit(2, 1_000_000);
        let short = case.test.burn(&[(case.duty(), other, 1_000)]);
        let record = case.test.lot(&other).record;
        case.test.restate_down(record, 0);
        case.test.impair(short, 0, None).unwrap();

        let (duty, credit) = (case.duty(), case.credit());
        let proof = case.test.submitted_burn(&[(duty, credit, 1_000)]);
        case.test.review_all(proof);
        case.test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        let (seller, mut terms) = (case.test.people.owner.clone(), case.test.terms(&coin, 1_000));
        terms.expires_at = i64::MAX;
        let offer = case.test.list(credit, &seller, terms);
        Self { case, proof, offer, short }
    }

    /// Tries every instruction that uses credit with one gram of the record.
    fn use_credit(&mut self) -> Vec<(&'static str, TxResult)> {
        let (duty, credit) = (self.case.duty(), self.case.credit());
        let test = &mut self.case.test;
        let (owner, buyer) = (test.people.owner.clone(), key(70));
        let coin =
            carbon_client::market::Coin { mint: test.offer(&self.offer).payment_mint, program: anchor_spl::token::ID };
        let (draft, terms) = (test.propose_burn(), test.terms(&coin, 1));
        vec![
            ("transfer_lot", test.try_transfer(credit, &owner, &buyer, 1)),
            ("list_credits", test.try_list(credit, &owner, terms)),
            ("buy_credits", test.try_buy(self.offer, &buyer, 1, u64::MAX)),
            ("add_leg", test.add_leg(draft, duty, credit, 1)),
            ("execute_burn", test.execute_burn(self.proof)),
            ("cover", test.cover(self.short, 0, &owner, credit, 1)),
        ]
    }

    /// Tries every instruction that uses emission.
    fn use_emission(&mut self) -> Vec<(&'static str, TxResult)> {
        let (duty, credit) = (self.case.duty(), self.case.credit());
        let test = &mut self.case.test;
        let (owner, buyer) = (test.people.owner.clone(), key(70));
        let draft = test.propose_burn();
        vec![
            ("transfer_lot", test.try_transfer(duty, &owner, &buyer, 1)),
            ("add_leg", test.add_leg(draft, duty, credit, 1)),
            ("execute_burn", test.execute_burn(self.proof)),
        ]
    }

    /// The offer can still be cancelled and the burn dropped.
    fn give_up(&mut self) {
        let test = &mut self.case.test;
        let owner = test.people.owner.clone();
        test.cancel_listing(self.offer, &owner).unwrap();
        test.assert_conservation();
    }
}

fn all_refused(outcomes: Vec<(&'static str, TxResult)>, error: CarbonError) {
    for (instruction, outcome) in outcomes {
        println!("{instruction}");
        assert_refused(outcome, error);
    }
}

#[test]
fn nothing_of_a_frozen_credit_moves() {
    let mut used = InUse::new();
    let record = used.case.absorption;
    used.case.test.propose_restatement(record, 1_999_999);
    all_refused(used.use_credit(), CarbonError::RecordFrozen);
    // Until the decision, not even units that stay valid in any case can be used.
    let authority = used.case.test.people.authority.clone();
    used.case.test.drop_restatement(record, &authority).unwrap();
    for (instruction, outcome) in used.use_credit() {
        outcome.unwrap_or_else(|failed| panic!("{instruction}: {:?}", failed.err));
    }
    used.give_up();
}

#[test]
fn nothing_of_a_void_credit_moves() {
    let mut used = InUse::new();
    let record = used.case.absorption;
    used.case.test.restate_down(record, 0);
    all_refused(used.use_credit(), CarbonError::VoidUnits);
    used.give_up();
}

#[test]
fn nothing_of_a_frozen_emission_moves() {
    let mut used = InUse::new();
    let record = used.case.emission;
    used.case.test.propose_restatement(record, 999_999);
    all_refused(used.use_emission(), CarbonError::RecordFrozen);
}

/// Neutralized units cannot become void, so the test restates down to their end.
#[test]
fn nothing_of_a_void_emission_moves() {
    let mut used = InUse::new();
    let record = used.case.emission;
    used.case.test.restate_down(record, 1_000);
    all_refused(used.use_emission(), CarbonError::VoidUnits);
    used.case.test.assert_conservation();
}

/// Units become void from the end of the serial range, whoever holds them; at issuance the end is the buffer's.
#[test]
fn a_partial_void_in_a_chain_of_buyers() {
    let mut case = RestatementTest::new();
    let test = &mut case.test;
    let (issuer, lot) = (test.people.owner.clone(), at::lot(&case.absorption, 0));
    let [first, second, third, fourth] = [70, 71, 72, 73].map(|number| test.person(number));
    let of_first = test.transfer(lot, &issuer, &first, 500_000);
    let of_second = test.transfer(lot, &issuer, &second, 400_000);
    let of_third = test.transfer(of_second, &second, &third, 100_000);
    // [0, 500k) first, [500k, 600k) third, [600k, 900k) second, [900k, 1.7M) issuer, [1.7M, 2M) buffer.
    let holders = [(of_first, &first), (of_third, &third), (of_second, &second), (lot, &issuer)];
    let supply = test.supply(TokenClass::AbsorptionCredit);
    for (valid, usable) in [
        (1_700_000, [500_000, 100_000, 300_000, 800_000]),
        (1_600_000, [500_000, 100_000, 300_000, 700_000]),
        (850_000, [500_000, 100_000, 250_000, 0]),
        (550_000, [500_000, 50_000, 0, 0]),
        (1, [1, 0, 0, 0]),
    ] {
        test.restate_down(case.absorption, valid);
        for ((lot, holder), grams) in holders.iter().zip(usable) {
            let rest = test.lot(lot).grams() - grams;
            if rest > 0 {
                assert_refused(test.try_transfer(*lot, holder, &fourth, grams + 1), CarbonError::VoidUnits);
            }
            if grams > 0 {
                let before = test.runtime.svm().clone();
                test.transfer(*lot, holder, &fourth, grams);
                *test.runtime.svm() = before;
            }
        }
        assert_eq!(test.supply(TokenClass::AbsorptionCredit), supply, "void units stay in the supply");
        test.assert_conservation();
    }
    assert_eq!(test.inventory(&case.source).absorbed, 1);
}
