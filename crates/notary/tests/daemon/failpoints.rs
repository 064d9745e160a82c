//! A daemon that is killed at any failpoint neither votes twice nor loses a claim.

use crate::{
    deployment::{until, Submitted, TestDeployment},
    operator::{was_killed, Operator, OperatorSettings},
};
use carbon_client::program::notary::Verdict;
use carbon_notary::failpoints::POINTS;
use carbon_notary_engine::bench::profiles::Profile;

#[test]
fn a_kill_at_any_point_loses_no_claim_and_repeats_no_vote() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let deployment = TestDeployment::new(1);
    let mut operator = Operator::new(&deployment, 0, home.path(), &OperatorSettings::direct(&evidence));
    let mut expected: Vec<(Submitted, Verdict)> = vec![];
    for point in POINTS {
        // Points that are reached once per claim are also tested at the second claim, in the middle of the queue.
        let mut targets = vec![point.to_string()];
        if ["fetched", "checked", "decided"].contains(&point) {
            targets.push(format!("{point}:2"));
        }
        for target in targets {
            let good = ["a", "b"]
                .map(|name| deployment.submit_clean(Profile::MonthlyGas, &format!("{target} {name}"), &evidence));
            let bad = deployment.submit_wrong(&target, &evidence);
            operator.start(Some(&target));
            assert!(was_killed(operator.wait_for_end()), "not killed at {target}: {}", operator.log());
            operator.start(None);
            let all = [&good[0], &good[1], &bad];
            until(&format!("votes after a kill at {target}"), || all.iter().all(|claim| operator.is_done(claim)));
            operator.stop();
            expected.extend(good.map(|claim| (claim, Verdict::Approve)));
            expected.push((bad, Verdict::Reject));
        }
    }
    let votes = deployment.votes();
    assert_eq!(votes.len(), expected.len(), "votes on these claims and no others");
    for (claim, verdict) in &expected {
        let cast = &votes[&(claim.claim, 0)];
        let report = operator.entry(claim).unwrap().report.unwrap();
        assert_eq!(cast, &[(*verdict, report)], "one vote, with the stored report");
        assert!(operator.state().unwrap().report(&report).unwrap().is_some());
    }
}
