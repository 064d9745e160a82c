//! Instructions on claims.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::{
    claim::{Claim, SubmitClaimArgs},
    instruction,
    record::{CarbonData, DayMap, Inventory},
    seeds,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// The day map of a claim that is not submitted yet.
pub fn day_map_of(source: &Pubkey, args: &SubmitClaimArgs, year: u16) -> Pubkey {
    let kind = args.kind as u8;
    let stream = if kind == 0 { args.stream } else { carbon_consensus::record::NO_STREAM };
    let seeds: [&[u8]; 5] = [seeds::DAYS, source.as_ref(), &[kind], &year.to_le_bytes(), &[stream]];
    Pubkey::find_program_address(&seeds, &carbon_consensus::ID).0
}

/// The day map of data that a source recorded.
pub fn day_map_of_data(source: &Pubkey, data: &CarbonData) -> Pubkey {
    addresses::days(source, data.kind, DayMap::stream_of(data), data.year)
}

/// A key in data; the default means none.
fn named(key: Pubkey) -> Option<Pubkey> {
    Some(key).filter(|key| *key != Pubkey::default())
}

/// The account of the provider that data name, whether it is still listed or not.
pub(crate) fn provider_of(registry: &Pubkey, key: Pubkey) -> Option<Pubkey> {
    named(key).map(|key| addresses::provider(registry, &key))
}

/// The keys and accounts of a new claim.
#[derive(Clone, Copy, Debug)]
pub struct ClaimContext {
    /// Pays rent, deposit and fee.
    pub payer: Pubkey,
    /// Owner or operator of the source.
    pub submitter: Pubkey,
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Factor of activity data.
    pub factor: Option<Pubkey>,
    /// Account of the data provider.
    pub provider: Option<Pubkey>,
    /// The source's reduction pool of the claim's year.
    pub pool: Option<Pubkey>,
}

/// `submit_claim`; `year` is the reporting year of the claim's days.
pub fn submit_claim(context: ClaimContext, args: SubmitClaimArgs, year: u16) -> Instruction {
    let ClaimContext { payer, submitter, registry, source, factor, provider, pool } = context;
    build!(
        accounts::SubmitClaim {
            payer,
            submitter,
            registry,
            notaries: addresses::notaries(&registry),
            source,
            factor,
            provider,
            member: pool.map(|_| addresses::member(&source, year)),
            pool,
            day_map: day_map_of(&source, &args, year),
            claim: addresses::claim(&source, args.nonce),
            system_program: SYSTEM,
        },
        instruction::SubmitClaim { args },
    )
}

/// `notarize_claim` with the accounts that the claim's kind needs. `inventory` is the inventory of the claim's source and year,
/// if it exists. The rollup log is passed only when that year is logged: transactions that write to the log block each other.
pub fn notarize_claim(payer: Pubkey, key: Pubkey, claim: &Claim, inventory: Option<&Inventory>) -> Instruction {
    let (registry, source) = (claim.subject.registry, claim.source);
    let data: &CarbonData = &claim.data;
    let record = addresses::record(&registry, &data.evidence_sha256, data.item);
    let buffer = addresses::buffer(&registry);
    let class = data.line.class();
    let (owner_gets, buffer_gets) = data.holders(claim.buffer_grams);
    let holding = |gets: bool, index: u32, owner: &Pubkey| {
        class
            .filter(|_| gets)
            .map(|class| (addresses::lot(&record, index), addresses::token_account(&registry, owner, class)))
            .unzip()
    };
    let (lot, token_account) = holding(owner_gets, 0, &claim.owner);
    let (buffer_lot, buffer_token_account) = holding(buffer_gets, 1, &buffer);
    build!(
        accounts::NotarizeClaim {
            payer,
            registry,
            notaries: addresses::notaries(&registry),
            claim: key,
            source,
            factor: named(data.factor),
            provider: provider_of(&registry, data.provider),
            owner: claim.owner,
            rent_payer: claim.rent_payer,
            record,
            day_map: addresses::day_map(&source, data),
            inventory: addresses::inventory(&source, data.year),
            member: addresses::member(&source, data.year),
            mint_authority: addresses::mint_authority(&registry),
            buffer,
            mint: class.map(|class| addresses::mint(&registry, class)),
            lot,
            token_account,
            buffer_lot,
            buffer_token_account,
            log: inventory.and_then(|inventory| inventory.logged).map(|_| addresses::log(&registry)),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
        },
        instruction::NotarizeClaim {},
    )
}

/// `close_claim`.
pub fn close_claim(caller: Pubkey, key: Pubkey, claim: &Claim) -> Instruction {
    build!(
        accounts::CloseClaim {
            caller,
            registry: claim.subject.registry,
            notaries: addresses::notaries(&claim.subject.registry),
            claim: key,
            source: claim.source,
            rent_payer: claim.rent_payer,
            member: claim.awaited.then(|| addresses::member(&claim.source, claim.data.year)),
            day_map: day_map_of_data(&claim.source, &claim.data),
            record: addresses::record(&claim.subject.registry, &claim.data.evidence_sha256, claim.data.item),
            factor: named(claim.data.factor),
            provider: provider_of(&claim.subject.registry, claim.data.provider),
        },
        instruction::CloseClaim {},
    )
}
