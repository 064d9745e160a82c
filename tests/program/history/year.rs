//! Year closings.

use super::snapshot::Snapshot;
use carbon_client::{
    addresses as at,
    program::{
        claim::*,
        errors::CarbonError,
        notary::Verdict,
        record::{ClaimKind, DayMap, Inventory, InventoryLine, Record, NO_STREAM},
        registry::Registry,
        source::{RegisterSourceArgs, Source, Stream, StreamKind},
        year::YearClosing,
    },
    years,
};
use carbon_notary_history::{report::Decision, SubjectAddress};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A source with two emission streams: three records of the first, one of the second, and one of absorption. One record was
/// lowered, one raised, and one claim rejected and closed. The year closing is proposed.
struct Fixture {
    test: TestRegistry,
    source: Pubkey,
    records: Vec<Pubkey>,
    closing: Pubkey,
    snapshot: Snapshot,
}

fn source_args() -> RegisterSourceArgs {
    let mut args = TestRegistry::source_args(1);
    args.streams.push(Stream { kind: StreamKind::Scope2Location, factor_family: 4 });
    args
}

impl Fixture {
    fn new() -> Self {
        let mut test = TestRegistry::new();
        let source = test.source(source_args());
        let periods = [
            (day(2023, 7, 1), day(2023, 10, 31)),
            (day(2023, 11, 1), day(2024, 2, 29)),
            (day(2024, 3, 1), day(2024, 6, 30)),
        ];
        let mut records: Vec<Pubkey> = periods
            .into_iter()
            .map(|(first_day, last_day)| {
                let args = SubmitClaimArgs { first_day, last_day, ..test.emission(1_000_000) };
                test.record(source, args)
            })
            .collect();
        let scope2 = SubmitClaimArgs { stream: 2, ..test.emission(500_000) };
        let absorption = test.absorption(70_000);
        records.extend([test.record(source, scope2), test.record(source, absorption)]);
        let add = SubmitClaimArgs { first_day: day(2022, 7, 1), last_day: day(2022, 7, 31), ..test.emission(5) };
        let claim = test.submit(source, add);
        test.vote(claim, &[0, 1], Verdict::Reject).unwrap();
        let crank = test.people.crank.clone();
        test.close(claim, &crank).unwrap();
        test.restate_down(records[0], 900_000);
        records.push(test.restate_up(records[1], 1_200_000));
        propose(&mut test, source).unwrap();
        let closing = at::closing(&source, 2023);
        let snapshot = Snapshot::of(&mut test, SubjectAddress::YearClosing(closing));
        Self { test, source, records, closing, snapshot }
    }
}

/// Proposes to close the year with its totals.
fn propose(test: &mut TestRegistry, source: Pubkey) -> carbon_embedded::TxResult {
    let inventory = test.inventory(&source);
    let days = [0, 2].map(|stream| at::days(&source, ClaimKind::Emission, stream, 2023));
    let (payer, owner, registry) = (test.people.payer.pubkey(), test.people.owner.pubkey(), test.registry);
    let (emitted, add_back) = (inventory.emitted, inventory.add_back);
    let close = years::propose_year_closing(payer, owner, registry, source, None, 2023, emitted, add_back, &days);
    test.runtime.send(&[close], &[&test.people.payer, &test.people.owner])
}

#[test]
fn an_honest_closing_is_approved_and_closed_by_votes_for_the_recomputed_digest() {
    let Fixture { mut test, source, closing, snapshot, .. } = Fixture::new();
    let digest = snapshot.assert_approved().digest.unwrap();
    assert_eq!(snapshot.assert_approved(), snapshot.assert_approved(), "the result is the same each time");
    test.vote_for(closing, digest, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let execute = years::execute_year_closing(test.registry, source, 2023, test.people.payer.pubkey());
    test.runtime.send(&[execute], &[]).unwrap();
    assert!(test.inventory(&source).closed);
}

#[test]
fn every_event_of_the_year_matters_to_the_byte() {
    Fixture::new().snapshot.assert_rests_on(
        &[
            // All except the rejection of a claim of another year.
            ("Attested", 7, 8),
            ("ChangeApplied", 5, 5),
            ("ClaimSubmitted", 5, 6),
            ("RecordLowered", 1, 1),
            ("RecordNotarized", 5, 5),
            ("RecordSupplemented", 1, 1),
            ("RegistryCreated", 1, 1),
            ("RestatementProposed", 2, 2),
            ("YearClosingProposed", 1, 1),
        ],
        FREE,
    );
}

/// Bytes that may change: verdicts and reports of earlier votes, and expiry of their ballots.
const FREE: &[(&str, std::ops::Range<usize>)] = &[
    ("Attested", 64..121),
    ("ChangeApplied", 157..165),
    ("ClaimSubmitted", 96..104),
    ("RestatementProposed", 64..96),
    // Evidence of the lowering.
    ("RestatementProposed", 112..144),
    ("RestatementProposed", 176..184),
    ("RegistryCreated", 32..64),
    ("RegistryCreated", 118..126),
];

#[test]
fn a_forged_field_of_an_account_is_refused() {
    let Fixture { test, source, records, closing, snapshot } = Fixture::new();
    let (inventory, notaries) = (at::inventory(&source, 2023), at::notaries(&test.registry));
    let days = [0, 2].map(|stream| at::days(&source, ClaimKind::Emission, stream, 2023));
    let of_closing = |change: fn(&mut YearClosing)| snapshot.forge(closing, change);
    let of_inventory = |change: fn(&mut Inventory)| snapshot.forge(inventory, change);
    let of_record = |number: usize, change: fn(&mut Record)| snapshot.forge(records[number], change);
    let of_registry = |change: fn(&mut Registry)| snapshot.forge(test.registry, change);
    Snapshot::assert_all_refused([
        ("closing: emitted", "closing", of_closing(|closing| closing.emitted += 1)),
        ("closing: add-back", "closing", of_closing(|closing| closing.add_back += 1)),
        ("closing: records", "closing", of_closing(|closing| closing.records += 1)),
        ("closing: proposer", "conflict", of_closing(|closing| closing.proposer.as_mut()[0] ^= 1)),
        ("closing: content", "digest", of_closing(|closing| closing.subject.content[0] ^= 1)),
        ("closing: digest", "digest", of_closing(|closing| closing.subject.ballot.digest[0] ^= 1)),
        ("closing: expires", "ballot", of_closing(|closing| closing.subject.ballot.expires_at += 1)),
        ("closing: round", "ballot", of_closing(|closing| closing.subject.ballot.round += 1)),
        ("closing: epoch", "ballot", of_closing(|closing| closing.subject.ballot.epoch -= 1)),
        ("closing: registry", "ballot", of_closing(|closing| closing.subject.registry.as_mut()[0] ^= 1)),
        ("closing: a party left out", "conflict", of_closing(|closing| closing.subject.conflicted.clear())),
        ("inventory: registry", "address", of_inventory(|inventory| inventory.registry.as_mut()[0] ^= 1)),
        ("inventory: year", "address", of_inventory(|inventory| inventory.year += 1)),
        ("inventory: closed", "closing", of_inventory(|inventory| inventory.closed = true)),
        ("inventory: records", "records", of_inventory(|inventory| inventory.records += 1)),
        ("inventory: emitted", "totals", of_inventory(|inventory| inventory.emitted += 1)),
        ("inventory: absorbed", "totals", of_inventory(|inventory| inventory.absorbed -= 1)),
        ("inventory: reduced", "totals", of_inventory(|inventory| inventory.reduced += 1)),
        ("inventory: add-back", "totals", of_inventory(|inventory| inventory.add_back += 1)),
        ("inventory: baseline", "totals", of_inventory(|inventory| inventory.baseline += 1)),
        ("inventory: other scope 2", "totals", of_inventory(|inventory| inventory.other_scope2 += 1)),
        ("inventory: scope 3", "totals", of_inventory(|inventory| inventory.scope3 += 1)),
        ("inventory: emissions", "totals", of_inventory(|inventory| inventory.emissions[0] ^= 1)),
        ("inventory: reductions", "totals", of_inventory(|inventory| inventory.reductions[0] ^= 1)),
        ("day map: a day", "day_maps", snapshot.forge(days[0], |map: &mut DayMap| map.days[1] ^= 1)),
        ("day map: stream", "day_maps", snapshot.forge(days[1], |map: &mut DayMap| map.stream = 0)),
        ("day map: kind", "day_maps", snapshot.forge(days[1], |map: &mut DayMap| map.kind = ClaimKind::Absorption)),
        ("no day map", "day_maps", snapshot.without(days[1])),
        ("record: grams", "records", of_record(2, |record| record.data.grams += 1)),
        ("record: valid grams", "records", of_record(0, |record| record.valid_grams += 1)),
        ("record: first day", "records", of_record(1, |record| record.data.first_day += 1)),
        ("record: line", "records", of_record(3, |record| record.data.line = InventoryLine::OtherScope2)),
        ("record: digest", "records", of_record(4, |record| record.digest[0] ^= 1)),
        ("record: evidence", "records", of_record(4, |record| record.data.evidence_sha256[0] ^= 1)),
        ("record: owner", "records", of_record(2, |record| record.owner.as_mut()[0] ^= 1)),
        ("record: supplements nothing", "records", of_record(5, |record| record.supplements = Pubkey::default())),
        ("no record", "records", snapshot.without(records[2])),
        ("source: owner", "address", snapshot.forge(source, |source: &mut Source| source.owner.as_mut()[0] ^= 1)),
        (
            "source: another stream",
            "day_maps",
            snapshot.forge(source, |source: &mut Source| source.streams[1].kind = StreamKind::Scope1),
        ),
        (
            "source: a stream hidden",
            "records",
            snapshot.forge(source, |source: &mut Source| {
                source.streams.pop();
            }),
        ),
        ("registry: authority", "registry", of_registry(|registry| registry.authority.as_mut()[0] ^= 1)),
        ("registry: first month", "registry", of_registry(|registry| registry.policy.year_start_month = 1)),
        (
            "registry: scope 2",
            "registry",
            of_registry(|registry| registry.policy.scope2 = carbon_client::program::registry::Scope2Method::Market),
        ),
        // The set begins with registry, epoch, total weight and threshold.
        ("notaries: epoch", "registry", snapshot.forge_bytes(notaries, |set| set[8 + 32] ^= 1)),
        ("notaries: total weight", "registry", snapshot.forge_bytes(notaries, |set| set[8 + 40] ^= 1)),
        ("notaries: threshold", "registry", snapshot.forge_bytes(notaries, |set| set[8 + 48] ^= 1)),
    ]);
}

#[test]
fn a_closing_that_the_program_accepts_is_not_approved_while_a_decision_is_pending() {
    let Fixture { mut test, source, records, snapshot, .. } = Fixture::new();
    snapshot.assert_approved();
    let subject = snapshot.request.subject;
    // The owner leaves a claim of the year undecided; the program checks its days only at the end.
    let mut fork = test.fork();
    let add = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..fork.emission(9) };
    let claim = fork.submit(source, add);
    let waiting = Snapshot::of(&mut fork, subject);
    waiting.assert_refused("a claim of the year waits", "pending");
    assert_eq!(waiting.verification().unwrap().report.decision, Decision::NotYet);
    waiting.without(claim).assert_refused("the node hides the claim", "pending");
    fork.vote(claim, &[0, 1], Verdict::Reject).unwrap();
    Snapshot::of(&mut fork, subject).assert_approved();

    test.propose_restatement(records[2], 1);
    Snapshot::of(&mut test, subject).assert_refused("a record is being restated", "pending");
}

#[test]
fn a_number_that_was_used_again_changes_no_record() {
    let Fixture { mut test, source, snapshot, .. } = Fixture::new();
    let nonce = test.emission(1);
    let again = SubmitClaimArgs { kind: ClaimKind::Absorption, stream: 1, nonce: 2, ..nonce };
    let again = SubmitClaimArgs { first_day: day(2022, 7, 1), last_day: day(2022, 7, 31), ..again };
    assert!(test.runtime.find::<Claim>(&at::claim(&source, 2)).is_none(), "the first record's claim is gone");
    test.submit(source, again);
    Snapshot::of(&mut test, snapshot.request.subject).assert_approved();
}

#[test]
fn years_that_lack_days_or_streams() {
    let mut test = TestRegistry::new();
    let source = test.source(source_args());
    let emission = test.emission(1_000);
    test.record(source, emission);
    assert_code(propose(&mut test, source), u32::from(CarbonError::DaysMissing));

    let only_credits = RegisterSourceArgs { streams: vec![source_args().streams[1]], ..TestRegistry::source_args(2) };
    let source = test.source(only_credits);
    let absorption = SubmitClaimArgs { stream: 0, ..test.absorption(1_000) };
    test.record(source, absorption);
    let (payer, owner) = (test.people.payer.pubkey(), test.people.owner.pubkey());
    let close = years::propose_year_closing(payer, owner, test.registry, source, None, 2023, 0, 0, &[]);
    let outcome = test.runtime.send(&[close], &[&test.people.payer, &test.people.owner]);
    assert_code(outcome, u32::from(CarbonError::NoEmittedStream));
}

/// The program refuses such a proposal. If an account shows one, a notary rejects it.
#[test]
fn a_year_without_a_stream_that_counts_is_rejected() {
    let Fixture { source, snapshot, .. } = Fixture::new();
    // The second emission stream stays, but does not count any more.
    for kinds in [[StreamKind::Scope2Market; 2], [StreamKind::Absorption; 2], [StreamKind::Reduction; 2]] {
        let forged = snapshot.forge(source, |source: &mut Source| {
            source.streams[0].kind = kinds[0];
            source.streams[2].kind = kinds[1];
        });
        forged.assert_refused("no stream counts as emitted", "day_maps");
    }
}
