//! Every event of the program, in one place. All are emitted as inner instructions, which log truncation cannot drop.

use crate::{
    claim::CarbonData,
    notary::{Phase, Verdict},
    pool::{PoolUnit, Totals},
    registry::{Change, Policy},
    seeds,
    source::{Basis, Gases},
    token::TokenClass,
};
use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed,
    },
    Event,
};
use carbon_wire::{leaf::LEN as LEAF_LEN, lineage::ENTRY_LEN};

/// Emits an event exactly as Anchor's `emit_cpi!` does, which every client decodes; that macro copies the event byte by byte
/// through iterators, which costs more than the call itself.
pub fn emit_event<E: Event + AnchorSerialize + Discriminator>(authority: &AccountInfo, event: &E) -> Result<()> {
    let mut data = Vec::with_capacity(512);
    data.extend_from_slice(EVENT_IX_TAG_LE);
    data.extend_from_slice(E::DISCRIMINATOR);
    event.serialize(&mut data)?;
    let instruction =
        Instruction { program_id: crate::ID, accounts: vec![AccountMeta::new_readonly(*authority.key, true)], data };
    let (_, bump) = crate::EVENT_AUTHORITY_AND_BUMP;
    invoke_signed(&instruction, std::slice::from_ref(authority), &[&[seeds::EVENT_AUTHORITY, &[bump]]])?;
    Ok(())
}

/// A registry was created.
#[event]
pub struct RegistryCreated {
    /// The registry.
    pub registry: Pubkey,
    /// Its authority.
    pub authority: Pubkey,
    /// Its guardian.
    pub guardian: Pubkey,
    /// Its rules.
    pub policy: Policy,
    /// Its quorum.
    pub threshold_bps: u16,
    /// Unix time.
    pub time: i64,
}

/// One of the four mints was created.
#[event]
pub struct MintCreated {
    /// The registry.
    pub registry: Pubkey,
    /// Class of the mint.
    pub class: TokenClass,
    /// The mint.
    pub mint: Pubkey,
}

/// A registry takes data from now on.
#[event]
pub struct RegistryOpened {
    /// The registry.
    pub registry: Pubkey,
    /// Notaries it opened with.
    pub notaries: u32,
    /// Their weight.
    pub total_weight: u64,
}

/// Somebody may accept the authority.
#[event]
pub struct AuthorityProposed {
    /// The registry.
    pub registry: Pubkey,
    /// Its authority.
    pub authority: Pubkey,
    /// Who may accept; default for nobody.
    pub proposed: Pubkey,
}

/// The authority changed.
#[event]
pub struct AuthorityAccepted {
    /// The registry.
    pub registry: Pubkey,
    /// Before.
    pub old: Pubkey,
    /// After.
    pub new: Pubkey,
}

/// A pause began.
#[event]
pub struct RegistryPaused {
    /// The registry.
    pub registry: Pubkey,
    /// Unix time.
    pub since: i64,
}

/// A pause was ended.
#[event]
pub struct RegistryUnpaused {
    /// The registry.
    pub registry: Pubkey,
    /// Seconds of all its pauses: deadlines have moved by the growth of this.
    pub paused_seconds: i64,
}

/// A loosening was announced.
#[event]
pub struct ChangeScheduled {
    /// The registry.
    pub registry: Pubkey,
    /// The scheduled change.
    pub scheduled: Pubkey,
    /// What will change.
    pub change: Change,
    /// First second at which it may be executed.
    pub due: i64,
}

/// A rule changed.
#[event]
pub struct ChangeApplied {
    /// The registry.
    pub registry: Pubkey,
    /// What changed.
    pub change: Change,
    /// Epoch of the notary set after it.
    pub epoch: u64,
    /// Unix time.
    pub time: i64,
}

/// A scheduled change was taken back.
#[event]
pub struct ChangeCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The scheduled change.
    pub scheduled: Pubkey,
    /// Authority or guardian.
    pub by: Pubkey,
}

/// A notary was suspended.
#[event]
pub struct NotarySuspended {
    /// The registry.
    pub registry: Pubkey,
    /// The notary.
    pub notary: Pubkey,
    /// Epoch of the notary set after it.
    pub epoch: u64,
}

/// Notaries voted.
#[event]
pub struct Attested {
    /// The registry.
    pub registry: Pubkey,
    /// What they voted on.
    pub subject: Pubkey,
    /// The content they signed.
    pub digest: [u8; 32],
    /// Their verdict.
    pub verdict: Verdict,
    /// sha256 of the notarization engine's report.
    pub report: [u8; 32],
    /// Who voted now, by index in the set.
    pub voters: u64,
    /// All who have approved.
    pub approve: u64,
    /// All who have rejected.
    pub reject: u64,
    /// Where the ballot stands after it.
    pub phase: Phase,
}

/// A stale ballot was opened anew.
#[event]
pub struct BallotReopened {
    /// The registry.
    pub registry: Pubkey,
    /// What is voted on.
    pub subject: Pubkey,
    /// The new digest.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Round.
    pub round: u8,
    /// Unix time after which no vote counts.
    pub expires: i64,
}

/// A source was registered.
#[event]
pub struct SourceRegistered {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
}

/// A source may submit.
#[event]
pub struct SourceAdmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Authority or notary.
    pub by: Pubkey,
}

/// Claim fees went to the treasury.
#[event]
pub struct FeesCollected {
    /// The registry.
    pub registry: Pubkey,
    /// The source they waited at.
    pub source: Pubkey,
    /// Lamports.
    pub lamports: u64,
}

/// A factor was published.
#[event]
pub struct FactorPublished {
    /// The registry.
    pub registry: Pubkey,
    /// The factor.
    pub factor: Pubkey,
    /// What it is a factor of.
    pub family: u32,
    /// Version within the family.
    pub edition: u16,
    /// Micrograms per activity unit.
    pub gases: Gases,
    /// What they are.
    pub basis: Basis,
}

/// A factor was withdrawn.
#[event]
pub struct FactorWithdrawn {
    /// The registry.
    pub registry: Pubkey,
    /// The factor.
    pub factor: Pubkey,
}

/// A data provider was listed.
#[event]
pub struct ProviderListed {
    /// The registry.
    pub registry: Pubkey,
    /// Its key.
    pub key: Pubkey,
    /// First second at which claims may name it.
    pub active_from: i64,
}

/// A data provider was delisted.
#[event]
pub struct ProviderDelisted {
    /// The registry.
    pub registry: Pubkey,
    /// Its key.
    pub key: Pubkey,
}

/// A claim waits for the notaries.
#[event]
pub struct ClaimSubmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The claim.
    pub claim: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires: i64,
    /// What it says.
    pub data: CarbonData,
}

/// A claim became no record.
#[event]
pub struct ClaimClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The claim.
    pub claim: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who closed it.
    pub by: Pubkey,
}

/// A claim became a record.
#[event]
pub struct RecordNotarized {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The claim it was.
    pub claim: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// What the notaries verified.
    pub data: CarbonData,
    /// The digest they approved.
    pub digest: [u8; 32],
}

/// A lot's history grew.
#[event]
pub struct LineageExtended {
    /// The registry.
    pub registry: Pubkey,
    /// The record that backs the lot.
    pub record: Pubkey,
    /// The lot that the units were split off, whose history is the beginning of this one; the record for an issue.
    pub parent: Pubkey,
    /// The entry, as hashed: see `carbon_wire::lineage::Entry`.
    pub entry: [u8; ENTRY_LEN],
}

/// A part of a lot became a lot of its own, of the same owner and history.
#[event]
pub struct LotSplit {
    /// The registry.
    pub registry: Pubkey,
    /// The lot it was split off.
    pub parent: Pubkey,
    /// The new lot.
    pub lot: Pubkey,
    /// First serial, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}

/// An empty lot was closed.
#[event]
pub struct LotClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The lot.
    pub lot: Pubkey,
}

/// A burn proof was opened.
#[event]
pub struct BurnProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Who proposes it.
    pub proposer: Pubkey,
    /// Who may call the emissions neutralized.
    pub beneficiary: Pubkey,
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
}

/// A leg was added to a burn proof, its lots locked.
#[event]
pub struct LegAdded {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Locked lot of emission.
    pub emission: Pubkey,
    /// Locked lot of absorption credit.
    pub credit: Pubkey,
    /// Grams of each.
    pub grams: u64,
}

/// A burn proof's legs are sealed and its ballot is open.
#[event]
pub struct BurnSubmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Grams on each side.
    pub grams: u64,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires: i64,
}

/// A review went back along a lot's history.
#[event]
pub struct LotReviewed {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Which of its lots: twice the leg, plus one for the credit.
    pub side: u8,
    /// Head it stands at: zero when the record is reached.
    pub head: [u8; 32],
    /// Notaries found to have an interest so far, by index in the ballot's epoch.
    pub interest: u64,
}

/// Emissions were neutralized.
#[event]
pub struct BurnFinalized {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof, closed.
    pub proof: Pubkey,
    /// Its certificate.
    pub certificate: Pubkey,
    /// Grams burned on each side.
    pub grams: u64,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
}

/// A burn proof came to nothing; its lots are free.
#[event]
pub struct BurnCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof, closed.
    pub proof: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who closed it.
    pub by: Pubkey,
}

/// A token may be paid with.
#[event]
pub struct PaymentAllowed {
    /// The registry.
    pub registry: Pubkey,
    /// Its mint.
    pub mint: Pubkey,
    /// First second at which it may be used.
    pub active_from: i64,
}

/// A token may no longer be paid with.
#[event]
pub struct PaymentDisallowed {
    /// The registry.
    pub registry: Pubkey,
    /// Its mint.
    pub mint: Pubkey,
}

/// Credits are for sale.
#[event]
pub struct CreditsListed {
    /// The registry.
    pub registry: Pubkey,
    /// The offer.
    pub offer: Pubkey,
    /// Who sells.
    pub seller: Pubkey,
    /// The locked lot.
    pub lot: Pubkey,
    /// Its grams.
    pub grams: u64,
    /// Base units of the payment mint for a tonne.
    pub price_per_tonne: u64,
    /// What they are paid with.
    pub payment_mint: Pubkey,
    /// Fee in basis points.
    pub fee_bps: u16,
    /// Unix time after which nobody buys, pauses not counted.
    pub expires: i64,
}

/// Credits were bought.
#[event]
pub struct CreditsBought {
    /// The registry.
    pub registry: Pubkey,
    /// The offer; closed when nothing is left.
    pub offer: Pubkey,
    /// Who sold.
    pub seller: Pubkey,
    /// Who bought.
    pub buyer: Pubkey,
    /// The buyer's lot.
    pub lot: Pubkey,
    /// Its grams.
    pub grams: u64,
    /// What was paid with.
    pub payment_mint: Pubkey,
    /// Base units the buyer paid.
    pub paid: u64,
    /// Base units of them that went to the treasury.
    pub fee: u64,
    /// Grams left in the offer.
    pub left: u64,
}

/// Credits are no longer for sale.
#[event]
pub struct ListingCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The offer, closed.
    pub offer: Pubkey,
    /// Grams that were left in it.
    pub left: u64,
    /// Who cancelled it.
    pub by: Pubkey,
}

/// A record is proposed to be corrected; it is frozen.
#[event]
pub struct RestatementProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The restatement.
    pub restatement: Pubkey,
    /// Who proposes it.
    pub proposer: Pubkey,
    /// Its valid grams until now.
    pub before: u64,
    /// The valid grams it should have.
    pub after: u64,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires: i64,
}

/// A restatement was dropped; the record is as it was.
#[event]
pub struct RestatementDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who dropped it.
    pub by: Pubkey,
}

/// Units of a record are void.
#[event]
pub struct RecordLowered {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// Its valid grams before.
    pub before: u64,
    /// Its valid grams: units from this serial on are void.
    pub after: u64,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
}

/// A record was raised by another one of the same days.
#[event]
pub struct RecordSupplemented {
    /// The registry.
    pub registry: Pubkey,
    /// The record that was too low.
    pub record: Pubkey,
    /// The record of the difference.
    pub supplement: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// What the notaries verified.
    pub data: CarbonData,
    /// The digest they approved.
    pub digest: [u8; 32],
}

/// Credits behind a certificate turned out to be void.
#[event]
pub struct CertificateImpaired {
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Which of its legs.
    pub leg: u8,
    /// Grams that were not counted as void before.
    pub void: u64,
    /// Grams it is short of.
    pub shortfall: u64,
}

/// Credits were burned against a certificate's shortfall.
#[event]
pub struct CertificateCovered {
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Which of its legs.
    pub leg: u8,
    /// What remembers the credits.
    pub cover: Pubkey,
    /// Whose they were.
    pub holder: Pubkey,
    /// Grams.
    pub grams: u64,
    /// Grams it is still short of.
    pub shortfall: u64,
}

/// The rollup log grew.
#[event]
pub struct LeafAppended {
    /// The registry.
    pub registry: Pubkey,
    /// The leaf's entry, as hashed: see `carbon_wire::leaf`.
    pub entry: [u8; LEAF_LEN],
}

/// A reduction pool was created.
#[event]
pub struct PoolCreated {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Who brings it together.
    pub operator: Pubkey,
    /// Its reporting year.
    pub year: u16,
    /// What shares are counted in.
    pub unit: PoolUnit,
    /// Unix time of the last second of reporting.
    pub deadline: i64,
}

/// A source joined a pool.
#[event]
pub struct MemberJoined {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Its notarized baseline, in grams.
    pub baseline: u64,
    /// What it undertakes to stay within, in grams.
    pub target: u64,
}

/// A source left a pool that was not locked.
#[event]
pub struct MemberLeft {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Who took it out.
    pub by: Pubkey,
}

/// A pool's members, baselines and targets are frozen.
#[event]
pub struct PoolIsLocked {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// How many members it has.
    pub members: u8,
    /// Grams of their targets together.
    pub target: u64,
}

/// A pool that was never locked was closed.
#[event]
pub struct PoolClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Who closed it.
    pub by: Pubkey,
}

/// Credits were burned into a pool.
#[event]
pub struct PoolCured {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// Class of the credits.
    pub class: TokenClass,
    /// The record that backed them.
    pub record: Pubkey,
    /// First serial burned, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}

/// A pool's totals are frozen and its ballot is open.
#[event]
pub struct SettlementBegun {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The settlement.
    pub settlement: Pubkey,
    /// What the pool comes to.
    pub totals: Totals,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires: i64,
}

/// A review went back along a member's records.
#[event]
pub struct MemberReviewed {
    /// The registry.
    pub registry: Pubkey,
    /// The settlement.
    pub settlement: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// Whether the records are reductions, or else emissions.
    pub reductions: bool,
    /// Head it stands at: zero when the first record is reached.
    pub head: [u8; 32],
    /// Notaries found to have an interest so far, by index in the ballot's epoch.
    pub interest: u64,
}

/// A pool has its verdict.
#[event]
pub struct PoolSettled {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// What it came to.
    pub totals: Totals,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
}

/// A settlement came to nothing; the totals are free for correction.
#[event]
pub struct SettlementDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The settlement, closed.
    pub settlement: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
}

/// A pool was not settled in time: its reductions will be voided.
#[event]
pub struct PoolVoided {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
}

/// A reduction lot was converted, as far as its member's share goes.
#[event]
pub struct ReductionConverted {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// The lot: credit now, or empty.
    pub lot: Pubkey,
    /// Grams that became credit.
    pub converted: u64,
    /// Grams burned for nothing, from the lot's end.
    pub voided: u64,
}

/// A year is proposed to be closed.
#[event]
pub struct ClosingProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The proposal.
    pub closing: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Reporting year.
    pub year: u16,
    /// Emitted grams.
    pub emitted: u64,
    /// Add-back grams.
    pub add_back: u64,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires: i64,
}

/// A year is closed.
#[event]
pub struct YearClosed {
    /// The registry.
    pub registry: Pubkey,
    /// Its inventory.
    pub inventory: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Reporting year.
    pub year: u16,
    /// Emitted grams.
    pub emitted: u64,
}

/// A proposal to close a year was dropped.
#[event]
pub struct ClosingDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The proposal.
    pub closing: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who dropped it.
    pub by: Pubkey,
}
