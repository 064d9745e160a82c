//! Carbon Consensus: verified carbon data on chain, tokenized, neutralized and credited by consensus.
//!
//! A folder is a domain; a file in it is an instruction, or an account type and its transitions. Formats and arithmetic
//! that other programs must compute alike are in the crate `carbon-wire`.
//!
//! Order of the folders, each uses only those before it: notary, token, rollup, registry, source, record, lot, wormhole, market, pool, year, claim, burn, restatement, voting.
//!
//! The files `account`, `errors`, `pause`, `seeds` and `text` are below all folders. `events` is a catalogue: its types hold
//! the domains' types, and every domain emits them.
#![forbid(unsafe_code)]
// Anchor's macros generate items without docs in the crate's root, and with the feature `idl-build` in every instruction's
// file. So the root allows them and each module denies them. Anchor's errors are large, and its macros use the same names
// in each instruction's file.
#![allow(missing_docs, clippy::result_large_err, ambiguous_glob_reexports)]

#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod account;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod burn;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod claim;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod errors;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod events;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod lot;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod market;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod notary;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod pause;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod pool;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod record;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod registry;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod restatement;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod rollup;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod seeds;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod source;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod text;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod token;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod voting;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod wormhole;
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
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

// Contacts for reports of weaknesses. Explorers read them from the ELF. Deploying under another program id? Put your own
// contacts here.
#[cfg(not(feature = "no-entrypoint"))]
solana_security_txt::security_txt! {
    name: "Carbon Consensus",
    project_url: "https://carbon-consensus.example",
    contacts: "email:security@carbon-consensus.example",
    policy: "https://carbon-consensus.example/security",
    preferred_languages: "en"
}

/// The instructions. Each calls the function of the same name in its domain's folder, where accounts and rules are
/// documented. Clients read these docs in the IDL: every signer, every account beyond the named ones and the special
/// errors are stated here. In general, an account of another registry is `WrongRegistry`, a wrong derived address
/// `WrongAddress` and a paused registry `Paused`.
///
/// The program compares an instruction's discriminator in this order.
#[program]
#[cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
pub mod carbon_consensus {
    use super::*;

    // Registry.

    /// Creates a registry with an empty notary set and an empty rollup log. The creator becomes its first authority.
    /// Next steps: `create_mint` for each of the four classes, `apply_change` to add notaries, then `open_registry`.
    ///
    /// Signers: payer (pays the rent), creator.
    /// Errors: `InvalidName`, `InvalidThreshold`, and one error for each policy value out of range.
    pub fn create_registry(ctx: Context<CreateRegistry>, args: CreateRegistryArgs) -> Result<()> {
        registry::create_registry(ctx, args)
    }

    /// Creates the Token-2022 mint of one class, while the registry is being set up.
    ///
    /// Signers: payer (pays the rent), registry authority.
    /// Errors: `RegistryAlreadyOpen`, `MintExists`, `UriTooLong`.
    pub fn create_mint(ctx: Context<CreateMint>, class: TokenClass, uri: String) -> Result<()> {
        registry::create_mint(ctx, class, uri)
    }

    /// Opens a registry for data. This cannot be undone. From now on, changes that loosen its rules wait for the
    /// timelock.
    ///
    /// Signers: registry authority.
    /// Errors: `MintsMissing` (all four mints are needed), `LastNotary` (at least one notary is needed),
    /// `RegistryAlreadyOpen`.
    pub fn open_registry(ctx: Context<OpenRegistry>) -> Result<()> {
        registry::open_registry(ctx)
    }

    /// Proposes a new authority. The authority changes only when the proposed key calls `accept_authority`. Pass
    /// the default key (32 zero bytes) to withdraw the proposal.
    ///
    /// Signers: registry authority.
    /// Errors: `Unauthorized`.
    pub fn propose_authority(ctx: Context<ProposeAuthority>, proposed: Pubkey) -> Result<()> {
        registry::propose_authority(ctx, proposed)
    }

    /// Makes the proposed key the authority. Works while the registry is paused.
    ///
    /// Signers: the proposed authority.
    /// Errors: `NotProposedAuthority`.
    pub fn accept_authority(ctx: Context<AcceptAuthority>) -> Result<()> {
        registry::accept_authority(ctx)
    }

    /// Pauses a registry for at most 14 days. All deadlines move by the length of the pause.
    ///
    /// Signers: guardian.
    /// Errors: `Paused` (a pause is in force), `PauseCooldown` (the last pause ended less than 30 days ago).
    pub fn pause_registry(ctx: Context<PauseRegistry>) -> Result<()> {
        registry::pause_registry(ctx)
    }

    /// Ends the pause in force.
    ///
    /// Signers: guardian or registry authority.
    /// Errors: `NotPaused`.
    pub fn unpause_registry(ctx: Context<UnpauseRegistry>) -> Result<()> {
        registry::unpause_registry(ctx)
    }

    /// Applies a change of the rules at once: in an open registry only a change that tightens them, before that any
    /// change. Works while the registry is paused.
    ///
    /// Signers: registry authority.
    /// Errors: `TimelockRequired` (the change loosens the rules: use `schedule_change`), `NothingChanged`, and one error
    /// for each value out of range.
    pub fn apply_change(ctx: Context<ApplyChange>, change: Change) -> Result<()> {
        registry::apply_change(ctx, change)
    }

    /// Publishes a change of the rules; `execute_change` applies it after the timelock.
    ///
    /// Signers: payer (pays the rent and gets it back), registry authority.
    /// Errors: `RegistryNotOpen` (use `apply_change`), `NothingChanged`, and one error for each value out of range.
    pub fn schedule_change(ctx: Context<ScheduleChange>, nonce: u64, change: Change) -> Result<()> {
        registry::schedule_change(ctx, nonce, change)
    }

    /// Applies a scheduled change after its timelock and closes the scheduled change.
    ///
    /// Signers: the current registry authority.
    /// Errors: `ChangeNotDue`, `ChangeExpired` (more than 14 days after the timelock), `NothingChanged`, `TermsChanged`
    /// (for new terms, if the terms have changed since the change was scheduled: cancel it and schedule it again).
    pub fn execute_change(ctx: Context<ExecuteChange>) -> Result<()> {
        registry::execute_change(ctx)
    }

    /// Closes a scheduled change without applying it. Works while the registry is paused.
    ///
    /// Signers: registry authority or guardian; only the authority for a change of the guardian.
    /// Errors: `Unauthorized`.
    pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
        registry::cancel_change(ctx)
    }

    /// Suspends a notary at once. Open ballots become stale. Works while the registry is paused.
    ///
    /// Signers: guardian.
    /// Errors: `UnknownNotary`, `NotarySuspended` (already suspended).
    pub fn suspend_notary(ctx: Context<SuspendNotary>, notary: Pubkey) -> Result<()> {
        registry::suspend_notary(ctx, notary)
    }

    // Voting.

    /// Counts the votes of one or more notaries on a claim, year closing, burn proof, restatement or settlement.
    /// `digest` must be the subject's digest in its current round. `report` is the sha256 of the notarization report.
    ///
    /// Signers: every voting notary.
    /// Further accounts: the voting notaries, in any order; each read-only and signer; at least one.
    /// Errors: `NotASubject`, `DigestMismatch`, `NoVoters`, `VoterNotSigner`, `UnknownNotary`, `NotarySuspended`,
    /// `NotYetAccredited`, `AccreditationEnded`, `NotaryConflicted`, `AlreadyVoted`, `BallotNotOpen`, `BallotApproved`,
    /// `BallotRejected`, `BallotExpired`, `BallotStale`.
    pub fn attest(ctx: Context<Attest>, digest: [u8; 32], verdict: Verdict, report: [u8; 32]) -> Result<()> {
        voting::attest(ctx, digest, verdict, report)
    }

    /// Opens the next round of a stale ballot: the votes are removed and the voting period starts again. A ballot has
    /// at most three rounds. Anyone may call it.
    ///
    /// Errors: `BallotNotStale`, `BallotExpired`, `NotASubject`.
    pub fn reopen_ballot(ctx: Context<ReopenBallot>) -> Result<()> {
        voting::reopen_ballot(ctx)
    }

    // Source.

    /// Publishes an edition of an emission factor. It can be withdrawn, but its values never change.
    ///
    /// Signers: payer (pays the rent), registry authority.
    /// Errors: `GwpMismatch`, `InvalidValidity`, `InvalidName`.
    pub fn publish_factor(ctx: Context<PublishFactor>, args: PublishFactorArgs) -> Result<()> {
        source::publish_factor(ctx, args)
    }

    /// Withdraws an emission factor: new claims cannot use it. Works while the registry is paused.
    ///
    /// Signers: registry authority.
    /// Errors: `FactorWithdrawn` (already withdrawn).
    pub fn withdraw_factor(ctx: Context<WithdrawFactor>) -> Result<()> {
        source::withdraw_factor(ctx)
    }

    /// Lists a data provider. In an open registry the listing takes effect after the timelock, before that at once.
    ///
    /// Signers: payer (pays the rent and gets it back), registry authority.
    /// Errors: `InvalidName`.
    pub fn list_provider(ctx: Context<ListProvider>, key: Pubkey, name: String) -> Result<()> {
        source::list_provider(ctx, key, name)
    }

    /// Delists a data provider at once and closes its account. Works while the registry is paused.
    ///
    /// Signers: registry authority.
    pub fn delist_provider(ctx: Context<DelistProvider>) -> Result<()> {
        source::delist_provider(ctx)
    }

    /// Registers an emission or absorption source. It can submit claims once it is admitted.
    ///
    /// Signers: payer (pays the rent), owner, and each operator.
    /// Further accounts: the operators, in the order of the arguments; signers.
    /// Errors: `InvalidOperators`, `OperatorNotSigner`, `OperatorIsNotary`, `InvalidStreams`, `InvalidCategory`,
    /// `InvalidCountry`, `UriTooLong`.
    pub fn register_source(ctx: Context<RegisterSource>, args: RegisterSourceArgs) -> Result<()> {
        source::register_source(ctx, args)
    }

    /// Admits a source, so that it can submit claims.
    ///
    /// Signers: registry authority, or a notary that may vote.
    /// Errors: `SourceAlreadyAdmitted`, `OperatorIsNotary`, `UnknownNotary`, `NotarySuspended`, `NotYetAccredited`,
    /// `AccreditationEnded`.
    pub fn admit_source(ctx: Context<AdmitSource>) -> Result<()> {
        source::admit_source(ctx)
    }

    /// Suspends a source at once: nothing of it is recorded until it is reinstated. Works while the registry is paused.
    ///
    /// Signers: guardian.
    /// Errors: `SourceSuspended`.
    pub fn suspend_source(ctx: Context<SuspendSource>) -> Result<()> {
        source::suspend_source(ctx)
    }

    /// Lifts the suspension of a source, after the timelock.
    ///
    /// Signers: registry authority.
    /// Errors: `SourceNotSuspended`, `ChangeNotDue`.
    pub fn reinstate_source(ctx: Context<ReinstateSource>) -> Result<()> {
        source::reinstate_source(ctx)
    }

    /// Moves the lamports that a source holds above its rent to the registry's treasury. Anyone may call it.
    ///
    /// Errors: `NothingToCollect`.
    pub fn collect_fees(ctx: Context<CollectFees>) -> Result<()> {
        source::collect_fees(ctx)
    }

    // Claim.

    /// Submits carbon data and opens its ballot, after every check that the program can make by itself. The payer
    /// deposits the fee and the rent of all accounts that `notarize_claim` creates. Pass `member` and `pool` exactly when the
    /// source is in a pool of the year, `factor` exactly for activity data.
    ///
    /// Signers: payer (gets back what is not needed), submitter (the source's owner or an operator; anyone for an
    /// add-back).
    /// Errors: `SourceNotAdmitted`, `NotSubmitter`, `InvalidPeriod`, `DaysNotOver`, `DaysCovered`, `WrongStream`,
    /// `InvalidBaseline`, `FactorAccountMismatch`, `FactorWithdrawn`, `FactorNotActive`, `FactorNotValid`,
    /// `WrongFactorFamily`, `SourceSuspended`,
    /// `GwpMismatch`, `GramsMismatch`, `RecordCapExceeded`, `ProviderRequired`, `ProviderNotActive`, `PoolRequired`,
    /// `WrongMember`, `DeadlinePassed`, `UriTooLong`.
    pub fn submit_claim(ctx: Context<SubmitClaim>, args: SubmitClaimArgs) -> Result<()> {
        claim::submit_claim(ctx, args)
    }

    /// Turns an approved claim into a record: covers its days, adds it to the inventory, issues its lots, mints its
    /// tokens and closes the claim. Anyone may call it. Pass `lot` and `token_account` exactly when the owner receives
    /// grams, `buffer_lot` and `buffer_token_account` exactly when the buffer does, `mint` when either does. `log` may
    /// be left out unless the log has the year's figures. Pass `factor` and `provider` exactly when the claim names one; a
    /// delisted provider has no account at its address.
    ///
    /// Signers: payer (advances the rent and gets it back from the claim's deposit).
    /// Errors: `BallotVoting`, `BallotRejected`, `BallotExpired`, `BallotStale`, `DaysCovered`, `WrongIssueAccounts`,
    /// `WrongMint`, `LogRequired`, `ReductionTooSoon`, `PoolNotCollecting`, `SourceSuspended`, `FactorWithdrawn`,
    /// `ProviderDelisted`.
    pub fn notarize_claim(ctx: Context<NotarizeClaim>) -> Result<()> {
        claim::notarize_claim(ctx)
    }

    /// Closes a claim without a record. Anyone may close a rejected or expired claim; its submitter and the source's
    /// owner may close any claim that is not approved. Rent and deposit go back, the fee is kept. Works while the
    /// registry is paused. Pass `member` exactly when a pool waits for the claim.
    ///
    /// Signers: caller.
    /// Errors: `BallotVoting`, `BallotApproved`, `BallotStale`, `WrongMember`.
    pub fn close_claim(ctx: Context<CloseClaim>) -> Result<()> {
        claim::close_claim(ctx)
    }

    // Year.

    /// Proposes to close a reporting year at its totals and opens the ballot.
    ///
    /// Signers: payer (pays the rent and gets it back), proposer (the source's owner, or the operator of its pool). Pass `pool`
    /// exactly when the source is in a pool of the year.
    /// Further accounts: the day map of every declared emission stream, in the order of declaration; read-only.
    /// Errors: `YearNotOver`, `YearClosed`, `NoEmittedStream`, `TotalsMismatch`, `DayMapsMissing`, `DaysMissing`,
    /// `NotSubmitter`, `SourceSuspended`, `WrongMember`.
    pub fn propose_year_closing(ctx: Context<ProposeYearClosing>, emitted: u64, add_back: u64) -> Result<()> {
        year::propose_year_closing(ctx, emitted, add_back)
    }

    /// Closes the reporting year of an approved proposal and closes the proposal. Anyone may call it.
    ///
    /// Errors: `BallotVoting`, `BallotRejected`, `BallotExpired`, `BallotStale`, `InventoryChanged` (drop the
    /// proposal), `SourceSuspended`.
    pub fn execute_year_closing(ctx: Context<ExecuteYearClosing>) -> Result<()> {
        year::execute_year_closing(ctx)
    }

    /// Closes a proposal to close a year. Anyone may drop a rejected or expired proposal, and one whose inventory has
    /// changed; the proposer may drop any proposal that is not approved. Works while the registry is paused.
    ///
    /// Signers: caller.
    /// Errors: `BallotVoting`, `BallotApproved`, `BallotStale`.
    pub fn drop_year_closing(ctx: Context<DropYearClosing>) -> Result<()> {
        year::drop_year_closing(ctx)
    }

    /// Appends a closed year's figures to the rollup log as a leaf, which replaces an earlier leaf of the same
    /// inventory. `statement_sha256` is zero unless the source's owner signs.
    ///
    /// Signers: the source's owner, to name a statement or to log the same figures again on another day; otherwise none.
    /// Errors: `YearNotClosed`, `YearLogged`, `NotSubmitter`.
    pub fn log_year(ctx: Context<LogYear>, statement_sha256: [u8; 32]) -> Result<()> {
        year::log_year(ctx, statement_sha256)
    }

    // Lot.

    /// Transfers the first `grams` of a lot to another owner: creates a child lot and moves as many tokens.
    ///
    /// Signers: payer (pays the rent), owner of the lot, for emission tokens also the recipient (as `consent`).
    /// Errors: `LotLocked`, `NotEnoughGrams`, `ZeroQuantity`, `RecordFrozen`, `VoidUnits`, `SelfTransfer`,
    /// `ClassDoesNotMove`, `RecipientMustSign`.
    pub fn transfer_lot(ctx: Context<TransferLot>, grams: u64) -> Result<()> {
        lot::transfer_lot(ctx, grams)
    }

    /// Closes an empty lot and returns its rent. Anyone may call it, also while the registry is paused.
    ///
    /// Errors: `LotNotEmpty`, `LotTooNew`.
    pub fn close_lot(ctx: Context<CloseLot>) -> Result<()> {
        lot::close_lot(ctx)
    }

    /// Burns the tokens of a lot whose units are all void, closes the lot and returns its rent. Anyone may call it.
    ///
    /// Errors: `ValidUnits`, `LotLocked`, `LotTooNew`, `ZeroQuantity` (call `close_lot`), `ClassDoesNotMove` (reduction).
    pub fn close_void_lot(ctx: Context<CloseVoidLot>) -> Result<()> {
        lot::close_void_lot(ctx)
    }

    // Market.

    /// Adds a payment mint. In an open registry it can be used after the timelock, before that at once.
    ///
    /// Signers: payer (pays the rent and gets it back), registry authority.
    /// Errors: `UnsupportedPayment`.
    pub fn allow_payment(ctx: Context<AllowPayment>) -> Result<()> {
        market::allow_payment(ctx)
    }

    /// Removes a payment mint at once. Open offers in it cannot be bought any more; their sellers can cancel them.
    /// Works while the registry is paused.
    ///
    /// Signers: registry authority.
    pub fn disallow_payment(ctx: Context<DisallowPayment>) -> Result<()> {
        market::disallow_payment(ctx)
    }

    /// Offers the first `grams` of a credit lot for sale and locks them. A part of a lot is split off into `child`;
    /// leave `child` out to offer the whole lot. `price_per_tonne` is in base units of the payment mint, `expires_at` in
    /// Unix seconds.
    ///
    /// Signers: payer (pays the rent), seller (owner of the lot).
    /// Errors: `NotCredit`, `ZeroPrice`, `InvalidExpiry`, `PaymentNotActive`, `UnsupportedPayment`, `WrongChild`,
    /// `LotLocked`, `NotEnoughGrams`, `RecordFrozen`, `VoidUnits`.
    pub fn list_credits(ctx: Context<ListCredits>, grams: u64, price_per_tonne: u64, expires_at: i64) -> Result<()> {
        market::list_credits(ctx, grams, price_per_tonne, expires_at)
    }

    /// Buys the first grams of an offer, within the buyer's limits of price and serials. Payment and credits move in one
    /// transaction. An offer that is sold out is closed.
    ///
    /// Signers: payer (pays the rent), buyer.
    /// Errors: `OfferExpired`, `PriceAboveLimit`, `SerialsAboveLimit`, `NonceOutOfTime`, `SelfTransfer`, `NotEnoughGrams`,
    /// `RecordFrozen`, `VoidUnits`, `PaymentNotActive`, `UnsupportedPayment`.
    pub fn buy_credits(ctx: Context<BuyCredits>, args: BuyCreditsArgs) -> Result<()> {
        market::buy_credits(ctx, args)
    }

    /// Closes an offer and unlocks its lot. The seller may call it at any time, anyone once the offer has expired.
    /// Works while the registry is paused.
    ///
    /// Signers: caller.
    /// Errors: `OfferNotExpired`.
    pub fn cancel_listing(ctx: Context<CancelListing>) -> Result<()> {
        market::cancel_listing(ctx)
    }

    // Burn.

    /// Opens a burn proof without legs. `add_leg` adds them, `submit_burn` opens the ballot.
    ///
    /// Signers: payer (pays the rent), proposer (owner of the lots to be burned).
    /// Errors: `CertificateExists` (choose another nonce), `InvalidName` (purpose).
    pub fn propose_burn(ctx: Context<ProposeBurn>, args: ProposeBurnArgs) -> Result<()> {
        burn::propose_burn(ctx, args)
    }

    /// Adds a leg to a burn proof: locks the first `grams` of an emission lot and of an absorption-credit lot, both
    /// owned by the proposer. A part of a lot is split off into a child; leave the child out to lock the whole lot.
    ///
    /// Signers: payer (pays the children's rent), proposer.
    /// Errors: `BurnSubmitted`, `DraftExpired`, `TooManyLegs`, `NotEmission`, `NotAbsorptionCredit`, `VintageTooOld`,
    /// `AdjustmentMissing`, `WrongChild`, `LotLocked`, `NotLotOwner`, `NotEnoughGrams`, `RecordFrozen`, `VoidUnits`.
    pub fn add_leg(ctx: Context<AddLeg>, grams: u64) -> Result<()> {
        burn::add_leg(ctx, grams)
    }

    /// Submits a burn proof to review and vote. Its legs cannot change after that.
    ///
    /// Signers: proposer.
    /// Further accounts: the record of each leg's credit, in the order of the legs; read-only.
    /// Errors: `NoLegs`, `BurnSubmitted`, `DraftExpired`, `WrongLegAccounts`, `VintageTooOld`, `AdjustmentMissing`.
    pub fn submit_burn(ctx: Context<SubmitBurn>) -> Result<()> {
        burn::submit_burn(ctx)
    }

    /// Replays consecutive entries of the history of one side's units, from `previous` up to the review's position, and
    /// moves the position to `previous`. `side` is twice the leg's number, plus one for the credit. `entries` are passed oldest
    /// first. Notaries that held the units are excluded from the vote. Anyone may call it.
    ///
    /// Errors: `NoSuchSide`, `HistoryMismatch`, `AlreadyReviewed`, `BallotNotOpen`, `BallotRejected`, `BallotExpired`.
    pub fn review_lot(
        ctx: Context<ReviewLot>,
        side: u8,
        previous: [u8; 32],
        entries: Vec<[u8; ENTRY_LEN]>,
    ) -> Result<()> {
        burn::review_lot(ctx, side, previous, entries)
    }

    /// Burns both sides of an approved and reviewed burn proof, creates the certificate, adds the grams to the
    /// inventories as neutralized and appends the leaf to the rollup log. Anyone may call it.
    ///
    /// Signers: payer (advances the certificate's rent and gets it back from the burn proof's).
    /// Further accounts: for each leg the emission lot (writable), its record (writable), the inventory of that
    /// record's source and year (writable), the credit lot (writable) and its record (writable), in any order and each
    /// account once; `legs` has their positions, in the order of the burn proof's legs.
    /// Errors: `BallotNotOpen`, `BallotVoting`, `BallotRejected`, `BallotExpired`, `BallotStale`, `NotReviewed`,
    /// `WrongLegAccounts`, `LotNotLockedByProof`, `RecordFrozen`, `VoidUnits`, `VintageTooOld`, `AdjustmentMissing`.
    pub fn execute_burn<'info>(ctx: Context<'info, ExecuteBurn<'info>>, legs: Vec<LegAccounts>) -> Result<()> {
        burn::execute_burn(ctx, legs)
    }

    /// Closes a burn proof and unlocks its lots. The proposer may drop any; anyone may drop one that is rejected, expired or not
    /// submitted in time. Works while the registry is paused.
    ///
    /// Signers: caller.
    /// Further accounts: the locked lots of all sides, emission and credit of each leg in the order of the legs;
    /// writable.
    /// Errors: `BallotVoting`, `BallotApproved`, `BallotStale`, `BallotNotOpen` (a draft),
    /// `WrongLegAccounts`.
    pub fn drop_burn(ctx: Context<DropBurn>) -> Result<()> {
        burn::drop_burn(ctx)
    }

    // Restatement.

    /// Proposes to correct the valid grams of a record, freezes the record and opens the ballot.
    ///
    /// Signers: payer (pays the rent and gets it back), proposer (the registry authority, or a notary that may vote).
    /// Errors: `RecordFrozen` (another restatement is open), `NothingRestated`, `NeutralizedUnits`,
    /// `RecordCapExceeded`, `ProviderRequired`, `ProviderNotActive`, `DeadlinePassed` (a reduction cannot be raised any
    /// more), `PoolSettled`, `WrongMember` (pass `pool` exactly when the source is in a pool of the year), `InvalidName` (reason), `UriTooLong`.
    pub fn propose_restatement(ctx: Context<ProposeRestatement>, args: ProposeRestatementArgs) -> Result<()> {
        restatement::propose_restatement(ctx, args)
    }

    /// Lowers a record by an approved restatement: units from its new number of valid grams on are void. The inventory
    /// follows, and its year is open again. Anyone may call it.
    ///
    /// Errors: `BallotVoting`, `BallotRejected`, `BallotExpired`, `BallotStale`, `WrongDirection`, `PoolSettled`.
    pub fn execute_lowering(ctx: Context<ExecuteLowering>) -> Result<()> {
        restatement::execute_lowering(ctx)
    }

    /// Raises a record by an approved restatement: creates a supplementary record of the difference, issues its lots
    /// and mints its tokens. The inventory's year is open again. Anyone may call it. Pass lots, token accounts and mint
    /// as for `notarize_claim`.
    ///
    /// Signers: payer (pays the rent).
    /// Errors: `BallotVoting`, `BallotRejected`, `BallotExpired`, `BallotStale`, `WrongDirection`, `PoolSettled`,
    /// `WrongIssueAccounts`, `SourceSuspended`, `ProviderDelisted`.
    pub fn execute_supplement(ctx: Context<ExecuteSupplement>) -> Result<()> {
        restatement::execute_supplement(ctx)
    }

    /// Closes a restatement and unfreezes its record. Anyone may drop a rejected or expired restatement; the proposer
    /// may drop any restatement that is not approved. Works while the registry is paused.
    ///
    /// Signers: caller.
    /// Errors: `BallotVoting`, `BallotApproved`, `BallotStale`.
    pub fn drop_restatement(ctx: Context<DropRestatement>) -> Result<()> {
        restatement::drop_restatement(ctx)
    }

    /// Counts those credit units of a certificate's leg that have become void since they were burned, as a shortfall of
    /// the certificate. Pass `cover` to count the units of a cover instead. `leg` counts from 0. Anyone may call it.
    ///
    /// Errors: `NoSuchLeg`, `NothingVoid`.
    pub fn impair(ctx: Context<Impair>, leg: u8) -> Result<()> {
        restatement::impair(ctx, leg)
    }

    /// Burns the first `grams` of an absorption-credit lot against the shortfall of a certificate's leg. `leg` counts
    /// from 0.
    ///
    /// Signers: payer (pays the cover's rent), holder (owner of the lot; the registry authority for a lot of the
    /// buffer).
    /// Errors: `NoSuchLeg`, `NotShort`, `NotLotOwner`, `NotAbsorptionCredit`, `VintageTooOld`, `AdjustmentMissing`,
    /// `LotLocked`, `NotEnoughGrams`, `RecordFrozen`, `VoidUnits`, `CoverTooSmall`, `TooManyRanges`, `ImpairDue`.
    pub fn cover_shortfall(ctx: Context<CoverShortfall>, leg: u8, grams: u64) -> Result<()> {
        restatement::cover_shortfall(ctx, leg, grams)
    }

    // Pool.

    /// Creates a reduction pool without members, before its period starts. The period is one reporting year.
    ///
    /// Signers: payer (pays the rent), operator.
    /// Errors: `MultiYearPool`, `InvalidDeadline`, `PeriodStarted`.
    pub fn create_pool(ctx: Context<CreatePool>, args: CreatePoolArgs) -> Result<()> {
        pool::create_pool(ctx, args)
    }

    /// Adds a source to a pool, with its notarized baseline and its target in grams, before the period starts.
    ///
    /// Signers: payer (pays the rent), owner of the source, operator of the pool.
    /// Errors: `PoolLocked`, `PeriodStarted`, `PoolFull`, `MemberExists`, `NoEmittedStream`, `WrongBaseline`,
    /// `TargetAboveBaseline`, `RecordFrozen`.
    pub fn join_pool(ctx: Context<JoinPool>, target: u64) -> Result<()> {
        pool::join_pool(ctx, target)
    }

    /// Removes a source from a pool that is not locked. The source's owner and the pool's operator may call it, and anyone once
    /// the period has started. Works while the registry is paused.
    ///
    /// Signers: caller.
    /// Errors: `PoolLocked`, `Unauthorized`.
    pub fn leave_pool(ctx: Context<LeavePool>) -> Result<()> {
        pool::leave_pool(ctx)
    }

    /// Locks a pool before its period starts: members, baselines and targets cannot change after that.
    ///
    /// Signers: operator.
    /// Further accounts: for every member, in the pool's order, the membership (writable), its baseline's record and its source
    /// (read-only).
    /// Errors: `PoolLocked`, `PeriodStarted`, `NoMembers`, `WrongMember`, `WrongBaseline`, `RecordFrozen`,
    /// `TargetAboveBaseline`, `OperatorIsNotary`, `NoQuorumLeft`.
    pub fn lock_pool(ctx: Context<LockPool>) -> Result<()> {
        pool::lock_pool(ctx)
    }

    /// Closes a pool that is not locked and has no members. The operator may call it, and anyone once the period has
    /// started. Works while the registry is paused.
    ///
    /// Signers: caller.
    /// Errors: `PoolLocked`, `MembersLeft`, `Unauthorized`.
    pub fn close_pool(ctx: Context<ClosePool>) -> Result<()> {
        pool::close_pool(ctx)
    }

    /// Burns the first `grams` of a member's credit lot into its pool, before the reporting deadline.
    ///
    /// Signers: payer (pays the cure's rent), owner of the source and of the lot.
    /// Errors: `PoolNotCollecting`, `DeadlinePassed`, `NotCredit`, `LotLocked`, `NotEnoughGrams`, `RecordFrozen`,
    /// `VoidUnits`, `TooManyRanges`, `ImpairDue`.
    pub fn cure_pool(ctx: Context<CurePool>, grams: u64) -> Result<()> {
        pool::cure_pool(ctx, grams)
    }

    /// Counts those units of a cure that have become void since they were burned off from the member's cured grams. Anyone may
    /// call it. Works while the registry is paused.
    ///
    /// Errors: `NothingVoid`, `WrongMember`.
    pub fn impair_cure(ctx: Context<ImpairCure>) -> Result<()> {
        pool::impair_cure(ctx)
    }

    /// Freezes a pool's totals after its deadline, computes the outcome and the members' shares, and opens the ballot.
    /// Anyone may call it.
    ///
    /// Signers: payer (pays the rent and gets it back).
    /// Further accounts: for every member, in the pool's order, its membership (writable) and its inventory (read-only;
    /// pass its derived address even if the account does not exist).
    /// Errors: `PoolNotCollecting`, `DeadlineNotPassed`, `PoolOverdue` (use `void_pool`), `ClaimsPending`,
    /// `CorrectionPeriod`, `YearsOpen`, `ImpairDue`, `WrongMember`.
    pub fn open_settlement(ctx: Context<OpenSettlement>) -> Result<()> {
        pool::open_settlement(ctx)
    }

    /// Replays consecutive emission records of a member, from `previous` up to the review's position, and moves the
    /// position to `previous`. The operators of the member's source are excluded from the vote. Anyone may call it.
    ///
    /// Further accounts: the records, oldest first; read-only. None for a member without emission records.
    /// Errors: `AlreadyReviewed`, `TrailMismatch`, `RecordsDoNotAddUp`, `WrongMember`, `BallotRejected`,
    /// `BallotExpired`.
    pub fn review_emissions(ctx: Context<ReviewEmissions>, previous: [u8; 32]) -> Result<()> {
        pool::review_emissions(ctx, previous)
    }

    /// Replays consecutive reduction records of a member and gives each lot its place in the conversion, from
    /// `previous` up to the review's position, and moves the position to `previous`. Anyone may call it.
    ///
    /// Further accounts: pairs of a record (read-only) and its lot (writable; pass its derived address even if the account
    /// does not exist), oldest first.
    /// Errors: `AlreadyReviewed`, `TrailMismatch`, `RecordsDoNotAddUp`, `HistoryMismatch`, `WrongMember`,
    /// `BallotRejected`, `BallotExpired`.
    pub fn review_reductions(ctx: Context<ReviewReductions>, previous: [u8; 32]) -> Result<()> {
        pool::review_reductions(ctx, previous)
    }

    /// Executes an approved and reviewed settlement: after that, each member's reductions can be converted up to its
    /// share. Anyone may call it.
    ///
    /// Further accounts: the membership of every member, in the pool's order; writable.
    /// Errors: `BallotVoting`, `BallotRejected`, `BallotExpired`, `BallotStale`, `SettlementNotReviewed`,
    /// `WrongMember`.
    pub fn execute_settlement(ctx: Context<ExecuteSettlement>) -> Result<()> {
        pool::execute_settlement(ctx)
    }

    /// Closes a rejected or expired settlement and unfreezes the pool's totals. Anyone may call it, also while the
    /// registry is paused.
    ///
    /// Further accounts: the membership of every member, in the pool's order; writable.
    /// Errors: `BallotVoting`, `BallotApproved`, `BallotStale`, `WrongMember`.
    pub fn drop_settlement(ctx: Context<DropSettlement>) -> Result<()> {
        pool::drop_settlement(ctx)
    }

    /// Converts a reduction lot of a settled pool into reduction credit, up to the member's share, and voids the rest.
    /// A lot of a void pool is voided. Anyone may call it.
    ///
    /// Signers: payer (pays for the owner's token account of credit where it is missing).
    /// Errors: `PoolNotSettled`, `NotReduction`, `RecordFrozen`, `ZeroQuantity`, `WrongMember`.
    pub fn convert_reduction(ctx: Context<ConvertReduction>) -> Result<()> {
        pool::convert_reduction(ctx)
    }

    /// Voids a locked pool that was not settled within 180 days after its deadline. `convert_reduction` then voids its
    /// reductions. Anyone may call it.
    ///
    /// Further accounts: the membership of every member, in the pool's order; writable.
    /// Errors: `PoolNotCollecting`, `PoolNotOverdue`, `WrongMember`.
    pub fn void_pool(ctx: Context<VoidPool>) -> Result<()> {
        pool::void_pool(ctx)
    }

    // Wormhole.

    /// Publishes the log's new leaves to the L1 by a Wormhole message and creates the batch. Anyone may call it, at top
    /// level or one level down the call stack.
    ///
    /// Signers: payer (pays the batch's rent and Wormhole's fee).
    /// Errors: `NothingToPublish`, `WrongWormholeAccount`, `WrongBridgeConfig`, `MessageNotPosted`.
    pub fn publish_batch(ctx: Context<PublishBatch>) -> Result<()> {
        wormhole::publish_batch(ctx)
    }

    /// Posts a published batch again with the same bytes, for a message that was lost or whose guardians have been
    /// replaced. Anyone may call it.
    ///
    /// Signers: payer (pays Wormhole's fee).
    /// Errors: `WrongAddress` (the batch does not exist), `WrongWormholeAccount`, `WrongBridgeConfig`,
    /// `MessageNotPosted`.
    pub fn republish(ctx: Context<PublishBatch>) -> Result<()> {
        wormhole::republish(ctx)
    }
}
