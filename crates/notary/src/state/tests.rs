use super::*;
use carbon_notary_engine::facts::{Fingerprint, Key, SeenItem};

const NOW: i64 = 1_000_000;

fn fresh() -> (tempfile::TempDir, State) {
    let dir = tempfile::tempdir().unwrap();
    let state = State::open(dir.path(), "registry", "key").unwrap();
    (dir, state)
}

fn ballot(number: u8) -> SeenBallot {
    SeenBallot {
        address: [number; 32],
        digest: [number + 100; 32],
        content: [7; 32],
        kind: 1,
        opened: i64::from(number),
    }
}

fn sent(signature: &str) -> Transmission {
    Transmission { signature: signature.into(), wire: vec![1, 2, 3], last_height: 150 }
}

fn status(state: &State, ballot: &SeenBallot) -> Status {
    state.entry(&ballot.address, &ballot.digest).unwrap().unwrap().status
}

#[test]
fn a_folder_belongs_to_one_notary_and_one_registry() {
    let (dir, state) = fresh();
    drop(state);
    assert!(State::open(dir.path(), "registry", "key").is_ok());
    assert!(State::open(dir.path(), "another", "key").is_err());
    assert!(State::open(dir.path(), "registry", "another").is_err());
    assert!(State::existing(dir.path()).is_ok());
    assert!(State::existing(&dir.path().join("empty")).is_err());
    let later = Connection::open(dir.path().join("notary.db")).unwrap();
    later.pragma_update(None, "user_version", VERSION + 1).unwrap();
    assert!(State::open(dir.path(), "registry", "key").is_err(), "written by a later release");
}

#[test]
fn the_queue_takes_any_length_and_gives_the_oldest_first() {
    let (_dir, state) = fresh();
    let many: Vec<SeenBallot> = (0..100).rev().map(ballot).collect();
    assert_eq!(state.add_ballots(&many).unwrap(), 100);
    assert_eq!(state.add_ballots(&many).unwrap(), 0, "seen already");
    let due = state.due(NOW, 3).unwrap();
    assert_eq!(due.iter().map(|entry| entry.ballot).collect::<Vec<_>>(), [ballot(0), ballot(1), ballot(2)]);
    // A failed check waits, and the others continue.
    state.put_off(&ballot(0), NOW + 50, "no answer").unwrap();
    assert_eq!(state.due(NOW, 1).unwrap()[0].ballot, ballot(1));
    let waited = &state.due(NOW + 50, 1).unwrap()[0];
    assert_eq!((waited.ballot, waited.attempts, waited.note.as_str()), (ballot(0), 1, "no answer"));
    assert_eq!(state.entries(Status::Waiting).unwrap().len(), 100, "nothing is dropped");
    assert_eq!(state.counts().unwrap()[0], 100);
}

#[test]
fn a_decision_is_written_once() {
    let (_dir, state) = fresh();
    let one = ballot(1);
    state.add_ballots(&[one]).unwrap();
    assert!(state.decide(&one, Some(false), "{}").unwrap());
    assert!(!state.decide(&one, Some(true), "{\"other\": 1}").unwrap(), "the first decision stays");
    let entry = state.entry(&one.address, &one.digest).unwrap().unwrap();
    assert_eq!((entry.status, entry.approve), (Status::Decided, Some(false)));
    assert_eq!(state.report(&entry.report.unwrap()).unwrap().as_deref(), Some("{}"));
    assert!(state.decide_manually(&one, true, "why", "{}").is_err(), "a person cannot overrule the checks");
    assert_eq!(state.due(NOW, 9).unwrap(), []);
    // Gone and back, as a fork may show it: the decision is still the same.
    state.gone(&one).unwrap();
    state.add_ballots(&[one]).unwrap();
    let entry = state.entry(&one.address, &one.digest).unwrap().unwrap();
    assert_eq!((entry.status, entry.approve), (Status::Decided, Some(false)));
}

#[test]
fn a_person_decides_an_escalation_once() {
    let (_dir, state) = fresh();
    let one = ballot(1);
    state.add_ballots(&[one]).unwrap();
    assert!(state.decide(&one, None, "doubt").unwrap());
    assert_eq!(status(&state, &one), Status::Escalated);
    assert!(state.record(&[one], &sent("s")).is_err(), "nothing to send yet");
    state.decide_manually(&one, true, "looked at it", "decided").unwrap();
    assert!(state.decide_manually(&one, false, "thought again", "decided otherwise").is_err());
    assert_eq!(state.manual_decision(&one.address, &one.content).unwrap(), Some((true, "looked at it".into())));
    let entry = state.entry(&one.address, &one.digest).unwrap().unwrap();
    assert_eq!((entry.status, entry.approve), (Status::Decided, Some(true)));
    assert_eq!(state.report(&entry.report.unwrap()).unwrap().as_deref(), Some("decided"));
}

#[test]
fn a_transaction_is_followed_until_it_is_final() {
    let (_dir, state) = fresh();
    let all = [ballot(1), ballot(2), ballot(3)];
    state.add_ballots(&all).unwrap();
    for ballot in &all[..2] {
        state.decide(ballot, Some(true), "{}").unwrap();
    }
    assert!(state.record(&all, &sent("with one undecided")).is_err());
    assert_eq!(state.transmissions().unwrap(), [], "all or nothing");
    state.record(&all[..2], &sent("first")).unwrap();
    assert!(state.record(&all[..1], &sent("second")).is_err(), "it was sent already");
    assert_eq!(state.transmissions().unwrap(), [sent("first")]);
    state.resend("first", NOW + 5, "expired").unwrap();
    assert_eq!(state.transmissions().unwrap(), []);
    let entry = &state.entries(Status::Decided).unwrap()[0];
    assert_eq!((entry.attempts, entry.next_try, entry.approve), (1, NOW + 5, Some(true)));
    state.record(&all[..2], &sent("second")).unwrap();
    assert_eq!(state.mark_final("first").unwrap(), 0);
    assert_eq!(state.mark_final("second").unwrap(), 2);
    assert_eq!(state.entries(Status::Done).unwrap().len(), 2);
    assert_eq!(state.transmissions().unwrap(), []);
}

#[test]
fn items_are_found_by_shared_fingerprints() {
    let (_dir, state) = fresh();
    let item = |claim: u8, prints: &[u8]| {
        let prints: Vec<Fingerprint> = prints.iter().map(|print| Fingerprint([*print; 8])).collect();
        KnownItem {
            claim: [claim; 32],
            evidence: [claim; 32],
            item: 4,
            rows: KnownRows { meters: vec![format!("meter {claim}")], months: vec![claim.into(), 7] },
            seen: SeenItem {
                source: Key([claim; 32]),
                stream_kind: None,
                name: "x".into(),
                rows: prints.clone(),
                amounts: prints,
            },
        }
    };
    for item in [item(1, &[1, 2]), item(2, &[2, 3]), item(3, &[4])] {
        state.remember(&item).unwrap();
    }
    let sharing = |claim: u8, prints: &[u8]| {
        let prints: Vec<Fingerprint> = prints.iter().map(|print| Fingerprint([*print; 8])).collect();
        let found = state.sharing(&[claim; 32], prints.iter()).unwrap();
        found.into_iter().map(|item| item.claim[0]).collect::<Vec<_>>()
    };
    assert_eq!(sharing(9, &[2, 9]), [1, 2]);
    assert_eq!(sharing(1, &[2]), [2], "not the claim's own item");
    assert_eq!(sharing(9, &[9]), [0u8; 0]);
    // Seen again with other rows: only the newest rows count.
    state.remember(&item(1, &[9])).unwrap();
    assert_eq!(sharing(7, &[1, 2]), [2]);
    let known = KnownRows { meters: vec!["meter 3".into()], months: vec![3, 7] };
    assert_eq!(state.known_rows(&[3; 32], 4).unwrap(), known);
    assert_eq!(state.known_rows(&[3; 32], 5).unwrap(), KnownRows::default());
}

#[test]
fn tables_of_version_1_are_brought_up_to_date() {
    let connection = Connection::open_in_memory().unwrap();
    let old = TABLES.replace(",\n    months TEXT NOT NULL DEFAULT '[]'", "");
    assert_ne!(old, TABLES);
    connection.execute_batch(&old).unwrap();
    connection
        .execute(
            "INSERT INTO item (claim, evidence, number, meters, seen) VALUES (x'01', ?1, 4, '[\"main\"]', '')",
            [[9u8; 32]],
        )
        .unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let state = State::prepare(connection).unwrap();
    assert_eq!(state.known_rows(&[9; 32], 4).unwrap(), KnownRows { meters: vec!["main".into()], months: vec![] });
    assert_eq!(state.lock().pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), VERSION);
}

#[test]
fn files_are_kept_as_long_as_a_listing_names_them() {
    let (_dir, state) = fresh();
    let listing = Listing::from([
        ("manifest.json".to_string(), FileStatus::Stored([1; 32])),
        ("manifest.sig".to_string(), FileStatus::Missing),
        ("rows/a.csv".to_string(), FileStatus::Refused("compressed".into())),
    ]);
    state.list(&[5; 32], 100, &listing).unwrap();
    assert_eq!(state.listing(&[5; 32]).unwrap(), listing);
    assert!(state.listing(&[6; 32]).unwrap().is_empty());
    let newer = Listing::from([("manifest.json".to_string(), FileStatus::Stored([1; 32]))]);
    state.list(&[6; 32], 200, &newer).unwrap();
    assert_eq!(state.keep_since(150).unwrap().len(), 1, "the newer one names it too");
    assert!(state.listing(&[5; 32]).unwrap().is_empty());
    assert!(state.keep_since(201).unwrap().is_empty());
}

#[test]
fn events_are_returned_in_order() {
    let (_dir, state) = fresh();
    state.add_events([&b"one"[..], b"two"], "cursor 1").unwrap();
    let mut seen = vec![];
    let last = state.events_after(0, |data| seen.push(data.to_vec())).unwrap();
    assert_eq!(seen, [b"one".to_vec(), b"two".to_vec()]);
    state.add_events([&b"three"[..]], "cursor 2").unwrap();
    seen.clear();
    assert_eq!(state.events_after(last, |data| seen.push(data.to_vec())).unwrap(), last + 1);
    assert_eq!(seen, [b"three".to_vec()]);
    assert_eq!(state.meta("cursor").unwrap().as_deref(), Some("cursor 2"));
}
