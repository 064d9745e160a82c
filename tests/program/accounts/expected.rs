//! The expected result of each wrong account.

mod market;
mod pool;
mod restatement;

use super::Mutation::{self, *};
use anchor_lang::error::ErrorCode;
use carbon_client::program::errors::CarbonError;
use solana_instruction::error::InstructionError;

/// The expected result of a wrong account.
#[derive(Debug)]
pub enum Expected {
    /// One of Anchor's checks.
    Anchor(ErrorCode),
    /// One of the program's errors.
    Carbon(CarbonError),
    /// An error of the core bridge; they all have the same number.
    CoreBridge,
    /// An error of the runtime.
    Runtime(InstructionError),
    /// The call succeeds, for this reason.
    Allowed(&'static str),
}

use Expected::*;

impl Expected {
    /// Error number, if there is one.
    pub fn code(&self) -> Option<u32> {
        match self {
            Anchor(error) => Some(u32::from(*error)),
            Carbon(error) => Some(u32::from(*error)),
            CoreBridge => Some(0),
            Runtime(_) | Allowed(_) => None,
        }
    }
}

/// The result of some mutations of some accounts of some instructions (by name, or as `name (case)` for one call).
#[derive(Debug)]
pub struct Rule {
    /// Empty for all.
    pub instructions: &'static [&'static str],
    /// Empty for all.
    pub accounts: &'static [&'static str],
    /// The mutations.
    pub mutations: &'static [Mutation],
    /// Their result.
    pub expected: Expected,
}

const fn at(
    instructions: &'static [&'static str],
    accounts: &'static [&'static str],
    mutations: &'static [Mutation],
    expected: Expected,
) -> Rule {
    Rule { instructions, accounts, mutations, expected }
}

const fn any(accounts: &'static [&'static str], mutations: &'static [Mutation], expected: Expected) -> Rule {
    at(&[], accounts, mutations, expected)
}

const ELSEWHERE: &[Mutation] = &[Empty, WrongType, OtherRegistry, OtherParticipant];
const OTHER_SIGNER: &[Mutation] = &[Impostor, OtherRegistry, OtherParticipant];
const EMISSION: &str = "notarize_claim (emission: token account, day map, inventory are new)";
const BASELINE: &str = "notarize_claim (baseline: no tokens)";
const LATE: &str = "notarize_claim (absorption of a logged year)";
const ACTIVITY: &str = "submit_claim (activity × factor, no day map yet)";
const ABSORPTION: &str = "submit_claim (absorption, day map exists)";
const OF_CREDIT: &str = "transfer_lot (credit: token accounts exist)";
const OF_EMISSION: &str = "transfer_lot (emission: token accounts exist)";
const WHOLE: &str = "add_leg (a whole lot of emission, a part of the credit)";
const BY_ANYONE: &str = "log_year (by anyone)";
const BY_OWNER: &str = "log_year (by the owner)";

/// The first rule that fits applies, so special rules come before general ones.
const RULES: &[Rule] = &[
    // Accounts that may be replaced.
    any(&["payer"], OTHER_SIGNER, Allowed("any signer may pay")),
    at(
        &[
            "close_claim (rejected, by anyone)",
            "drop_year_closing (rejected, by anyone)",
            "drop_burn (rejected, by anyone)",
        ],
        &["caller"],
        OTHER_SIGNER,
        Allowed("anyone may close a rejected subject; the rent goes back to its payer"),
    ),
    at(
        &["withdraw_factor"],
        &["factor"],
        &[OtherParticipant],
        Allowed("the authority may withdraw any factor of its registry"),
    ),
    at(&["admit_source"], &["source"], &[OtherParticipant], Allowed("a notary may admit any source of its registry")),
    at(
        &["suspend_source", "reinstate_source"],
        &["source"],
        &[OtherParticipant],
        Allowed("guardian and authority act on any source of their registry"),
    ),
    at(
        &["collect_fees"],
        &["source"],
        &[OtherParticipant],
        Allowed("anyone sends the fees of any source to the registry's treasury"),
    ),
    at(
        &["reopen_ballot"],
        &["subject"],
        &[OtherParticipant],
        Allowed("anyone reopens any stale ballot, and the other one is stale too"),
    ),
    at(&["republish"], &["batch"], &[OtherParticipant], Allowed("anyone posts any batch of the registry again")),
    at(&[ACTIVITY], &["provider"], &[Absent], Allowed("emissions need no data provider")),
    at(
        &["close_claim", "notarize_claim (add-back of a pool member: no tokens)"],
        &["source"],
        &[ForeignOwner],
        Allowed("only receives the fee, at the address in the claim; no transaction takes a PDA from the program"),
    ),
    at(
        &[BASELINE],
        &["mint_authority"],
        &[Empty, WrongType, OtherRegistry],
        Allowed("signs for mints, and a baseline mints nothing"),
    ),
    at(
        &[EMISSION],
        &["buffer_lot", "buffer_token_account"],
        &[Superfluous],
        Allowed("is ignored: one of the pair has no effect; both together are refused (claim/notarize_claim.rs)"),
    ),
    at(
        &["notarize_claim", ABSORPTION, OF_CREDIT, WHOLE, BY_ANYONE],
        &["program"],
        &[Empty, WrongType],
        Allowed(
            "events call the program by its own id, which is also present in place of an optional account left out",
        ),
    ),
    any(&["program"], &[Empty, WrongType], Runtime(InstructionError::MissingAccount)),
    // Signers.
    any(&["voter"], &[Unsigned], Carbon(CarbonError::VoterNotSigner)),
    at(&["register_source"], &["operator"], &[Unsigned, Impostor], Carbon(CarbonError::OperatorNotSigner)),
    any(&[], &[Unsigned], Anchor(ErrorCode::AccountNotSigner)),
    any(&["authority", "guardian"], OTHER_SIGNER, Carbon(CarbonError::Unauthorized)),
    at(&["cancel_change", "unpause_registry"], &["caller"], OTHER_SIGNER, Carbon(CarbonError::Unauthorized)),
    at(
        &[
            "close_claim (voting, by its owner)",
            "drop_year_closing (voting, by its proposer)",
            "drop_burn (voting, by its proposer)",
        ],
        &["caller"],
        OTHER_SIGNER,
        Carbon(CarbonError::BallotVoting),
    ),
    any(&["admitter", "voter"], OTHER_SIGNER, Carbon(CarbonError::UnknownNotary)),
    any(&["proposed"], OTHER_SIGNER, Carbon(CarbonError::NotProposedAuthority)),
    at(&["add_leg", "submit_burn"], &["proposer"], OTHER_SIGNER, Carbon(CarbonError::Unauthorized)),
    at(&["propose_burn"], &["proposer"], OTHER_SIGNER, Anchor(ErrorCode::ConstraintSeeds)),
    any(&["submitter", "proposer"], OTHER_SIGNER, Carbon(CarbonError::NotSubmitter)),
    at(&["transfer_lot"], &["owner"], OTHER_SIGNER, Carbon(CarbonError::NotLotOwner)),
    // The recipient of an emission must consent; the recipient of a credit must own the token account.
    at(&[OF_EMISSION], &["recipient"], ELSEWHERE, Carbon(CarbonError::RecipientMustSign)),
    at(&[OF_EMISSION], &["consent"], OTHER_SIGNER, Carbon(CarbonError::RecipientMustSign)),
    at(&[OF_EMISSION], &["consent"], &[Absent], Carbon(CarbonError::RecipientMustSign)),
    at(&[OF_CREDIT], &["consent"], &[Superfluous], Anchor(ErrorCode::AccountNotSigner)),
    at(&[OF_CREDIT], &["recipient"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    // The owner of the year. With the owner's signature, this is checked first.
    at(&[BY_OWNER], &["owner"], OTHER_SIGNER, Carbon(CarbonError::NotSubmitter)),
    at(&[BY_OWNER], &["owner"], &[Absent], Carbon(CarbonError::NotSubmitter)),
    at(&[BY_OWNER], &["source"], &[OtherRegistry, OtherParticipant], Carbon(CarbonError::NotSubmitter)),
    at(&[BY_ANYONE], &["owner"], &[Superfluous], Anchor(ErrorCode::AccountNotSigner)),
    at(&[BY_ANYONE], &["source"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    // Signers whose keys are seeds of the new account.
    at(&["create_registry"], &["creator"], OTHER_SIGNER, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["register_source"], &["owner"], OTHER_SIGNER, Anchor(ErrorCode::ConstraintSeeds)),
    // Accounts at addresses from seeds: created by the call, or without data.
    at(
        &["create_registry"],
        &["registry", "notaries", "log", "mint_authority", "buffer"],
        ELSEWHERE,
        Anchor(ErrorCode::ConstraintSeeds),
    ),
    at(&["create_mint"], &["mint", "mint_authority"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["schedule_change"], &["scheduled"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["publish_factor"], &["factor"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["list_provider"], &["provider"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["register_source"], &["source"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["propose_year_closing"], &["closing"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    at(&["propose_burn"], &["proof"], ELSEWHERE, Anchor(ErrorCode::ConstraintSeeds)),
    // These instructions derive and create their accounts without Anchor's `init`, to save compute units.
    at(&["submit_claim"], &["claim"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["notarize_claim"], &["record"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["transfer_lot"], &["child", "from", "to"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["add_leg"], &["emission_child", "credit_child"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["add_leg"], &["emission_child", "credit_child"], &[Absent, Superfluous], Carbon(CarbonError::WrongChild)),
    any(&["certificate"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    // Wrong accounts that another account's seeds or derived address reveals first.
    at(
        &["create_mint", "list_provider", "propose_burn", "publish_factor", "register_source", "schedule_change"],
        &["registry"],
        &[OtherRegistry, OtherParticipant],
        Anchor(ErrorCode::ConstraintSeeds),
    ),
    at(&["notarize_claim"], &["claim"], &[OtherRegistry, OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["submit_claim"], &["source"], &[OtherParticipant], Carbon(CarbonError::NotSubmitter)),
    at(&["propose_year_closing"], &["source"], &[OtherRegistry, OtherParticipant], Anchor(ErrorCode::ConstraintSeeds)),
    // A registry to which the other accounts or the signers do not belong.
    at(
        &[
            "collect_fees",
            "delist_provider",
            "pause_registry",
            "propose_authority",
            "suspend_notary",
            "suspend_source",
            "reinstate_source",
            "unpause_registry",
            "withdraw_factor",
        ],
        &["registry"],
        &[OtherRegistry],
        Carbon(CarbonError::Unauthorized),
    ),
    at(&["accept_authority"], &["registry"], &[OtherRegistry], Carbon(CarbonError::NotProposedAuthority)),
    at(&["open_registry"], &["registry", "notaries"], &[OtherParticipant], Carbon(CarbonError::WrongRegistry)),
    any(&["treasury"], ELSEWHERE, Carbon(CarbonError::Unauthorized)),
    any(&["rent_payer"], ELSEWHERE, Carbon(CarbonError::WrongRentPayer)),
    // A proposal to close the year of another source.
    at(
        &["execute_year_closing"],
        &["closing", "source"],
        &[OtherRegistry, OtherParticipant],
        Carbon(CarbonError::WrongAddress),
    ),
    // Accounts whose rent was paid by another key than the `rent_payer` passed.
    any(&["claim", "closing", "provider", "scheduled"], &[OtherParticipant], Carbon(CarbonError::WrongRentPayer)),
    any(&["claim", "closing"], &[OtherRegistry], Carbon(CarbonError::WrongRentPayer)),
    at(
        &["drop_burn", "close_lot", "execute_burn"],
        &["proof", "lot"],
        &[OtherRegistry, OtherParticipant],
        Carbon(CarbonError::WrongRentPayer),
    ),
    // The authority of another registry, with its own notary set.
    at(&["create_registry", "register_source"], &["notaries"], &[WithItsRegistry], Anchor(ErrorCode::ConstraintSeeds)),
    at(
        &["apply_change", "open_registry", "suspend_notary"],
        &["notaries"],
        &[WithItsRegistry],
        Carbon(CarbonError::Unauthorized),
    ),
    any(&["notaries"], &[WithItsRegistry], Carbon(CarbonError::WrongRegistry)),
    // Subjects of votes.
    any(&["subject"], &[Empty], Anchor(ErrorCode::AccountOwnedByWrongProgram)),
    any(&["subject"], &[WrongType], Carbon(CarbonError::NotASubject)),
    any(&["subject"], &[OtherParticipant], Carbon(CarbonError::DigestMismatch)),
    // Burn proofs, their legs, and lots.
    at(&["add_leg", "submit_burn"], &["proof"], &[OtherRegistry, OtherParticipant], Carbon(CarbonError::Unauthorized)),
    at(&["review_lot"], &["proof"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["add_leg"], &["emission", "credit"], &[OtherParticipant], Carbon(CarbonError::NotLotOwner)),
    at(
        &["add_leg"],
        &["emission_record", "emission_source", "credit_record"],
        &[OtherRegistry, OtherParticipant],
        Carbon(CarbonError::WrongAddress),
    ),
    at(
        &["close_void_lot", "review_lot", "transfer_lot"],
        &["record"],
        &[OtherRegistry, OtherParticipant],
        Carbon(CarbonError::WrongAddress),
    ),
    at(&["close_void_lot", "transfer_lot"], &["lot"], &[OtherParticipant], Carbon(CarbonError::WrongAddress)),
    at(&["close_void_lot"], &["token_account"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(
        &["drop_burn", "execute_burn", "submit_burn"],
        &["emission", "emission_record", "credit", "credit_record"],
        ELSEWHERE,
        Carbon(CarbonError::WrongLegAccounts),
    ),
    at(
        &["execute_burn"],
        &["inventory"],
        &[Empty, OtherRegistry, OtherParticipant],
        Carbon(CarbonError::WrongLegAccounts),
    ),
    // Wormhole's accounts, as the registry was created with them.
    any(
        &["bridge_config", "message", "sequence", "fee_collector", "core_bridge", "shim_authority", "shim"],
        ELSEWHERE,
        Carbon(CarbonError::WrongWormholeAccount),
    ),
    any(&["bridge_config"], &[ForeignOwner], Carbon(CarbonError::WrongBridgeConfig)),
    any(&["message", "sequence"], &[ForeignOwner], CoreBridge),
    at(&["publish_batch"], &["batch"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    at(&["republish"], &["batch"], &[Empty], Carbon(CarbonError::WrongAddress)),
    any(&["clock"], &[ForeignOwner], Allowed("the runtime owns the account at the sysvar's address")),
    any(&["clock"], &[Empty, WrongType], Anchor(ErrorCode::AccountSysvarMismatch)),
    // Day maps and inventories: the first record creates them.
    at(&["propose_year_closing"], &["day_map"], &[Empty], Carbon(CarbonError::DaysMissing)),
    at(
        &["propose_year_closing"],
        &["day_map"],
        &[OtherRegistry, OtherParticipant],
        Carbon(CarbonError::DayMapsMissing),
    ),
    at(&["notarize_claim"], &["inventory"], &[Empty], Carbon(CarbonError::WrongAddress)),
    any(&["day_map"], &[Empty], Carbon(CarbonError::WrongAddress)),
    any(&["day_map", "inventory"], &[OtherRegistry, OtherParticipant], Carbon(CarbonError::WrongAddress)),
    // Mints and token accounts of a notarization.
    at(&["close_claim", "notarize_claim"], &["source"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    any(&["owner", "buffer", "member"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    any(&["mint_authority"], ELSEWHERE, Runtime(InstructionError::PrivilegeEscalation)),
    any(&["mint", "emission_mint", "credit_mint"], ELSEWHERE, Carbon(CarbonError::WrongMint)),
    any(&["emission_tokens", "credit_tokens"], ELSEWHERE, Carbon(CarbonError::WrongAddress)),
    any(
        &[
            "mint",
            "token_account",
            "buffer_token_account",
            "from",
            "to",
            "emission_mint",
            "emission_tokens",
            "credit_mint",
            "credit_tokens",
        ],
        &[ForeignOwner],
        Runtime(InstructionError::IncorrectProgramId),
    ),
    at(
        &["notarize_claim"],
        &["lot", "token_account", "buffer_lot", "buffer_token_account"],
        ELSEWHERE,
        Carbon(CarbonError::WrongAddress),
    ),
    any(
        &["mint", "lot", "token_account", "buffer_lot", "buffer_token_account"],
        &[Absent, Superfluous],
        Carbon(CarbonError::WrongIssueAccounts),
    ),
    // The log, which is required when the year is logged.
    at(&[LATE], &["log"], &[Absent], Carbon(CarbonError::LogRequired)),
    at(&["notarize_claim"], &["log"], &[Superfluous], Anchor(ErrorCode::AccountOwnedByWrongProgram)),
    any(&["factor"], &[Absent], Carbon(CarbonError::FactorAccountMismatch)),
    any(&["factor"], &[Superfluous], Anchor(ErrorCode::AccountNotInitialized)),
    // The account of the provider that data name; an empty one at its address means that it was delisted.
    at(
        &["close_claim", "drop_restatement", "execute_supplement", "notarize_claim"],
        &["provider"],
        &[Absent, Empty, OtherRegistry, OtherParticipant],
        Carbon(CarbonError::WrongAddress),
    ),
    any(&["provider"], &[Absent], Carbon(CarbonError::ProviderRequired)),
    // Programs, and the signer of events.
    any(
        &["system_program", "token_program", "associated_token_program"],
        &[Empty, WrongType],
        Anchor(ErrorCode::InvalidProgramId),
    ),
    any(&["event_authority"], &[Empty, WrongType], Anchor(ErrorCode::ConstraintAddress)),
    // Not writable. Accounts that Anchor's `init` creates, and their payer, fail in the call of the system program,
    // before Anchor checks the flag.
    at(&["create_mint"], &["payer"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    at(&["submit_claim", "notarize_claim"], &["payer", "claim"], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    at(
        &["add_leg", "execute_burn", "publish_batch", "republish", "transfer_lot"],
        &["payer"],
        &[ReadOnly],
        Anchor(ErrorCode::ConstraintMut),
    ),
    any(&["payer"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(
        &["create_registry"],
        &["registry", "notaries", "log"],
        &[ReadOnly],
        Runtime(InstructionError::PrivilegeEscalation),
    ),
    at(&["schedule_change"], &["scheduled"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["publish_factor"], &["factor"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["list_provider"], &["provider"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["register_source"], &["source"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["propose_year_closing"], &["closing"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    at(&["propose_burn"], &["proof"], &[ReadOnly], Runtime(InstructionError::PrivilegeEscalation)),
    // Further accounts: the program writes to them itself, and the runtime checks the flag.
    at(
        &["drop_burn", "execute_burn"],
        &["emission", "emission_record", "inventory", "credit", "credit_record"],
        &[ReadOnly],
        Runtime(InstructionError::ReadonlyDataModified),
    ),
    any(&[], &[ReadOnly], Anchor(ErrorCode::ConstraintMut)),
    // All other accounts of the program.
    any(&["notaries", "log"], &[Empty], Anchor(ErrorCode::AccountOwnedByWrongProgram)),
    any(&[], &[Empty], Anchor(ErrorCode::AccountNotInitialized)),
    any(&[], &[ForeignOwner], Anchor(ErrorCode::AccountOwnedByWrongProgram)),
    any(&[], &[WrongType], Anchor(ErrorCode::AccountDiscriminatorMismatch)),
    any(&[], &[OtherRegistry], Carbon(CarbonError::WrongRegistry)),
];

/// All rules: those of a domain come first.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [market::RULES, pool::RULES, restatement::RULES, RULES].into_iter().flatten()
}

impl Rule {
    fn fits(&self, instruction: &str, case: &str, account: &str, mutation: Mutation) -> bool {
        let instructions = self.instructions;
        let precise = format!("{instruction} ({case})");
        (instructions.is_empty() || instructions.contains(&instruction) || instructions.contains(&precise.as_str()))
            && (self.accounts.is_empty() || self.accounts.contains(&account))
            && self.mutations.contains(&mutation)
    }
}

/// The rule of a case, with its number.
pub fn rule(instruction: &str, case: &str, account: &str, mutation: Mutation) -> Option<(usize, &'static Rule)> {
    rules().enumerate().find(|(_, rule)| rule.fits(instruction, case, account, mutation))
}
