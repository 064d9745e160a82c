//! Vectors for the TypeScript package: the bytes of every account type, every address and every instruction, as the
//! Rust client makes them. The tests of the package read them from `app/client/test/vectors.json`.

use crate::layout::{sentinels, table::layouts};
use anchor_lang::AccountDeserialize;
use carbon_client::{
    addresses as at, burns,
    claims::{self, ClaimContext},
    history::Piece,
    instructions as ix, lookup, lots,
    market::{self, Found, Terms},
    pools,
    program::{
        burn::*,
        claim::*,
        lot::Lot,
        market::{BuyCreditsArgs, Offer},
        notary::*,
        pool::*,
        record::{Assurance, ClaimKind, Quantity, Record, NO_STREAM},
        registry::*,
        restatement::*,
        source::*,
        token::TokenClass,
    },
    restatements::{self, CertifiedLeg},
    rollup, wormhole, years,
};
use carbon_testkit::files::{self, idl};
use carbon_wire::lineage::ENTRY_LEN;
use serde_json::{json, Map, Value};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/client/test/vectors.json");

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

const PAYER: Pubkey = Pubkey::new_from_array([0xa0; 32]);
const SIGNER: Pubkey = Pubkey::new_from_array([0xa1; 32]);
const REGISTRY: Pubkey = Pubkey::new_from_array([3; 32]);
const ACCOUNT: Pubkey = Pubkey::new_from_array([0xa2; 32]);
const OTHER: Pubkey = Pubkey::new_from_array([0xa3; 32]);

fn read<T: AccountDeserialize>(name: &str) -> T {
    carbon_client::read(&sentinels::of(name).0).expect("a sentinel reads back")
}

fn accounts() -> Value {
    layouts().map(|layout| (layout.name.to_string(), json!(hex::encode(sentinels::of(layout.name).0)))).collect()
}

fn addresses() -> Value {
    let (one, other, hash) = (key(1), key(2), [9; 32]);
    let named: &[(&str, Pubkey)] = &[
        ("registry", at::registry(&one, 258)),
        ("notaries", at::notaries(&one)),
        ("mintAuthority", at::mint_authority(&one)),
        ("buffer", at::buffer(&one)),
        ("mint", at::mint(&one, TokenClass::ReductionCredit)),
        ("tokenAccount", at::token_account(&one, &other, TokenClass::AbsorptionCredit)),
        ("change", at::change(&one, u64::MAX)),
        ("factor", at::factor(&one, 65_538, 258)),
        ("provider", at::provider(&one, &other)),
        ("source", at::source(&one, &other, 65_538)),
        ("claim", at::claim(&one, 1 << 40)),
        ("dayMapOfEmission", at::days(&one, ClaimKind::Emission, 2, 2023)),
        ("dayMapOfAbsorption", at::days(&one, ClaimKind::Absorption, NO_STREAM, 2023)),
        ("record", at::record(&one, &hash, 65_538)),
        ("lot", at::lot(&one, 65_538)),
        ("inventory", at::inventory(&one, 2023)),
        ("member", at::member(&one, 2023)),
        ("pool", at::pool(&one, &other, 1 << 40)),
        ("settlement", at::settlement(&one)),
        ("closing", at::closing(&one, 2023)),
        ("burnProof", at::burn_proof(&one, &other, 1 << 40)),
        ("certificate", at::certificate(&one)),
        ("restatement", at::restatement(&one)),
        ("cover", at::cover(&one, 2, &other)),
        ("cure", at::cure(&one, &other)),
        ("boughtLot", at::bought_lot(&one, &other, 1 << 40)),
        ("payment", at::payment(&one, &other)),
        ("offer", at::offer(&one)),
        ("log", at::log(&one)),
        ("batch", at::batch(&one, 1 << 40)),
        ("eventAuthority", at::event_authority()),
        ("wormholeConfig", wormhole::Cluster::LOCAL.config()),
        ("wormholeFeeCollector", wormhole::Cluster::LOCAL.fee_collector()),
    ];
    named.iter().map(|(name, address)| (name.to_string(), json!(address.to_string()))).collect()
}

/// The arguments of a claim about emissions, quantified by activity.
fn claim_args() -> SubmitClaimArgs {
    SubmitClaimArgs {
        nonce: 1 << 40,
        kind: ClaimKind::Emission,
        stream: 1,
        first_day: 19_539,
        last_day: 19_904,
        grams: 351_701_000_000,
        quantity: Quantity::Activity { amount: 7 },
        assurance: Assurance::Limited,
        evidence_sha256: [9; 32],
        item: 4,
        adjustment: Adjustment::Authorized,
        evidence_uri: "file".into(),
    }
}

fn of_registries() -> Vec<(&'static str, Instruction)> {
    let scheduled: ScheduledChange = read("ScheduledChange");
    let (registry, policy) = (REGISTRY, read::<Registry>("Registry").policy);
    let bridge = wormhole::Cluster::LOCAL.into();
    let (guardian, treasury) = (key(4), key(5));
    let args = CreateRegistryArgs {
        id: 258,
        name: "Registry".into(),
        guardian,
        treasury,
        policy,
        threshold_bps: 7_000,
        bridge,
    };
    let change = Change::SetThreshold { threshold_bps: 8_000 };
    let list = ix::list_provider(PAYER, SIGNER, registry, OTHER, "Provider".into());
    let factor = PublishFactorArgs {
        family: 65_538,
        edition: 258,
        gases: Gases { co2: 1, ch4: 2, n2o: 3, other: 4 },
        basis: Basis::Co2e,
        gwp: GwpSet::Ar5,
        valid_from: 5,
        valid_until: 6,
        name: "Factor".into(),
        unit: "kWh".into(),
    };
    let source = RegisterSourceArgs {
        index: 65_538,
        kind: SourceKind::Forest,
        boundary: Boundary::Financial,
        country: *b"AU",
        group: key(6),
        operators: vec![key(7)],
        streams: vec![Stream { kind: StreamKind::Scope3 { category: 4 }, factor_family: 9 }],
        metadata_uri: "uri".into(),
        metadata_sha256: [8; 32],
    };
    let mint = ix::create_mint(PAYER, SIGNER, registry, TokenClass::Reduction, "uri".into());
    let nonce = scheduled.nonce;
    let attest = ix::attest(REGISTRY, ACCOUNT, [1; 32], Verdict::Reject, [2; 32], &[SIGNER, OTHER]);
    vec![
        ("createRegistry", ix::create_registry(PAYER, SIGNER, args)),
        ("createMint", mint),
        ("openRegistry", ix::open_registry(SIGNER, registry)),
        ("proposeAuthority", ix::propose_authority(SIGNER, registry, OTHER)),
        ("acceptAuthority", ix::accept_authority(SIGNER, registry)),
        ("pauseRegistry", ix::pause_registry(SIGNER, registry)),
        ("unpauseRegistry", ix::unpause_registry(SIGNER, registry)),
        ("applyChange", ix::apply_change(SIGNER, registry, change)),
        ("scheduleChange", ix::schedule_change(PAYER, SIGNER, registry, nonce, scheduled.change)),
        ("executeChange", ix::execute_change(SIGNER, registry, nonce, scheduled.rent_payer)),
        ("cancelChange", ix::cancel_change(SIGNER, registry, nonce, scheduled.rent_payer)),
        ("suspendNotary", ix::suspend_notary(SIGNER, registry, OTHER)),
        ("attest", attest),
        ("reopenBallot", ix::reopen_ballot(registry, ACCOUNT)),
        ("publishFactor", ix::publish_factor(PAYER, SIGNER, registry, factor)),
        ("withdrawFactor", ix::withdraw_factor(SIGNER, registry, OTHER)),
        ("listProvider", list),
        ("delistProvider", ix::delist_provider(SIGNER, registry, key(4), key(6))),
        ("registerSource", ix::register_source(PAYER, SIGNER, registry, source)),
        ("admitSource", ix::admit_source(SIGNER, registry, ACCOUNT)),
        ("suspendSource", ix::suspend_source(SIGNER, registry, ACCOUNT)),
        ("reinstateSource", ix::reinstate_source(SIGNER, registry, ACCOUNT)),
        ("collectFees", ix::collect_fees(registry, ACCOUNT, OTHER)),
    ]
}

fn of_data() -> Vec<(&'static str, Instruction)> {
    let (claim, lot, registry): (Claim, Lot, Registry) = (read("Claim"), read("Lot"), read("Registry"));
    let context = |factor, provider: Option<Pubkey>, pool| ClaimContext {
        payer: PAYER,
        submitter: SIGNER,
        registry: REGISTRY,
        source: ACCOUNT,
        factor,
        provider: provider.map(|key| at::provider(&REGISTRY, &key)),
        pool,
    };
    let absorption = SubmitClaimArgs { kind: ClaimKind::Absorption, ..claim_args() };
    let emission_lot = Lot { class: TokenClass::Emission, ..lot.clone() };
    let (source, year, rent_payer) = (key(0x10), 0x1111, key(0x13));
    let days = [at::days(&ACCOUNT, ClaimKind::Emission, 0, 0x0505), at::days(&ACCOUNT, ClaimKind::Emission, 1, 0x0505)];
    let (emitted, add_back) = (u64::from_le_bytes([7; 8]), u64::from_le_bytes([0x0b; 8]));
    let inventory_source = key(4);
    let offer: Offer = read("Offer");
    let terms = |grams| Terms { grams, price_per_tonne: 18_500_000, payment_mint: OTHER, expires_at: -2 };
    let found = Found { offer: &offer, lot: &lot, registry: &registry, payment_program: key(0x55) };
    vec![
        ("submitClaim", claims::submit_claim(context(Some(key(7)), Some(OTHER), Some(key(8))), claim_args(), 2023)),
        ("submitClaimOfAbsorption", claims::submit_claim(context(None, None, None), absorption, 2023)),
        ("notarizeClaim", claims::notarize_claim(PAYER, ACCOUNT, &claim, None)),
        ("notarizeClaimOfLoggedYear", claims::notarize_claim(PAYER, ACCOUNT, &claim, Some(&read("Inventory")))),
        ("closeClaim", claims::close_claim(SIGNER, ACCOUNT, &claim)),
        (
            "proposeYearClosing",
            years::propose_year_closing(PAYER, SIGNER, REGISTRY, ACCOUNT, None, 0x0505, emitted, add_back, &days),
        ),
        (
            "proposeYearClosingByOperator",
            years::propose_year_closing(
                PAYER,
                SIGNER,
                REGISTRY,
                ACCOUNT,
                Some(OTHER),
                0x0505,
                emitted,
                add_back,
                &days,
            ),
        ),
        ("executeYearClosing", years::execute_year_closing(REGISTRY, source, year, rent_payer)),
        ("dropYearClosing", years::drop_year_closing(SIGNER, REGISTRY, source, year, rent_payer)),
        ("logYear", years::log_year(Some(SIGNER), REGISTRY, inventory_source, 0x0505, [6; 32])),
        ("logYearByAnyone", years::log_year(None, REGISTRY, inventory_source, 0x0505, [0; 32])),
        ("transferLot", lots::transfer_lot(PAYER, ACCOUNT, &lot, OTHER, 5)),
        ("transferLotOfEmission", lots::transfer_lot(PAYER, ACCOUNT, &emission_lot, OTHER, 5)),
        ("closeLot", lots::close_lot(ACCOUNT, lot.rent_payer)),
        ("closeVoidLot", lots::close_void_lot(ACCOUNT, &lot)),
        ("allowPayment", market::allow_payment(PAYER, SIGNER, REGISTRY, OTHER)),
        ("disallowPayment", market::disallow_payment(SIGNER, REGISTRY, key(4), key(6))),
        ("listCredits", market::list_credits(PAYER, ACCOUNT, &lot, terms(5))),
        ("listCreditsOfWholeLot", market::list_credits(PAYER, ACCOUNT, &lot, terms(lot.grams()))),
        (
            "buyCredits",
            market::buy_credits(PAYER, SIGNER, found, BuyCreditsArgs { grams: 5, max_total: 6, max_end: 7, nonce: 8 }),
        ),
        ("cancelListing", market::cancel_listing(SIGNER, &offer)),
    ]
}

fn of_burns() -> Vec<(&'static str, Instruction)> {
    let (proof, lot): (BurnProof, Lot) = (read("BurnProof"), read("Lot"));
    let (record, certificate): (Record, Certificate) = (read("Record"), read("Certificate"));
    let (cover, restatement): (Cover, Restatement) = (read("Cover"), read("Restatement"));
    let args = ProposeBurnArgs {
        nonce: 1 << 40,
        beneficiary: OTHER,
        purpose: "Emissions of 2023".into(),
        metadata_sha256: [5; 32],
    };
    let piece = Piece { previous: [7; 32], entries: vec![[1; ENTRY_LEN], [2; ENTRY_LEN]] };
    let propose = ProposeRestatementArgs {
        valid_grams: 5,
        evidence_sha256: [6; 32],
        item: 7,
        reason: "again".into(),
        evidence_uri: "uri".into(),
    };
    let of = CertifiedLeg { key: ACCOUNT, certificate: &certificate, leg: 0, emission: &record };
    let supplement = Restatement { old_valid_grams: 5, new_valid_grams: 9, buffer_grams: 1, ..restatement.clone() };
    let execute = burns::execute_burn(PAYER, ACCOUNT, &proof, |_| record.clone());
    let table = lookup::table_for(&execute, SIGNER, PAYER, 77).transactions;
    let provider = at::provider(&REGISTRY, &OTHER);
    let supplements = [key(0x67), key(0x68)];
    vec![
        ("proposeBurn", burns::propose_burn(PAYER, SIGNER, REGISTRY, args)),
        ("addLeg", burns::add_leg(PAYER, OTHER, key(0x65), (ACCOUNT, &lot), (key(0x66), &lot), 5)),
        ("addLegOfWholeLots", burns::add_leg(PAYER, OTHER, key(0x65), (ACCOUNT, &lot), (key(0x66), &lot), lot.grams())),
        ("submitBurn", burns::submit_burn(ACCOUNT, &proof)),
        ("reviewLot", burns::review_lot(ACCOUNT, &proof, 1, piece.previous, piece.entries)),
        ("executeBurn", execute),
        ("createLookupTable", table[0].clone()),
        ("extendLookupTable", table[1].clone()),
        ("dropBurn", burns::drop_burn(SIGNER, ACCOUNT, &proof)),
        (
            "proposeRestatement",
            restatements::propose_restatement(
                PAYER,
                SIGNER,
                (ACCOUNT, &record),
                &supplements,
                Some(OTHER),
                Some(provider),
                propose,
            ),
        ),
        ("dropRestatement", restatements::drop_restatement(SIGNER, &restatement, &record, &supplements)),
        ("executeLowering", restatements::execute_lowering(&restatement, &record, &supplements)),
        ("executeSupplement", restatements::execute_supplement(PAYER, &supplement, &record)),
        ("impair", restatements::impair(of, None)),
        ("impairCover", restatements::impair(of, Some((OTHER, &cover)))),
        ("coverShortfall", restatements::cover_shortfall(PAYER, SIGNER, of, (key(0x66), &lot), 5)),
    ]
}

fn of_pools() -> Vec<(&'static str, Instruction)> {
    let (pool, member): (Pool, Member) = (read("Pool"), read("Member"));
    let (settlement, lot): (Settlement, Lot) = (read("Settlement"), read("Lot"));
    let args =
        CreatePoolArgs { nonce: 1 << 40, first_day: 1, last_day: 2, unit: PoolUnit::Tonne, deadline_at: 1 << 41 };
    let log = rollup::read_log(&sentinels::of("RollupLog").0).expect("a sentinel reads back");
    let records = [key(0x61), key(0x62)];
    vec![
        ("createPool", pools::create_pool(PAYER, SIGNER, REGISTRY, args)),
        ("joinPool", pools::join_pool(PAYER, SIGNER, ACCOUNT, &pool, OTHER, key(0x66), 5)),
        ("leavePool", pools::leave_pool(SIGNER, &member)),
        ("lockPool", pools::lock_pool(ACCOUNT, &pool, |_| key(0x69))),
        ("closePool", pools::close_pool(SIGNER, ACCOUNT, &pool)),
        ("curePool", pools::cure_pool(PAYER, ACCOUNT, &lot, OTHER, 2023, 5)),
        ("impairCure", pools::impair_cure(REGISTRY, OTHER, 2023, ACCOUNT)),
        ("openSettlement", pools::open_settlement(PAYER, ACCOUNT, &pool)),
        ("reviewEmissions", pools::review_emissions(&member, [7; 32], &records)),
        ("reviewReductions", pools::review_reductions(&member, [7; 32], &records)),
        ("executeSettlement", pools::execute_settlement(ACCOUNT, &pool, &settlement)),
        ("dropSettlement", pools::drop_settlement(ACCOUNT, &pool, &settlement)),
        ("convertReduction", pools::convert_reduction(PAYER, &member, ACCOUNT, &lot)),
        ("voidPool", pools::void_pool(ACCOUNT, &pool)),
        ("publishBatch", rollup::publish_batch(PAYER, &log)),
        ("republish", rollup::republish(PAYER, &log, 5)),
    ]
}

fn instructions() -> Value {
    let all = [of_registries(), of_data(), of_burns(), of_pools()].concat();
    let described = all.into_iter().map(|(name, instruction)| {
        let accounts: Vec<Value> = instruction
            .accounts
            .iter()
            .map(|meta| json!([meta.pubkey.to_string(), u8::from(meta.is_signer) << 1 | u8::from(meta.is_writable)]))
            .collect();
        let (program, data) = (instruction.program_id.to_string(), hex::encode(&instruction.data));
        (name.to_string(), json!({ "program": program, "data": data, "accounts": accounts }))
    });
    described.collect::<Map<_, _>>().into()
}

#[test]
fn the_file_of_the_typescript_package_is_what_the_rust_client_gives() {
    let vectors = json!({
        "generated": "by tests/program/typescript.rs: change the Rust client and run `make generate`",
        "accounts": accounts(),
        "addresses": addresses(),
        "instructions": instructions(),
    });
    // First compare name by name, for a clear message.
    if !files::is_generating() {
        let committed: Value = serde_json::from_slice(&std::fs::read(FILE).expect(FILE)).expect("JSON");
        for part in ["accounts", "addresses", "instructions"] {
            for (name, value) in vectors[part].as_object().expect("an object") {
                assert_eq!(
                    &committed[part][name], value,
                    "{part}/{name} in {FILE} is out of date: run `make generate`"
                );
            }
        }
    }
    let text = serde_json::to_string_pretty(&vectors).expect("JSON") + "\n";
    files::assert_generated("app/client/test/vectors.json", &text);
}

/// Every instruction of the IDL has a vector, and the name of each vector begins with the name of its instruction.
#[test]
fn every_instruction_has_a_vector() {
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    for instruction in idl()["instructions"].as_array().expect("the IDL's instructions") {
        let discriminator: Vec<u8> = serde_json::from_value(instruction["discriminator"].clone()).expect("bytes");
        let name = instruction["name"].as_str().expect("a name");
        missing.insert(hex::encode(discriminator), camel_case(name));
    }
    let names = missing.clone();
    for (name, vector) in instructions().as_object().expect("an object") {
        // Those of the lookup table are instructions of another program.
        if vector["program"] != carbon_client::program::ID.to_string() {
            continue;
        }
        let discriminator = &vector["data"].as_str().expect("hex")[..16];
        let instruction = names.get(discriminator).unwrap_or_else(|| panic!("{name} is an instruction of the IDL"));
        assert!(name.starts_with(instruction), "{name} is named after {instruction}");
        missing.remove(discriminator);
    }
    assert!(missing.is_empty(), "instructions without a vector: {:?}", missing.values());
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_string();
    words.fold(first, |text, word| text + &word[..1].to_uppercase() + &word[1..])
}
