use super::*;
use crate::pool::VOID_AFTER;

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn header(state: MemberState) -> MemberHeader {
    let deadline = Deadline { ends_at: 1_000, paused_before: 0 };
    MemberHeader { version: 1, bump: 2, source: key(3), year: 2023, state, deadline, pending: 4, late: 5 }
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
        (MemberState::Collecting, ClaimKind::Emission, 1_000, Ok(true)),
        (MemberState::Collecting, ClaimKind::Baseline, 1_000, Ok(false)),
        (MemberState::Collecting, ClaimKind::Emission, 1_001, Ok(false)),
        (MemberState::Collecting, ClaimKind::Reduction, 1_001, Err(CarbonError::DeadlinePassed)),
        (MemberState::Joined, ClaimKind::Emission, 1, Ok(false)),
        (MemberState::Joined, ClaimKind::Reduction, 1, Err(CarbonError::PoolRequired)),
        (MemberState::Settled, ClaimKind::AddBack, VOID_AFTER, Ok(false)),
        (MemberState::Void, ClaimKind::Reduction, VOID_AFTER, Err(CarbonError::DeadlinePassed)),
    ] {
        let mut header = header(state);
        assert_eq!(header.await_claim(kind, &pause, now), expected.map_err(|error| error!(error)));
        assert_eq!(header.pending, 4 + u32::from(expected == Ok(true)));
    }
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
