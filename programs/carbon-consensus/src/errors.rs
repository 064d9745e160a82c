//! Every error of the program. Append only: a number, once released, keeps its meaning (Anchor counts from 6000).

use anchor_lang::prelude::*;

/// What went wrong and what to do about it.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum CarbonError {
    /// 6000
    #[msg("Arithmetic left its range; no amount of this size can be recorded")]
    Overflow,
    /// 6001
    #[msg("The account belongs to another registry")]
    WrongRegistry,
    /// 6002
    #[msg("This key does not hold the authority the instruction needs")]
    Unauthorized,
    /// 6003
    #[msg("The registry is paused: only cancelling, closing, tightening, accepting authority and unpausing work")]
    Paused,
    /// 6004
    #[msg("The registry is not paused")]
    NotPaused,
    /// 6005
    #[msg("A pause has ended less than 30 days ago")]
    PauseCooldown,
    /// 6006
    #[msg("The registry is not open yet: create its four mints and notaries, then call open_registry")]
    RegistryNotOpen,
    /// 6007
    #[msg("The registry is open already")]
    RegistryAlreadyOpen,
    /// 6008
    #[msg("All four mints must exist before the registry opens")]
    MintsMissing,
    /// 6009
    #[msg("The mint of this class exists already")]
    MintExists,
    /// 6010
    #[msg("The account is not the registry's mint of this class")]
    WrongMint,
    /// 6011
    #[msg("The name is empty or too long")]
    InvalidName,
    /// 6012
    #[msg("A URI may have 200 bytes")]
    UriTooLong,
    /// 6013
    #[msg("A reporting year starts in a month from 1 to 12")]
    InvalidMonth,
    /// 6014
    #[msg("Basis points go up to 10,000")]
    InvalidBps,
    /// 6015
    #[msg("The record cap must be positive")]
    InvalidRecordCap,
    /// 6016
    #[msg("The voting period must be from 1 hour to 90 days")]
    InvalidVotingPeriod,
    /// 6017
    #[msg("The timelock must be from 1 hour to 30 days")]
    InvalidTimelock,
    /// 6018
    #[msg("This loosens the registry's rules: schedule it and execute it after the timelock")]
    TimelockRequired,
    /// 6019
    #[msg("The timelock of this change has not passed")]
    ChangeNotDue,
    /// 6020
    #[msg("The change was not executed within 14 days of its timelock: cancel it and schedule it again")]
    ChangeExpired,
    /// 6021
    #[msg("The proposed authority is another key, or none is proposed")]
    NotProposedAuthority,
    /// 6022
    #[msg("The threshold must be from 6,667 to 10,000 basis points of the whole weight")]
    InvalidThreshold,
    /// 6023
    #[msg("The notary set is full: 64 notaries")]
    NotarySetFull,
    /// 6024
    #[msg("This notary is in the set already")]
    NotaryExists,
    /// 6025
    #[msg("This key is not in the notary set")]
    UnknownNotary,
    /// 6026
    #[msg("A notary's weight must be positive")]
    InvalidWeight,
    /// 6027
    #[msg("An accreditation must end after it starts")]
    InvalidAccreditation,
    /// 6028
    #[msg("An open registry keeps at least one notary")]
    LastNotary,
    /// 6029
    #[msg("The notary is suspended")]
    NotarySuspended,
    /// 6030
    #[msg("The notary is not suspended")]
    NotaryNotSuspended,
    /// 6031
    #[msg("The notary's accreditation has not started")]
    NotYetAccredited,
    /// 6032
    #[msg("The notary's accreditation has ended")]
    AccreditationEnded,
    /// 6033
    #[msg("The notary, or a key affiliated to it, has an interest in this subject")]
    NotaryConflicted,
    /// 6034
    #[msg("The notary has voted in this round")]
    AlreadyVoted,
    /// 6035
    #[msg("Pass at least one notary as a co-signer")]
    NoVoters,
    /// 6036
    #[msg("A notary passed as a voter did not sign")]
    VoterNotSigner,
    /// 6037
    #[msg("The digest is not that of the subject in its current round: read it again")]
    DigestMismatch,
    /// 6038
    #[msg("The account is nothing notaries vote on")]
    NotASubject,
    /// 6039
    #[msg("Voting is still going on")]
    BallotVoting,
    /// 6040
    #[msg("The ballot is approved")]
    BallotApproved,
    /// 6041
    #[msg("The ballot is rejected: close it")]
    BallotRejected,
    /// 6042
    #[msg("The ballot's time is over: close it")]
    BallotExpired,
    /// 6043
    #[msg("The notary set has changed since the ballot opened: reopen it")]
    BallotStale,
    /// 6044
    #[msg("The ballot belongs to the current notary set: there is nothing to reopen")]
    BallotNotStale,
    /// 6045
    #[msg("A source has at most four operators, none of them twice and none its owner")]
    InvalidOperators,
    /// 6046
    #[msg("A source declares at most 16 streams, none of them twice")]
    InvalidStreams,
    /// 6047
    #[msg("Scope 3 has categories 1 to 15")]
    InvalidCategory,
    /// 6048
    #[msg("A country is two capital letters (ISO 3166-1 alpha-2)")]
    InvalidCountry,
    /// 6049
    #[msg("The source is admitted already")]
    SourceAlreadyAdmitted,
    /// 6050
    #[msg("The source is not admitted: the registry authority or a notary admits it")]
    SourceNotAdmitted,
    /// 6051
    #[msg("A factor must be valid for at least a day, within the calendar")]
    InvalidValidity,
    /// 6052
    #[msg("The factor's or the measurement's GWP set is not the registry's")]
    GwpMismatch,
    /// 6053
    #[msg("The factor is withdrawn: use its corrected version")]
    FactorWithdrawn,
    /// 6054
    #[msg("The factor is not valid for all of the claim's days")]
    FactorNotValid,
    /// 6055
    #[msg("The factor is not of the family the stream declares")]
    WrongFactorFamily,
    /// 6056
    #[msg("Pass the factor account for activity data, and none for measured grams")]
    FactorAccountMismatch,
    /// 6057
    #[msg("The grams are not activity × factor as the program computes it")]
    GramsMismatch,
    /// 6058
    #[msg("The grams exceed the registry's cap for one record")]
    RecordCapExceeded,
    /// 6059
    #[msg("Absorption and reduction need a listed data provider")]
    ProviderRequired,
    /// 6060
    #[msg("The data provider's listing has not taken effect")]
    ProviderNotActive,
    /// 6061
    #[msg("The claim's days are not over")]
    DaysNotOver,
    /// 6062
    #[msg("A claim covers whole days inside one reporting year, the first not after the last")]
    InvalidPeriod,
    /// 6063
    #[msg("Some of the claim's days are covered already")]
    DaysCovered,
    /// 6064
    #[msg("The stream is not declared, or not of the claim's kind; baselines and add-backs have none")]
    WrongStream,
    /// 6065
    #[msg("Reduction and add-back claims are about a member of a locked reduction pool")]
    PoolRequired,
    /// 6066
    #[msg("A baseline covers one whole reporting year; baselines and add-backs are stated in measured grams")]
    InvalidBaseline,
    /// 6067
    #[msg("Only the source's owner or an operator may do this")]
    NotSubmitter,
    /// 6068
    #[msg("The account is not at the address derived for it")]
    WrongAddress,
    /// 6069
    #[msg(
        "Pass exactly the accounts this record's kind needs: lot and token account, buffer only where it gets grams"
    )]
    WrongIssueAccounts,
    /// 6070
    #[msg("The rent goes to the key that paid it")]
    WrongRentPayer,
    /// 6071
    #[msg("The reporting year is not over")]
    YearNotOver,
    /// 6072
    #[msg("The year is closed already")]
    YearClosed,
    /// 6073
    #[msg("Pass the day map of every declared emission stream, in the order of declaration")]
    DayMapsMissing,
    /// 6074
    #[msg("A declared emission stream does not cover every day of the year")]
    DaysMissing,
    /// 6075
    #[msg("The totals are not the inventory's")]
    TotalsMismatch,
    /// 6076
    #[msg("The inventory has changed since the closing was proposed: close the proposal and make a new one")]
    InventoryChanged,
    /// 6077
    #[msg("The source is in a reduction pool of this year already")]
    MemberExists,
    /// 6078
    #[msg("There is nothing above the source's rent to collect")]
    NothingToCollect,
    /// 6079
    #[msg("The lot is locked: it is promised to a burn proof or an offer")]
    LotLocked,
    /// 6080
    #[msg("The lot belongs to somebody else")]
    NotLotOwner,
    /// 6081
    #[msg("At least one gram")]
    ZeroQuantity,
    /// 6082
    #[msg("The lot has not that many grams")]
    NotEnoughGrams,
    /// 6083
    #[msg("The record is frozen while its restatement is being decided")]
    RecordFrozen,
    /// 6084
    #[msg("Some of these units are void: their record was restated below them")]
    VoidUnits,
    /// 6085
    #[msg("The recipient owns the lot already")]
    SelfTransfer,
    /// 6086
    #[msg("Reduction tokens do not move: a pool's settlement converts or voids them")]
    ClassDoesNotMove,
    /// 6087
    #[msg("Emission tokens are a duty: their recipient must sign")]
    RecipientMustSign,
    /// 6088
    #[msg("The lot still has grams")]
    LotNotEmpty,
    /// 6089
    #[msg("Pass the child lot when a part of the lot is locked, and none for the whole")]
    WrongChild,
    /// 6090
    #[msg("Only emission tokens are neutralized")]
    NotEmission,
    /// 6091
    #[msg("Only credits issued on verified absorption neutralize emissions")]
    NotAbsorptionCredit,
    /// 6092
    #[msg("The credit's vintage is older than the registry's policy allows")]
    VintageTooOld,
    /// 6093
    #[msg("The credit lacks the corresponding adjustment the registry's policy requires")]
    AdjustmentMissing,
    /// 6094
    #[msg("A burn proof has at most eight legs")]
    TooManyLegs,
    /// 6095
    #[msg("A burn proof needs at least one leg")]
    NoLegs,
    /// 6096
    #[msg("The burn proof is submitted: its legs are sealed")]
    BurnSubmitted,
    /// 6097
    #[msg("The ballot is not open yet: the subject is still a draft")]
    BallotNotOpen,
    /// 6098
    #[msg("This burn proof's address has a certificate: choose another nonce")]
    CertificateExists,
    /// 6099
    #[msg("These entries are not the lot's history before the cursor: collect them again from the chain's events")]
    HistoryMismatch,
    /// 6100
    #[msg("The history of this lot is reviewed already")]
    AlreadyReviewed,
    /// 6101
    #[msg("The history of a lot is not reviewed to its record: call review_lot")]
    NotReviewed,
    /// 6102
    #[msg("The burn proof has no such side: two for each leg, the emission first")]
    NoSuchSide,
    /// 6103
    #[msg("These accounts are not those of the burn proof's legs")]
    WrongLegAccounts,
    /// 6104
    #[msg("The reporting year is not closed")]
    YearNotClosed,
    /// 6105
    #[msg("The log states these figures of the year already")]
    YearLogged,
    /// 6106
    #[msg("The market's fee goes up to 500 basis points")]
    InvalidMarketFee,
    /// 6107
    #[msg("The payment mint's listing has not taken effect")]
    PaymentNotActive,
    /// 6108
    #[msg(
        "Credits are paid with a mint of the classic token program, or of Token-2022 with no extension but metadata"
    )]
    UnsupportedPayment,
    /// 6109
    #[msg("Only reduction or absorption credits can be sold or burned into a pool")]
    NotCredit,
    /// 6110
    #[msg("A price is positive")]
    ZeroPrice,
    /// 6111
    #[msg("An offer must expire later than now")]
    InvalidExpiry,
    /// 6112
    #[msg("The offer has expired: anyone may cancel it")]
    OfferExpired,
    /// 6113
    #[msg("Before it expires only the seller cancels an offer")]
    OfferNotExpired,
    /// 6114
    #[msg("The grams cost more than the buyer's limit: read the offer again")]
    PriceAboveLimit,
    /// 6115
    #[msg("The record has just so many valid grams")]
    NothingRestated,
    /// 6116
    #[msg("Units with higher serials are neutralized already: an emission is not restated below them")]
    NeutralizedUnits,
    /// 6117
    #[msg(
        "A restatement that lowers a record is executed by execute_lowering, one that raises it by execute_supplement"
    )]
    WrongDirection,
    /// 6118
    #[msg("None of these units is void and not yet counted")]
    NothingVoid,
    /// 6119
    #[msg("The certificate has no such leg")]
    NoSuchLeg,
    /// 6120
    #[msg("The leg is not short of so many grams")]
    NotShort,
    /// 6121
    #[msg("A message needs a target: another chain's Wormhole id and the contract there")]
    InvalidTarget,
    /// 6122
    #[msg("This is not the Wormhole account that the registry was created with")]
    WrongWormholeAccount,
    /// 6123
    #[msg("The core bridge's config does not belong to it, or has another length: its fee cannot be read")]
    WrongBridgeConfig,
    /// 6124
    #[msg("The log has no leaf that is not published already")]
    NothingToPublish,
    /// 6125
    #[msg("Wormhole did not count the message: its sequence has not grown by one")]
    MessageNotPosted,
    /// 6126
    #[msg("A pool's period is one whole reporting year: pools of several years or of parts of one are not supported")]
    MultiYearPool,
    /// 6127
    #[msg("The reporting deadline lies after the pool's period, by at most 366 days")]
    InvalidDeadline,
    /// 6128
    #[msg("The pool's period has started")]
    PeriodStarted,
    /// 6129
    #[msg("The pool is locked: its members, baselines and targets are frozen")]
    PoolLocked,
    /// 6130
    #[msg("A pool has at most 16 members")]
    PoolFull,
    /// 6131
    #[msg("A pool needs at least one member")]
    NoMembers,
    /// 6132
    #[msg("The pool still has members: let them leave first")]
    MembersLeft,
    /// 6133
    #[msg("The record is not a notarized baseline of this source for the pool's year")]
    WrongBaseline,
    /// 6134
    #[msg("A member's target is at most its notarized baseline")]
    TargetAboveBaseline,
    /// 6135
    #[msg("The memberships or inventories are not those of the pool's members, in the pool's order; a member's claims name its membership")]
    WrongMember,
    /// 6136
    #[msg("The pool is not collecting data: it is not locked, or its totals are frozen, settled or void")]
    PoolNotCollecting,
    /// 6137
    #[msg("The pool's reporting deadline has not passed")]
    DeadlineNotPassed,
    /// 6138
    #[msg("The pool's reporting deadline has passed")]
    DeadlinePassed,
    /// 6139
    #[msg("A member's claim that was submitted in time still waits for the notaries: notarize or close it")]
    ClaimsPending,
    /// 6140
    #[msg("These records are not the member's before the cursor, in order and complete")]
    TrailMismatch,
    /// 6141
    #[msg("The records do not add up to the member's frozen grams")]
    RecordsDoNotAddUp,
    /// 6142
    #[msg("Some member's records are not reviewed: call review_emissions and review_reductions")]
    SettlementNotReviewed,
    /// 6143
    #[msg("The pool is neither settled nor void: its reductions cannot be converted or voided")]
    PoolNotSettled,
    /// 6144
    #[msg("Only reduction tokens are converted")]
    NotReduction,
    /// 6145
    #[msg("The pool was not settled within 180 days of its deadline: void it")]
    PoolOverdue,
    /// 6146
    #[msg("A pool can be voided 180 days after its deadline")]
    PoolNotOverdue,
    /// 6147
    #[msg("Another reduction record of this source was notarized in this second: send it again in the next")]
    ReductionTooSoon,
    /// 6148
    #[msg("The record counts in a pool that is being settled or is settled: it cannot be restated")]
    PoolSettled,
    /// 6149
    #[msg("The rollup log states this year, which the record opens again: pass the log, so that the statement is taken back")]
    LogRequired,
    /// 6150
    #[msg("The lot is not locked by this burn proof")]
    LotNotLockedByProof,
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
