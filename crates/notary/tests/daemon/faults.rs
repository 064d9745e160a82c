//! A node with faults: the daemon reports the failure, waits, and votes as soon as the node works, once per claim.

use crate::{
    deployment::{network, until, TestDeployment},
    operator::{Operator, OperatorSettings},
    proxy::{Fault, Proxy, WebsocketProxy},
};
use carbon_client::program::notary::Verdict;
use carbon_notary_engine::bench::profiles::Profile;

#[test]
fn a_failing_node_delays_votes_and_changes_none() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let deployment = TestDeployment::new(1);
    let proxy = Proxy::of(network().rpc_url());
    let settings = OperatorSettings { rpc: proxy.url.clone(), websocket: None, timeout_ms: 1_000, evidence: &evidence };
    let mut operator = Operator::new(&deployment, 0, home.path(), &settings);
    operator.start(None);
    let mut expected = vec![];
    for fault in
        [Fault::None, Fault::Silence, Fault::Unavailable, Fault::Unhealthy, Fault::Garbage, Fault::Stale, Fault::None]
    {
        until("the daemon is healthy", || operator.get("/health").is_some_and(|(status, _)| status == 200));
        let failures = operator.metric("notary_pass_failures_total").unwrap();
        proxy.set(fault);
        let claim = deployment.submit_clean(Profile::MonthlyGas, &format!("{fault:?} {}", expected.len()), &evidence);
        if fault != Fault::None {
            until(&format!("the daemon notices {fault:?}"), || {
                operator.metric("notary_pass_failures_total").is_some_and(|now| now > failures)
                    && proxy.faulty_requests() > 2
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
    let votes = deployment.votes();
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
    let deployment = TestDeployment::new(1);
    let websocket = WebsocketProxy::to(&network().ws_url());
    let settings = OperatorSettings { websocket: Some(websocket.url.clone()), ..OperatorSettings::direct(&evidence) };
    let mut operator = Operator::new(&deployment, 0, home.path(), &settings);
    operator.start(None);
    for round in 1..=3 {
        until("a websocket", || {
            websocket.connections() >= round && operator.log().matches("websocket connected").count() >= round
        });
        websocket.cut();
        let claim = deployment.submit_clean(Profile::MonthlyGas, &format!("cut {round}"), &evidence);
        until("a vote by polling", || operator.is_done(&claim));
    }
    assert!(operator.log().matches("websocket lost").count() >= 2, "{}", operator.log());
    operator.stop();
}
