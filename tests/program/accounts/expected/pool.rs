//! Wrong accounts of reduction pools and of their members' claims.

use super::*;

const OTHER_PLACE: &[Mutation] = &[OtherRegistry, OtherParticipant];
const AWAITED: &str = "close_claim (of a pool member, by its owner)";
const BY_OPERATOR: &str = "propose_year_closing (by the pool's operator)";
const SUBMITTED: &str = "submit_claim (reduction of a pool member, day map exists)";
const REDUCTION: &str = "notarize_claim (reduction of a pool member: everything is new)";
const ADD_BACK: &str = "notarize_claim (add-back of a pool member: no tokens)";
/// Instructions whose further accounts are all members.
const OF_ALL: &[&str] = &["open_settlement", "drop_settlement", "lock_pool", "execute_settlement", "void_pool"];

/// As [`super::RULES`], before them.
pub const RULES: &[Rule] = &[
    // Claims of members.
    at(
        &[
            SUBMITTED,
            REDUCTION,
            ADD_BACK,
            "close_claim (rejected, by anyone)",
            "drop_restatement (rejected, by anyone)",
            "drop_restatement (voting, by its proposer)",
            "close_claim (voting, by its owner)",
            "close_claim (of a pool member, by its owner)",
            "notarize_claim (absorption of a logged year)",
            "propose_restatement (absorption upward)",
            "propose_year_closing (1 stream)",
            super::ACTIVITY,
        ],
        &["program"],
        &[Empty, WrongType],
        Allowed(
            "events call the program by its own id, which is also present in place of an optional account left out",
        ),
    ),
    at(
        &[
            super::ACTIVITY,
            super::ABSORPTION,
            "close_claim (rejected, by anyone)",
            "drop_restatement (rejected, by anyone)",
            "drop_restatement (voting, by its proposer)",
            "close_claim (voting, by its owner)",
        ],
        &["member"],
        &[Superfluous],
        Carbon(CarbonError::WrongMember),
    ),
    // The pool of a member, beside its membership.
    any(&["pool"], &[Superfluous], Anchor(ErrorCode::AccountNotInitialized)),
    at(
        &[SUBMITTED, BY_OPERATOR],
        &["pool"],
        &[OtherRegistry, OtherParticipant, Absent],
        Carbon(CarbonError::WrongMember),
    ),
    at(&[SUBMITTED], &["member"], &[Absent], Carbon(CarbonError::PoolRequired)),
    at(
        &[SUBMITTED, AWAITED],
        &["member"],
        &[Empty, ForeignOwner, WrongType, OtherRegistry, OtherParticipant, Absent],
        Carbon(CarbonError::WrongMember),
    ),
    at(&[REDUCTION, ADD_BACK], &["member"], &[ForeignOwner], Carbon(CarbonError::WrongMember)),
    at(
        &[REDUCTION],
        &["buffer_lot", "buffer_token_account"],
        &[Superfluous],
        Allowed("is ignored: one of the pair has no effect; both together are refused (claim/notarize_claim.rs)"),
    ),
    at(
        &[ADD_BACK],
        &["day_map"],
        &[Empty, WrongType, OtherRegistry, OtherParticipant],
        Allowed("several schemes may have issued credits for the same days: an add-back covers none"),
    ),
    at(
        &[ADD_BACK],
        &["mint_authority"],
        &[Empty, WrongType, OtherRegistry],
        Allowed("signs for mints, and an add-back mints nothing"),
    ),
    at(&[AWAITED], &["caller"], OTHER_SIGNER, Carbon(CarbonError::BallotVoting)),
    // Creating, joining and leaving a pool.
    at(&["create_pool"], &["operator"], OTHER_SIGNER, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["create_pool"], &["registry"], OTHER_PLACE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["create_pool"], &["pool"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["create_pool"], &["pool"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["convert_reduction", "join_pool"], &["payer"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    at(&["join_pool", "lock_pool"], &["operator"], OTHER_SIGNER, Carbon(CarbonError::Unauthorized)),
    at(&["join_pool"], &["member"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["join_pool", "lock_pool"], &["pool"], &[OtherParticipant], Carbon(CarbonError::Unauthorized)),
    at(&["cure_pool", "join_pool"], &["owner"], OTHER_SIGNER, Carbon(CarbonError::NotSubmitter)),
    at(&["join_pool"], &["source"], &[OtherParticipant], Carbon(CarbonError::NotSubmitter)),
    at(&["join_pool"], &["baseline"], OTHER_PLACE, Carbon(CarbonError::WrongBaseline)),
    at(&["close_pool", "leave_pool"], &["caller"], OTHER_SIGNER, Carbon(CarbonError::Unauthorized)),
    at(&["close_pool", "leave_pool"], &["pool"], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
    at(&["leave_pool"], &["pool", "source"], OTHER_PLACE, Carbon(CarbonError::WrongMember)),
    at(&["close_pool"], &["pool"], &[OtherParticipant], Carbon(CarbonError::WrongRentPayer)),
    // The lock: baseline and source of each member.
    at(&["lock_pool"], &["baseline"], ELSEWHERE, Carbon(CarbonError::WrongBaseline)),
    at(&["lock_pool"], &["source"], ELSEWHERE, Carbon(CarbonError::WrongMember)),
    // Cures.
    at(&["cure_pool"], &["member"], &[OtherParticipant], Carbon(CarbonError::NotSubmitter)),
    at(&["cure_pool"], &["record"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["cure_pool"], &["lot"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["cure_pool"], &["cure"], &[Empty, OtherRegistry, OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["cure_pool"], &["payer"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    at(&["impair_cure"], &["cure"], OTHER_PLACE, Carbon(CarbonError::WrongMember)),
    at(&["impair_cure"], &["member"], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
    at(&["impair_cure"], &["member"], &[OtherParticipant], Carbon(CarbonError::WrongMember)),
    at(&["impair_cure"], &["record"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["cure_pool"], &["token_account"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    // The settlement.
    at(&["open_settlement"], &["pool"], OTHER_PLACE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["open_settlement"], &["settlement"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["open_settlement"], &["settlement"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["open_settlement"], &["inventory"], ELSEWHERE, Carbon(CarbonError::WrongMember)),
    at(OF_ALL, &["member"], &[Empty], Carbon(CarbonError::WrongMember)),
    // Further accounts: the program writes to them itself, and the runtime checks the flag.
    at(OF_ALL, &["member"], &[ReadOnly], Runtime(InstructionError::ReadonlyDataModified)),
    at(&["drop_settlement", "execute_settlement"], &["pool"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["drop_settlement", "execute_settlement"], &["settlement"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["void_pool"], &["pool"], &[OtherParticipant], Carbon(CarbonError::WrongMember)),
    at(&["review_emissions"], &["source"], OTHER_PLACE, Carbon(CarbonError::WrongMember)),
    at(
        &["review_emissions", "review_reductions"],
        &["settlement"],
        &[OtherParticipant],
        Carbon(CarbonError::WrongMember),
    ),
    at(
        &["review_emissions", "review_reductions"],
        &["record"],
        &[Empty, OtherRegistry, OtherParticipant],
        Carbon(CarbonError::TrailMismatch),
    ),
    at(&["review_reductions"], &["lot"], ELSEWHERE, Carbon(CarbonError::TrailMismatch)),
    at(
        &["review_reductions"],
        &["lot"],
        &[ReadOnly],
        Allowed("the oldest lot needs no conversion offset, so it is not written"),
    ),
    // Conversion.
    at(&["convert_reduction"], &["member"], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
    at(&["convert_reduction"], &["owner"], ELSEWHERE, Carbon(CarbonError::WrongMember)),
    at(&["convert_reduction"], &["record"], OTHER_PLACE, Carbon(CarbonError::WrongMember)),
    at(&["convert_reduction"], &["lot"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["convert_reduction"], &["reduction_mint"], ELSEWHERE, Carbon(CarbonError::WrongMint)),
    at(&["convert_reduction"], &["reduction_tokens"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(
        &["convert_reduction"],
        &["reduction_mint", "reduction_tokens"],
        &[ForeignOwner],
        Runtime(InstructionError::IncorrectProgramId),
    ),
    // A membership that is an account of the IDL.
    at(
        &["convert_reduction", "cure_pool", "impair_cure", "leave_pool", "review_emissions", "review_reductions"],
        &["member"],
        &[Empty],
        Anchor(ErrorCode::AccountNotInitialized),
    ),
    at(
        &[
            "impair_cure",
            "open_settlement",
            "convert_reduction",
            "cure_pool",
            "drop_settlement",
            "leave_pool",
            "lock_pool",
            "review_emissions",
            "review_reductions",
            "execute_settlement",
            "void_pool",
        ],
        &["member"],
        &[WrongType],
        Anchor(ErrorCode::AccountDiscriminatorMismatch),
    ),
    at(&["cure_pool"], &["member"], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
    at(
        &[
            "open_settlement",
            "convert_reduction",
            "drop_settlement",
            "leave_pool",
            "lock_pool",
            "review_emissions",
            "review_reductions",
            "execute_settlement",
            "void_pool",
        ],
        &["member"],
        OTHER_PLACE,
        Carbon(CarbonError::WrongMember),
    ),
];
