use super::propose_year_closing;
use anchor_lang::{event::EVENT_IX_TAG_LE, AnchorDeserialize, Discriminator};
use carbon_client::{
    addresses as at,
    neutrality::Neutrality,
    program::{claim::*, errors::CarbonError, events::LeafAppended, notary::Verdict, record::*},
    years,
};
use carbon_embedded::TxResult;
use carbon_testkit::*;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    leaf::{Leaf, YearLeaf},
    log::{leaf_hash, node_hash},
    Hash,
};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A million grams emitted, twice as many absorbed, and the year 2023-24 closed over both.
struct ClosedYear {
    test: TestRegistry,
    source: Pubkey,
    inventory: Pubkey,
    lots: (Pubkey, Pubkey),
    /// Hashes of the leaves appended so far, from the events.
    leaves: Vec<Hash>,
}

impl ClosedYear {
    fn new() -> Self {
        let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
        let source = test.runtime.get::<Record>(&test.lot(&emission).record).source;
        close(&mut test, source, 1_000_000);
        Self { test, source, inventory: at::inventory(&source, 2023), lots: (emission, credit), leaves: vec![] }
    }

    /// Today, as days since 1970-01-01.
    fn day(&self) -> i64 {
        self.test.runtime.now() / SECONDS_PER_DAY
    }

    fn inventory(&self) -> Inventory {
        self.test.runtime.get(&self.inventory)
    }

    fn log(&mut self, by_owner: bool, statement: [u8; 32]) -> TxResult {
        let owner = self.test.people.owner.clone();
        let by = by_owner.then(|| owner.pubkey());
        let log = years::log_year(by, self.test.registry, self.source, 2023, statement);
        let done = self.test.runtime.send(&[log], &[&owner])?;
        self.leaves.extend(leaves(&done));
        Ok(done)
    }

    fn burn(&mut self, grams: u64) {
        let (emission, credit) = self.lots;
        let proof = self.test.approved_burn(&[(emission, credit, grams)]);
        let done = self.test.execute_burn(proof).unwrap();
        self.leaves.extend(leaves(&done));
    }

    /// Asserts that the log's root is the root over all leaves so far.
    fn assert_log(&mut self) {
        let log = self.test.log();
        assert_eq!(log.count, self.leaves.len() as u64);
        assert_eq!(log.frontier().root(), root(&self.leaves));
    }
}

fn close(test: &mut TestRegistry, source: Pubkey, emitted: u64) {
    let owner = test.people.owner.clone();
    let close = propose_year_closing(test, source, emitted, 0);
    test.runtime.send(&[close], &[&owner]).unwrap();
    test.vote(at::closing(&source, 2023), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let execute = years::execute_year_closing(test.registry, source, 2023, owner.pubkey());
    test.runtime.send(&[execute], &[]).unwrap();
}

/// Hashes of the leaves in a transaction's events.
fn leaves(done: &litesvm::types::TransactionMetadata) -> Vec<Hash> {
    let inner = done.inner_instructions.iter().flatten();
    let events = inner.filter_map(|inner| inner.instruction.data.strip_prefix(EVENT_IX_TAG_LE));
    let appended = events.filter_map(|event| event.strip_prefix(LeafAppended::DISCRIMINATOR));
    appended.map(|event| leaf_hash(&LeafAppended::try_from_slice(event).unwrap().entry)).collect()
}

/// RFC 9162, 2.1.1, literally: the left part is the largest power of two smaller than the number of leaves.
fn root(leaves: &[Hash]) -> Hash {
    let [leaf] = leaves else {
        let mut left = 1;
        while left * 2 < leaves.len() {
            left *= 2;
        }
        return node_hash(&root(&leaves[..left]), &root(&leaves[left..]));
    };
    *leaf
}

#[test]
fn a_closed_year_is_logged_with_its_figures_once_by_anyone() {
    let mut year = ClosedYear::new();
    year.burn(250_000);
    let leaf = year.log(false, [0; 32]).unwrap();
    let clock = year.test.runtime.svm().get_sysvar::<solana_clock::Clock>();
    let expected = Leaf::Year(YearLeaf {
        registry: year.test.registry.to_bytes(),
        index: 1,
        inventory: year.inventory.to_bytes(),
        source: year.source.to_bytes(),
        owner: year.test.people.owner.pubkey().to_bytes(),
        emitted: 1_000_000,
        neutralized: 250_000,
        time: clock.unix_timestamp,
        statement: [0; 32],
        year: 2023,
    });
    assert_eq!(leaves(&leaf), [expected.hash()]);
    let inventory = year.inventory();
    assert_eq!(
        inventory.logged,
        Some(LoggedYear { leaf: 1, emitted: 1_000_000, neutralized: 250_000, day: year.day() })
    );
    assert_refused(year.log(false, [0; 32]), CarbonError::YearLogged);
    year.assert_log();

    // Further emissions are neutralized: the figures change, and a new leaf supersedes the old one.
    year.burn(750_000);
    assert_eq!(Neutrality::of(&year.inventory()), Neutrality::Neutral { emitted: 1_000_000 });
    year.log(false, [0; 32]).unwrap();
    let expected = LoggedYear { leaf: 3, emitted: 1_000_000, neutralized: 1_000_000, day: year.day() };
    assert_eq!(year.inventory().logged, Some(expected));
    assert_refused(year.log(false, [0; 32]), CarbonError::YearLogged);
    year.assert_log();
    assert_eq!(year.test.log().neutralized(), 1_000_000, "logging counts nothing again");
}

#[test]
fn only_the_owner_adds_a_statement_or_logs_again() {
    let mut year = ClosedYear::new();
    assert_refused(year.log(false, [7; 32]), CarbonError::NotSubmitter);
    year.log(false, [0; 32]).unwrap();
    // Once on each UTC day, whatever the statement.
    assert_refused(year.log(true, [7; 32]), CarbonError::YearLogged);
    for statement in [[7; 32], [8; 32], [8; 32], [0; 32]] {
        year.test.pass(SECONDS_PER_DAY);
        year.log(true, statement).unwrap();
        assert_refused(year.log(true, [9; 32]), CarbonError::YearLogged);
        assert_refused(year.log(false, [0; 32]), CarbonError::YearLogged);
    }
    assert_eq!(year.inventory().logged.unwrap().leaf, 4);
    // The day ends at midnight.
    let midnight = (year.day() + 1) * SECONDS_PER_DAY;
    year.test.runtime.warp_to(midnight - 1);
    assert_refused(year.log(true, [7; 32]), CarbonError::YearLogged);
    year.test.runtime.warp_to(midnight);
    year.log(true, [7; 32]).unwrap();
    // Other figures are logged at once.
    year.burn(10);
    year.log(true, [7; 32]).unwrap();
    let stranger = year.test.person(40);
    let log = years::log_year(Some(stranger.pubkey()), year.test.registry, year.source, 2023, [7; 32]);
    assert_refused(year.test.runtime.send(&[log], &[&stranger]), CarbonError::NotSubmitter);
    year.assert_log();
}

#[test]
fn an_open_year_is_not_logged_not_even_by_its_owner() {
    let mut year = ClosedYear::new();
    // A record of the next year leaves this one closed; one of this year, a baseline, reopens it and takes the leaf
    // back.
    let absorption = year.test.absorption(5);
    let next = SubmitClaimArgs { first_day: day(2024, 7, 1), last_day: day(2024, 7, 31), ..absorption };
    year.test.record(year.source, next);
    year.log(false, [0; 32]).unwrap();
    let baseline = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..year.test.emission(500) };
    let claim = year.test.submit(year.source, baseline);
    year.test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let done = year.test.notarize(claim).unwrap();
    year.leaves.extend(leaves(&done));
    for by_owner in [false, true] {
        assert_refused(year.log(by_owner, [0; 32]), CarbonError::YearNotClosed);
    }
    // Emissions of an open year can be neutralized.
    year.burn(10);
    let open = Neutrality::Partial { neutralized: 10, emitted: 1_000_000, closed: false };
    assert_eq!(Neutrality::of(&year.inventory()), open);
    let (source, test) = (year.source, &mut year.test);
    close(test, source, 1_000_000);
    year.log(false, [0; 32]).unwrap();
    year.assert_log();
}

/// Thirteen leaves of both kinds: after each, the log's root is the tree's over all events so far, in order.
#[test]
fn the_logs_root_is_the_trees_over_all_leaves_in_order() {
    let mut year = ClosedYear::new();
    for round in 0..6 {
        year.burn(1_000 + round);
        year.assert_log();
        year.log(round % 2 == 0, [round as u8; 32].map(|byte| if round % 2 == 0 { byte } else { 0 })).unwrap();
        year.assert_log();
    }
    year.burn(1);
    year.assert_log();
    assert_eq!(year.leaves.len(), 13);
}
