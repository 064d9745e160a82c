use super::*;

fn report(results: impl IntoIterator<Item = CheckResult>) -> Report {
    let findings = results.into_iter().map(|result| result.named("x")).collect();
    Report::new(Format::Engine, SubjectFacts::new(), findings)
}

#[test]
fn the_worst_finding_decides() {
    let pass = || CheckResult::pass("p");
    assert_eq!(report([pass(), CheckResult::not_applicable("n")]).decision, Decision::Approve);
    assert_eq!(report([]).decision, Decision::NotYet, "nothing was checked");
    let worse_and_worse = [
        (CheckResult::doubt("why"), Decision::Escalate),
        (CheckResult::fail("why"), Decision::Reject),
        (CheckResult::missing("why"), Decision::NotYet),
        (CheckResult::conflicted("why"), Decision::Abstain),
    ];
    let mut results = vec![pass()];
    for (result, decision) in worse_and_worse {
        results.push(result);
        let report = report(results.clone());
        assert_eq!((report.decision, report.reasons), (decision, vec!["x: why".to_string()]));
    }
    assert_eq!(report([pass(), pass()]).reasons, [""; 0]);
}

#[test]
fn an_unchecked_item_is_not_approved() {
    let not_reached = CheckResult::not_reached;
    assert_eq!(report([CheckResult::pass("p"), not_reached()]).decision, Decision::Escalate);
    assert_eq!(report([not_reached(), CheckResult::fail("f")]).reasons, ["x: f"]);
    let both = report([not_reached(), CheckResult::doubt("d")]);
    let unread = "x: not checked: the bundle or its item could not be read".to_string();
    assert_eq!((both.decision, both.reasons), (Decision::Escalate, vec![unread, "x: d".to_string()]));
}

#[test]
fn the_first_of_the_worst_results_is_kept() {
    let pass = || CheckResult::pass("p");
    assert_eq!(pass().unless([]), pass());
    assert_eq!(pass().unless([CheckResult::not_applicable("n")]), pass());
    let fail = || CheckResult::fail("first").about("lot 1");
    assert_eq!(pass().unless([CheckResult::doubt("d"), fail(), CheckResult::fail("second")]), fail());
    assert_eq!(fail().sentence, "lot 1: first");
}

#[test]
fn the_bytes_are_the_same_each_time() {
    let make = |a: u128| report([CheckResult::pass("p").with("b", 1u64).with("a", a).with("c", 0.12349)]);
    assert_eq!(make(u128::MAX).sha256(), make(u128::MAX).sha256());
    assert_ne!(make(1).sha256(), make(2).sha256());
    assert_ne!(make(1).sha256(), report([]).sha256());
}

/// The bytes are public: the digests of votes on chain are computed over them.
#[test]
fn the_bytes_are_those_of_the_format() {
    let result =
        CheckResult::doubt("d").with("b", 1u64).with("a", u128::MAX).with("c", 0.12349).with("t", "t".to_string());
    let findings = vec![result.named("x"), CheckResult::conflicted("c").named("y")];
    let report = Report::new(Format::History, SubjectFacts::from([("kind", 7u16.into())]), findings);
    let json = r#"{
  "format": "carbon-history-report",
  "version": 1,
  "subject": {
    "kind": 7
  },
  "decision": "abstain",
  "reasons": [
    "y: c"
  ],
  "checks": [
    {
      "check": "x",
      "status": "doubt",
      "sentence": "d",
      "numbers": {
        "a": "340282366920938463463374607431768211455",
        "b": 1,
        "c": "0.123",
        "t": "t"
      }
    },
    {
      "check": "y",
      "status": "conflicted",
      "sentence": "c",
      "numbers": {}
    }
  ]
}
"#;
    assert_eq!(report.json(), json);
    assert_eq!(hex::encode(report.sha256()), hex::encode(Sha256::digest(json)));
    let empty = Report::new(Format::Engine, SubjectFacts::new(), vec![]).json();
    assert!(empty.starts_with("{\n  \"format\": \"carbon-notary-report\",\n"), "{empty}");
}
