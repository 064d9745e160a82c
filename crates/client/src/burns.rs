//! Instructions on burn proofs.

use crate::{addresses as at, instructions::build};
use carbon_consensus::{accounts, burn::*, instruction, lot::Lot, record::Record, token::TokenClass};
use carbon_wire::lineage::ENTRY_LEN;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// `propose_burn`.
pub fn propose_burn(payer: Pubkey, proposer: Pubkey, registry: Pubkey, args: ProposeBurnArgs) -> Instruction {
    let proof = at::burn_proof(&registry, &proposer, args.nonce);
    build(
        accounts::ProposeBurn {
            payer,
            proposer,
            registry,
            proof,
            certificate: at::certificate(&proof),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ProposeBurn { args },
    )
}

/// `add_leg`: the first `grams` of each lot, given with its address.
pub fn add_leg(
    payer: Pubkey,
    proof: Pubkey,
    emission: (Pubkey, &Lot),
    credit: (Pubkey, &Lot),
    grams: u64,
) -> Instruction {
    // A whole lot is locked as it is; a part becomes a child.
    let child = |(key, lot): (Pubkey, &Lot)| (grams < lot.grams()).then(|| at::lot(&key, lot.children));
    build(
        accounts::AddLeg {
            payer,
            proposer: emission.1.owner,
            registry: emission.1.registry,
            proof,
            emission: emission.0,
            emission_record: emission.1.record,
            emission_child: child(emission),
            credit: credit.0,
            credit_record: credit.1.record,
            credit_child: child(credit),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::AddLeg { grams },
    )
}

/// `submit_burn`.
pub fn submit_burn(key: Pubkey, proof: &BurnProof) -> Instruction {
    let registry = proof.subject.registry;
    build(
        accounts::SubmitBurn {
            proposer: proof.proposer,
            registry,
            notaries: at::notaries(&registry),
            proof: key,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::SubmitBurn {},
    )
}

/// `review_lot` of one side: consecutive entries, oldest first, from the head `previous` to where the review stands.
pub fn review_lot(
    key: Pubkey,
    proof: &BurnProof,
    side: u8,
    previous: [u8; 32],
    entries: Vec<[u8; ENTRY_LEN]>,
) -> Instruction {
    let registry = proof.subject.registry;
    let record = proof.sides().nth(side as usize).map(|side| side.units.record).unwrap_or_default();
    build(
        accounts::ReviewLot {
            registry,
            notaries: at::notaries(&registry),
            proof: key,
            record,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ReviewLot { side, previous, entries },
    )
}

/// `execute_burn`. `record` reads the records of the emission sides, for the inventories they count in.
pub fn execute_burn(payer: Pubkey, key: Pubkey, proof: &BurnProof, record: impl Fn(&Pubkey) -> Record) -> Instruction {
    let (registry, proposer) = (proof.subject.registry, proof.proposer);
    let mut further = vec![];
    // An account that several legs need is passed once.
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
            inventory: index_of(at::inventory(&origin.source, origin.data.year), true),
            credit: index_of(leg.credit.lot, true),
            credit_record: index_of(leg.credit.units.record, false),
        }
    });
    let legs = legs.collect();
    let (emission, credit) = (TokenClass::Emission, TokenClass::AbsorptionCredit);
    let accounts = accounts::ExecuteBurn {
        payer,
        registry,
        notaries: at::notaries(&registry),
        log: at::log(&registry),
        proof: key,
        rent_payer: proof.rent_payer,
        certificate: at::certificate(&key),
        mint_authority: at::mint_authority(&registry),
        emission_mint: at::mint(&registry, emission),
        emission_tokens: at::token_account(&registry, &proposer, emission),
        credit_mint: at::mint(&registry, credit),
        credit_tokens: at::token_account(&registry, &proposer, credit),
        token_program: anchor_spl::token_2022::ID,
        system_program: SYSTEM,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::ExecuteBurn { legs });
    instruction.accounts.extend(further);
    instruction
}

/// `drop_burn`.
pub fn drop_burn(caller: Pubkey, key: Pubkey, proof: &BurnProof) -> Instruction {
    let registry = proof.subject.registry;
    let mut instruction = build(
        accounts::DropBurn {
            caller,
            registry,
            notaries: at::notaries(&registry),
            proof: key,
            rent_payer: proof.rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::DropBurn {},
    );
    instruction.accounts.extend(proof.sides().map(|side| AccountMeta::new(side.lot, false)));
    instruction
}
