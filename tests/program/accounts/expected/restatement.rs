//! Wrong accounts of restatements, and of certificates that rest on records restated.

use super::*;

const PLACE: &[Mutation] = &[OtherRegistry, OtherParticipant];
const EMISSION: &str = "supplement_record (emission: token account exists)";
const BASELINE: &str = "supplement_record (baseline: no tokens)";

/// As [`super::RULES`], before them.
pub const RULES: &[Rule] = &[
    at(
        &["drop_restatement (rejected, by anyone)"],
        &["caller"],
        SOMEBODY_ELSE,
        Allowed("what is rejected is dropped by anyone; rent goes back to who paid it"),
    ),
    at(
        &[EMISSION],
        &["buffer_lot", "buffer_token_account"],
        &[Superfluous],
        Allowed("is ignored, as by notarize_claim: one of the pair does nothing"),
    ),
    at(
        &[BASELINE],
        &["mint_authority"],
        &[Empty, WrongType, OtherRegistry],
        Allowed("signs for mints, and a baseline mints nothing"),
    ),
    at(
        &[EMISSION, BASELINE, "impair (a leg of a stated year)", "restate (emission downward)"],
        &["program"],
        &[Empty, WrongType],
        Allowed("events call the program by its own id, which is there too as the optional account left out"),
    ),
    at(&["restate"], &["proposer"], SOMEBODY_ELSE, Carbon(CarbonError::UnknownNotary)),
    at(&["drop_restatement"], &["caller"], SOMEBODY_ELSE, Carbon(CarbonError::BallotVoting)),
    at(&["cover"], &["holder"], SOMEBODY_ELSE, Carbon(CarbonError::NotLotOwner)),
    at(&["cover", "restate", "supplement_record"], &["payer"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    // The record, what is said of it, and what it counts in.
    at(&["restate"], &["restatement"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["restate"], &["record"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["restate"], &["source"], PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["restate"], &["provider"], &[Superfluous], Anchor(ErrorCode::AccountNotInitialized)),
    at(
        &["drop_restatement", "lower_record", "supplement_record"],
        &["restatement", "record"],
        PLACE,
        Carbon(CarbonError::WrongAddress),
    ),
    at(
        &["supplement_record"],
        &["supplement", "lot", "token_account", "buffer_lot", "buffer_token_account"],
        ELSEWHERE,
        Carbon(CarbonError::WrongAddress),
    ),
    // A certificate, and the units that it rests on.
    at(&["cover", "impair"], &["certificate"], &[Empty], Anchor(ErrorCode::AccountNotInitialized)),
    at(&["cover", "impair"], &["certificate"], &[WrongType], Anchor(ErrorCode::AccountDiscriminatorMismatch)),
    at(&["cover", "impair"], &["certificate"], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
    at(&["cover"], &["cover"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["impair"], &["cover"], &[Superfluous], Anchor(ErrorCode::AccountNotInitialized)),
    at(&["impair"], &["cover"], &[OtherRegistry, OtherParticipant, Absent], Carbon(CarbonError::WrongAddress)),
    at(&["cover", "impair"], &["credit_record", "emission_record"], PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["cover"], &["credit"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
];
