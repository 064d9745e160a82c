//! Wrong accounts of restatements, and of certificates of restated records.

use super::*;

const OTHER_PLACE: &[Mutation] = &[OtherRegistry, OtherParticipant];
const EMISSION: &str = "execute_supplement (emission: token account exists)";
const BASELINE: &str = "execute_supplement (baseline: no tokens)";

/// As [`super::RULES`], before them.
pub const RULES: &[Rule] = &[
    at(
        &["drop_restatement (rejected, by anyone)"],
        &["caller"],
        OTHER_SIGNER,
        Allowed("anyone may drop a rejected restatement; the rent goes back to its payer"),
    ),
    at(
        &[EMISSION],
        &["buffer_lot", "buffer_token_account"],
        &[Superfluous],
        Allowed("is ignored, as by notarize_claim: one of the pair has no effect"),
    ),
    at(
        &[BASELINE],
        &["mint_authority"],
        &[Empty, WrongType, OtherRegistry],
        Allowed("signs for mints, and a baseline mints nothing"),
    ),
    at(
        &[EMISSION, BASELINE, "impair (a leg of a logged year)", "propose_restatement (emission downward)"],
        &["program"],
        &[Empty, WrongType],
        Allowed(
            "events call the program by its own id, which is also present in place of an optional account left out",
        ),
    ),
    at(&["propose_restatement"], &["proposer"], OTHER_SIGNER, Carbon(CarbonError::UnknownNotary)),
    at(&["drop_restatement"], &["caller"], OTHER_SIGNER, Carbon(CarbonError::BallotVoting)),
    at(&["cover_shortfall"], &["holder"], OTHER_SIGNER, Carbon(CarbonError::NotLotOwner)),
    at(
        &["cover_shortfall", "propose_restatement", "execute_supplement"],
        &["payer"],
        &[ReadOnly],
        Anchor(ErrorCode::ConstraintMut),
    ),
    // The record, its restatement, source and data provider.
    at(&["propose_restatement"], &["restatement"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["drop_restatement"], &["supplement"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["close_claim"], &["record"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["propose_restatement"], &["record"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["execute_supplement", "propose_restatement"], &["source"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["propose_restatement"], &["provider"], &[Superfluous], Anchor(ErrorCode::AccountNotInitialized)),
    at(
        &["drop_restatement", "execute_lowering", "execute_supplement"],
        &["restatement", "record"],
        OTHER_PLACE,
        Carbon(CarbonError::WrongAddress),
    ),
    at(
        &["execute_supplement"],
        &["supplement", "lot", "token_account", "buffer_lot", "buffer_token_account"],
        ELSEWHERE,
        Carbon(CarbonError::WrongAddress),
    ),
    // A certificate and its units.
    at(&["cover_shortfall", "impair"], &["certificate"], &[Empty], Anchor(ErrorCode::AccountNotInitialized)),
    at(&["cover_shortfall", "impair"], &["certificate"], &[WrongType], Anchor(ErrorCode::AccountDiscriminatorMismatch)),
    at(&["cover_shortfall", "impair"], &["certificate"], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
    at(&["cover_shortfall"], &["cover"], &[Empty, OtherRegistry, OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["impair"], &["cover"], &[Superfluous], Anchor(ErrorCode::AccountNotInitialized)),
    at(&["impair"], &["cover"], &[OtherRegistry, OtherParticipant, Absent], Carbon(CarbonError::WrongAddress)),
    at(
        &["cover_shortfall", "impair"],
        &["credit_record", "emission_record"],
        OTHER_PLACE,
        Carbon(CarbonError::WrongAddress),
    ),
    at(&["cover_shortfall"], &["credit"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
];
