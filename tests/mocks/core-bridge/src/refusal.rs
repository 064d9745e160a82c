//! What the real program calls its errors.

use anchor_lang::{prelude::Pubkey, solana_program::program_error::ProgramError};

/// An error; its name and content go to the log.
#[derive(Debug)]
#[allow(dead_code, reason = "only the log shows the fields")]
pub enum Refusal {
    /// An account is not writable, and must be.
    InvalidMutability(Pubkey, bool),
    /// An account does not sign, and must.
    InvalidSigner(Pubkey),
    /// Not the clock.
    InvalidSysvar(Pubkey),
    /// An account is not at the address it must be at.
    InvalidDerive(Pubkey, Pubkey),
    /// An account with content is another program's.
    InvalidOwner(Pubkey),
    /// The instruction's data cannot be read to the byte.
    InstructionDeserializeFailed,
    /// An account's data cannot be read to the byte.
    IoError,
    /// A message account is in use.
    AlreadyInitialized(Pubkey),
    /// No such tag.
    UnknownInstruction(u8),
    /// One of the numbers below.
    Custom(u64),
    /// The runtime's.
    ProgramError(ProgramError),
}

/// The collector has not got the fee.
pub const INSUFFICIENT_FEES: u64 = 2;
/// The collector has lost lamports.
pub const MATH_OVERFLOW: u64 = 12;
/// A message of another length would be written over.
pub const INVALID_PAYLOAD_LENGTH: u64 = 18;
/// A message of another emitter would be written over.
pub const EMITTER_CHANGED: u64 = 19;

impl From<ProgramError> for Refusal {
    fn from(error: ProgramError) -> Self {
        Self::ProgramError(error)
    }
}
