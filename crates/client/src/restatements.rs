//! Instructions that correct records and what rests on them.

use crate::{addresses as at, instructions::build};
use carbon_consensus::{
    accounts,
    burn::{Certificate, Units},
    instruction,
    lot::Lot,
    record::Record,
    restatement::{Cover, ProposeRestatementArgs, Restatement},
    token::TokenClass,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// `restate` of the record at `key`. `provider` is the account of a listed data provider.
pub fn propose_restatement(
    payer: Pubkey,
    proposer: Pubkey,
    (key, record): (Pubkey, &Record),
    provider: Option<Pubkey>,
    args: ProposeRestatementArgs,
) -> Instruction {
    let registry = record.registry;
    build(
        accounts::ProposeRestatement {
            payer,
            proposer,
            registry,
            notaries: at::notaries(&registry),
            record: key,
            source: record.source,
            inventory: at::inventory(&record.source, record.data.year),
            member: at::member(&record.source, record.data.year),
            provider,
            restatement: at::restatement(&key),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ProposeRestatement { args },
    )
}

/// `drop_restatement`.
pub fn drop_restatement(caller: Pubkey, restatement: &Restatement) -> Instruction {
    let registry = restatement.subject.registry;
    build(
        accounts::DropRestatement {
            caller,
            registry,
            notaries: at::notaries(&registry),
            restatement: at::restatement(&restatement.record),
            record: restatement.record,
            rent_payer: restatement.rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::DropRestatement {},
    )
}

/// `execute_lowering`, of a restatement of `record`.
pub fn execute_lowering(restatement: &Restatement, record: &Record) -> Instruction {
    let registry = restatement.subject.registry;
    build(
        accounts::ExecuteLowering {
            registry,
            notaries: at::notaries(&registry),
            log: at::log(&registry),
            restatement: at::restatement(&restatement.record),
            rent_payer: restatement.rent_payer,
            record: restatement.record,
            inventory: at::inventory(&record.source, record.data.year),
            member: at::member(&record.source, record.data.year),
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ExecuteLowering {},
    )
}

/// `execute_supplement`, of a restatement of `record`.
pub fn execute_supplement(payer: Pubkey, restatement: &Restatement, record: &Record) -> Instruction {
    let registry = restatement.subject.registry;
    let supplement = at::record(&registry, &restatement.evidence_sha256, restatement.item);
    let (owner, buffer) = (record.owner, at::buffer(&registry));
    let class = record.data.line.class();
    let added = restatement.after - restatement.before;
    let to_owner = class.filter(|_| added > restatement.buffer_grams);
    let to_buffer = class.filter(|_| restatement.buffer_grams > 0);
    build(
        accounts::ExecuteSupplement {
            payer,
            registry,
            notaries: at::notaries(&registry),
            log: at::log(&registry),
            restatement: at::restatement(&restatement.record),
            rent_payer: restatement.rent_payer,
            record: restatement.record,
            inventory: at::inventory(&record.source, record.data.year),
            member: at::member(&record.source, record.data.year),
            supplement,
            owner,
            mint_authority: at::mint_authority(&registry),
            buffer,
            mint: class.map(|class| at::mint(&registry, class)),
            lot: to_owner.map(|_| at::lot(&supplement, 0)),
            token_account: to_owner.map(|class| at::token_account(&registry, &owner, class)),
            buffer_lot: to_buffer.map(|_| at::lot(&supplement, 1)),
            buffer_token_account: to_buffer.map(|class| at::token_account(&registry, &buffer, class)),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ExecuteSupplement {},
    )
}

/// A leg of a certificate, with what its accounts say.
#[derive(Clone, Copy)]
pub struct CertifiedLeg<'a> {
    /// Address of the certificate.
    pub key: Pubkey,
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Number of the leg, from 0.
    pub leg: u8,
    /// The record of its emission.
    pub emission: &'a Record,
}

impl CertifiedLeg<'_> {
    /// The emission's record and the inventory it counts in.
    fn emission(&self) -> (Pubkey, Pubkey) {
        let record = self.certificate.legs.get(self.leg as usize).map(|leg| leg.emission.record);
        (record.unwrap_or_default(), at::inventory(&self.emission.source, self.emission.data.year))
    }
}

/// `impair`: the units of the leg itself, or of one of its covers.
pub fn impair(of: CertifiedLeg, cover: Option<(Pubkey, &Cover)>) -> Instruction {
    let registry = of.certificate.registry;
    let (emission_record, inventory) = of.emission();
    let own = of.certificate.legs.get(of.leg as usize).map(|leg| leg.credit);
    let units: Option<Units> = cover.map_or(own, |(_, cover)| Some(cover.units));
    build(
        accounts::Impair {
            registry,
            log: at::log(&registry),
            certificate: of.key,
            cover: cover.map(|(key, _)| key),
            credit_record: units.map(|units| units.record).unwrap_or_default(),
            emission_record,
            inventory,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::Impair { leg: of.leg },
    )
}

/// `cover`: the first `grams` of a lot, given by `holder`.
pub fn cover_shortfall(
    payer: Pubkey,
    holder: Pubkey,
    of: CertifiedLeg,
    lot: (Pubkey, &Lot),
    grams: u64,
) -> Instruction {
    let registry = of.certificate.registry;
    let (emission_record, inventory) = of.emission();
    let class = TokenClass::AbsorptionCredit;
    build(
        accounts::CoverShortfall {
            payer,
            holder,
            registry,
            log: at::log(&registry),
            certificate: of.key,
            cover: at::cover(&of.key, of.certificate.covers),
            emission_record,
            inventory,
            credit_record: lot.1.record,
            credit: lot.0,
            mint_authority: at::mint_authority(&registry),
            credit_mint: at::mint(&registry, class),
            credit_tokens: at::token_account(&registry, &lot.1.owner, class),
            token_program: anchor_spl::token_2022::ID,
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CoverShortfall { leg: of.leg, grams },
    )
}
