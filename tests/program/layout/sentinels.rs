//! A value of every account type in which each field has bytes of its own.

use anchor_lang::{AccountSerialize, Discriminator, Space};
use carbon_client::program::{
    burn::*, claim::*, lot::*, market::*, notary::*, pool::*, record::*, registry::pause::Pause, registry::*,
    restatement::*, rollup::*, source::*, token::*, year::*,
};
use solana_pubkey::Pubkey;

/// The account's bytes by the type's name, with the discriminator, and the size the program creates it with.
pub fn of(name: &str) -> (Vec<u8>, usize) {
    match name {
        "Registry" => sized(&registry(), Registry::INIT_SPACE),
        "NotarySet" => notary_set(),
        "ScheduledChange" => sized(&scheduled_change(), ScheduledChange::INIT_SPACE),
        "Factor" => sized(&factor(), Factor::INIT_SPACE),
        "Provider" => sized(&provider(), Provider::INIT_SPACE),
        "Source" => sized(&source(), Source::INIT_SPACE),
        "Claim" => sized(&claim(), Claim::INIT_SPACE),
        "YearClosing" => sized(&year_closing(), YearClosing::INIT_SPACE),
        "DayMap" => sized(&day_map(), DayMap::INIT_SPACE),
        "Record" => sized(&record(), Record::INIT_SPACE),
        "PaymentMint" => sized(&payment_mint(), PaymentMint::INIT_SPACE),
        "Offer" => sized(&offer(), Offer::INIT_SPACE),
        "Restatement" => sized(&restatement(), Restatement::INIT_SPACE),
        "Cover" => sized(&cover(), Cover::INIT_SPACE),
        "Pool" => sized(&pool(), Pool::INIT_SPACE),
        "Member" => sized(&member(), Member::INIT_SPACE),
        "Settlement" => sized(&settlement(), Settlement::SPACE - 8),
        "Lot" => sized(&lot(), Lot::INIT_SPACE),
        "Inventory" => sized(&inventory(), Inventory::INIT_SPACE),
        "BurnProof" => sized(&burn_proof(), BurnProof::SPACE - 8),
        "Certificate" => sized(&certificate(), Certificate::space(1) - 8),
        "RollupLog" => rollup_log(),
        "Batch" => sized(&batch(), Batch::INIT_SPACE),
        _ => panic!("no sentinel of account type {name}: add one, and a layout"),
    }
}

fn sized(account: &impl AccountSerialize, init_space: usize) -> (Vec<u8>, usize) {
    let mut bytes = vec![];
    account.try_serialize(&mut bytes).expect("writing to memory");
    (bytes, 8 + init_space)
}

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

const fn n16(byte: u8) -> u16 {
    u16::from_le_bytes([byte; 2])
}

const fn n32(byte: u8) -> u32 {
    u32::from_le_bytes([byte; 4])
}

const fn n64(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const fn i64_of(byte: u8) -> i64 {
    i64::from_le_bytes([byte; 8])
}

fn registry() -> Registry {
    Registry {
        version: 1,
        bump: 2,
        mint_authority_bump: 3,
        buffer_bump: 4,
        id: n16(5),
        creator: key(6),
        authority: key(7),
        pending_authority: key(8),
        guardian: key(9),
        treasury: key(0x0a),
        buffer: key(0x0b),
        mints: [0x0c, 0x0d, 0x0e, 0x0f].map(key),
        open: true,
        pause: Pause { since: i64_of(0x10), last_end: i64_of(0x11), total: i64_of(0x12) },
        policy: Policy {
            gwp: GwpSet::Ar6,
            year_start_month: 0x13,
            scope2: Scope2Method::Market,
            terms: Terms {
                record_cap: n64(0x14),
                buffer_bps: n16(0x15),
                max_vintage_age: 0x16,
                required_adjustment: Adjustment::Adjusted,
                retention_years: n16(0x17),
                voting_period: i64_of(0x18),
                claim_fee: n64(0x19),
                timelock: i64_of(0x1a),
                market_fee_bps: n16(0x1d),
            },
        },
        name: [0x1c; 32],
        reserved: [0x1b; 62],
    }
}

fn notary(first: u8) -> Notary {
    Notary {
        key: key(first),
        affiliates: [key(first + 1), key(first + 2)],
        name: [first + 3; 32],
        accredited_from: i64_of(first + 4),
        accredited_until: i64_of(first + 5),
        weight: n32(first + 6),
        suspended: first + 7,
        reserved: [first + 8; 3],
    }
}

/// Zero-copy: the account is the memory of the struct after the discriminator.
fn notary_set() -> (Vec<u8>, usize) {
    let mut set: NotarySet = bytemuck::Zeroable::zeroed();
    set.registry = key(1);
    set.epoch = n64(2);
    set.total_weight = n64(3);
    set.threshold_bps = n16(4);
    set.version = 5;
    set.bump = 6;
    set.len = n32(7);
    set.joined = n64(8);
    set.notaries[0] = notary(9);
    set.notaries[MAX_NOTARIES - 1] = notary(0x19);
    ([NotarySet::DISCRIMINATOR, bytemuck::bytes_of(&set)].concat(), NotarySet::SPACE)
}

fn scheduled_change() -> ScheduledChange {
    ScheduledChange {
        version: 1,
        bump: 2,
        registry: key(3),
        nonce: n64(4),
        rent_payer: key(5),
        due: i64_of(6),
        change: Change::SetAccreditation { key: key(7), from: i64_of(8), until: i64_of(9) },
        reserved: [0x0a; 16],
    }
}

fn factor() -> Factor {
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
        reserved: [0x0c; 32],
    }
}

fn provider() -> Provider {
    Provider {
        version: 1,
        bump: 2,
        registry: key(3),
        key: key(4),
        active_from: i64_of(5),
        rent_payer: key(6),
        name: [8; 64],
        reserved: [7; 16],
    }
}

fn source() -> Source {
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
        reserved: [0x0c; 16],
    }
}

fn subject() -> Subject {
    Subject {
        version: 1,
        bump: 2,
        registry: key(3),
        content: [4; 32],
        ballot: Ballot {
            digest: [5; 32],
            epoch: n64(6),
            round: 7,
            approve: n64(8),
            reject: n64(9),
            interest: n64(0x0a),
            opened: i64_of(0x0b),
            expires: i64_of(0x0c),
            paused_before: i64_of(0x0d),
        },
        interested: vec![key(0x0e), key(0x0f)],
    }
}

fn data(quantity: Quantity) -> CarbonData {
    CarbonData {
        kind: ClaimKind::Absorption,
        ledger: Ledger::Absorbed,
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

fn claim() -> Claim {
    Claim {
        subject: subject(),
        source: key(0x10),
        nonce: n64(0x11),
        submitter: key(0x12),
        owner: key(0x13),
        rent_payer: key(0x14),
        fee: n64(0x15),
        buffer_grams: n64(0x16),
        awaited: true,
        data: data(Quantity::Activity { amount: n64(0x45) }),
        evidence_uri: "abc".into(),
        reserved: [0x17; 31],
    }
}

fn year_closing() -> YearClosing {
    YearClosing {
        subject: subject(),
        source: key(0x10),
        year: n16(0x11),
        proposer: key(0x12),
        rent_payer: key(0x13),
        emitted: n64(0x14),
        add_back: n64(0x15),
        records: n32(0x16),
        reserved: [0x17; 32],
    }
}

fn day_map() -> DayMap {
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

fn record() -> Record {
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
        approve: n64(0x0a),
        notarized_at: i64_of(0x0b),
        frozen: true,
        neutralized_end: n64(0x0d),
        supplements: key(0x0e),
        reserved: [0x0c; 23],
    }
}

fn lot() -> Lot {
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
        opened: i64_of(0x0b),
        rent_payer: key(0x0c),
        before: n64(0x0f),
        state: LotState::Locked { by: key(0x0d) },
        reserved: [0x0e; 24],
    }
}

fn inventory() -> Inventory {
    Inventory {
        version: 1,
        bump: 2,
        registry: key(3),
        source: key(4),
        year: n16(5),
        closed: true,
        records: n32(6),
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
        stated: Some(Stated { leaf: n64(0x11), emitted: n64(0x12), neutralized: n64(0x13) }),
        reserved: [0x10; 32],
    }
}

fn payment_mint() -> PaymentMint {
    PaymentMint {
        version: 1,
        bump: 2,
        registry: key(3),
        mint: key(4),
        active_from: i64_of(5),
        rent_payer: key(6),
        reserved: [7; 32],
    }
}

fn offer() -> Offer {
    Offer {
        version: 1,
        bump: 2,
        registry: key(3),
        seller: key(4),
        lot: key(5),
        grams: n64(6),
        price_per_tonne: n64(7),
        payment_mint: key(8),
        fee_bps: n16(9),
        listed: i64_of(0x0a),
        expires: i64_of(0x0b),
        paused_before: i64_of(0x0c),
        rent_payer: key(0x0d),
        reserved: [0x0e; 32],
    }
}

fn units(first: u8) -> Units {
    Units {
        record: key(first),
        start: n64(first + 1),
        end: n64(first + 2),
        vintage: n16(first + 3),
        head: [first + 4; 32],
    }
}

fn side(first: u8) -> Side {
    let review = Review {
        head: [first + 6; 32],
        owner: key(first + 7),
        start: n64(first + 8),
        end: n64(first + 9),
        time: i64_of(first + 0x0a),
        epoch: n64(first + 0x0b),
    };
    Side { lot: key(first), units: units(first + 1), review }
}

fn burn_proof() -> BurnProof {
    BurnProof {
        subject: subject(),
        nonce: n64(0x10),
        proposer: key(0x11),
        beneficiary: key(0x12),
        rent_payer: key(0x13),
        purpose: [0x14; MAX_PURPOSE],
        metadata_sha256: [0x15; 32],
        legs: vec![Leg { emission: side(0x20), credit: side(0x30) }],
        reserved: [0x16; 32],
    }
}

fn certificate() -> Certificate {
    Certificate {
        version: 1,
        bump: 2,
        registry: key(3),
        leaf: n64(4),
        status: CertificateStatus::Impaired,
        shortfall: n64(5),
        proposer: key(6),
        beneficiary: key(7),
        purpose: [8; MAX_PURPOSE],
        metadata_sha256: [9; 32],
        grams: n64(0x0a),
        digest: [0x0b; 32],
        epoch: n64(0x0c),
        approve: n64(0x0d),
        slot: n64(0x0e),
        time: i64_of(0x0f),
        covers: n32(0x11),
        reserved: [0x10; 60],
        legs: vec![CertificateLeg { emission: units(0x20), credit: units(0x30), void: n64(0x40), covered: n64(0x41) }],
    }
}

/// Zero-copy: the account is the memory of the struct after the discriminator.
fn rollup_log() -> (Vec<u8>, usize) {
    let mut log: RollupLog = bytemuck::Zeroable::zeroed();
    log.registry = key(1);
    log.neutralized = [2; 16];
    log.corrections = n64(3);
    log.count = n64(4);
    log.peaks[0] = [5; 32];
    log.peaks[31] = [6; 32];
    log.batches = n64(7);
    log.published = n64(8);
    log.published_root = [9; 32];
    log.bridge = Bridge {
        core_bridge: key(0x0a),
        config: key(0x0b),
        fee_collector: key(0x0c),
        sequence: key(0x0d),
        shim: key(0x0e),
        message: key(0x0f),
        shim_authority: key(0x10),
        target_contract: [0x11; 32],
        target_chain: n16(0x12),
    };
    log.version = 0x13;
    log.bump = 0x14;
    log.reserved = [0x15; 60];
    ([RollupLog::DISCRIMINATOR, bytemuck::bytes_of(&log)].concat(), RollupLog::SPACE)
}

fn restatement() -> Restatement {
    Restatement {
        subject: subject(),
        record: key(0x10),
        proposer: key(0x11),
        rent_payer: key(0x12),
        before: n64(0x13),
        after: n64(0x14),
        buffer_grams: n64(0x15),
        provider: key(0x16),
        evidence_sha256: [0x17; 32],
        item: n32(0x18),
        reason: [0x19; MAX_REASON],
        evidence_uri: "abc".into(),
        reserved: [0x1a; 32],
    }
}

fn cover() -> Cover {
    Cover {
        version: 1,
        bump: 2,
        registry: key(3),
        certificate: key(4),
        leg: 5,
        holder: key(6),
        units: units(0x20),
        void: n64(7),
        time: i64_of(8),
        reserved: [9; 32],
    }
}

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
    Deadline { at: i64_of(0x36), paused_before: i64_of(0x37) }
}

fn pool() -> Pool {
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
    }
}

fn member() -> Member {
    Member {
        version: 1,
        bump: 2,
        source: key(3),
        year: n16(4),
        state: MemberState::Settled,
        deadline: deadline(),
        pending: n32(5),
        late: n64(6),
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
        place: 0x11,
        figures: MemberFigures {
            gross: n64(0x12),
            add_back: u128_of(0x13),
            cured: u128_of(0x14),
            reduced: n64(0x15),
            closed: true,
            share: n64(0x16),
        },
        emissions: Trail { head: [0x17; 32], left: n64(0x18) },
        reductions: Trail { head: [0x19; 32], left: n64(0x1a) },
        converted: n64(0x1b),
        voided: n64(0x1c),
        reserved: [0x1d; 64],
    }
}

fn settlement() -> Settlement {
    Settlement {
        subject: subject(),
        pool: key(0x10),
        rent_payer: key(0x11),
        totals: totals(),
        emissions_left: n16(0x12),
        reductions_left: n16(0x13),
        reserved: [0x14; 32],
    }
}

fn batch() -> Batch {
    Batch {
        version: 1,
        bump: 2,
        registry: key(3),
        index: n64(4),
        sequence: n64(5),
        payload: [6; 208],
        reserved: [7; 32],
    }
}
