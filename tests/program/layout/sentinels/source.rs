//! Sentinels of sources, factors and data providers.

use super::*;

pub(super) fn factor() -> Factor {
    Factor {
        version: 1,
        bump: 2,
        registry: key(3),
        family: n32(4),
        edition: n16(5),
        gases: Gases { co2: n64(6), ch4: n64(7), n2o: n64(8), other: n64(9) },
        basis: Basis::Co2e,
        gwp: GwpSet::Ar6,
        valid_from: n32(0x0a),
        valid_until: n32(0x0b),
        withdrawn: true,
        name: [0x0d; 64],
        unit: [0x0e; 64],
        active_at: i64_of(0x0f),
        reserved: [0x0c; 24],
    }
}

pub(super) fn provider() -> Provider {
    Provider {
        version: 1,
        bump: 2,
        registry: key(3),
        key: key(4),
        active_at: i64_of(5),
        rent_payer: key(6),
        name: [8; 64],
        reserved: [7; 16],
    }
}

pub(super) fn source() -> Source {
    Source {
        version: 1,
        bump: 2,
        registry: key(3),
        owner: key(4),
        index: n32(5),
        admitted: true,
        kind: SourceKind::Removal,
        boundary: Boundary::Equity,
        country: *b"AU",
        group: key(6),
        metadata_sha256: [7; 32],
        pool_years: [0x0d; 16],
        operators: vec![key(8)],
        streams: vec![
            Stream { kind: StreamKind::Scope2Location, factor_family: n32(9) },
            Stream { kind: StreamKind::Scope3 { category: 0x0a }, factor_family: n32(0x0b) },
        ],
        metadata_uri: "abc".into(),
        suspended_at: i64_of(0x0e),
        reserved: [0x0c; 8],
    }
}
