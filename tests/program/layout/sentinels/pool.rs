//! Sentinels of reduction pools.

use super::*;

fn u128_of(byte: u8) -> u128 {
    u128::from_le_bytes([byte; 16])
}

fn totals() -> Totals {
    Totals {
        target: n64(0x30),
        gross: u128_of(0x31),
        add_back: u128_of(0x32),
        cured: u128_of(0x33),
        net: i128::from_le_bytes([0x34; 16]),
        outcome: PoolOutcome::Failed,
        credits: n64(0x35),
    }
}

fn deadline() -> Deadline {
    Deadline { ends_at: i64_of(0x36), paused_before: i64_of(0x37) }
}

pub(super) fn pool() -> Pool {
    Pool {
        version: 1,
        bump: 2,
        registry: key(3),
        operator: key(4),
        nonce: n64(5),
        rent_payer: key(6),
        year: n16(7),
        first_day: n32(8),
        unit: PoolUnit::Tonne,
        deadline: deadline(),
        state: PoolState::Settled,
        target: n64(9),
        totals: Some(totals()),
        reserved: [0x0a; 64],
        members: vec![key(0x0b), key(0x0c)],
        owners: vec![key(0x0d), key(0x0e)],
    }
}

pub(super) fn member() -> Member {
    Member {
        header: MemberHeader {
            version: 1,
            bump: 2,
            source: key(3),
            year: n16(4),
            state: MemberState::Settled,
            deadline: deadline(),
            pending: n32(5),
            corrections: Deadline { ends_at: i64_of(0x3a), paused_before: i64_of(0x3b) },
            restated: Deadline { ends_at: i64_of(0x3c), paused_before: i64_of(0x3d) },
            late: n64(6),
        },
        registry: key(7),
        pool: key(8),
        operator: key(9),
        owner: key(0x0a),
        inventory: key(0x0b),
        baseline_record: key(0x0c),
        baseline: n64(0x0d),
        target: n64(0x0e),
        rent_payer: key(0x0f),
        cured: n64(0x10),
        index: 0x11,
        figures: MemberFigures {
            gross: n64(0x12),
            add_back: u128_of(0x13),
            cured: u128_of(0x14),
            reduced: n64(0x15),
            closed: true,
            share: n64(0x16),
        },
        emissions: Trail { head: [0x17; 32], remaining_grams: n64(0x18) },
        reductions: Trail { head: [0x19; 32], remaining_grams: n64(0x1a) },
        converted: n64(0x1b),
        voided: n64(0x1c),
        reserved: [0x1d; 64],
    }
}

pub(super) fn settlement() -> Settlement {
    Settlement {
        subject: subject(),
        pool: key(0x10),
        rent_payer: key(0x11),
        totals: totals(),
        emissions_unreviewed: n16(0x12),
        reductions_unreviewed: n16(0x13),
        reserved: [0x14; 32],
    }
}

pub(super) fn cure() -> Cure {
    Cure {
        version: 1,
        bump: 2,
        registry: key(3),
        member: key(4),
        record: key(5),
        void: n64(6),
        lowerings: n32(7),
        reserved: [8; 32],
        serials: serials(),
    }
}
