//! Instructions on burn proofs.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::{burn::*, instruction, lot::Lot, record::Record, token::TokenClass};
use carbon_wire::lineage::ENTRY_LEN;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// `propose_burn`.
pub fn propose_burn(payer: Pubkey, proposer: Pubkey, registry: Pubkey, args: ProposeBurnArgs) -> Instruction {
    let proof = addresses::burn_proof(&registry, &proposer, args.nonce);
    build!(
        accounts::ProposeBurn {
            payer,
            proposer,
            registry,
            proof,
            certificate: addresses::certificate(&proof),
            system_program: SYSTEM,
        },
        instruction::ProposeBurn { args },
    )
}

/// `add_leg` with the first `grams` of each lot. Each lot is passed with its address; `source` is the source that emitted.
pub fn add_leg(
    payer: Pubkey,
    proof: Pubkey,
    source: Pubkey,
    emission: (Pubkey, &Lot),
    credit: (Pubkey, &Lot),
    grams: u64,
) -> Instruction {
    // A whole lot is locked itself; a part of a lot becomes a child, which is locked.
    let child = |(key, lot): (Pubkey, &Lot)| (grams < lot.grams()).then(|| addresses::lot(&key, lot.children));
    build!(
        accounts::AddLeg {
            payer,
            proposer: emission.1.owner,
            registry: emission.1.registry,
            proof,
            emission: emission.0,
            emission_record: emission.1.record,
            emission_source: source,
            emission_child: child(emission),
            credit: credit.0,
            credit_record: credit.1.record,
            credit_child: child(credit),
            system_program: SYSTEM,
        },
        instruction::AddLeg { grams },
    )
}

/// `submit_burn`.
pub fn submit_burn(key: Pubkey, proof: &BurnProof) -> Instruction {
    let registry = proof.subject.registry;
    let records = proof.legs.iter().map(|leg| AccountMeta::new_readonly(leg.credit.units.record, false));
    let mut instruction = build!(
        accounts::SubmitBurn {
            proposer: proof.proposer,
            registry,
            notaries: addresses::notaries(&registry),
            proof: key,
        },
        instruction::SubmitBurn {},
    );
    instruction.accounts.extend(records);
    instruction
}

/// `review_lot` of one side. `entries` are consecutive, oldest first; they lead from the head `previous` to the head that the
/// review has reached.
pub fn review_lot(
    key: Pubkey,
    proof: &BurnProof,
    side: u8,
    previous: [u8; 32],
    entries: Vec<[u8; ENTRY_LEN]>,
) -> Instruction {
    let registry = proof.subject.registry;
    let record = proof.sides().nth(side as usize).map(|side| side.units.record).unwrap_or_default();
    build!(
        accounts::ReviewLot { registry, notaries: addresses::notaries(&registry), proof: key, record },
        instruction::ReviewLot { side, previous, entries },
    )
}

/// `execute_burn`. `record` reads the records of the emission sides; the inventories they count in follow from them.
pub fn execute_burn(payer: Pubkey, key: Pubkey, proof: &BurnProof, record: impl Fn(&Pubkey) -> Record) -> Instruction {
    let (registry, proposer) = (proof.subject.registry, proof.proposer);
    let mut further = vec![];
    // An account that several legs use is passed once.
    let mut index_of = |key: Pubkey, writable: bool| {
        let meta = AccountMeta { pubkey: key, is_signer: false, is_writable: writable };
        let found = further.iter().position(|known: &AccountMeta| known.pubkey == key);
        found.unwrap_or_else(|| {
            further.push(meta);
            further.len() - 1
        }) as u8
    };
    let legs = proof.legs.iter().map(|leg| {
        let origin = record(&leg.emission.units.record);
        LegAccounts {
            emission: index_of(leg.emission.lot, true),
            emission_record: index_of(leg.emission.units.record, true),
            inventory: index_of(addresses::inventory(&origin.source, origin.data.year), true),
            credit: index_of(leg.credit.lot, true),
            credit_record: index_of(leg.credit.units.record, true),
        }
    });
    let legs = legs.collect();
    let (emission, credit) = (TokenClass::Emission, TokenClass::AbsorptionCredit);
    let mut instruction = build!(
        accounts::ExecuteBurn {
            payer,
            registry,
            notaries: addresses::notaries(&registry),
            log: addresses::log(&registry),
            proof: key,
            rent_payer: proof.rent_payer,
            certificate: addresses::certificate(&key),
            mint_authority: addresses::mint_authority(&registry),
            emission_mint: addresses::mint(&registry, emission),
            emission_tokens: addresses::token_account(&registry, &proposer, emission),
            credit_mint: addresses::mint(&registry, credit),
            credit_tokens: addresses::token_account(&registry, &proposer, credit),
            token_program: anchor_spl::token_2022::ID,
            system_program: SYSTEM,
        },
        instruction::ExecuteBurn { legs }
    );
    instruction.accounts.extend(further);
    instruction
}

/// `drop_burn`.
pub fn drop_burn(caller: Pubkey, key: Pubkey, proof: &BurnProof) -> Instruction {
    let registry = proof.subject.registry;
    let mut instruction = build!(
        accounts::DropBurn {
            caller,
            registry,
            notaries: addresses::notaries(&registry),
            proof: key,
            rent_payer: proof.rent_payer,
        },
        instruction::DropBurn {},
    );
    instruction.accounts.extend(proof.sides().map(|side| AccountMeta::new(side.lot, false)));
    instruction
}
