//! Carbon Consensus: verified carbon data on chain, tokenized and settled by consensus.
//!
//! Folders are the design's domains, files its instructions. The formats and the arithmetic everybody must agree on are in
//! the crate `carbon-wire`.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// Anchor's generated code: its own types carry no docs, and its errors are large.
#![allow(missing_docs, clippy::result_large_err, ambiguous_glob_reexports)]

pub mod account;
pub mod burn;
pub mod claim;
pub mod errors;
pub mod events;
pub mod lot;
pub mod market;
pub mod notary;
pub mod pause;
pub mod pool;
pub mod record;
pub mod registry;
pub mod restatement;
pub mod rollup;
pub mod seeds;
pub mod source;
pub mod text;
pub mod token;
pub mod voting;
pub mod wormhole;
pub mod year;

use anchor_lang::prelude::*;
use burn::*;
use carbon_wire::lineage::ENTRY_LEN;
use claim::*;
use lot::*;
use market::*;
use notary::*;
use pool::*;
use registry::*;
use restatement::*;
use source::*;
use token::*;
use voting::*;
use wormhole::*;
use year::*;

declare_id!("EPQ82p61VCHegvgF6FMmqQJXy3aHUDdDTth7aS9rVsfa");

// Whom to tell of a weakness, in the ELF, where explorers look for it. Whoever deploys under an id of their own puts
// their own contacts here.
#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "Carbon Consensus",
    project_url: "https://carbon-consensus.example",
    contacts: "email:security@carbon-consensus.example",
    policy: "https://carbon-consensus.example/security",
    preferred_languages: "en"
}

/// One line per instruction; rules, accounts and errors are documented where each is written.
#[program]
pub mod carbon_consensus {
    use super::*;

    /// Creates a registry with an empty notary set.
    pub fn create_registry(ctx: Context<CreateRegistry>, args: CreateRegistryArgs) -> Result<()> {
        registry::create_registry(ctx, args)
    }

    /// Creates the mint of one class.
    pub fn create_mint(ctx: Context<CreateMint>, class: TokenClass, uri: String) -> Result<()> {
        registry::create_mint(ctx, class, uri)
    }

    /// Opens a registry for data.
    pub fn open_registry(ctx: Context<OpenRegistry>) -> Result<()> {
        registry::open_registry(ctx)
    }

    /// Names who may accept the authority.
    pub fn propose_authority(ctx: Context<ProposeAuthority>, proposed: Pubkey) -> Result<()> {
        registry::propose_authority(ctx, proposed)
    }

    /// Takes the authority over.
    pub fn accept_authority(ctx: Context<AcceptAuthority>) -> Result<()> {
        registry::accept_authority(ctx)
    }

    /// Pauses a registry.
    pub fn pause_registry(ctx: Context<PauseRegistry>) -> Result<()> {
        registry::pause_registry(ctx)
    }

    /// Ends a pause.
    pub fn unpause_registry(ctx: Context<UnpauseRegistry>) -> Result<()> {
        registry::unpause_registry(ctx)
    }

    /// Applies a tightening at once.
    pub fn apply_change(ctx: Context<ApplyChange>, change: Change) -> Result<()> {
        registry::apply_change(ctx, change)
    }

    /// Announces a loosening.
    pub fn schedule_change(ctx: Context<ScheduleChange>, nonce: u64, change: Change) -> Result<()> {
        registry::schedule_change(ctx, nonce, change)
    }

    /// Executes a change whose timelock has passed.
    pub fn execute_change(ctx: Context<ExecuteChange>) -> Result<()> {
        registry::execute_change(ctx)
    }

    /// Takes a scheduled change back.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        registry::cancel_change(ctx)
    }

    /// Suspends a notary at once.
    pub fn suspend_notary(ctx: Context<SuspendNotary>, notary: Pubkey) -> Result<()> {
        registry::suspend_notary(ctx, notary)
    }

    /// Counts the votes of notaries.
    pub fn attest(ctx: Context<Attest>, digest: [u8; 32], verdict: Verdict, report: [u8; 32]) -> Result<()> {
        voting::attest(ctx, digest, verdict, report)
    }

    /// Opens the next round of a stale ballot.
    pub fn reopen_ballot(ctx: Context<ReopenBallot>) -> Result<()> {
        voting::reopen_ballot(ctx)
    }

    /// Publishes an emission factor.
    pub fn publish_factor(ctx: Context<PublishFactor>, args: PublishFactorArgs) -> Result<()> {
        source::publish_factor(ctx, args)
    }

    /// Withdraws an emission factor.
    pub fn withdraw_factor(ctx: Context<WithdrawFactor>) -> Result<()> {
        source::withdraw_factor(ctx)
    }

    /// Lists a data provider.
    pub fn list_provider(ctx: Context<ListProvider>, key: Pubkey, name: String) -> Result<()> {
        source::list_provider(ctx, key, name)
    }

    /// Delists a data provider.
    pub fn delist_provider(ctx: Context<DelistProvider>) -> Result<()> {
        source::delist_provider(ctx)
    }

    /// Registers a source.
    pub fn register_source(ctx: Context<RegisterSource>, args: RegisterSourceArgs) -> Result<()> {
        source::register_source(ctx, args)
    }

    /// Admits a source.
    pub fn admit_source(ctx: Context<AdmitSource>) -> Result<()> {
        source::admit_source(ctx)
    }

    /// Sweeps a source's claim fees to the treasury.
    pub fn collect_fees(ctx: Context<CollectFees>) -> Result<()> {
        source::collect_fees(ctx)
    }

    /// Submits carbon data.
    pub fn submit_claim(ctx: Context<SubmitClaim>, args: SubmitClaimArgs) -> Result<()> {
        claim::submit_claim(ctx, args)
    }

    /// Turns an approved claim into a record.
    pub fn notarize_claim(ctx: Context<NotarizeClaim>) -> Result<()> {
        claim::notarize_claim(ctx)
    }

    /// Closes a claim that becomes no record.
    pub fn close_claim(ctx: Context<CloseClaim>) -> Result<()> {
        claim::close_claim(ctx)
    }

    /// Proposes to close a reporting year.
    pub fn propose_year_closing(ctx: Context<ProposeYearClosing>, emitted: u64, add_back: u64) -> Result<()> {
        year::propose_year_closing(ctx, emitted, add_back)
    }

    /// Closes an approved year.
    pub fn execute_year_closing(ctx: Context<ExecuteYearClosing>) -> Result<()> {
        year::execute_year_closing(ctx)
    }

    /// Drops a proposal to close a year.
    pub fn drop_year_closing(ctx: Context<DropYearClosing>) -> Result<()> {
        year::drop_year_closing(ctx)
    }

    /// Appends a closed year's figures to the rollup log.
    pub fn log_year(ctx: Context<LogYear>, statement_sha256: [u8; 32]) -> Result<()> {
        year::log_year(ctx, statement_sha256)
    }

    /// Moves a part of a lot to another owner.
    pub fn transfer_lot(ctx: Context<TransferLot>, grams: u64) -> Result<()> {
        lot::transfer_lot(ctx, grams)
    }

    /// Closes an empty lot.
    pub fn close_lot(ctx: Context<CloseLot>) -> Result<()> {
        lot::close_lot(ctx)
    }

    /// Allows a token to pay with.
    pub fn allow_payment(ctx: Context<AllowPayment>) -> Result<()> {
        market::allow_payment(ctx)
    }

    /// Disallows a token to pay with.
    pub fn disallow_payment(ctx: Context<DisallowPayment>) -> Result<()> {
        market::disallow_payment(ctx)
    }

    /// Offers credits for sale.
    pub fn list_credits(ctx: Context<ListCredits>, grams: u64, price_per_tonne: u64, expires: i64) -> Result<()> {
        market::list_credits(ctx, grams, price_per_tonne, expires)
    }

    /// Buys credits.
    pub fn buy_credits(ctx: Context<BuyCredits>, grams: u64, max_total: u64) -> Result<()> {
        market::buy_credits(ctx, grams, max_total)
    }

    /// Takes credits off the market.
    pub fn cancel_listing(ctx: Context<CancelListing>) -> Result<()> {
        market::cancel_listing(ctx)
    }

    /// Opens a burn proof.
    pub fn propose_burn(ctx: Context<ProposeBurn>, args: ProposeBurnArgs) -> Result<()> {
        burn::propose_burn(ctx, args)
    }

    /// Locks emission against absorption credit.
    pub fn add_leg(ctx: Context<AddLeg>, grams: u64) -> Result<()> {
        burn::add_leg(ctx, grams)
    }

    /// Seals a burn proof and opens its ballot.
    pub fn submit_burn(ctx: Context<SubmitBurn>) -> Result<()> {
        burn::submit_burn(ctx)
    }

    /// Replays the history of a lot's units.
    pub fn review_lot(
        ctx: Context<ReviewLot>,
        side: u8,
        previous: [u8; 32],
        entries: Vec<[u8; ENTRY_LEN]>,
    ) -> Result<()> {
        burn::review_lot(ctx, side, previous, entries)
    }

    /// Burns both sides of an approved burn proof.
    pub fn execute_burn<'info>(ctx: Context<'info, ExecuteBurn<'info>>, legs: Vec<LegAccounts>) -> Result<()> {
        burn::execute_burn(ctx, legs)
    }

    /// Closes a burn proof that burns nothing.
    pub fn drop_burn(ctx: Context<DropBurn>) -> Result<()> {
        burn::drop_burn(ctx)
    }

    /// Proposes to correct a record.
    pub fn propose_restatement(ctx: Context<ProposeRestatement>, args: ProposeRestatementArgs) -> Result<()> {
        restatement::propose_restatement(ctx, args)
    }

    /// Drops a restatement.
    pub fn drop_restatement(ctx: Context<DropRestatement>) -> Result<()> {
        restatement::drop_restatement(ctx)
    }

    /// Voids units of a record by an approved restatement.
    pub fn execute_lowering(ctx: Context<ExecuteLowering>) -> Result<()> {
        restatement::execute_lowering(ctx)
    }

    /// Issues what a record lacks by an approved restatement.
    pub fn execute_supplement(ctx: Context<ExecuteSupplement>) -> Result<()> {
        restatement::execute_supplement(ctx)
    }

    /// Counts void credits against a certificate.
    pub fn impair(ctx: Context<Impair>, leg: u8) -> Result<()> {
        restatement::impair(ctx, leg)
    }

    /// Burns credits against a certificate's shortfall.
    pub fn cover_shortfall(ctx: Context<CoverShortfall>, leg: u8, grams: u64) -> Result<()> {
        restatement::cover_shortfall(ctx, leg, grams)
    }

    /// Publishes the log's new leaves to the L1.
    pub fn publish_batch(ctx: Context<PublishBatch>) -> Result<()> {
        wormhole::publish_batch(ctx)
    }

    /// Posts a published batch once more.
    pub fn republish(ctx: Context<PublishBatch>) -> Result<()> {
        wormhole::republish(ctx)
    }

    /// Creates a reduction pool.
    pub fn create_pool(ctx: Context<CreatePool>, args: CreatePoolArgs) -> Result<()> {
        pool::create_pool(ctx, args)
    }

    /// Takes a source into a pool.
    pub fn join_pool(ctx: Context<JoinPool>, target: u64) -> Result<()> {
        pool::join_pool(ctx, target)
    }

    /// Takes a source out of a pool that is not locked.
    pub fn leave_pool(ctx: Context<LeavePool>) -> Result<()> {
        pool::leave_pool(ctx)
    }

    /// Freezes a pool's members, baselines and targets.
    pub fn lock_pool(ctx: Context<LockPool>) -> Result<()> {
        pool::lock_pool(ctx)
    }

    /// Closes a pool that was never locked.
    pub fn close_pool(ctx: Context<ClosePool>) -> Result<()> {
        pool::close_pool(ctx)
    }

    /// Burns a member's credits into its pool.
    pub fn cure_pool(ctx: Context<CurePool>, grams: u64) -> Result<()> {
        pool::cure_pool(ctx, grams)
    }

    /// Freezes a pool's totals and opens the ballot.
    pub fn open_settlement(ctx: Context<OpenSettlement>) -> Result<()> {
        pool::open_settlement(ctx)
    }

    /// Replays a member's emission records.
    pub fn review_emissions(ctx: Context<ReviewEmissions>, previous: [u8; 32]) -> Result<()> {
        pool::review_emissions(ctx, previous)
    }

    /// Replays the histories of a member's reduction lots.
    pub fn review_reductions(ctx: Context<ReviewReductions>, previous: [u8; 32]) -> Result<()> {
        pool::review_reductions(ctx, previous)
    }

    /// Gives a pool's verdict.
    pub fn execute_settlement(ctx: Context<ExecuteSettlement>) -> Result<()> {
        pool::execute_settlement(ctx)
    }

    /// Drops a settlement that is rejected or expired.
    pub fn drop_settlement(ctx: Context<DropSettlement>) -> Result<()> {
        pool::drop_settlement(ctx)
    }

    /// Converts a reduction lot as far as the member's share goes.
    pub fn convert_reduction(ctx: Context<ConvertReduction>) -> Result<()> {
        pool::convert_reduction(ctx)
    }

    /// Voids a pool that nobody settled.
    pub fn void_pool(ctx: Context<VoidPool>) -> Result<()> {
        pool::void_pool(ctx)
    }
}
