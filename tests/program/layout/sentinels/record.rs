//! Sentinels of claims, the records they become, and what those add up to.

use super::*;

fn data(quantity: Quantity) -> CarbonData {
    CarbonData {
        kind: ClaimKind::Absorption,
        line: InventoryLine::Absorbed,
        stream: 0x40,
        year: n16(0x41),
        first_day: n32(0x42),
        last_day: n32(0x43),
        grams: n64(0x44),
        quantity,
        factor: key(0x47),
        assurance: Assurance::Reasonable,
        provider: key(0x48),
        evidence_sha256: [0x49; 32],
        item: n32(0x4a),
        adjustment: Adjustment::Adjusted,
    }
}

pub(super) fn claim() -> Claim {
    Claim {
        subject: subject(),
        source: key(0x10),
        nonce: n64(0x11),
        submitter: key(0x12),
        owner: key(0x13),
        rent_payer: key(0x14),
        fee: n64(0x15),
        bond: n64(0x1b),
        by_stranger: true,
        buffer_grams: n64(0x16),
        awaited: true,
        data: data(Quantity::Activity { amount: n64(0x45) }),
        evidence_uri: "abc".into(),
        reserved: [0x17; 22],
    }
}

pub(super) fn year_closing() -> YearClosing {
    YearClosing {
        subject: subject(),
        source: key(0x10),
        year: n16(0x11),
        proposer: key(0x12),
        rent_payer: key(0x13),
        emitted: n64(0x14),
        add_back: n64(0x15),
        records: n32(0x16),
        add_back_records: n32(0x18),
        other_scope2: n64(0x19),
        scope3: n64(0x1a),
        reserved: [0x17; 12],
    }
}

pub(super) fn day_map() -> DayMap {
    DayMap {
        version: 1,
        bump: 2,
        source: key(3),
        kind: ClaimKind::Absorption,
        stream: 4,
        year: n16(5),
        days: [6, 7, 8, 9, 0x0a, 0x0b].map(n64),
    }
}

pub(super) fn record() -> Record {
    Record {
        version: 1,
        bump: 2,
        registry: key(3),
        source: key(4),
        owner: key(5),
        data: data(Quantity::Measured { method: n32(0x46), gwp: GwpSet::Ar6 }),
        valid_grams: n64(6),
        buffer_grams: n64(7),
        digest: [8; 32],
        epoch: n64(9),
        approvals: n64(0x0a),
        notarized_at: i64_of(0x0b),
        frozen: true,
        neutralized_end: n64(0x0d),
        supplements: key(0x0e),
        supplemented_grams: n64(0x0f),
        newest_supplement: key(0x10),
        recalled: true,
        uses: n32(0x11),
        lowerings: n32(0x12),
        due: n32(0x13),
        refused_proposer: key(0x14),
        refused_until: Deadline { ends_at: i64_of(0x15), paused_before: i64_of(0x16) },
        reserved: [0x0c; 2],
    }
}

pub(super) fn lot() -> Lot {
    Lot {
        version: 1,
        bump: 2,
        registry: key(3),
        class: TokenClass::AbsorptionCredit,
        record: key(4),
        owner: key(5),
        start: n64(6),
        end: n64(7),
        children: n32(8),
        head: [9; 32],
        depth: n32(0x0a),
        opened_at: i64_of(0x0b),
        rent_payer: key(0x0c),
        conversion_offset: n64(0x0f),
        state: LotState::Locked { by: key(0x0d) },
        reserved: [0x0e; 24],
    }
}

pub(super) fn inventory() -> Inventory {
    Inventory {
        version: 1,
        bump: 2,
        registry: key(3),
        source: key(4),
        year: n16(5),
        closed: true,
        records: n32(6),
        add_back_records: n32(0x17),
        emitted: n64(7),
        neutralized: n64(8),
        absorbed: n64(9),
        reduced: n64(0x0a),
        add_back: n64(0x0b),
        baseline: n64(0x0c),
        other_scope2: n64(0x0d),
        scope3: n64(0x0e),
        member: key(0x0f),
        emissions: [0x14; 32],
        reductions: [0x15; 32],
        reduced_at: i64_of(0x16),
        logged: Some(LoggedYear { leaf: n64(0x11), emitted: n64(0x12), neutralized: n64(0x13), day: i64_of(0x18) }),
        reserved: [0x10; 24],
    }
}
