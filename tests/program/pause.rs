//! A pause leaves the exits and nothing else: for every call there is.

use carbon_client::{instructions as ix, program::errors::CarbonError};
use carbon_testkit::{fixtures::*, *};
use solana_signer::Signer;

/// What works while paused, and why.
const EXITS: &[(&str, &str)] = &[
    ("accept_authority", "the second step of a hand-over"),
    ("apply_change", "tightens, in an open registry"),
    ("drop_burn", "cancels and closes; unlocks"),
    ("cancel_change", "cancels"),
    ("cancel_listing", "cancels; unlocks"),
    ("close_claim", "closes"),
    ("close_lot", "closes"),
    ("close_pool", "closes"),
    ("create_registry", "has no registry that could be paused"),
    ("delist_provider", "tightens"),
    ("disallow_payment", "tightens"),
    ("drop_year_closing", "closes"),
    ("drop_restatement", "closes; unfreezes"),
    ("drop_settlement", "closes; unfreezes"),
    ("leave_pool", "leaves; closes"),
    ("suspend_notary", "tightens"),
    ("unpause_registry", "ends the pause"),
    ("withdraw_factor", "tightens"),
];

#[test]
fn every_call_that_is_no_exit_is_refused() {
    let mut stage = Stage::new();
    for row in ROWS {
        println!("{} ({})", row.instruction, row.case);
        let call = stage.call(row.build);
        let test = &mut stage.test;
        // `unpause_registry` comes with a pause.
        if row.instruction != "unpause_registry" {
            let pause = ix::pause_registry(test.guardian.pubkey(), test.registry);
            test.runtime.send(&[pause], &[&test.guardian]).unwrap();
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
