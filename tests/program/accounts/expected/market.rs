//! Wrong accounts on the market.

use super::*;

const PLACE: &[Mutation] = &[OtherRegistry, OtherParticipant];

/// As [`super::RULES`], before them.
pub const RULES: &[Rule] = &[
    at(
        &["cancel_listing (expired, by anyone)"],
        &["caller"],
        SOMEBODY_ELSE,
        Allowed("an expired offer is taken back by anyone; its lot stays the seller's"),
    ),
    at(
        &["list_credits (a whole lot)"],
        &["program"],
        &[Empty, WrongType],
        Allowed("events call the program by its own id, which is there too as the optional account left out"),
    ),
    at(&["cancel_listing"], &["caller"], SOMEBODY_ELSE, Carbon(CarbonError::OfferNotExpired)),
    at(&["list_credits"], &["seller"], SOMEBODY_ELSE, Carbon(CarbonError::NotLotOwner)),
    at(&["buy_credits"], &["buyer", "buyer_tokens"], SOMEBODY_ELSE, Anchor(ErrorCode::ConstraintTokenOwner)),
    at(&["buy_credits"], &["buyer_tokens"], &[WrongType], Anchor(ErrorCode::AccountOwnedByWrongProgram)),
    at(&["buy_credits"], &["payment_program"], &[Empty, WrongType], Anchor(ErrorCode::InvalidProgramId)),
    at(&["buy_credits", "list_credits"], &["payer"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    // What is paid with.
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
    // Both token programs' accounts, whose owner is checked by whoever moves tokens.
    at(
        &["buy_credits"],
        &["seller_tokens", "treasury_tokens"],
        &[ForeignOwner],
        Runtime(InstructionError::ExternalAccountDataModified),
    ),
    // Offers, lots and where what is bought and paid goes.
    at(&["buy_credits", "list_credits"], &["record"], PLACE, Carbon(CarbonError::WrongAddress)),
    at(&["buy_credits", "cancel_listing"], &["lot"], PLACE, Carbon(CarbonError::WrongAddress)),
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
