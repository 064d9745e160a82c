use super::*;
use crate::pool::VOID_AFTER;

/// A voting period in seconds.
const VOTING: i64 = 100;

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn header(state: MemberState) -> MemberHeader {
    let deadline = Deadline { ends_at: 1_000, paused_before: 0 };
    MemberHeader {
        version: 1,
        bump: 2,
        source: key(3),
        year: 2023,
        state,
        deadline,
        pending: 4,
        corrections: Deadline::default(),
        restated: Deadline::default(),
        late: 5,
    }
}

fn member(header: MemberHeader) -> Member {
    Member {
        header,
        registry: key(6),
        pool: key(7),
        operator: key(8),
        owner: key(9),
        inventory: key(10),
        baseline_record: key(11),
        baseline: 12,
        target: 13,
        rent_payer: key(14),
        cured: 15,
        index: 0,
        figures: MemberFigures::default(),
        emissions: Trail::default(),
        reductions: Trail::default(),
        converted: 0,
        voided: 0,
        reserved: [0; 64],
    }
}

#[test]
fn the_header_is_the_beginning_of_the_account() {
    let header = header(MemberState::Frozen);
    let mut bytes = vec![];
    member(header).try_serialize(&mut bytes).unwrap();
    assert_eq!(MemberHeader::deserialize(&mut &bytes[8..]).unwrap(), header);
}

#[test]
fn claims_are_waited_for_in_time_only() {
    let pause = Pause::default();
    for (state, kind, now, expected) in [
        (MemberState::Collecting, ClaimKind::Emission, 1_000 - VOTING, Ok(true)),
        (MemberState::Collecting, ClaimKind::Baseline, 1_000 - VOTING, Ok(false)),
        (MemberState::Collecting, ClaimKind::AddBack, 1_001 - VOTING, Ok(false)),
        (MemberState::Collecting, ClaimKind::Reduction, 1_000, Ok(false)),
        (MemberState::Collecting, ClaimKind::Absorption, 1_000, Ok(false)),
        (MemberState::Collecting, ClaimKind::Absorption, 1_001, Err(CarbonError::DeadlinePassed)),
        (MemberState::Settled, ClaimKind::Absorption, VOID_AFTER, Err(CarbonError::DeadlinePassed)),
        (MemberState::Void, ClaimKind::Absorption, VOID_AFTER, Ok(false)),
        (MemberState::Joined, ClaimKind::Absorption, 1, Ok(false)),
        (MemberState::Collecting, ClaimKind::Emission, 1_001, Ok(false)),
        (MemberState::Collecting, ClaimKind::Reduction, 1_001, Err(CarbonError::DeadlinePassed)),
        (MemberState::Joined, ClaimKind::Emission, 1, Ok(false)),
        (MemberState::Joined, ClaimKind::Reduction, 1, Err(CarbonError::PoolRequired)),
        (MemberState::Settled, ClaimKind::AddBack, VOID_AFTER, Ok(false)),
        (MemberState::Void, ClaimKind::Reduction, VOID_AFTER, Err(CarbonError::DeadlinePassed)),
    ] {
        let mut header = header(state);
        assert_eq!(header.await_claim(kind, &pause, VOTING, now), expected.map_err(|error| error!(error)));
        assert_eq!(header.pending, 4 + u32::from(expected == Ok(true)));
    }
}

#[test]
fn restatements_are_waited_for_in_time_and_in_the_correction_period() {
    let pause = Pause::default();
    for (state, now, expected) in [
        (MemberState::Collecting, 1_000, true),
        (MemberState::Collecting, 1_001, false),
        (MemberState::Collecting, 2_000, true),
        (MemberState::Collecting, 2_501, false),
        (MemberState::Joined, 1, false),
    ] {
        let mut header = header(state);
        if now > 1_500 {
            header.corrections = Deadline { ends_at: 2_500, paused_before: 0 };
        }
        assert_eq!(header.await_restatement(&pause, now).unwrap(), expected, "{state:?} {now}");
        assert_eq!(header.pending, 4 + u32::from(expected));
    }
}

#[test]
fn an_open_year_counts_as_silence_only_after_the_grace_period() {
    let (pause, grace) = (Pause::default(), VOTING + EXECUTION_PERIOD);
    let settled = |header: MemberHeader, closed, now| header.require_settleable(closed, &pause, VOTING, now);
    let ready = MemberHeader { pending: 0, ..header(MemberState::Collecting) };
    assert_eq!(settled(header(MemberState::Collecting), true, 1_001).unwrap_err(), error!(CarbonError::ClaimsPending));
    settled(ready, true, 1_001).unwrap();
    assert_eq!(settled(ready, false, 1_000 + grace).unwrap_err(), error!(CarbonError::YearsOpen));
    settled(ready, false, 1_001 + grace).unwrap();
    let restated = MemberHeader { restated: Deadline { ends_at: 1_500, paused_before: 0 }, ..ready };
    assert_eq!(settled(restated, false, 1_500 + grace).unwrap_err(), error!(CarbonError::YearsOpen));
    settled(restated, false, 1_501 + grace).unwrap();
    let long = Pause { total_seconds: 1_000, ..pause };
    assert_eq!(
        restated.require_settleable(false, &long, VOTING, 2_500 + grace).unwrap_err(),
        error!(CarbonError::YearsOpen),
        "a pause moves it"
    );
    let rejected = MemberHeader { corrections: Deadline { ends_at: 3_000, paused_before: 0 }, ..ready };
    assert_eq!(settled(rejected, true, 3_000).unwrap_err(), error!(CarbonError::CorrectionPeriod));
    settled(rejected, true, 3_001).unwrap();
}

#[test]
fn a_trail_is_gone_back_to_its_beginning_and_adds_up() {
    let records = [(key(1), 10), (key(2), 0), (key(3), 5)];
    let head_of =
        |count: usize| records[..count].iter().fold(GENESIS, |head, (key, _)| extend_trail(&head, &key.to_bytes()));
    let whole = Trail { head: head_of(3), remaining_grams: 15 };
    let mut trail = whole;
    trail.go_back(&head_of(2), &records[2..]).unwrap();
    assert!(!trail.is_done());
    trail.go_back(&GENESIS, &records[..2]).unwrap();
    assert!(trail.is_done());
    for (left, records) in [(14, &records[..]), (16, &records[..])] {
        let error = Trail { remaining_grams: left, ..whole }.go_back(&GENESIS, records).unwrap_err();
        assert_eq!(error, error!(CarbonError::RecordsDoNotAddUp));
    }
    for records in [&records[..0], &records[..2], &records[1..]] {
        let mut trail = whole;
        assert_eq!(trail.go_back(&GENESIS, records).unwrap_err(), error!(CarbonError::TrailMismatch));
        assert_eq!(trail, whole, "what is refused changes nothing");
    }
}
