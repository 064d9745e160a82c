use super::*;
use anchor_lang::AccountSerialize as _;
use carbon_client::program::{
    notary::{Ballot, Subject},
    record::InventoryLine,
    registry::{self, Adjustment},
    text::pack,
};
use carbon_notary_engine::facts::{Boundary, GwpSet};

fn data(kind: record::ClaimKind) -> CarbonData {
    CarbonData {
        kind,
        line: InventoryLine::Emitted,
        stream: 1,
        year: 2020,
        first_day: 18_262,
        last_day: 18_627,
        grams: 500,
        quantity: record::Quantity::Activity { amount: 9 },
        factor: Pubkey::new_from_array([3; 32]),
        assurance: record::Assurance::Reasonable,
        provider: Pubkey::new_from_array([4; 32]),
        evidence_sha256: [5; 32],
        item: 6,
        adjustment: Adjustment::None,
    }
}

fn claim_of(data: CarbonData) -> Claim {
    let subject = Subject {
        version: 1,
        bump: 0,
        registry: Pubkey::default(),
        content: [0; 32],
        ballot: Ballot::default(),
        conflicted: vec![],
    };
    Claim {
        subject,
        source: Pubkey::new_from_array([1; 32]),
        nonce: 1,
        submitter: Pubkey::default(),
        owner: Pubkey::default(),
        rent_payer: Pubkey::default(),
        fee: 0,
        bond: 0,
        by_stranger: false,
        buffer_grams: 0,
        awaited: false,
        data,
        evidence_uri: String::new(),
        reserved: [0; 22],
    }
}

fn source_account() -> Source {
    Source {
        version: 1,
        bump: 0,
        registry: Pubkey::default(),
        owner: Pubkey::default(),
        index: 0,
        admitted: true,
        kind: source::SourceKind::Facility,
        boundary: source::Boundary::Equity,
        country: *b"GB",
        group: Pubkey::default(),
        metadata_sha256: [0; 32],
        pool_years: [0; 16],
        operators: vec![],
        streams: vec![
            source::Stream { kind: source::StreamKind::Scope1, factor_family: 1 },
            source::Stream { kind: source::StreamKind::Scope3 { category: 4 }, factor_family: 2 },
        ],
        metadata_uri: String::new(),
        suspended_at: 0,
        reserved: [0; 8],
    }
}

fn factor_account() -> Factor {
    Factor {
        version: 1,
        bump: 0,
        registry: Pubkey::default(),
        family: 2,
        edition: 2020,
        gases: source::Gases { co2: 1, ch4: 2, n2o: 3, other: 4 },
        basis: source::Basis::Co2e,
        gwp: registry::GwpSet::Ar4,
        valid_from: 18_262,
        valid_until: 18_627,
        withdrawn: false,
        name: pack("UK 2020 grid electricity").unwrap(),
        unit: pack("kWh").unwrap(),
        active_at: 0,
        reserved: [0; 24],
    }
}

/// A registry's account: zeros, except for the fields of these tests.
fn registry_account() -> Registry {
    let mut bytes = vec![];
    let zeros = vec![0; 1_000];
    let mut registry: Registry = anchor_lang::AnchorDeserialize::deserialize(&mut &zeros[..]).unwrap();
    registry.policy.year_start_month = 7;
    registry.try_serialize(&mut bytes).unwrap();
    carbon_client::read(&bytes).unwrap()
}

fn record(number: u8, grams: u64, supplements: u8) -> (Pubkey, Record) {
    let zeros = vec![0; 1_000];
    let mut record: Record = anchor_lang::AnchorDeserialize::deserialize(&mut &zeros[..]).unwrap();
    record.data = data(record::ClaimKind::Emission);
    record.valid_grams = grams;
    record.supplements = Pubkey::new_from_array([supplements; 32]);
    (Pubkey::new_from_array([number; 32]), record)
}

fn context(claim: &Claim, records: &[(Pubkey, Record)]) -> Result<Context> {
    let (source, registry) = (source_account(), registry_account());
    let factors = [(Pubkey::new_from_array([3; 32]), factor_account())];
    let accounts = Accounts { claim, source: &source, registry: &registry, factors: &factors, providers: &[], records };
    accounts.context(|data| Ok(KnownRows { meters: vec![format!("meter of item {}", data.item)], months: vec![9] }))
}

#[test]
fn a_claim_becomes_the_facts_of_its_accounts() {
    let claim = claim_of(data(record::ClaimKind::Emission));
    let context = context(&claim, &[]).unwrap();
    assert_eq!(context.claim.quantity, Quantity::Activity { amount: 9, factor: FactorId { family: 2, edition: 2020 } });
    assert_eq!(context.claim.provider, Some(Key([4; 32])));
    assert_eq!((context.claim.evidence_sha256, context.claim.item), (Sha256Hash([5; 32]), 6));
    assert_eq!((context.source.key, context.source.boundary), (Key([1; 32]), Boundary::Equity));
    assert_eq!((context.source.stream_kind, context.source.factor_family), (Some(StreamLabel::Scope3), Some(2)));
    assert_eq!(
        (context.factors[0].name.as_str(), context.factors[0].unit.as_str()),
        ("UK 2020 grid electricity", "kWh")
    );
    assert_eq!(context.registry.year_start_month, 7);
}

#[test]
fn a_claim_without_stream_factor_or_provider_has_none() {
    let mut baseline = data(record::ClaimKind::Baseline);
    baseline.stream = NO_STREAM;
    baseline.quantity = record::Quantity::Measured { method: 1, gwp: registry::GwpSet::Ar5 };
    baseline.provider = Pubkey::default();
    let context = context(&claim_of(baseline), &[]).unwrap();
    assert_eq!((context.source.stream_kind, context.source.factor_family), (None, None));
    assert_eq!((context.claim.provider, context.factor()), (None, None));
    assert_eq!(context.claim.quantity, Quantity::Measured { method: 1, gwp: GwpSet::Ar5 });
}

#[test]
fn accounts_that_contradict_each_other_decide_nothing() {
    let mut stranger = data(record::ClaimKind::Emission);
    stranger.factor = Pubkey::new_from_array([9; 32]);
    assert!(context(&claim_of(stranger), &[]).is_err(), "a factor of another family");
    let mut stranger = data(record::ClaimKind::Emission);
    stranger.stream = 7;
    assert!(context(&claim_of(stranger), &[]).is_err(), "a stream that is not declared");
}

#[test]
fn a_supplement_raises_its_record_and_is_not_listed_itself() {
    let claim = claim_of(data(record::ClaimKind::Emission));
    let earlier = context(&claim, &[record(20, 100, 0), record(21, 30, 20), record(22, 7, 0)]).unwrap().history.records;
    assert_eq!(earlier.iter().map(|record| record.grams).collect::<Vec<_>>(), [130, 7]);
    assert_eq!(
        (earlier[0].meters.as_slice(), earlier[0].months.as_slice()),
        (&["meter of item 6".to_string()][..], &[9][..])
    );
}
