//! Five notaries and 200 claims, a tenth of them corrupt: exactly the clean claims become records.
//!
//! Three operators run the daemon; one of these daemons is killed and restarted at random. The fourth notary approves everything,
//! the fifth is offline. A quorum needs four of five votes, so a record needs the approval of all three daemons.

use crate::{
    deployment::{assign_to_source, network, until, Submitted, TestDeployment},
    operator::{Operator, OperatorSettings},
};
use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        notary::{Phase, Verdict},
        record::{ClaimKind, Inventory, Record},
        year::YearClosing,
    },
    years,
};
use carbon_notary::{chain::ChainReader, state::Status};
use carbon_notary_engine::bench::{
    corruptions::{Corruption, CORRUPTIONS},
    profiles::{clean, numbers, Profile},
};
use rand::{seq::IndexedRandom, Rng};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        Mutex,
    },
    thread,
    time::Duration,
};

const CLAIMS: usize = 200;
const CORRUPT: usize = 20;
const HONEST: [usize; 3] = [0, 1, 2];
const MALICIOUS: usize = 3;
const NOTARIES: usize = 5;
const SEED: u64 = 8;
/// Votes per transaction of the malicious notary.
const VOTES_PER_TRANSACTION: usize = 5;
/// Bundles under the rules of this registry.
const UK: [Profile; 5] =
    [Profile::DailyPower, Profile::HalfHourlyPower, Profile::MonthlyGas, Profile::WeeklyDiesel, Profile::PowerInvoices];
/// Corruptions that cannot be detected for new sources: they need earlier records or other accounts; one is refused by the program
/// itself.
const NOT_HERE: [&str; 12] = [
    "phase lost, against the year before",
    "unit slip of the whole file, MWh as kWh",
    "unit slip of the whole file, kWh as MWh",
    "decimal shift in all amounts",
    "days recorded before",
    "meter left out",
    "rows of another source",
    "rows of another source, meter renamed",
    "recorded in another registry",
    "newer edition ignored",
    "factor withdrawn",
    "factor of another year",
];

/// How a claim was made.
struct Truth {
    corruption: Option<&'static Corruption>,
}

#[test]
fn exactly_the_clean_claims_become_records_and_every_rejection_is_explained() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let deployment = TestDeployment::new(NOTARIES);
    let mut operators =
        HONEST.map(|index| Operator::new(&deployment, index, home.path(), &OperatorSettings::direct(&evidence)));
    operators.iter_mut().for_each(|operator| operator.start(None));
    let (killed, steady) = operators.split_first_mut().unwrap();

    let over = AtomicBool::new(false);
    let claims = thread::scope(|scope| {
        // Ends the other threads when this one fails, too.
        let _over = SetOnDrop(&over);
        scope.spawn(|| approve_everything(&deployment.notaries[MALICIOUS], deployment.registry, &over));
        let claims = submit_all(&deployment, &evidence);
        scope.spawn(|| kill_at_random(killed, &over));
        notarize_and_close(&deployment, &claims);
        claims
    });
    for operator in std::iter::once(&*killed).chain(&*steady) {
        until("every vote is final", || claims.iter().all(|(claim, _)| is_decided(&deployment, operator, claim)));
    }
    let kinds: Vec<&str> =
        claims.iter().map(|(_, truth)| truth.corruption.map_or("clean", |corruption| corruption.kind)).collect();
    let records = deployment.records(&claims);
    let wrong = kinds.iter().zip(&records).filter(|(kind, record)| (**kind == "clean") != record.is_some());
    assert_eq!(wrong.map(|(kind, _)| *kind).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(kinds.iter().filter(|kind| **kind == "clean").count(), CLAIMS - CORRUPT);

    let all: Vec<&Operator> = std::iter::once(&*killed).chain(&*steady).collect();
    let escalated = assert_explained(&deployment, &all, &claims);
    decide_manually(&deployment, &all, escalated);
    close_a_year(&deployment, &claims);
    killed.stop();
    steady.iter_mut().for_each(Operator::stop);
}

struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl TestDeployment {
    /// The records of claims, in their order.
    fn records(&self, claims: &[(Submitted, Truth)]) -> Vec<Option<Record>> {
        let keys: Vec<Pubkey> = claims.iter().map(|(claim, _)| claim.record).collect();
        self.node.accounts(&keys).unwrap()
    }
}

/// Submits every claim from four threads; corrupt claims are at random positions.
fn submit_all(deployment: &TestDeployment, evidence: &Path) -> Vec<(Submitted, Truth)> {
    let mut rng = numbers(SEED, "truth");
    let kinds: Vec<&Corruption> = CORRUPTIONS
        .iter()
        .filter(|corruption| corruption.hard && !NOT_HERE.contains(&corruption.kind))
        .filter(|corruption| corruption.profiles().iter().any(|profile| UK.contains(profile)))
        .collect();
    assert!(kinds.len() >= CORRUPT, "{} kinds", kinds.len());
    let corrupt: HashMap<usize, &Corruption> = rand::seq::index::sample(&mut rng, CLAIMS, CORRUPT)
        .iter()
        .zip(kinds.choose_multiple(&mut rng, CORRUPT))
        .map(|(place, kind)| (place, *kind))
        .collect();
    let claims = Mutex::new(BTreeMap::new());
    let next = Mutex::new(0..CLAIMS);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| loop {
                let Some(number) = next.lock().unwrap().next() else { break };
                let corruption = corrupt.get(&number).copied();
                let claim = submit(deployment, evidence, number, corruption);
                claims.lock().unwrap().insert(number, (claim, Truth { corruption }));
            });
        }
    });
    claims.into_inner().unwrap().into_values().collect()
}

fn submit(deployment: &TestDeployment, evidence: &Path, number: usize, corruption: Option<&Corruption>) -> Submitted {
    let mut rng = numbers(SEED, &format!("claim {number}"));
    let place = deployment.unused_source();
    let profiles: Vec<Profile> = match corruption {
        Some(corruption) => corruption.profiles().into_iter().filter(|profile| UK.contains(profile)).collect(),
        None => UK.to_vec(),
    };
    let mut draft = clean(*profiles.choose(&mut rng).unwrap(), &mut rng);
    assign_to_source(&mut draft, &place.0);
    let sealed = match corruption {
        Some(corruption) => corruption.apply(draft, &mut rng),
        None => draft.finish(),
    };
    deployment.submit(place, &sealed, evidence)
}

/// Approves every ballot without a check.
fn approve_everything(key: &Keypair, registry: Pubkey, over: &AtomicBool) {
    let chain = ChainReader::new(&network().rpc_url(), Duration::from_secs(20), registry);
    let node = carbon_rpc::Node::new(&network().rpc_url(), carbon_rpc::CommitmentConfig::confirmed());
    let mut voted = HashSet::new();
    while !over.load(Ordering::Relaxed) {
        let ballots = chain.ballots().unwrap_or_default();
        let open: Vec<_> = ballots.iter().filter(|ballot| !voted.contains(&ballot.subject.ballot.digest)).collect();
        for ballots in open.chunks(VOTES_PER_TRANSACTION) {
            let votes: Vec<_> = ballots
                .iter()
                .map(|ballot| {
                    let digest = ballot.subject.ballot.digest;
                    ix::attest(registry, ballot.address, digest, Verdict::Approve, [0; 32], &[key.pubkey()])
                })
                .collect();
            if node.send(&votes, &[key], &[]).is_ok() {
                voted.extend(ballots.iter().map(|ballot| ballot.subject.ballot.digest));
            }
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Kills and restarts a daemon each time it has made a random number of further decisions.
fn kill_at_random(operator: &mut Operator, over: &AtomicBool) {
    let mut rng = numbers(SEED, "kills");
    let mut next = 0;
    while !over.load(Ordering::Relaxed) {
        let decided = operator.state().map_or(0, |state| {
            let counts = state.counts().unwrap();
            Status::ALL
                .iter()
                .zip(counts)
                .filter(|(status, _)| **status != Status::Waiting)
                .map(|(_, count)| count)
                .sum()
        });
        if decided >= next {
            operator.kill();
            operator.start(None);
            next = decided + rng.random_range(15..60);
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// Notarizes approved claims and closes rejected ones, as anyone may, until only escalated claims are left.
fn notarize_and_close(deployment: &TestDeployment, claims: &[(Submitted, Truth)]) {
    let chain = ChainReader::new(&network().rpc_url(), Duration::from_secs(20), deployment.registry);
    let by_address: HashMap<Pubkey, &Submitted> = claims.iter().map(|(claim, _)| (claim.claim, claim)).collect();
    let clean = claims.iter().filter(|(_, truth)| truth.corruption.is_none()).count();
    let mut records = 0;
    let mut done = |ballots: &[carbon_notary::chain::BallotAccount]| {
        let view = chain.view(&Pubkey::default()).unwrap();
        for ballot in ballots {
            let Some(submitted) = by_address.get(&ballot.address) else { continue };
            let Some(claim) = deployment.claim(submitted) else { continue };
            match ballot.subject.ballot.phase(&view.notaries, &view.registry.pause, view.now) {
                Phase::Approved => {
                    deployment.notarize(submitted, &claim);
                    records += 1;
                }
                Phase::Rejected => deployment.close(submitted, &claim),
                _ => {}
            }
        }
        records
    };
    until("all clean claims are records, and the others rejected or left to people", || {
        let ballots = chain.ballots().unwrap();
        let made = done(&ballots);
        // Escalated claims are left: each has the blind approval and no other vote.
        let left: Vec<_> = ballots.iter().filter(|ballot| by_address.contains_key(&ballot.address)).collect();
        let waits = |ballot: &&carbon_notary::chain::BallotAccount| ballot.subject.ballot.rejections != 0;
        made >= clean && !left.iter().any(waits)
    });
}

/// Whether a daemon has finished with a claim. Two rejections end a ballot, so the third may come too late.
fn is_decided(deployment: &TestDeployment, operator: &Operator, claim: &Submitted) -> bool {
    match operator.entry(claim) {
        Some(entry) => matches!(entry.status, Status::Done | Status::Escalated | Status::Gone),
        None => deployment.claim(claim).is_none(),
    }
}

/// Asserts that a report explains every vote on chain and that every rejection names the corruption. Returns the escalated
/// claims.
fn assert_explained<'a>(
    deployment: &TestDeployment,
    operators: &[&Operator],
    claims: &'a [(Submitted, Truth)],
) -> Vec<&'a Submitted> {
    let votes = deployment.votes();
    assert!(votes.keys().all(|(_, index)| *index <= MALICIOUS), "the last notary is offline");
    let mut escalated = vec![];
    for (claim, truth) in claims {
        let mut rejections = 0;
        let mut doubts = 0;
        for operator in operators {
            let cast = votes.get(&(claim.claim, operator.index)).cloned().unwrap_or_default();
            let entry = operator.entry(claim);
            let Some(corruption) = truth.corruption else {
                assert_eq!(cast, [(Verdict::Approve, entry.unwrap().report.unwrap())], "{claim:?}");
                continue;
            };
            match entry.map(|entry| (entry.status, entry.report)) {
                Some((Status::Done, Some(report))) => {
                    assert_eq!(cast, [(Verdict::Reject, report)], "{}", corruption.kind);
                    assert_names(operator, &report, corruption);
                    rejections += 1;
                }
                Some((Status::Escalated, Some(report))) => {
                    assert_eq!(cast, [], "{}", corruption.kind);
                    assert_names(operator, &report, corruption);
                    doubts += 1;
                }
                _ => assert_eq!(cast, [], "{}", corruption.kind),
            }
        }
        if let Some(corruption) = truth.corruption {
            assert!(rejections >= 2 || doubts == operators.len(), "{}: {rejections}, {doubts}", corruption.kind);
            escalated.extend((doubts > 0).then_some(claim));
        }
    }
    escalated
}

/// Asserts that the check for this corruption fails or doubts in the report.
#[track_caller]
fn assert_names(operator: &Operator, report: &[u8; 32], corruption: &Corruption) {
    let report = operator.state().unwrap().report(report).unwrap().expect("the report is stored");
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let found = report["checks"].as_array().unwrap().iter().find(|check| check["check"] == corruption.check);
    let status = found.unwrap()["status"].as_str().unwrap();
    assert!(["fail", "doubt"].contains(&status), "{}: {report}", corruption.kind);
}

/// People decide the escalated claims; the report that the vote names contains their reason.
fn decide_manually(deployment: &TestDeployment, operators: &[&Operator], escalated: Vec<&Submitted>) {
    assert!(!escalated.is_empty(), "some kinds of corruption are only doubtful");
    for claim in &escalated {
        let address = claim.claim.to_string();
        for operator in operators {
            let explained = operator.notary(&["explain", &address]);
            assert!(String::from_utf8_lossy(&explained.stdout).contains("decision:      escalate"));
            let unexplained = operator.notary(&["decide", &address, "--reject", "--reason", " "]);
            assert!(!unexplained.status.success());
            let decided =
                operator.notary(&["decide", &address, "--reject", "--reason", "the operator was asked: a slip"]);
            assert!(decided.status.success(), "{}", String::from_utf8_lossy(&decided.stderr));
            let again = operator.notary(&["decide", &address, "--approve", "--reason", "thought again"]);
            assert!(!again.status.success());
        }
    }
    for operator in operators {
        until("manual decisions are voted", || escalated.iter().all(|claim| is_decided(deployment, operator, claim)));
    }
    let votes = deployment.votes();
    for claim in &escalated {
        let mut cast = 0;
        for operator in operators {
            let entry = operator.entry(claim).unwrap();
            let report = entry.report.unwrap();
            // The third vote may come too late here, too.
            if entry.status == Status::Done {
                assert_eq!(votes[&(claim.claim, operator.index)], [(Verdict::Reject, report)]);
                cast += 1;
            }
            let json = operator.notary(&["explain", &claim.claim.to_string(), "--json"]);
            assert_eq!(<sha2::Sha256 as sha2::Digest>::digest(&json.stdout)[..], report);
            let decision: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
            assert_eq!(decision["reason"], "the operator was asked: a slip");
        }
        assert!(cast >= 2 && deployment.record(claim).is_none(), "{cast}");
    }
}

/// The owner of a source with a full year of records proposes to close it; the daemons verify from the chain's history that the
/// year is complete.
fn close_a_year(deployment: &TestDeployment, claims: &[(Submitted, Truth)]) {
    let mut records = deployment.records(claims).into_iter().flatten();
    let record = records.find(|record| record.data.last_day - record.data.first_day == 365);
    let record = record.expect("a claim of the whole leap year");
    let (own, source) = (deployment.authority.pubkey(), record.source);
    let days = at::days(&source, ClaimKind::Emission, record.data.stream, 2020);
    let inventory = deployment.node.account::<Inventory>(&at::inventory(&source, 2020)).unwrap();
    let emitted = inventory.emitted;
    deployment.send(&[years::propose_year_closing(
        own,
        own,
        deployment.registry,
        source,
        None,
        2020,
        emitted,
        0,
        &[days],
    )]);
    let closing = at::closing(&source, 2020);
    until("the daemons approve the closing", || {
        let closing: YearClosing = deployment.node.account(&closing).unwrap();
        HONEST.iter().all(|index| closing.subject.ballot.approvals >> index & 1 == 1)
    });
}
