//! `execute_change`: executes a scheduled change once, after its timelock.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        errors::CarbonError,
        registry::{Change, ScheduledChange, Terms, CHANGE_GRACE},
    },
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn each_kind_of_loosening_does_what_it_says_and_nothing_else() {
    let mut test = TestRegistry::new();
    let before = test.registry();
    let (guardian, treasury) = (key(60).pubkey(), key(61).pubkey());
    test.loosen(Change::SetGuardian { guardian }).unwrap();
    test.loosen(Change::SetTreasury { treasury }).unwrap();
    let after = test.registry();
    assert_eq!((after.guardian, after.treasury), (guardian, treasury));
    assert_eq!((after.authority, after.policy, after.open), (before.authority, before.policy, true));
}

#[test]
fn a_change_is_executed_once_and_its_rent_comes_back() {
    let mut test = TestRegistry::new();
    let authority = test.people.authority.pubkey();
    let before = test.runtime.lamports(&authority);
    let schedule =
        ix::schedule_change(authority, authority, test.registry, 1, Change::SetThreshold { threshold_bps: 8_000 });
    test.authority_sends(&[schedule]).unwrap();
    let due = test.runtime.get::<ScheduledChange>(&at::change(&test.registry, 1)).due_at;
    test.runtime.warp_to(due - 1);
    let execute = ix::execute_change(authority, test.registry, 1, authority);
    assert_refused(test.authority_sends(std::slice::from_ref(&execute)), CarbonError::ChangeNotDue);
    test.runtime.warp_to(due);
    test.authority_sends(std::slice::from_ref(&execute)).unwrap();
    assert_eq!(test.runtime.lamports(&authority), before);
    // Anchor: the account is not initialized.
    assert_code(test.authority_sends(&[execute]), 3012);
}

/// A scheduled change of terms states all terms: executed after a tightening, it would loosen a rule without announcement.
#[test]
fn scheduled_terms_do_not_undo_a_later_tightening() {
    let mut test = TestRegistry::new();
    let (authority, registry, treasury) = (test.people.authority.pubkey(), test.registry, key(61).pubkey());
    let old = policy().terms;
    let raised = Terms { record_cap: old.record_cap + 1, ..old };
    let tighter = Terms { buffer_bps: old.buffer_bps + 1, ..old };
    let changes = [
        Change::SetTerms { terms: raised },
        Change::SetTreasury { treasury },
        // Also terms that are tighter than those of today, but looser than those of the day of execution.
        Change::SetTerms { terms: Terms { retention_years: old.retention_years + 1, ..old } },
    ];
    for (nonce, change) in (1..).zip(changes) {
        test.authority_sends(&[ix::schedule_change(authority, authority, registry, nonce, change)]).unwrap();
    }
    assert_eq!(test.runtime.get::<ScheduledChange>(&at::change(&registry, 1)).terms, old);
    test.pass(2 * SECONDS_PER_DAY);
    test.apply(Change::SetTerms { terms: tighter }).unwrap();
    let execute = |nonce| [ix::execute_change(authority, registry, nonce, authority)];
    for nonce in [1, 3] {
        assert_refused(test.authority_sends(&execute(nonce)), CarbonError::TermsChanged);
    }
    assert_eq!(test.registry().policy.terms, tighter);
    // Other changes set nothing but their own value.
    test.authority_sends(&execute(2)).unwrap();
    assert_eq!((test.registry().treasury, test.registry().policy.terms), (treasury, tighter));

    // A new schedule contains the tightening. Of two scheduled changes, the second must be scheduled again as well.
    test.authority_sends(&[ix::cancel_change(authority, registry, 1, authority)]).unwrap();
    let raised = Terms { record_cap: old.record_cap + 1, ..tighter };
    let fee = Terms { claim_fee: old.claim_fee + 1, ..tighter };
    for (nonce, terms) in [(4, raised), (5, fee)] {
        let change = Change::SetTerms { terms };
        test.authority_sends(&[ix::schedule_change(authority, authority, registry, nonce, change)]).unwrap();
    }
    test.pass(2 * SECONDS_PER_DAY);
    test.authority_sends(&execute(4)).unwrap();
    assert_refused(test.authority_sends(&execute(5)), CarbonError::TermsChanged);
    assert_eq!(test.registry().policy.terms, raised);
}

/// The guardian cannot use up the time in which a change can be executed.
#[test]
fn a_pause_moves_the_grace_period() {
    for (late, executed) in [(0, true), (1, false)] {
        let mut test = TestRegistry::new();
        let (authority, change) = (test.people.authority.pubkey(), Change::SetThreshold { threshold_bps: 8_000 });
        test.authority_sends(&[ix::schedule_change(authority, authority, test.registry, 1, change)]).unwrap();
        let due = test.runtime.get::<ScheduledChange>(&at::change(&test.registry, 1)).due_at;
        test.runtime.warp_to(due);
        test.pause_for(14 * SECONDS_PER_DAY - 1);
        test.runtime.warp_to(due + CHANGE_GRACE + 14 * SECONDS_PER_DAY - 1 + late);
        let execute = ix::execute_change(authority, test.registry, 1, authority);
        if executed {
            test.authority_sends(&[execute]).unwrap();
        } else {
            assert_refused(test.authority_sends(&[execute]), CarbonError::ChangeExpired);
        }
    }
}
