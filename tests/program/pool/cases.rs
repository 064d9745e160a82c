//! The worked cases: official figures of the Clean Energy Regulator (Australia), Safeguard Mechanism, baselines and
//! emissions table 2023-24, in tonnes. Members document reductions equal to their own under-shoots.

use carbon_client::program::{pool::*, token::TokenClass};
use carbon_testkit::*;
use solana_signer::Signer;

/// Facility, target, gross, add-back, cured; then net, outcome, tonnes failed by, credits.
type OfficialPool = (&'static str, [u64; 4], u64, PoolOutcome, u64, u64);

const CASES: &[OfficialPool] = &[
    ("P1 Bell Bay Smelter", [353_471, 351_701, 0, 0], 351_701, PoolOutcome::Achieved, 0, 1_770),
    ("P2 Boyne Smelters", [931_303, 921_558, 0, 0], 921_558, PoolOutcome::Achieved, 0, 9_745),
    ("P3 Birkenhead", [877_429, 809_431, 38_998, 0], 848_429, PoolOutcome::Achieved, 0, 29_000),
    ("P4 FLNG", [2_929_109, 1_851_848, 0, 0], 1_851_848, PoolOutcome::Achieved, 0, 1_077_261),
    ("P5 Chain Valley", [588_821, 588_821, 0, 0], 588_821, PoolOutcome::Achieved, 0, 0),
    ("P6 Angaston", [103_873, 112_841, 0, 8_968], 103_873, PoolOutcome::Covered, 0, 0),
    ("P7 Cloudbreak", [267_459, 295_132, 0, 27_673], 267_459, PoolOutcome::Covered, 0, 0),
    ("P8 North West Shelf", [5_489_531, 6_097_509, 0, 607_982], 5_489_527, PoolOutcome::Covered, 0, 0),
    ("P9 Paraburdoo", [100_000, 163_892, 0, 127_799], 36_093, PoolOutcome::Covered, 0, 0),
    ("P10 Moomba", [2_048_421, 2_196_816, 2_579, 150_974], 2_048_421, PoolOutcome::Covered, 0, 0),
    ("F1 Dandenong", [100_000, 107_278, 0, 0], 107_278, PoolOutcome::Failed, 7_278, 0),
    ("F2 Ironbark No.1", [100_000, 146_173, 0, 10_000], 136_173, PoolOutcome::Failed, 36_173, 0),
    ("F3 Liberty Whyalla", [1_026_135, 1_191_510, 0, 0], 1_191_510, PoolOutcome::Failed, 165_375, 0),
];

#[test]
fn every_official_case_of_one_member() {
    for (name, [target, gross, add_back, cured], net, outcome, failed_by, credits) in CASES {
        let mut test = TestRegistry::before();
        let (pool, sources) =
            test.run_pool(PoolUnit::Tonne, &[MemberReport::tonnes(*target, *gross, *add_back, *cured)]);
        let totals = test.pool(&pool).totals.expect("a verdict");
        assert_eq!((totals.outcome, totals.credits), (*outcome, credits * TONNE), "{name}");
        assert_eq!(totals.net, (net * TONNE) as i128, "{name}");
        let allowed = totals.target as u128 + totals.cured;
        let missed = (totals.gross + totals.add_back).saturating_sub(allowed);
        assert_eq!(missed, (failed_by * TONNE) as u128, "{name}");
        let owner = test.people.owner.pubkey();
        assert_eq!(test.balance(&owner, TokenClass::ReductionCredit), credits * TONNE, "{name}");
        assert_eq!(test.supply(TokenClass::Reduction), 0, "{name}: nothing is left unsettled");
        assert_eq!(test.member(&sources[0]).converted, credits * TONNE, "{name}");
        test.assert_conservation();
    }
}

/// The three facilities of ADBRI in one pool: target 1,652,955, counted 1,618,308.
fn adbri(unit: PoolUnit) -> [(u64, u64); 3] {
    let mut test = TestRegistry::before();
    let reports = [
        MemberReport::tonnes(103_873, 112_841, 0, 0),
        MemberReport::tonnes(877_429, 809_431, 38_998, 0),
        MemberReport::tonnes(671_653, 657_038, 0, 0),
    ];
    let (pool, sources) = test.run_pool(unit, &reports);
    let totals = test.pool(&pool).totals.expect("a verdict");
    assert_eq!((totals.outcome, totals.credits), (PoolOutcome::Achieved, 34_647 * TONNE));
    assert_eq!(totals.net, 1_618_308 * TONNE as i128);
    assert_eq!(test.supply(TokenClass::ReductionCredit), 34_647 * TONNE);
    assert_eq!(test.supply(TokenClass::Reduction), 0);
    test.assert_conservation();
    let members = [0, 1, 2].map(|index: usize| test.member(&sources[index]));
    members.map(|member| (member.converted, member.voided))
}

#[test]
fn adbri_in_whole_tonnes() {
    let tonnes = |converted: u64, voided: u64| (converted * TONNE, voided * TONNE);
    assert_eq!(adbri(PoolUnit::Tonne), [(0, 0), tonnes(23_037, 5_963), tonnes(11_610, 3_005)]);
}

/// 23,037,097,328.90 and 11,609,902,671.10 grams: the last one goes to Birkenhead.
#[test]
fn adbri_in_grams() {
    let (birkenhead, cockburn) = (23_037_097_329, 11_609_902_671);
    let reduced = [29_000 * TONNE, 14_615 * TONNE];
    let expected = [(0, 0), (birkenhead, reduced[0] - birkenhead), (cockburn, reduced[1] - cockburn)];
    assert_eq!(adbri(PoolUnit::Gram), expected);
}
