//! Every error of the program. Append only: a number, once released, keeps its meaning (Anchor counts from 6000).

use anchor_lang::prelude::*;

/// Each message says what was wrong and what to do.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum CarbonError {
    /// 6000
    #[msg("The amount is out of range: the calculation exceeds the largest number that fits")]
    Overflow,
    /// 6001
    #[msg("The account belongs to another registry: pass the accounts of one registry")]
    WrongRegistry,
    /// 6002
    #[msg("The signer may not call this instruction")]
    Unauthorized,
    /// 6003
    #[msg(
        "The registry is paused: only cancel, close, drop, leave, tightening changes, accept_authority, suspend_notary and unpause_registry work"
    )]
    Paused,
    /// 6004
    #[msg("The registry is not paused")]
    NotPaused,
    /// 6005
    #[msg("The last pause ended less than 30 days ago: wait until the 30 days are over")]
    PauseCooldown,
    /// 6006
    #[msg("The registry is not open yet: create its four mints, add notaries, then call open_registry")]
    RegistryNotOpen,
    /// 6007
    #[msg("The registry is already open")]
    RegistryAlreadyOpen,
    /// 6008
    #[msg("A mint is missing: create all four mints before opening the registry")]
    MintsMissing,
    /// 6009
    #[msg("The mint of this class already exists")]
    MintExists,
    /// 6010
    #[msg("The account is not the expected mint: pass the registry's mint of this class, or the offer's payment mint")]
    WrongMint,
    /// 6011
    #[msg("The name, purpose or reason is empty, too long, not UTF-8 or contains a zero byte")]
    InvalidName,
    /// 6012
    #[msg("The URI is longer than 200 bytes")]
    UriTooLong,
    /// 6013
    #[msg("The first month of a reporting year must be from 1 to 12")]
    InvalidMonth,
    /// 6014
    #[msg("The share is above 10,000 basis points")]
    InvalidBps,
    /// 6015
    #[msg("The record cap must be at least one gram")]
    InvalidRecordCap,
    /// 6016
    #[msg("The voting period must be from 1 hour to 90 days")]
    InvalidVotingPeriod,
    /// 6017
    #[msg("The timelock must be from 1 day to 30 days")]
    InvalidTimelock,
    /// 6018
    #[msg("The change loosens the registry's rules: schedule it and execute it after the timelock")]
    TimelockRequired,
    /// 6019
    #[msg("The timelock of this change has not passed yet")]
    ChangeNotDue,
    /// 6020
    #[msg("The change was not executed within 14 days after its timelock: cancel it and schedule it again")]
    ChangeExpired,
    /// 6021
    #[msg("The signer is not the proposed authority")]
    NotProposedAuthority,
    /// 6022
    #[msg("The threshold is below the minimum or above 10,000 basis points of the whole weight")]
    InvalidThreshold,
    /// 6023
    #[msg("The notary set is full: remove a notary first")]
    NotarySetFull,
    /// 6024
    #[msg("This notary is already in the set")]
    NotaryExists,
    /// 6025
    #[msg("This key is not in the notary set")]
    UnknownNotary,
    /// 6026
    #[msg("A notary's weight must be at least 1")]
    InvalidWeight,
    /// 6027
    #[msg("An accreditation must end after it starts")]
    InvalidAccreditation,
    /// 6028
    #[msg("An open registry needs at least one notary")]
    LastNotary,
    /// 6029
    #[msg("The notary is suspended")]
    NotarySuspended,
    /// 6030
    #[msg("The notary is not suspended")]
    NotaryNotSuspended,
    /// 6031
    #[msg("The notary's accreditation has not started yet")]
    NotYetAccredited,
    /// 6032
    #[msg("The notary's accreditation has ended")]
    AccreditationEnded,
    /// 6033
    #[msg("The notary, or a key affiliated to it, has a conflict of interest in this subject")]
    NotaryConflicted,
    /// 6034
    #[msg("The notary has already voted in this round")]
    AlreadyVoted,
    /// 6035
    #[msg("No voter was passed: add at least one notary as a further account that signs")]
    NoVoters,
    /// 6036
    #[msg("A notary passed as a voter did not sign the transaction")]
    VoterNotSigner,
    /// 6037
    #[msg("The digest differs from the subject's digest in its current round: read the subject again")]
    DigestMismatch,
    /// 6038
    #[msg("The account has no ballot: pass a claim, year closing, burn proof, restatement or settlement")]
    NotASubject,
    /// 6039
    #[msg("The voting is still going on")]
    BallotVoting,
    /// 6040
    #[msg("The ballot is approved: execute the proposal")]
    BallotApproved,
    /// 6041
    #[msg("The ballot is rejected: drop the proposal")]
    BallotRejected,
    /// 6042
    #[msg("The ballot has expired: drop the proposal")]
    BallotExpired,
    /// 6043
    #[msg("The notary set has changed since the ballot opened: call reopen_ballot")]
    BallotStale,
    /// 6044
    #[msg("The ballot belongs to the current notary set: reopening is not needed")]
    BallotNotStale,
    /// 6045
    #[msg("The operators are invalid: at most four different keys, without the owner")]
    InvalidOperators,
    /// 6046
    #[msg("The streams are invalid: at most 16 different streams")]
    InvalidStreams,
    /// 6047
    #[msg("The scope 3 category must be from 1 to 15")]
    InvalidCategory,
    /// 6048
    #[msg("The country must be two capital letters (ISO 3166-1 alpha-2)")]
    InvalidCountry,
    /// 6049
    #[msg("The source is already admitted")]
    SourceAlreadyAdmitted,
    /// 6050
    #[msg("The source is not admitted yet: ask the registry's authority or a notary to admit it")]
    SourceNotAdmitted,
    /// 6051
    #[msg("The factor's last day is before its first day or after the end of the calendar")]
    InvalidValidity,
    /// 6052
    #[msg("The GWP set of the factor or measurement differs from the registry's")]
    GwpMismatch,
    /// 6053
    #[msg("The factor is withdrawn: use its corrected version")]
    FactorWithdrawn,
    /// 6054
    #[msg("The factor is not valid on all days of the claim")]
    FactorNotValid,
    /// 6055
    #[msg("The factor is of another family than the stream declares")]
    WrongFactorFamily,
    /// 6056
    #[msg("Pass the factor account for activity data, and leave it out for measured grams")]
    FactorAccountMismatch,
    /// 6057
    #[msg("The grams differ from activity × factor as the program computes it")]
    GramsMismatch,
    /// 6058
    #[msg("The grams exceed the registry's cap for one record")]
    RecordCapExceeded,
    /// 6059
    #[msg("Absorption and reduction need the account of a listed data provider")]
    ProviderRequired,
    /// 6060
    #[msg("The data provider's listing has not taken effect yet")]
    ProviderNotActive,
    /// 6061
    #[msg("The claim's last day is not over yet")]
    DaysNotOver,
    /// 6062
    #[msg("The days are invalid: they must be whole days of one reporting year, the first not after the last")]
    InvalidPeriod,
    /// 6063
    #[msg("A day of the claim is already covered by a record")]
    DaysCovered,
    /// 6064
    #[msg("The stream is not declared or is of another kind than the claim; use 255 for baselines and add-backs")]
    WrongStream,
    /// 6065
    #[msg("Reduction and add-back claims need a pool membership; a reduction also needs the pool to be locked")]
    PoolRequired,
    /// 6066
    #[msg("A baseline must cover one whole reporting year; state baselines and add-backs in measured grams")]
    InvalidBaseline,
    /// 6067
    #[msg(
        "The signer may not act for this source: use its owner, an operator for claims, or the pool's operator for a year closing"
    )]
    NotSubmitter,
    /// 6068
    #[msg("The account is not at its derived address, or it is not the account that the other accounts name")]
    WrongAddress,
    /// 6069
    #[msg("Pass exactly the mint, lots and token accounts that receive grams of this record")]
    WrongIssueAccounts,
    /// 6070
    #[msg("The rent must be returned to the key that paid it")]
    WrongRentPayer,
    /// 6071
    #[msg("The reporting year is not over yet")]
    YearNotOver,
    /// 6072
    #[msg("The reporting year is already closed")]
    YearClosed,
    /// 6073
    #[msg("Pass the day map of every declared emission stream, in the order of declaration")]
    DayMapsMissing,
    /// 6074
    #[msg("A declared emission stream does not cover every day of the year")]
    DaysMissing,
    /// 6075
    #[msg("The totals differ from the inventory's: read the inventory again")]
    TotalsMismatch,
    /// 6076
    #[msg("The inventory has changed since the closing was proposed: drop the proposal and make a new one")]
    InventoryChanged,
    /// 6077
    #[msg("The source is already in a reduction pool of this year")]
    MemberExists,
    /// 6078
    #[msg("The source holds no lamports above its rent")]
    NothingToCollect,
    /// 6079
    #[msg("The lot is locked by a burn proof or an offer")]
    LotLocked,
    /// 6080
    #[msg("The lot belongs to another owner")]
    NotLotOwner,
    /// 6081
    #[msg("The quantity must be at least one gram")]
    ZeroQuantity,
    /// 6082
    #[msg("The lot has fewer grams than requested")]
    NotEnoughGrams,
    /// 6083
    #[msg("The record is frozen until its restatement is executed or dropped")]
    RecordFrozen,
    /// 6084
    #[msg("Some of these units are void: the record was lowered below them")]
    VoidUnits,
    /// 6085
    #[msg("The recipient already owns the lot")]
    SelfTransfer,
    /// 6086
    #[msg("Reduction tokens cannot be transferred: a pool's settlement converts or voids them")]
    ClassDoesNotMove,
    /// 6087
    #[msg("The recipient of emission tokens must sign, because it takes over the duty to neutralize them")]
    RecipientMustSign,
    /// 6088
    #[msg("The lot still has grams: only an empty lot can be closed")]
    LotNotEmpty,
    /// 6089
    #[msg("Pass the child lot to lock a part of the lot, and leave it out to lock the whole lot")]
    WrongChild,
    /// 6090
    #[msg("This is not an emission lot: only emission tokens can be neutralized")]
    NotEmission,
    /// 6091
    #[msg("This is not an absorption-credit lot: only absorption credits neutralize emissions")]
    NotAbsorptionCredit,
    /// 6092
    #[msg("The credit's vintage is older than the registry's policy allows")]
    VintageTooOld,
    /// 6093
    #[msg("The credit lacks the corresponding adjustment that the registry's policy requires")]
    AdjustmentMissing,
    /// 6094
    #[msg("The burn proof already has eight legs, the maximum")]
    TooManyLegs,
    /// 6095
    #[msg("The burn proof has no leg: call add_leg first")]
    NoLegs,
    /// 6096
    #[msg("The burn proof is already submitted: its legs cannot change")]
    BurnSubmitted,
    /// 6097
    #[msg("The ballot is not open yet: the subject is still a draft")]
    BallotNotOpen,
    /// 6098
    #[msg("A certificate already exists for this address: choose another nonce")]
    CertificateExists,
    /// 6099
    #[msg("The entries do not match the lot's history before the review's position: collect them again")]
    HistoryMismatch,
    /// 6100
    #[msg("This history is already reviewed")]
    AlreadyReviewed,
    /// 6101
    #[msg("The history of a lot is not reviewed back to its record, or a notary has joined since: call review_lot")]
    NotReviewed,
    /// 6102
    #[msg("The burn proof has no such side: side 2n is the emission of leg n, side 2n+1 its credit")]
    NoSuchSide,
    /// 6103
    #[msg("The further accounts are not those of the burn proof's legs, in its order")]
    WrongLegAccounts,
    /// 6104
    #[msg("The reporting year is not closed yet")]
    YearNotClosed,
    /// 6105
    #[msg("The log already has these figures of the year: without the owner they are logged once, with the owner once a day")]
    YearLogged,
    /// 6106
    #[msg("The market fee is above 500 basis points")]
    InvalidMarketFee,
    /// 6107
    #[msg("The payment mint's listing has not taken effect yet")]
    PaymentNotActive,
    /// 6108
    #[msg("Use a payment mint of the classic token program, or of Token-2022 with no extension but metadata")]
    UnsupportedPayment,
    /// 6109
    #[msg("This is not a credit lot: only reduction and absorption credits can be sold or burned into a pool")]
    NotCredit,
    /// 6110
    #[msg("The price must be at least 1")]
    ZeroPrice,
    /// 6111
    #[msg("The offer must expire in the future")]
    InvalidExpiry,
    /// 6112
    #[msg("The offer has expired: call cancel_listing")]
    OfferExpired,
    /// 6113
    #[msg("Only the seller can cancel an offer before it expires")]
    OfferNotExpired,
    /// 6114
    #[msg("The grams cost more than the buyer's limit: read the offer again")]
    PriceAboveLimit,
    /// 6115
    #[msg("The restatement does not change the record's valid grams")]
    NothingRestated,
    /// 6116
    #[msg("Units above the new valid grams are already neutralized: an emission record cannot be lowered below them")]
    NeutralizedUnits,
    /// 6117
    #[msg(
        "Use execute_lowering for a restatement that lowers a record, and execute_supplement for one that raises it"
    )]
    WrongDirection,
    /// 6118
    #[msg("No further unit is void: all void units are already counted")]
    NothingVoid,
    /// 6119
    #[msg("The certificate has no leg of this number")]
    NoSuchLeg,
    /// 6120
    #[msg("The grams exceed the leg's shortfall")]
    NotShort,
    /// 6121
    #[msg("This Wormhole account differs from the one the registry was created with")]
    WrongWormholeAccount,
    /// 6122
    #[msg("The bridge config is not owned by the core bridge or has an unexpected length: its fee cannot be read")]
    WrongBridgeConfig,
    /// 6123
    #[msg("All leaves of the log are already published, and so is the number of credits to be looked at: without news, a batch a day")]
    NothingToPublish,
    /// 6124
    #[msg("Wormhole did not count the message: its sequence has not grown by one")]
    MessageNotPosted,
    /// 6125
    #[msg("The pool's period must be exactly one reporting year")]
    MultiYearPool,
    /// 6126
    #[msg("The reporting deadline must be after the pool's period, by at most 366 days")]
    InvalidDeadline,
    /// 6127
    #[msg("The pool's period has already started")]
    PeriodStarted,
    /// 6128
    #[msg("The pool is locked: its members, baselines and targets are frozen")]
    PoolLocked,
    /// 6129
    #[msg("The pool already has 16 members, the maximum")]
    PoolFull,
    /// 6130
    #[msg("The pool has no member")]
    NoMembers,
    /// 6131
    #[msg("The pool still has members: call leave_pool for each of them first")]
    MembersLeft,
    /// 6132
    #[msg("The record is not a notarized baseline of this source for the pool's year")]
    WrongBaseline,
    /// 6133
    #[msg("The target is above the member's notarized baseline")]
    TargetAboveBaseline,
    /// 6134
    #[msg(
        "A membership or inventory is missing, wrong or out of order: pass one per member in the pool's order, and the source's own for its claims"
    )]
    WrongMember,
    /// 6135
    #[msg("The pool does not collect data: it is not locked yet, or it is being settled, settled or void")]
    PoolNotCollecting,
    /// 6136
    #[msg("The pool's reporting deadline has not passed yet")]
    DeadlineNotPassed,
    /// 6137
    #[msg("The pool's reporting deadline has passed")]
    DeadlinePassed,
    /// 6138
    #[msg("A member's claim that was submitted in time is still undecided: notarize or close it")]
    ClaimsPending,
    /// 6139
    #[msg("The records do not match the member's trail before the review's position: pass them complete and in order")]
    TrailMismatch,
    /// 6140
    #[msg("The records do not add up to the member's frozen grams")]
    RecordsDoNotAddUp,
    /// 6141
    #[msg("A member's records are not reviewed yet: call review_emissions and review_reductions")]
    SettlementNotReviewed,
    /// 6142
    #[msg("The pool is neither settled nor void yet: its reductions cannot be converted")]
    PoolNotSettled,
    /// 6143
    #[msg("This is not a reduction lot: only reduction tokens can be converted")]
    NotReduction,
    /// 6144
    #[msg("The pool was not settled within 180 days after its deadline: call void_pool")]
    PoolOverdue,
    /// 6145
    #[msg("The pool cannot be voided yet: 180 days after its deadline have not passed")]
    PoolNotOverdue,
    /// 6146
    #[msg("Another reduction record of this source was notarized in the same second: send the transaction again")]
    ReductionTooSoon,
    /// 6147
    #[msg("The record counts in a pool that is being settled or is settled: it cannot be restated")]
    PoolSettled,
    /// 6148
    #[msg("The record changes a year that is in the rollup log: pass the log, so that the year's leaf is withdrawn")]
    LogRequired,
    /// 6149
    #[msg("The lot is not locked by this burn proof")]
    LotNotLockedByProof,
    /// 6150
    #[msg("The change changes nothing: the registry has these values already")]
    NothingChanged,
    /// 6151
    #[msg("The registry's terms have changed since this change was scheduled: cancel it and schedule it again")]
    TermsChanged,
    /// 6152
    #[msg("The source declares no stream that counts as emitted: scope 1, or the scope 2 of the registry's policy")]
    NoEmittedStream,
    /// 6153
    #[msg("The record is a supplement: restate the record that it supplements, whose grams include the supplement's")]
    SupplementRestated,
    /// 6154
    #[msg("Pass the record's newest supplements, the newest first, as many as the restatement reaches and no more")]
    SupplementsMismatch,
    /// 6155
    #[msg("The record was recalled completely and its days are free: submit a new claim for them")]
    DaysFreed,
    /// 6156
    #[msg("The bond of an add-back claim is above 10 SOL")]
    BondTooHigh,
    /// 6157
    #[msg("A member's year is not closed: close it, or wait for the grace period after the deadline")]
    YearsOpen,
    /// 6158
    #[msg("The notaries rejected the last settlement: the next one opens after the correction period")]
    CorrectionPeriod,
    /// 6159
    #[msg("A restatement of this record by the same notary was dropped: wait one voting period")]
    ProposerMustWait,
    /// 6160
    #[msg("The notary has 8 open restatements: wait until one is executed or dropped")]
    TooManyRestatements,
    /// 6161
    #[msg("The factor was published too recently: claims can use it after the registry's timelock")]
    FactorNotActive,
    /// 6162
    #[msg("Each operator of the source must sign its registration, in the order of the list")]
    OperatorNotSigner,
    /// 6163
    #[msg("An operator of the source is a notary, or affiliated with one: notaries do not operate sources")]
    OperatorIsNotary,
    /// 6164
    #[msg("Too many notaries are the pool's operator or own one of its sources: no quorum is left to settle it")]
    NoQuorumLeft,
    /// 6165
    #[msg("The burn proof was not submitted within 30 days: drop it and propose it again")]
    DraftExpired,
    /// 6166
    #[msg("The data provider was delisted: what it signed is not recorded any more")]
    ProviderDelisted,
    /// 6167
    #[msg("The source is suspended by the guardian: nothing of it is recorded until the authority reinstates it")]
    SourceSuspended,
    /// 6168
    #[msg("The source is not suspended")]
    SourceNotSuspended,
    /// 6169
    #[msg("The lot is too new to be closed: wait 20 minutes after it was opened")]
    LotTooNew,
    /// 6170
    #[msg("The nonce is not a time within 10 minutes of now")]
    NonceOutOfTime,
    /// 6171
    #[msg("The serials that would be bought end above the buyer's limit: others have bought before")]
    SerialsAboveLimit,
    /// 6172
    #[msg("The lot has valid units: only a lot that is wholly void can be closed with its tokens")]
    ValidUnits,
    /// 6173
    #[msg("The account holds 32 ranges of serials of this record: use units next to one of them, or another record's")]
    TooManyRanges,
    /// 6174
    #[msg("Further credits of this record must follow the serials burned before, or be at least 1 tonne or the whole shortfall")]
    CoverTooSmall,
    /// 6175
    #[msg("Burned credits of a lowered record were not looked at yet: call impair or impair_cure first")]
    ImpairDue,
    /// 6176
    #[msg("The notary set has fewer than three members, or one of them holds a quorum alone, and the policy does not allow it")]
    SmallNotarySet,
    /// 6177
    #[msg("The account would contradict itself: nothing was changed; report this to the developers")]
    InvariantBroken,
}

/// Turns `None` of the checked arithmetic into [`CarbonError::Overflow`].
pub trait OrOverflow<T> {
    /// The value, or the error.
    fn or_overflow(self) -> Result<T>;
}

impl<T> OrOverflow<T> for Option<T> {
    fn or_overflow(self) -> Result<T> {
        self.ok_or_else(|| error!(CarbonError::Overflow))
    }
}
