//! Killed at any point, the daemon neither votes twice nor forgets a claim.

use crate::{
    operator::{was_killed, Operator, Terms},
    site::{until, Site, Submitted},
};
use carbon_client::program::notary::Verdict;
use carbon_notary::killing::POINTS;
use carbon_notary_engine::bench::profiles::Profile;

#[test]
fn a_kill_at_any_point_loses_no_claim_and_repeats_no_vote() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let site = Site::new(1);
    let mut operator = Operator::new(&site, 0, home.path(), &Terms::direct(&evidence));
    let mut expected: Vec<(Submitted, Verdict)> = vec![];
    for point in POINTS {
        // A second time at the points that are passed claim by claim: in the middle of several.
        let aims = match ["fetched", "checked", "decided"].contains(&point) {
            true => vec![point.to_string(), format!("{point}:2")],
            false => vec![point.to_string()],
        };
        for aim in aims {
            let good =
                ["a", "b"].map(|name| site.submit_clean(Profile::MonthlyGas, &format!("{aim} {name}"), &evidence));
            let bad = site.submit_wrong(&aim, &evidence);
            operator.start(Some(&aim));
            assert!(was_killed(operator.ended()), "not killed at {aim}: {}", operator.log());
            operator.start(None);
            let all = [&good[0], &good[1], &bad];
            until(&format!("votes after a kill at {aim}"), || all.iter().all(|claim| operator.is_done(claim)));
            operator.stop();
            expected.extend(good.map(|claim| (claim, Verdict::Approve)));
            expected.push((bad, Verdict::Reject));
        }
    }
    let votes = site.votes();
    assert_eq!(votes.len(), expected.len(), "votes on these claims and no others");
    for (claim, verdict) in &expected {
        let cast = &votes[&(claim.claim, 0)];
        let report = operator.entry(claim).unwrap().report.unwrap();
        assert_eq!(cast, &[(*verdict, report)], "one vote, with the report that is kept");
        assert!(operator.state().unwrap().report(&report).unwrap().is_some());
    }
}
