//! `execute_burn`: executes an approved and reviewed burn proof.

use super::{
    certificate::*,
    legs::{change_lot, read_record},
    state::*,
};
use crate::{
    account,
    errors::{CarbonError, OrOverflow},
    events::{emit_event, BurnExecuted, LeafAppended},
    lot::Lot,
    notary::NotarySet,
    record::{Inventory, Record},
    registry::Registry,
    rollup::RollupLog,
    seeds,
    token::{
        custody::{require_associated, Custody},
        TokenClass,
    },
};
use anchor_lang::prelude::*;
use anchor_spl::token_2022::Token2022;
use carbon_wire::leaf::{CertificateLeaf, Leaf};

/// Positions of a leg's accounts among the further accounts. An account that several legs need is passed once.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegAccounts {
    /// Lot of emission.
    pub emission: u8,
    /// Record of the lot.
    pub emission_record: u8,
    /// Inventory of the emission record's source and year.
    pub inventory: u8,
    /// Lot of absorption credit.
    pub credit: u8,
    /// Record of the lot.
    pub credit_record: u8,
}

/// Burns both sides of a burn proof, which have the same number of grams, creates the certificate, counts the grams as
/// neutralized and appends the leaf. Anyone may call it once the notaries have approved and every history is reviewed, if the
/// present policy still allows the credits to neutralize emissions.
/// The payer gets the certificate's rent back from the burn proof's.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteBurn<'info> {
    /// Advances the certificate's rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// Its rollup log.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The burn proof; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = proof.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub proof: Box<Account<'info, BurnProof>>,
    /// CHECK: gets the rest of the burn proof's rent; checked against the burn proof.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// CHECK: the certificate, created here at its derived address.
    #[account(mut)]
    pub certificate: UncheckedAccount<'info>,
    /// CHECK: a PDA without data; the token program checks that it is the mints' authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: the registry's mint of emission.
    #[account(mut, address = registry.mint(TokenClass::Emission) @ CarbonError::WrongMint)]
    pub emission_mint: UncheckedAccount<'info>,
    /// CHECK: the proposer's associated token account; `require_associated` checks it.
    #[account(mut)]
    pub emission_tokens: UncheckedAccount<'info>,
    /// CHECK: the registry's mint of absorption credit.
    #[account(mut, address = registry.mint(TokenClass::AbsorptionCredit) @ CarbonError::WrongMint)]
    pub credit_mint: UncheckedAccount<'info>,
    /// CHECK: the proposer's associated token account; `require_associated` checks it.
    #[account(mut)]
    pub credit_tokens: UncheckedAccount<'info>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ExecuteBurn`].
pub fn execute_burn<'info>(ctx: Context<'info, ExecuteBurn<'info>>, legs: Vec<LegAccounts>) -> Result<()> {
    let clock = Clock::get()?;
    ctx.accounts.validate(&clock)?;
    let accounts = &ctx.accounts;
    let grams = accounts.proof.grams()?;
    let lowerings = accounts.consume(&legs, ctx.remaining_accounts, clock.unix_timestamp)?;
    accounts.burn(grams)?;
    let before = accounts.payer.lamports();
    let entry = accounts.certify(&lowerings, grams, &clock)?;
    let (registry, proof) = (accounts.registry.key(), &accounts.proof);
    let digest = proof.subject.ballot.digest;
    let executed =
        BurnExecuted { registry, proof: proof.key(), certificate: accounts.certificate.key(), grams, digest };
    emit_event(&accounts.event_authority, &LeafAppended { registry, entry })?;
    emit_event(&accounts.event_authority, &executed)?;
    // After all CPIs: the runtime refuses a CPI while balances of its accounts are being moved by hand. The burn
    // proof's rent always exceeds the certificate's, because the account is larger.
    let spent = before.checked_sub(accounts.payer.lamports()).or_overflow()?;
    accounts.proof.sub_lamports(spent)?;
    accounts.payer.add_lamports(spent)?;
    Ok(())
}

impl<'info> ExecuteBurn<'info> {
    fn validate(&self, clock: &Clock) -> Result<()> {
        let (registry, proof) = (&self.registry, &self.proof);
        registry.require_live(clock.unix_timestamp)?;
        let notaries = self.notaries.load()?;
        proof.subject.ballot.phase(&notaries, &registry.pause, clock.unix_timestamp).require_approved()?;
        proof.require_reviewed(&notaries)?;
        require_associated(self.emission_tokens.key, &proof.proposer, self.emission_mint.key)?;
        require_associated(self.credit_tokens.key, &proof.proposer, self.credit_mint.key)
    }

    /// Empties the lots, whose units must be valid and not frozen, counts the grams as neutralized in the inventories,
    /// and counts the uses of the credit records. Returns the lowerings of each leg's credit record.
    fn consume(&self, legs: &[LegAccounts], infos: &[AccountInfo<'info>], now: i64) -> Result<Vec<u32>> {
        let (key, mut lowerings) = (self.proof.key(), Vec::with_capacity(legs.len()));
        require!(legs.len() == self.proof.legs.len(), CarbonError::WrongLegAccounts);
        let info = |index: u8| infos.get(index as usize).ok_or_else(|| error!(CarbonError::WrongLegAccounts));
        for (leg, at) in self.proof.legs.iter().zip(legs) {
            let record = info(at.emission_record)?;
            let mut emission = require_usable_record(&leg.emission.units, record)?;
            // Stored in the record, which does not know its lots, so that the emission cannot be lowered below
            // neutralized units.
            if emission.neutralize_to(leg.emission.units.end) {
                account::write(record, &emission)?;
            }
            let record = info(at.credit_record)?;
            let mut credit = require_usable_record(&leg.credit.units, record)?;
            credit.require_neutralizing(&self.registry.policy, now)?;
            lowerings.push(credit.use_credit()?);
            account::write(record, &credit)?;
            change_lot(&key, &leg.emission, info(at.emission)?, Lot::consume)?;
            change_lot(&key, &leg.credit, info(at.credit)?, Lot::consume)?;
            let info = info(at.inventory)?;
            let mut inventory: Inventory = account::read(info)?.ok_or(CarbonError::WrongLegAccounts)?;
            let right = inventory.source == emission.source && inventory.year == emission.data.year;
            require!(right, CarbonError::WrongLegAccounts);
            inventory.neutralize(leg.emission.units.grams())?;
            account::write(info, &inventory)?;
        }
        Ok(lowerings)
    }

    fn burn(&self, grams: u64) -> Result<()> {
        let custody = Custody {
            registry: self.registry.key(),
            authority_bump: self.registry.mint_authority_bump,
            authority: &self.mint_authority,
            token_program: &self.token_program,
        };
        custody.burn(&self.emission_mint, &self.emission_tokens, grams)?;
        custody.burn(&self.credit_mint, &self.credit_tokens, grams)
    }

    /// Appends the leaf and creates the certificate. Returns the leaf's entry.
    fn certify(&self, lowerings: &[u32], grams: u64, clock: &Clock) -> Result<[u8; carbon_wire::leaf::LEN]> {
        let (proof, proof_key) = (&self.proof, self.proof.key());
        let (leaf, entry) = self.log.load_mut()?.append(|index| {
            Leaf::Certificate(CertificateLeaf {
                registry: self.registry.key().to_bytes(),
                index,
                certificate: self.certificate.key().to_bytes(),
                beneficiary: proof.beneficiary.to_bytes(),
                legs: proof.legs_hash(),
                emission: grams,
                credit: grams,
                slot: clock.slot,
                time: clock.unix_timestamp,
                metadata: proof.metadata_sha256,
            })
        })?;
        self.log.load_mut()?.count_neutralized(grams)?;
        let seeds: [&[u8]; 2] = [seeds::CERTIFICATE, proof_key.as_ref()];
        let space = Certificate::space(proof.legs.len());
        let rent = Rent::get()?.minimum_balance(space);
        let bump = account::create_derived(&self.payer, &self.certificate, &seeds, space, rent)?;
        account::write(&self.certificate, &Certificate::new(proof, lowerings, bump, leaf, grams, clock))?;
        Ok(entry)
    }
}

/// Reads the record of units, which must be valid and not frozen.
fn require_usable_record(units: &Units, info: &AccountInfo) -> Result<Record> {
    let record = read_record(units, info)?;
    record.require_units(units.end)?;
    Ok(record)
}
