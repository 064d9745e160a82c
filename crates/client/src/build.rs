//! How all instructions of the program are put together.

use anchor_lang::{InstructionData, ToAccountMetas};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// The system program.
pub(crate) const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// An instruction from its accounts and its arguments.
pub(crate) fn assemble(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: carbon_consensus::ID, accounts: accounts.to_account_metas(None), data: data.data() }
}

/// An instruction from its accounts and its arguments. Adds the two accounts that every instruction with events has.
macro_rules! build {
    (accounts::$name:ident { $($field:ident $(: $value:expr)?),* $(,)? }, $data:expr $(,)?) => {
        $crate::build::assemble(
            carbon_consensus::accounts::$name {
                $($field $(: $value)?,)*
                event_authority: $crate::addresses::event_authority(),
                program: carbon_consensus::ID,
            },
            $data,
        )
    };
}
pub(crate) use build;
