//! A node that fails in every way: the daemon says so, waits, and votes as soon as it can; and never on what it was shown twice.

use crate::{
    operator::{Operator, Terms},
    proxy::{Cable, Fault, Proxy},
    site::{network, until, Site},
};
use carbon_client::program::notary::Verdict;
use carbon_notary_engine::bench::profiles::Profile;

#[test]
fn a_failing_node_delays_votes_and_changes_none() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let site = Site::new(1);
    let proxy = Proxy::of(network().rpc_url());
    let terms = Terms { rpc: proxy.url.clone(), websocket: None, timeout_ms: 1_000, evidence: &evidence };
    let mut operator = Operator::new(&site, 0, home.path(), &terms);
    operator.start(None);
    let mut expected = vec![];
    for fault in
        [Fault::None, Fault::Silence, Fault::Unavailable, Fault::Unhealthy, Fault::Garbage, Fault::Stale, Fault::None]
    {
        until("the daemon is well", || operator.get("/health").is_some_and(|(status, _)| status == 200));
        let failures = operator.metric("notary_pass_failures_total").unwrap();
        proxy.set(fault);
        let claim = site.submit_clean(Profile::MonthlyGas, &format!("{fault:?} {}", expected.len()), &evidence);
        if fault != Fault::None {
            until(&format!("the daemon notices {fault:?}"), || {
                operator.metric("notary_pass_failures_total").is_some_and(|now| now > failures) && proxy.met() > 2
            });
            let (status, health) = operator.get("/health").unwrap();
            assert_eq!(status, 503, "{fault:?}: {health}");
            assert!(!operator.is_done(&claim), "{fault:?}");
            proxy.set(Fault::None);
        }
        until(&format!("a vote after {fault:?}"), || operator.is_done(&claim));
        expected.push(claim);
    }
    operator.stop();
    let votes = site.votes();
    assert_eq!(votes.len(), expected.len());
    for claim in &expected {
        let cast: Vec<Verdict> = votes[&(claim.claim, 0)].iter().map(|(verdict, _)| *verdict).collect();
        assert_eq!(cast, [Verdict::Approve]);
    }
}

#[test]
fn without_its_websocket_the_daemon_polls_and_connects_again() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let site = Site::new(1);
    let cable = Cable::to(&network().ws_url());
    let terms = Terms { websocket: Some(cable.url.clone()), ..Terms::direct(&evidence) };
    let mut operator = Operator::new(&site, 0, home.path(), &terms);
    operator.start(None);
    for round in 1..=3 {
        until("a websocket", || {
            cable.plugged() >= round && operator.log().matches("websocket connected").count() >= round
        });
        cable.cut();
        let claim = site.submit_clean(Profile::MonthlyGas, &format!("cut {round}"), &evidence);
        until("a vote by polling", || operator.is_done(&claim));
    }
    assert!(operator.log().matches("websocket lost").count() >= 2, "{}", operator.log());
    operator.stop();
}
