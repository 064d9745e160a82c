//! The address of every account, derived from the values that identify it.

use anchor_spl::associated_token::get_associated_token_address_with_program_id;
use carbon_consensus::{
    record::{CarbonData, ClaimKind, DayMap},
    seeds,
    token::TokenClass,
};
use solana_pubkey::Pubkey;

fn find(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &carbon_consensus::ID).0
}

/// A registry.
pub fn registry(creator: &Pubkey, id: u16) -> Pubkey {
    find(&[seeds::REGISTRY, creator.as_ref(), &id.to_le_bytes()])
}

/// A registry's notary set.
pub fn notaries(registry: &Pubkey) -> Pubkey {
    find(&[seeds::NOTARIES, registry.as_ref()])
}

/// The authority of a registry's mints.
pub fn mint_authority(registry: &Pubkey) -> Pubkey {
    find(&[seeds::MINT_AUTHORITY, registry.as_ref()])
}

/// Owner of a registry's buffer.
pub fn buffer(registry: &Pubkey) -> Pubkey {
    find(&[seeds::BUFFER, registry.as_ref()])
}

/// A registry's mint of a class.
pub fn mint(registry: &Pubkey, class: TokenClass) -> Pubkey {
    find(&[seeds::MINT, registry.as_ref(), &[class as u8]])
}

/// An owner's token account of a class.
pub fn token_account(registry: &Pubkey, owner: &Pubkey, class: TokenClass) -> Pubkey {
    get_associated_token_address_with_program_id(owner, &mint(registry, class), &anchor_spl::token_2022::ID)
}

/// A scheduled change.
pub fn change(registry: &Pubkey, nonce: u64) -> Pubkey {
    find(&[seeds::CHANGE, registry.as_ref(), &nonce.to_le_bytes()])
}

/// An emission factor.
pub fn factor(registry: &Pubkey, family: u32, edition: u16) -> Pubkey {
    find(&[seeds::FACTOR, registry.as_ref(), &family.to_le_bytes(), &edition.to_le_bytes()])
}

/// A listed data provider.
pub fn provider(registry: &Pubkey, key: &Pubkey) -> Pubkey {
    find(&[seeds::PROVIDER, registry.as_ref(), key.as_ref()])
}

/// A source.
pub fn source(registry: &Pubkey, owner: &Pubkey, index: u32) -> Pubkey {
    find(&[seeds::SOURCE, registry.as_ref(), owner.as_ref(), &index.to_le_bytes()])
}

/// A claim.
pub fn claim(source: &Pubkey, nonce: u64) -> Pubkey {
    find(&[seeds::CLAIM, source.as_ref(), &nonce.to_le_bytes()])
}

/// The day map that records the days of a source's data.
pub fn day_map(source: &Pubkey, data: &CarbonData) -> Pubkey {
    DayMap::address(source, data).expect("every seed has an address")
}

/// The day map of a source, kind, stream and year.
pub fn days(source: &Pubkey, kind: ClaimKind, stream: u8, year: u16) -> Pubkey {
    find(&[seeds::DAYS, source.as_ref(), &[kind as u8], &year.to_le_bytes(), &[stream]])
}

/// A record.
pub fn record(registry: &Pubkey, evidence_sha256: &[u8; 32], item: u32) -> Pubkey {
    find(&[seeds::RECORD, registry.as_ref(), evidence_sha256, &item.to_le_bytes()])
}

/// The lot of a record, or a child of a lot.
pub fn lot(parent: &Pubkey, index: u32) -> Pubkey {
    find(&[seeds::LOT, parent.as_ref(), &index.to_le_bytes()])
}

/// A source's inventory of a reporting year.
pub fn inventory(source: &Pubkey, year: u16) -> Pubkey {
    find(&[seeds::INVENTORY, source.as_ref(), &year.to_le_bytes()])
}

/// A source's pool membership in a reporting year.
pub fn member(source: &Pubkey, year: u16) -> Pubkey {
    find(&[seeds::MEMBER, source.as_ref(), &year.to_le_bytes()])
}

/// A reduction pool.
pub fn pool(registry: &Pubkey, operator: &Pubkey, nonce: u64) -> Pubkey {
    find(&[seeds::POOL, registry.as_ref(), operator.as_ref(), &nonce.to_le_bytes()])
}

/// A pool's settlement.
pub fn settlement(pool: &Pubkey) -> Pubkey {
    find(&[seeds::SETTLEMENT, pool.as_ref()])
}

/// A proposal to close a year.
pub fn closing(source: &Pubkey, year: u16) -> Pubkey {
    find(&[seeds::CLOSING, source.as_ref(), &year.to_le_bytes()])
}

/// A burn proof.
pub fn burn_proof(registry: &Pubkey, proposer: &Pubkey, nonce: u64) -> Pubkey {
    find(&[seeds::BURN, registry.as_ref(), proposer.as_ref(), &nonce.to_le_bytes()])
}

/// The certificate of a burn proof.
pub fn certificate(proof: &Pubkey) -> Pubkey {
    find(&[seeds::CERTIFICATE, proof.as_ref()])
}

/// The restatement of a record.
pub fn restatement(record: &Pubkey) -> Pubkey {
    find(&[seeds::RESTATEMENT, record.as_ref()])
}

/// Credits burned against a certificate's shortfall.
pub fn cover(certificate: &Pubkey, leg: u8, record: &Pubkey) -> Pubkey {
    find(&[seeds::COVER, certificate.as_ref(), &[leg], record.as_ref()])
}

/// The credits of a record that a member burned to cure its pool.
pub fn cure(member: &Pubkey, record: &Pubkey) -> Pubkey {
    find(&[seeds::CURE, member.as_ref(), record.as_ref()])
}

/// A lot that a buyer buys of a parent lot. `nonce` is the Unix time that the buyer chooses.
pub fn bought_lot(parent: &Pubkey, buyer: &Pubkey, nonce: i64) -> Pubkey {
    find(&[seeds::LOT, parent.as_ref(), buyer.as_ref(), &nonce.to_le_bytes()])
}

/// A registry's listing of a payment mint.
pub fn payment(registry: &Pubkey, mint: &Pubkey) -> Pubkey {
    find(&[seeds::PAYMENT, registry.as_ref(), mint.as_ref()])
}

/// The offer that locks a lot.
pub fn offer(lot: &Pubkey) -> Pubkey {
    find(&[seeds::OFFER, lot.as_ref()])
}

/// A registry's rollup log.
pub fn log(registry: &Pubkey) -> Pubkey {
    find(&[seeds::LOG, registry.as_ref()])
}

/// A batch of a registry's log.
pub fn batch(registry: &Pubkey, index: u64) -> Pubkey {
    find(&[seeds::BATCH, registry.as_ref(), &index.to_le_bytes()])
}

/// The PDA that signs the program's event instructions (`emit_cpi!`).
pub fn event_authority() -> Pubkey {
    find(&[b"__event_authority"])
}
