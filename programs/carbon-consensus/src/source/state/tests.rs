use super::*;

fn source() -> Source {
    Source {
        version: 1,
        bump: 0,
        registry: Pubkey::default(),
        owner: Pubkey::default(),
        index: 0,
        admitted: true,
        kind: SourceKind::Facility,
        boundary: Boundary::Operational,
        country: *b"AU",
        group: Pubkey::default(),
        metadata_sha256: [0; 32],
        pool_years: [0; 16],
        operators: vec![],
        streams: vec![],
        metadata_uri: String::new(),
        suspended_at: 0,
        reserved: [0; 8],
    }
}

#[test]
fn each_year_has_a_pool_of_its_own() {
    let mut source = source();
    for year in [1970, 2023, 2024, 2097] {
        source.enter_pool(year).unwrap();
        assert!(source.is_pooled(year));
        assert_eq!(source.enter_pool(year).unwrap_err(), error!(CarbonError::MemberExists));
    }
    source.leave_pool(2023).unwrap();
    let pooled: Vec<u16> = (0..=u16::MAX).filter(|year| source.is_pooled(*year)).collect();
    assert_eq!(pooled, [1970, 2024, 2097]);
    for year in [1969, 2098, 9999] {
        assert_eq!(source.enter_pool(year).unwrap_err(), error!(CarbonError::InvalidPeriod));
    }
}
