//! Instructions that correct records, and certificates that rest on them.

use crate::{
    addresses,
    build::{build, SYSTEM},
    claims::{day_map_of_data, provider_of},
};
use carbon_consensus::{
    burn::Certificate,
    instruction,
    lot::Lot,
    record::Record,
    restatement::{Cover, ProposeRestatementArgs, Restatement},
    token::TokenClass,
};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// The supplements of a record that lowering its total to `grams` reaches, the newest first. `read` reads a supplement.
pub fn reached<E>(record: &Record, grams: u64, read: impl Fn(&Pubkey) -> Result<Record, E>) -> Result<Vec<Pubkey>, E> {
    let (mut next, mut reached) = (record.newest_supplement, vec![]);
    // The saturation is right: raising the total reaches no supplement.
    let mut void =
        (u128::from(record.valid_grams) + u128::from(record.supplemented_grams)).saturating_sub(grams.into());
    while void > 0 && next != Pubkey::default() {
        let supplement = read(&next)?;
        void = void.saturating_sub(u128::from(supplement.valid_grams.saturating_sub(supplement.neutralized_end)));
        reached.push(next);
        next = supplement.newest_supplement;
    }
    Ok(reached)
}

/// The newest supplements of a record that its restatement has frozen, the newest first. `read` reads a supplement.
pub fn frozen<E>(
    record: &Record,
    restatement: &Restatement,
    read: impl Fn(&Pubkey) -> Result<Record, E>,
) -> Result<Vec<Pubkey>, E> {
    let (mut next, mut frozen) = (record.newest_supplement, vec![]);
    for _ in 0..restatement.supplements {
        frozen.push(next);
        next = read(&next)?.newest_supplement;
    }
    Ok(frozen)
}

fn with_supplements(mut instruction: Instruction, supplements: &[Pubkey]) -> Instruction {
    instruction.accounts.extend(supplements.iter().map(|key| AccountMeta::new(*key, false)));
    instruction
}

/// `propose_restatement` of the record at `key`. `pool` is the source's pool of the record's year, `provider` the account of a
/// listed data provider, and `supplements` are those that the restatement reaches ([`reached`]).
pub fn propose_restatement(
    payer: Pubkey,
    proposer: Pubkey,
    (key, record): (Pubkey, &Record),
    supplements: &[Pubkey],
    pool: Option<Pubkey>,
    provider: Option<Pubkey>,
    args: ProposeRestatementArgs,
) -> Instruction {
    let registry = record.registry;
    let propose = build!(
        accounts::ProposeRestatement {
            payer,
            proposer,
            registry,
            notaries: addresses::notaries(&registry),
            record: key,
            source: record.source,
            inventory: addresses::inventory(&record.source, record.data.year),
            member: addresses::member(&record.source, record.data.year),
            pool,
            provider,
            restatement: addresses::restatement(&key),
            system_program: SYSTEM,
        },
        instruction::ProposeRestatement { args },
    );
    with_supplements(propose, supplements)
}

/// `drop_restatement`, of a restatement of `record`. `supplements` are those that it has frozen ([`frozen`]).
pub fn drop_restatement(
    caller: Pubkey,
    restatement: &Restatement,
    record: &Record,
    supplements: &[Pubkey],
) -> Instruction {
    let registry = restatement.subject.registry;
    let drop = build!(
        accounts::DropRestatement {
            caller,
            registry,
            notaries: addresses::notaries(&registry),
            restatement: addresses::restatement(&restatement.record),
            record: restatement.record,
            rent_payer: restatement.rent_payer,
            member: restatement.awaited.then(|| addresses::member(&record.source, record.data.year)),
            supplement: addresses::record(&registry, &restatement.evidence_sha256, restatement.item),
            provider: provider_of(&registry, restatement.provider),
        },
        instruction::DropRestatement {},
    );
    with_supplements(drop, supplements)
}

/// `execute_lowering`, of a restatement of `record`. `supplements` are those that it has frozen ([`frozen`]).
pub fn execute_lowering(restatement: &Restatement, record: &Record, supplements: &[Pubkey]) -> Instruction {
    let registry = restatement.subject.registry;
    let lower = build!(
        accounts::ExecuteLowering {
            registry,
            notaries: addresses::notaries(&registry),
            log: addresses::log(&registry),
            restatement: addresses::restatement(&restatement.record),
            rent_payer: restatement.rent_payer,
            record: restatement.record,
            inventory: addresses::inventory(&record.source, record.data.year),
            member: addresses::member(&record.source, record.data.year),
            day_map: day_map_of_data(&record.source, &record.data),
        },
        instruction::ExecuteLowering {},
    );
    with_supplements(lower, supplements)
}

/// `execute_supplement`, of a restatement of `record`.
pub fn execute_supplement(payer: Pubkey, restatement: &Restatement, record: &Record) -> Instruction {
    let registry = restatement.subject.registry;
    let supplement = addresses::record(&registry, &restatement.evidence_sha256, restatement.item);
    let (owner, buffer) = (record.owner, addresses::buffer(&registry));
    let class = record.data.line.class();
    let added = restatement.new_valid_grams - restatement.old_valid_grams;
    let to_owner = class.filter(|_| added > restatement.buffer_grams);
    let to_buffer = class.filter(|_| restatement.buffer_grams > 0);
    build!(
        accounts::ExecuteSupplement {
            payer,
            registry,
            notaries: addresses::notaries(&registry),
            log: addresses::log(&registry),
            restatement: addresses::restatement(&restatement.record),
            rent_payer: restatement.rent_payer,
            record: restatement.record,
            source: record.source,
            provider: provider_of(&registry, restatement.provider),
            inventory: addresses::inventory(&record.source, record.data.year),
            member: addresses::member(&record.source, record.data.year),
            supplement,
            owner,
            mint_authority: addresses::mint_authority(&registry),
            buffer,
            mint: class.map(|class| addresses::mint(&registry, class)),
            lot: to_owner.map(|_| addresses::lot(&supplement, 0)),
            token_account: to_owner.map(|class| addresses::token_account(&registry, &owner, class)),
            buffer_lot: to_buffer.map(|_| addresses::lot(&supplement, 1)),
            buffer_token_account: to_buffer.map(|class| addresses::token_account(&registry, &buffer, class)),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
        },
        instruction::ExecuteSupplement {},
    )
}

/// A leg of a certificate, with the contents of its accounts.
#[derive(Clone, Copy)]
pub struct CertifiedLeg<'a> {
    /// Address of the certificate.
    pub key: Pubkey,
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Number of the leg, from 0.
    pub leg: u8,
    /// The leg's emission record.
    pub emission: &'a Record,
}

impl CertifiedLeg<'_> {
    /// The emission record and the inventory it counts in.
    fn emission(&self) -> (Pubkey, Pubkey) {
        let record = self.certificate.legs.get(self.leg as usize).map(|leg| leg.emission.record);
        (record.unwrap_or_default(), addresses::inventory(&self.emission.source, self.emission.data.year))
    }
}

/// `impair` for the credits of the leg, or of one of its covers.
pub fn impair(leg: CertifiedLeg, cover: Option<(Pubkey, &Cover)>) -> Instruction {
    let registry = leg.certificate.registry;
    let (emission_record, inventory) = leg.emission();
    let own = leg.certificate.legs.get(leg.leg as usize).map(|leg| leg.credit.record);
    let credit_record = cover.map_or(own, |(_, cover)| Some(cover.record));
    build!(
        accounts::Impair {
            registry,
            log: addresses::log(&registry),
            certificate: leg.key,
            cover: cover.map(|(key, _)| key),
            credit_record: credit_record.unwrap_or_default(),
            emission_record,
            inventory,
        },
        instruction::Impair { leg: leg.leg },
    )
}

/// `cover_shortfall` with the first `grams` of a lot, signed by `holder`.
pub fn cover_shortfall(
    payer: Pubkey,
    holder: Pubkey,
    leg: CertifiedLeg,
    lot: (Pubkey, &Lot),
    grams: u64,
) -> Instruction {
    let registry = leg.certificate.registry;
    let (emission_record, inventory) = leg.emission();
    let class = TokenClass::AbsorptionCredit;
    build!(
        accounts::CoverShortfall {
            payer,
            holder,
            registry,
            log: addresses::log(&registry),
            certificate: leg.key,
            cover: addresses::cover(&leg.key, leg.leg, &lot.1.record),
            emission_record,
            inventory,
            credit_record: lot.1.record,
            credit: lot.0,
            mint_authority: addresses::mint_authority(&registry),
            credit_mint: addresses::mint(&registry, class),
            credit_tokens: addresses::token_account(&registry, &lot.1.owner, class),
            token_program: anchor_spl::token_2022::ID,
            system_program: SYSTEM,
        },
        instruction::CoverShortfall { leg: leg.leg, grams },
    )
}
