//! Wrong accounts of the market.

use super::*;

const OTHER_PLACE: &[Mutation] = &[OtherRegistry, OtherParticipant];

/// As [`super::RULES`], before them.
pub const RULES: &[Rule] = &[
    at(
        &["cancel_listing (expired, by anyone)"],
        &["caller"],
        OTHER_SIGNER,
        Allowed("anyone may cancel an expired offer; the lot stays the seller's"),
    ),
    at(
        &["list_credits (a whole lot)"],
        &["program"],
        &[Empty, WrongType],
        Allowed(
            "events call the program by its own id, which is also present in place of an optional account left out",
        ),
    ),
    at(&["cancel_listing"], &["caller"], OTHER_SIGNER, Carbon(CarbonError::OfferNotExpired)),
    at(&["list_credits"], &["seller"], OTHER_SIGNER, Carbon(CarbonError::NotLotOwner)),
    at(&["buy_credits"], &["buyer", "buyer_tokens"], OTHER_SIGNER, Anchor(ErrorCode::ConstraintTokenOwner)),
    at(&["buy_credits"], &["buyer_tokens"], &[WrongType], Anchor(ErrorCode::AccountOwnedByWrongProgram)),
    at(&["buy_credits"], &["payment_program"], &[Empty, WrongType], Anchor(ErrorCode::InvalidProgramId)),
    at(&["buy_credits", "list_credits"], &["payer"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    // The payment mint.
    at(
        &["allow_payment", "buy_credits", "list_credits"],
        &["payment_mint"],
        &[ForeignOwner],
        Carbon(CarbonError::UnsupportedPayment),
    ),
    at(&["allow_payment"], &["payment", "payment_mint"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["allow_payment"], &["registry"], &[OtherRegistry], Anchor(ErrorCode::ConstraintSeeds)),
    at(&["allow_payment"], &["payment"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["disallow_payment"], &["registry"], &[OtherRegistry], Carbon(CarbonError::Unauthorized)),
    at(&["disallow_payment"], &["payment"], &[OtherParticipant], Carbon(CarbonError::WrongRentPayer)),
    at(&["buy_credits", "list_credits"], &["payment_mint"], ELSEWHERE, Carbon(CarbonError::WrongMint)),
    at(&["buy_credits", "list_credits"], &["payment"], &[OtherParticipant], Carbon(CarbonError::WrongMint)),
    at(&["list_credits"], &["payment"], &[OtherRegistry], Carbon(CarbonError::WrongMint)),
    // Token accounts: the token program checks their owner when it moves tokens.
    at(
        &["buy_credits"],
        &["seller_tokens", "treasury_tokens"],
        &[ForeignOwner],
        Runtime(InstructionError::ExternalAccountDataModified),
    ),
    // Offers, lots, and the recipients of credits and payment.
    at(&["buy_credits", "list_credits"], &["record"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["buy_credits", "cancel_listing"], &["lot"], OTHER_PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["list_credits"], &["lot"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["buy_credits", "cancel_listing"], &["offer"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["list_credits"], &["child", "offer"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["list_credits"], &["child"], &[Absent, Superfluous], Carbon(CarbonError::WrongAddress)),
    at(
        &["buy_credits"],
        &["seller", "child", "from", "to", "seller_tokens", "treasury_tokens"],
        ELSEWHERE,
        Carbon(CarbonError::WrongAddress),
    ),
];
