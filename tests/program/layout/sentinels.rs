//! A value of every account type in which each field has distinct bytes.

mod burn;
mod market;
mod pool;
mod record;
mod registry;
mod restatement;
mod rollup;
mod source;

use anchor_lang::{AccountSerialize, Discriminator, Space};
use carbon_client::program::{
    burn::*,
    claim::*,
    lot::*,
    market::*,
    notary::*,
    pause::{Deadline, Pause},
    pool::*,
    record::*,
    registry::*,
    restatement::*,
    rollup::*,
    source::*,
    token::*,
    wormhole::*,
    year::*,
};
use solana_pubkey::Pubkey;

/// The account's bytes by the type's name, with the discriminator, and the size the program creates it with.
pub fn of(name: &str) -> (Vec<u8>, usize) {
    match name {
        "Registry" => sized(&registry::registry(), Registry::INIT_SPACE),
        "NotarySet" => registry::notary_set(),
        "ScheduledChange" => sized(&registry::scheduled_change(), ScheduledChange::INIT_SPACE),
        "Factor" => sized(&source::factor(), Factor::INIT_SPACE),
        "Provider" => sized(&source::provider(), Provider::INIT_SPACE),
        "Source" => sized(&source::source(), Source::INIT_SPACE),
        "Claim" => sized(&record::claim(), Claim::INIT_SPACE),
        "YearClosing" => sized(&record::year_closing(), YearClosing::INIT_SPACE + Pool::CONFLICTED_SPACE),
        "DayMap" => sized(&record::day_map(), DayMap::INIT_SPACE),
        "Record" => sized(&record::record(), Record::INIT_SPACE),
        "PaymentMint" => sized(&market::payment_mint(), PaymentMint::INIT_SPACE),
        "Offer" => sized(&market::offer(), Offer::INIT_SPACE),
        "Restatement" => sized(&restatement::restatement(), Restatement::INIT_SPACE),
        "Cover" => sized(&restatement::cover(), Cover::INIT_SPACE),
        "Cure" => sized(&pool::cure(), Cure::INIT_SPACE),
        "Pool" => sized(&pool::pool(), Pool::INIT_SPACE),
        "Member" => sized(&pool::member(), Member::INIT_SPACE),
        "Settlement" => sized(&pool::settlement(), Settlement::SPACE - 8),
        "Lot" => sized(&record::lot(), Lot::INIT_SPACE),
        "Inventory" => sized(&record::inventory(), Inventory::INIT_SPACE),
        "BurnProof" => sized(&burn::burn_proof(), BurnProof::SPACE - 8),
        "Certificate" => sized(&burn::certificate(), Certificate::space(1) - 8),
        "RollupLog" => rollup::rollup_log(),
        "Batch" => sized(&rollup::batch(), Batch::INIT_SPACE),
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

fn serials() -> Serials {
    Serials { ranges: vec![SerialRange { start: n64(0x50), end: n64(0x51) }] }
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
            approvals: n64(8),
            rejections: n64(9),
            conflicted: n64(0x0a),
            opened_at: i64_of(0x0b),
            expires_at: i64_of(0x0c),
            paused_before: i64_of(0x0d),
            quorum_reached: true,
        },
        conflicted: vec![key(0x0e), key(0x0f)],
    }
}
