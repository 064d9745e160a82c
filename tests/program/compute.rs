//! Compute units of each instruction against their ceilings, and the generated table `docs/compute-units.md`.

use carbon_client::{
    instructions as ix,
    program::{claim::Claim, notary::Verdict, registry::Change},
};
use carbon_testkit::{files::assert_generated, fixtures::*, *};
use carbon_wire::log::{leaf_hash, Frontier};
use solana_signer::Signer;
use std::fmt::Write;

/// Target and ceiling of an operation, from `docs/design.md`.
struct Limit {
    /// The instruction.
    instruction: &'static str,
    /// Whether the limit applies to a case.
    case: fn(&str) -> bool,
    /// Intended compute units.
    target: u64,
    /// Maximum compute units: a higher figure fails the test.
    ceiling: u64,
}

const LIMITS: &[Limit] = &[
    Limit { instruction: "submit_claim", case: |_| true, target: 9_000, ceiling: 17_000 },
    Limit { instruction: "attest", case: |case| case.ends_with("1 notary"), target: 5_000, ceiling: 8_000 },
    Limit { instruction: "attest", case: |case| case.ends_with("7 notaries"), target: 10_000, ceiling: 15_000 },
    Limit { instruction: "notarize_claim", case: |case| case.starts_with(ONE_LOT), target: 25_000, ceiling: 40_000 },
    Limit {
        instruction: "transfer_lot",
        case: |case| case.ends_with("token accounts exist"),
        target: 20_000,
        ceiling: 30_000,
    },
    Limit { instruction: "review_lot", case: |case| case.starts_with(PER_ENTRY), target: 1_000, ceiling: 2_000 },
    Limit { instruction: "execute_burn", case: |case| case == "1 leg", target: 30_000, ceiling: 45_000 },
    Limit { instruction: "publish_batch", case: |case| case == LATER_MESSAGE, target: 32_000, ceiling: 40_000 },
    Limit { instruction: "publish_batch", case: |case| case == WITHOUT_SHIM, target: 7_300, ceiling: 13_800 },
];

/// Prefix of the `notarize_claim` cases with a ceiling: record, one lot, one mint.
const ONE_LOT: &str = "emission: token account exists";

/// Prefix of the `review_lot` cases that are the cost of an additional entry instead of a transaction.
const PER_ENTRY: &str = "per entry";

/// A publication after Wormhole's accounts have been created.
const LATER_MESSAGE: &str = "a later message";

/// The same publication without the units of the shim, which is a mock in the tests. The real shim with the real core
/// bridge takes 24,700 to 26,200 units; the limits here are the limits of the whole minus these.
const WITHOUT_SHIM: &str = "a later message, without the shim";

/// Further cases, which the tests of wrong accounts do not need.
const FURTHER: &[(&str, &str, Build)] = &[
    (
        "notarize_claim",
        "emission: token account exists, day map and inventory are new",
        notarize_emission_with_token_account,
    ),
    (
        "notarize_claim",
        "emission: token account exists, so do day map and inventory",
        notarize_emission_with_everything,
    ),
    ("notarize_claim", "absorption with buffer: everything is new", notarize_new_absorption),
    ("transfer_lot", "credit: the recipient's token account is new", transfer_to_a_newcomer),
    ("review_lot", "2 entries", |test, _| review_entries(test, 2)),
    ("review_lot", "5 entries", |test, _| review_entries(test, 5)),
    ("publish_batch", LATER_MESSAGE, publish_second),
    ("execute_burn", "8 legs of 16 records, by a lookup table", execute_eight_legs),
    ("open_settlement", "16 members, by a lookup table", open_sixteen_members),
    ("execute_settlement", "16 members, by a lookup table", execute_sixteen_members),
    ("convert_reduction", "void: nothing is minted", void_reduction),
];

struct Measured {
    instruction: &'static str,
    case: &'static str,
    units: u64,
}

fn measure() -> Vec<Measured> {
    let mut context = FixtureContext::new();
    let mut all = Vec::new();
    let rows = ROWS.iter().map(|row| (row.instruction, row.case, row.build));
    for (instruction, case, build) in rows.chain(FURTHER.iter().copied()) {
        let Call { instruction: sent, signers } = context.call(build);
        let signers: Vec<_> = signers.iter().collect();
        let crank = context.test.people.crank.clone();
        let outcome = match case.ends_with("lookup table") {
            true => context.test.runtime.send_by_table(sent, &signers, &crank),
            false => context.test.runtime.send(&[sent], &signers),
        };
        let units =
            outcome.unwrap_or_else(|failed| panic!("{instruction} ({case}): {failed:?}")).compute_units_consumed;
        all.push(Measured { instruction, case, units });
    }
    all.push(Measured { instruction: "attest", case: "claim, 7 notaries", units: attest_by_seven() });
    all.extend(per_entry(&all));
    all.push(Measured { instruction: "publish_batch", case: WITHOUT_SHIM, units: publish_without_shim(&mut context) });
    all.extend(appending());
    all.extend(["open_settlement", "execute_settlement"].map(|instruction| per_member(&all, instruction)));
    // The sort is stable, so the instructions stay in the order of their use.
    let order = |name: &str| ROWS.iter().position(|row| row.instruction == name);
    all.sort_by_key(|measured| (order(measured.instruction), measured.case));
    all
}

/// Cost of an additional entry in `review_lot`, from the calls with one, two and five.
fn per_entry(all: &[Measured]) -> [Measured; 2] {
    let of = |case: &str| {
        let found = all.iter().find(|measured| measured.instruction == "review_lot" && measured.case == case);
        found.unwrap_or_else(|| panic!("review_lot with {case} is measured")).units
    };
    let (one, two, five) = (of("1 entry"), of("2 entries"), of("5 entries"));
    let measured = |case, units| Measured { instruction: "review_lot", case, units };
    [
        measured("per entry: the second", two - one),
        // Rounded up, so that a fraction above a ceiling fails too.
        measured("per entry: the third to the fifth, on average", (five - two).div_ceil(3)),
    ]
}

/// Compute units of `publish_batch` without its call of the shim.
fn publish_without_shim(context: &mut FixtureContext) -> u64 {
    let Call { instruction, signers } = context.call(publish_second);
    let signers: Vec<_> = signers.iter().collect();
    let done = context.test.runtime.send(&[instruction], &signers).unwrap();
    let consumed = format!("Program {} consumed ", carbon_embedded::wormhole::cluster().shim);
    // The shim logs twice: first for its call of itself, which emits the event, then for our call of the shim.
    let line = done.logs.iter().filter_map(|line| line.strip_prefix(&consumed)).next_back().expect("the shim's units");
    done.compute_units_consumed - line.split(' ').next().and_then(|units| units.parse::<u64>().ok()).expect("a number")
}

/// Number of leaves in the longest log that is measured.
const LEAVES: u64 = 10_000;

/// Calls `log_year` [`LEAVES`] times. Each call appends a leaf, with one hash per trailing one bit of the leaf's index.
/// The root must equal the root of the tree over the leaves in the events.
fn appending() -> [Measured; 2] {
    let mut test = TestRegistry::new();
    let source = test.closed_year(1_000);
    let (mut sum, mut worst) = (0, 0);
    for leaf in 0..LEAVES {
        let mut statement = [1; 32];
        statement[..8].copy_from_slice(&leaf.to_le_bytes());
        let units = test.log_year_with(source, statement).unwrap().compute_units_consumed;
        (sum, worst) = (sum + units, worst.max(units));
    }
    let entries = test.runtime.leaves().first(&test.registry, LEAVES).expect("an event of every leaf");
    let hashes: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    assert_eq!(test.runtime.log(&test.registry).frontier().root(), Frontier::over(&hashes).unwrap().root());
    let measured = |case, units| Measured { instruction: "log_year", case, units };
    [measured("10,000 leaves: average", sum.div_ceil(LEAVES)), measured("10,000 leaves: maximum", worst)]
}

/// Cost of an additional member in the settlement of a pool, from the calls with one and sixteen members.
fn per_member(all: &[Measured], instruction: &'static str) -> Measured {
    let of = |case: &str| {
        let found = all.iter().find(|measured| measured.instruction == instruction && measured.case == case);
        found.unwrap_or_else(|| panic!("{instruction} with {case} is measured")).units
    };
    let units = (of("16 members, by a lookup table") - of("1 member")).div_ceil(15);
    Measured { instruction, case: "per additional member, on average", units }
}

/// Votes of seven of ten notaries, which are a quorum, in one transaction.
fn attest_by_seven() -> u64 {
    let mut test = TestRegistry::set_up(1);
    for number in 105..110 {
        let notary = key(number);
        test.apply(Change::AddNotary { notary: notary_terms(notary.pubkey()) }).unwrap();
        test.people.notaries.push(notary.into());
    }
    let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
    test.authority_sends(&[open]).unwrap();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000_000);
    let claim = test.submit(source, args);
    let voted = test.vote(claim, &[0, 1, 2, 3, 4, 5, 6], Verdict::Approve).unwrap();
    assert_eq!(test.runtime.get::<Claim>(&claim).subject.ballot.approvals.count_ones(), 7);
    voted.compute_units_consumed
}

fn limit(measured: &Measured) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| limit.instruction == measured.instruction && (limit.case)(measured.case))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn render(all: &[Measured]) -> String {
    let mut text = String::from(
        "# Compute units\n\n\
         Generated by `make generate` (`tests/program/compute.rs`); do not edit. `make test` measures again, compares, and fails \
         when a figure is above its ceiling. Each figure is one transaction with this one instruction, in the embedded runtime, \
         with keys from fixed seeds, so that every run gives the same figures. \"Per entry\" and \"per additional member\" are \
         differences between two transactions.\n\n\
         | instruction | case | CU | target | ceiling |\n|---|---|--:|--:|--:|\n",
    );
    for measured in all {
        let (target, ceiling) =
            limit(measured).map_or_else(Default::default, |limit| (grouped(limit.target), grouped(limit.ceiling)));
        let Measured { instruction, case, units } = measured;
        writeln!(text, "| `{instruction}` | {case} | {} | {target} | {ceiling} |", grouped(*units)).unwrap();
    }
    text
}

#[test]
fn compute_units_are_as_documented_and_below_their_ceilings() {
    let all = measure();
    let table = render(&all);
    println!("{table}");
    for limit in LIMITS {
        let about = |measured: &Measured| measured.instruction == limit.instruction && (limit.case)(measured.case);
        assert!(all.iter().any(about), "no case of {} is measured for its ceiling", limit.instruction);
    }
    let above = all.iter().filter(|measured| limit(measured).is_some_and(|limit| measured.units > limit.ceiling));
    let above: Vec<String> =
        above.map(|measured| format!("{} ({}): {}", measured.instruction, measured.case, measured.units)).collect();
    assert!(above.is_empty(), "above the ceiling: {above:?}");
    assert_generated("docs/compute-units.md", &table);
}
