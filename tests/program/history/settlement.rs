//! Settlements of pools.

use super::snapshot::Snapshot;
use carbon_client::{
    addresses as at,
    program::{
        claim::*,
        lot::Lot,
        notary::Verdict,
        pool::*,
        record::{ClaimKind, Inventory, Record},
        registry::Change,
    },
    trails::TrailKind,
};
use carbon_notary_history::{report::Decision, SubjectAddress};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// An open settlement.
struct Fixture {
    test: TestRegistry,
    pool: Pubkey,
    sources: Vec<Pubkey>,
    snapshot: Snapshot,
}

/// A pool of three members that counts in tonnes and meets its target. The first member has records of every kind, burned credits
/// into the pool, neutralized some of its emissions, and has a late add-back.
fn pooled() -> Fixture {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Tonne, &[100 * TONNE, 100 * TONNE, 50 * TONNE]);
    let source = sources[0];
    let emissions = in_thirds(&mut test, source, TestRegistry::emission);
    let reductions = [(30, day(2023, 7, 1), day(2023, 12, 31)), (6, day(2024, 1, 1), day(2024, 6, 30))];
    for (tonnes, first_day, last_day) in reductions {
        test.pass(1);
        let args = SubmitClaimArgs { first_day, last_day, ..test.reduction(tonnes * TONNE) };
        test.record(source, args);
    }
    let (add_back, absorption) = (test.without_stream(ClaimKind::AddBack, 3 * TONNE), test.absorption(TONNE));
    test.record(source, add_back);
    test.record(source, absorption);
    let credit = test.credit(5 * TONNE);
    test.cure(source, credit, 5 * TONNE).unwrap();
    // Two tonnes are neutralized; half a tonne becomes void, and 300 kg of it are covered.
    let (credit, other) = (test.credit(2 * TONNE), test.credit(TONNE));
    let certificate = test.burn(&[(at::lot(&emissions[0], 0), credit, 2 * TONNE)]);
    let void = test.lot(&credit).record;
    test.restate_down(void, 3 * TONNE / 2);
    test.impair(certificate, 0, None).unwrap();
    let owner = test.people.owner.clone();
    test.cover(certificate, 0, &owner, other, 300_000).unwrap();
    test.restate_down(emissions[2], 29 * TONNE);
    test.propose_and_execute_year_closing(source);
    test.report(sources[1], MemberReport::tonnes(100, 70, 0, 0));
    test.report(sources[2], MemberReport::tonnes(50, 55, 0, 0));
    begun(test, pool, sources)
}

/// Opens the settlement of a pool after its deadline; then the first member gets a late add-back.
fn begun(mut test: TestRegistry, pool: Pubkey, sources: Vec<Pubkey>) -> Fixture {
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    let late = test.without_stream(ClaimKind::AddBack, 7 * TONNE);
    test.record(sources[0], late);
    let snapshot = Snapshot::of(&mut test, SubjectAddress::Settlement(at::settlement(&pool)));
    Fixture { test, pool, sources, snapshot }
}

#[test]
fn an_honest_settlement_is_approved_and_settled_by_votes_for_the_recomputed_digest() {
    let Fixture { mut test, pool, sources, snapshot } = pooled();
    let digest = snapshot.assert_approved().digest.unwrap();
    let settlement = at::settlement(&pool);
    // The digest is the same at every position of the program's review.
    for source in &sources {
        test.review_emissions(*source).unwrap();
        let reviewed = Snapshot::of(&mut test, SubjectAddress::Settlement(settlement));
        assert_eq!(reviewed.assert_approved().digest, Some(digest));
        test.review_reductions(*source).unwrap();
        let reviewed = Snapshot::of(&mut test, SubjectAddress::Settlement(settlement));
        assert_eq!(reviewed.assert_approved().digest, Some(digest));
    }
    test.vote_for(settlement, digest, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_settlement(pool).unwrap();
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.credits), (PoolOutcome::Achieved, 62 * TONNE));
    test.convert_all(pool);
    test.assert_conservation();
}

#[test]
fn every_event_of_the_pool_matters_to_the_byte() {
    pooled().snapshot.assert_rests_on(EVENTS, FREE);
}

const EVENTS: &[(&str, usize, usize)] = &[
    // All except two records of burned credits, and the correction of one of them.
    ("Attested", 20, 23),
    ("BurnExecuted", 1, 1),
    ("BurnProposed", 1, 1),
    ("BurnSubmitted", 1, 1),
    ("CertificateCovered", 1, 1),
    ("CertificateImpaired", 1, 1),
    ("ChangeApplied", 5, 5),
    ("ClaimSubmitted", 15, 17),
    ("LeafAppended", 2, 2),
    ("LegAdded", 1, 1),
    // Entries of the reduction lots, and of the lots that were burned or cured the pool.
    ("LineageExtended", 6, 16),
    ("LotSplit", 2, 2),
    ("MemberJoined", 3, 3),
    ("PoolCreated", 1, 1),
    ("PoolCured", 1, 1),
    ("PoolLocked", 1, 1),
    ("RecordLowered", 1, 2),
    ("RecordNotarized", 15, 17),
    ("RegistryCreated", 1, 1),
    ("RestatementProposed", 1, 2),
    ("SettlementOpened", 1, 1),
    ("YearClosed", 3, 3),
    ("YearClosingProposed", 3, 3),
];

const FREE: &[(&str, std::ops::Range<usize>)] = &[
    ("Attested", 64..121),
    ("ChangeApplied", 157..165),
    ("ClaimSubmitted", 96..104),
    // Earlier burns and closings: proposer, beneficiary, and expiry of their ballots.
    ("BurnProposed", 32..128),
    ("BurnSubmitted", 72..80),
    // Add-backs of the proposal: later ones do not undo a closing.
    ("YearClosingProposed", 76..84),
    ("YearClosingProposed", 114..122),
    // The baseline, which is that of the records at the lock.
    ("MemberJoined", 64..72),
    // A lowering: proposer, evidence, and expiry of its ballot.
    ("RestatementProposed", 64..96),
    ("RestatementProposed", 112..144),
    ("RestatementProposed", 176..184),
    // A cover: holder, lot, head and time.
    ("CertificateCovered", 65..129),
    ("CertificateCovered", 177..217),
    ("RecordNotarized", 96..128),
    ("LineageExtended", 65..217),
    ("RegistryCreated", 32..64),
    ("RegistryCreated", 118..126),
];

#[test]
fn a_forged_field_of_an_account_is_refused() {
    let Fixture { test, pool, sources, snapshot } = pooled();
    let (settlement, source) = (at::settlement(&pool), sources[0]);
    let (member, inventory) = (at::member(&source, YEAR), at::inventory(&source, YEAR));
    let reduction = test.runtime.trails().of(&source, YEAR, TrailKind::Reductions)[1];
    let emission = test.runtime.trails().of(&source, YEAR, TrailKind::Emissions)[2];
    let of_settlement = |change: fn(&mut Settlement)| snapshot.forge(settlement, change);
    let of_pool = |change: fn(&mut Pool)| snapshot.forge(pool, change);
    let of_member = |change: fn(&mut Member)| snapshot.forge(member, change);
    let of_inventory = |change: fn(&mut Inventory)| snapshot.forge(inventory, change);
    let of_lot = |change: fn(&mut Lot)| snapshot.forge(at::lot(&reduction, 0), change);
    Snapshot::assert_all_refused([
        ("settlement: target", "outcome", of_settlement(|it| it.totals.target += 1)),
        ("settlement: gross", "outcome", of_settlement(|it| it.totals.gross -= 1)),
        ("settlement: add-back", "outcome", of_settlement(|it| it.totals.add_back -= 1)),
        ("settlement: cured", "outcome", of_settlement(|it| it.totals.cured += 1)),
        ("settlement: net", "outcome", of_settlement(|it| it.totals.net -= 1)),
        ("settlement: outcome", "outcome", of_settlement(|it| it.totals.outcome = PoolOutcome::Covered)),
        ("settlement: credits", "outcome", of_settlement(|it| it.totals.credits += 1)),
        ("settlement: content", "digest", of_settlement(|it| it.subject.content[0] ^= 1)),
        ("settlement: digest", "digest", of_settlement(|it| it.subject.ballot.digest[0] ^= 1)),
        ("settlement: expires", "ballot", of_settlement(|it| it.subject.ballot.expires_at += 1)),
        ("settlement: registry", "ballot", of_settlement(|it| it.subject.registry.as_mut()[0] ^= 1)),
        ("settlement: a party left out", "conflict", of_settlement(|it| it.subject.conflicted.clear())),
        ("pool: operator", "address", of_pool(|pool| pool.operator.as_mut()[0] ^= 1)),
        ("pool: registry", "address", of_pool(|pool| pool.registry.as_mut()[0] ^= 1)),
        ("pool: unit", "pool", of_pool(|pool| pool.unit = PoolUnit::Gram)),
        ("pool: deadline", "pool", of_pool(|pool| pool.deadline.ends_at -= 1)),
        ("pool: state", "pool", of_pool(|pool| pool.state = PoolState::Locked)),
        ("pool: target", "members", of_pool(|pool| pool.target += 1)),
        ("pool: members exchanged", "members", of_pool(|pool| pool.members.swap(0, 1))),
        (
            "pool: a member left out",
            "members",
            of_pool(|pool| {
                pool.members.pop();
            }),
        ),
        ("member: target", "members", of_member(|member| member.target += 1)),
        ("member: baseline", "members", of_member(|member| member.baseline += 1)),
        ("member: pool", "members", of_member(|member| member.pool.as_mut()[0] ^= 1)),
        ("member: owner", "members", of_member(|member| member.owner.as_mut()[0] ^= 1)),
        ("member: index", "members", of_member(|member| member.index = 1)),
        ("member: state", "members", of_member(|member| member.header.state = MemberState::Collecting)),
        ("member: cured", "members", of_member(|member| member.cured += 1)),
        ("member: inventory", "members", of_member(|member| member.inventory.as_mut()[0] ^= 1)),
        ("member: pending", "pending", of_member(|member| member.header.pending = 1)),
        ("member: figures, gross", "figures", of_member(|member| member.figures.gross -= 1)),
        ("member: figures, add-back", "figures", of_member(|member| member.figures.add_back += 1)),
        ("member: figures, cured", "figures", of_member(|member| member.figures.cured += 1)),
        ("member: figures, reduced", "figures", of_member(|member| member.figures.reduced += 1)),
        ("member: figures, closed", "figures", of_member(|member| member.figures.closed = false)),
        ("member: figures, share", "shares", of_member(|member| member.figures.share += 1)),
        ("member: emission trail", "trails", of_member(|member| member.emissions.head[0] ^= 1)),
        ("member: emission grams left", "trails", of_member(|member| member.emissions.remaining_grams -= 1)),
        ("member: reduction trail", "trails", of_member(|member| member.reductions.head[0] ^= 1)),
        ("member: reduction grams left", "trails", of_member(|member| member.reductions.remaining_grams += 1)),
        ("inventory: emitted", "totals", of_inventory(|inventory| inventory.emitted += 1)),
        ("inventory: neutralized", "totals", of_inventory(|inventory| inventory.neutralized += 1)),
        ("inventory: closed", "totals", of_inventory(|inventory| inventory.closed = !inventory.closed)),
        ("inventory: records", "records", of_inventory(|inventory| inventory.records += 1)),
        ("inventory: reductions", "totals", of_inventory(|inventory| inventory.reductions[0] ^= 1)),
        ("no inventory", "records", snapshot.without(inventory)),
        ("record: valid grams", "records", snapshot.forge(emission, |record: &mut Record| record.valid_grams += 1)),
        ("record: digest", "records", snapshot.forge(reduction, |record: &mut Record| record.digest[0] ^= 1)),
        ("no record", "records", snapshot.without(reduction)),
        ("lot: class", "lots", of_lot(|lot| lot.class = carbon_client::program::token::TokenClass::ReductionCredit)),
        ("lot: head", "lots", of_lot(|lot| lot.head[0] ^= 1)),
        ("lot: end", "lots", of_lot(|lot| lot.end -= 1)),
        ("lot: owner", "lots", of_lot(|lot| lot.owner.as_mut()[0] ^= 1)),
        ("no lot", "lots", snapshot.without(at::lot(&reduction, 0))),
    ]);
}

/// Every byte of the entry matters: kind, lot, owners, range, time and the record's digest.
#[test]
fn a_reduction_lot_has_no_other_history_than_its_issue() {
    let Fixture { test, sources, snapshot, .. } = pooled();
    let lots = test.reduction_lots(&sources[0]);
    // Offset of the lot in a lineage event: tag, type, registry, record, parent, kind of the entry.
    const LOT: usize = 16 + 3 * 32 + 1;
    let issues = snapshot.events.iter().enumerate();
    let issues = issues.filter(|(_, event)| lots.iter().any(|lot| event.get(LOT..LOT + 32) == Some(lot.as_ref())));
    let issues: Vec<usize> = issues.map(|(index, _)| index).collect();
    assert_eq!(issues.len(), 2);
    for index in issues {
        for offset in (LOT - 1..snapshot.events[index].len()).step_by(5) {
            snapshot.with_bit_changed(index, offset).assert_refused("an entry's byte", "lots");
        }
    }
}

#[test]
fn pools_that_miss_their_target_are_approved_with_their_outcome() {
    let tonnes = |gross, cured| MemberReport::tonnes(100, gross, 0, cured);
    let cases = [
        (vec![tonnes(100, 0), tonnes(100, 0)], PoolOutcome::Achieved),
        (vec![tonnes(110, 5), tonnes(100, 5)], PoolOutcome::Covered),
        (vec![tonnes(111, 5), tonnes(100, 5)], PoolOutcome::Failed),
        (vec![MemberReport { open: true, ..tonnes(50, 0) }, tonnes(50, 0)], PoolOutcome::Failed),
    ];
    for (reports, outcome) in cases {
        let mut test = TestRegistry::before();
        let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE, 100 * TONNE]);
        sources.iter().zip(reports).for_each(|(source, report)| test.report(*source, report));
        let Fixture { mut test, pool, snapshot, .. } = begun(test, pool, sources);
        let digest = snapshot.assert_approved().digest.unwrap();
        assert_eq!(test.settlement(&pool).totals.outcome, outcome);
        test.vote_for(at::settlement(&pool), digest, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    }
}

/// A settlement that is opened again after a drop includes the late add-back.
#[test]
fn a_settlement_that_is_opened_again_has_the_new_figures() {
    let Fixture { mut test, pool, snapshot, .. } = pooled();
    test.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    Snapshot::of(&mut test, snapshot.request.subject).assert_refused("rejected", "ballot");
    test.drop_settlement(pool).unwrap();
    test.pass(policy().terms.voting_period + 1);
    test.open_settlement(pool).unwrap();
    let reopened = Snapshot::of(&mut test, snapshot.request.subject);
    assert_ne!(reopened.assert_approved().digest, snapshot.assert_approved().digest);
    assert_eq!(test.settlement(&pool).totals.add_back, u128::from(11 * TONNE));
}

#[test]
fn operators_abstain_before_the_review_has_named_them() {
    let mut test = TestRegistry::before();
    test.runtime.warp_to(BEFORE);
    let pool = test.create_pool(PoolUnit::Gram);
    let mut args = TestRegistry::member_args(1);
    let operator = test.person(60);
    args.operators = vec![operator.pubkey()];
    let (source, baseline) = test.candidate_with(args, 100 * TONNE);
    test.join(pool, source, baseline, 100 * TONNE).unwrap();
    test.lock(pool).unwrap();
    // The operator becomes a notary after the lock.
    test.loosen(Change::AddNotary { notary: notary_terms(operator.pubkey()) }).unwrap();
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    let mut snapshot = Snapshot::of(&mut test, SubjectAddress::Settlement(at::settlement(&pool)));
    snapshot.request.notary = operator.pubkey();
    assert_eq!(snapshot.verification().unwrap().report.decision, Decision::Abstain);
    snapshot.request.notary = test.people.notaries[0].pubkey();
    snapshot.assert_approved();
    test.review_emissions(source).unwrap();
    let mut reviewed = Snapshot::of(&mut test, SubjectAddress::Settlement(at::settlement(&pool)));
    reviewed.request.notary = test.people.notaries[0].pubkey();
    reviewed.assert_approved();
    let forgotten = reviewed.forge(at::settlement(&pool), |it: &mut Settlement| it.subject.conflicted.truncate(2));
    forgotten.assert_refused("the account lacks the reviewed operator", "conflict");
}
