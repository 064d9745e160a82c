//! During a pause only the exits work. Tested for every call of the fixtures.

use carbon_client::{instructions as ix, program::errors::CarbonError};
use carbon_testkit::{fixtures::*, *};
use solana_signer::Signer;

/// Instructions that work while the registry is paused, and why.
const EXITS: &[(&str, &str)] = &[
    ("accept_authority", "the second step of a hand-over"),
    ("apply_change", "tightens, in an open registry"),
    ("cancel_change", "cancels"),
    ("cancel_listing", "cancels; unlocks"),
    ("close_claim", "closes"),
    ("close_lot", "closes"),
    ("close_pool", "closes"),
    ("create_registry", "the registry does not exist yet"),
    ("delist_provider", "tightens"),
    ("disallow_payment", "tightens"),
    ("drop_burn", "drops; unlocks"),
    ("drop_restatement", "drops; unfreezes"),
    ("drop_settlement", "drops; unfreezes"),
    ("drop_year_closing", "drops"),
    ("impair", "tells that credits are void"),
    ("impair_cure", "tells that credits are void"),
    ("leave_pool", "leaves; closes"),
    ("publish_batch", "tells the L1 what the log holds, corrections too"),
    ("republish", "as publish_batch"),
    ("suspend_notary", "tightens"),
    ("suspend_source", "tightens"),
    ("unpause_registry", "ends the pause"),
    ("withdraw_factor", "tightens"),
];

#[test]
fn every_call_except_the_exits_is_refused() {
    let mut context = FixtureContext::new();
    for row in ROWS {
        println!("{} ({})", row.instruction, row.case);
        let call = context.call(row.build);
        let test = &mut context.test;
        // The fixture of `unpause_registry` has paused already.
        if row.instruction != "unpause_registry" {
            let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
            test.runtime.send(&[pause], &[&test.people.guardian]).unwrap();
        }
        let signers: Vec<_> = call.signers.iter().collect();
        let outcome = test.runtime.send(&[call.instruction], &signers);
        if EXITS.iter().any(|(instruction, _)| *instruction == row.instruction) {
            outcome.unwrap_or_else(|failed| panic!("refused: {failed:?}"));
        } else {
            assert_refused(outcome, CarbonError::Paused);
        }
    }
    for (instruction, _) in EXITS {
        assert!(ROWS.iter().any(|row| row.instruction == *instruction), "{instruction} is an instruction");
    }
}
