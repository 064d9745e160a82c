//! Compute units of each instruction against their ceilings, written to `docs/compute-units.md`.

use carbon_client::{
    instructions as ix,
    program::{claim::Claim, notary::Verdict, registry::Change},
};
use carbon_tests::{fixtures::*, *};
use solana_signer::Signer;
use std::{fmt::Write, path::PathBuf};

/// Target and ceiling of an operation, from the project's design.
struct Limit {
    /// The instruction.
    instruction: &'static str,
    /// Whether it is about this case.
    case: fn(&str) -> bool,
    /// What was aimed at.
    target: u64,
    /// What must not be passed.
    ceiling: u64,
}

const LIMITS: &[Limit] = &[
    Limit { instruction: "submit_claim", case: |_| true, target: 9_000, ceiling: 15_000 },
    Limit { instruction: "attest", case: |case| case.ends_with("1 notary"), target: 5_000, ceiling: 8_000 },
    Limit { instruction: "attest", case: |case| case.ends_with("7 notaries"), target: 10_000, ceiling: 15_000 },
    Limit { instruction: "notarize_claim", case: |case| case.starts_with(ONE_LOT), target: 25_000, ceiling: 40_000 },
];

/// How the cases of `notarize_claim` begin that the ceiling is about: record, one lot, one mint.
const ONE_LOT: &str = "emission: token account exists";

/// Cases that make no difference to which accounts are wrong.
const FURTHER: &[(&str, Build)] = &[
    ("emission: token account exists, day map and inventory are new", notarize_emission_with_token_account),
    ("emission: token account exists, so do day map and inventory", notarize_emission_with_everything),
    ("absorption with buffer: everything is new", notarize_new_absorption),
];

struct Measured {
    instruction: &'static str,
    case: &'static str,
    units: u64,
}

fn measure() -> Vec<Measured> {
    let mut stage = Stage::new();
    let mut all = Vec::new();
    let further = FURTHER.iter().map(|(case, build)| ("notarize_claim", *case, *build));
    for (instruction, case, build) in ROWS.iter().map(|row| (row.instruction, row.case, row.build)).chain(further) {
        let call = stage.call(build);
        let signers: Vec<_> = call.signers.iter().collect();
        let outcome = stage.world.runtime.send(&[call.instruction], &signers);
        let units =
            outcome.unwrap_or_else(|failed| panic!("{instruction} ({case}): {failed:?}")).compute_units_consumed;
        all.push(Measured { instruction, case, units });
    }
    all.push(Measured { instruction: "attest", case: "claim, 7 notaries", units: attest_by_seven() });
    // Stable: the instructions stay in the order in which they are used.
    let order = |name: &str| ROWS.iter().position(|row| row.instruction == name);
    all.sort_by_key(|measured| (order(measured.instruction), measured.case));
    all
}

/// A vote of seven of ten notaries in one transaction, which is the quorum.
fn attest_by_seven() -> u64 {
    let mut world = World::set_up(1);
    for number in 105..110 {
        let notary = key(number);
        world.apply(Change::AddNotary { notary: notary_terms(notary.pubkey()) }).unwrap();
        world.notaries.push(notary);
    }
    let open = ix::open_registry(world.authority.pubkey(), world.registry);
    world.authority_sends(&[open]).unwrap();
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000_000);
    let claim = world.submit(source, args);
    let voted = world.vote(claim, &[0, 1, 2, 3, 4, 5, 6], Verdict::Approve).unwrap();
    assert_eq!(world.runtime.get::<Claim>(&claim).subject.ballot.approve.count_ones(), 7);
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
         Written by each test run (`tests/program/compute.rs`; `make cu` runs this alone), which fails when a figure is above \
         its ceiling. Each figure is one transaction with this one instruction, in the embedded runtime, with keys from \
         fixed seeds, so that every run gives the same.\n\n\
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
fn compute_units_are_written_down_and_below_their_ceilings() {
    let all = measure();
    let table = render(&all);
    println!("{table}");
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/compute-units.md"));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, &table).unwrap();
    for limit in LIMITS {
        let about = |measured: &Measured| measured.instruction == limit.instruction && (limit.case)(measured.case);
        assert!(all.iter().any(about), "no case of {} is measured for its ceiling", limit.instruction);
    }
    let above = all.iter().filter(|measured| limit(measured).is_some_and(|limit| measured.units > limit.ceiling));
    let above: Vec<String> =
        above.map(|measured| format!("{} ({}): {}", measured.instruction, measured.case, measured.units)).collect();
    assert!(above.is_empty(), "above the ceiling: {above:?}");
}
