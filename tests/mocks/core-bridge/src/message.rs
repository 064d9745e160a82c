//! A posted message, and the instruction that posts one.

use crate::{accounts::owned, refusal::Refusal};
use anchor_lang::prelude::*;

/// Begins a message that stays.
pub const RELIABLE: [u8; 3] = *b"msg";
/// Begins a message that the next one is written over.
pub const UNRELIABLE: [u8; 3] = *b"msu";
/// Bytes before the payload.
const HEADER: usize = 95;
/// Where the emitter is.
const EMITTER: std::ops::Range<usize> = 59..91;
/// Where the payload's length is.
const LENGTH: std::ops::Range<usize> = 91..95;
/// Wormhole's id of Solana.
const CHAIN: u16 = 1;
/// The consistency that the account has for each of the instruction's two.
const CONSISTENCY: [u8; 2] = [1, 32];

type Result<T> = std::result::Result<T, Refusal>;

/// The instruction's data, to the byte: nonce, payload with its length, consistency 0 or 1.
pub struct Posting<'a> {
    pub nonce: [u8; 4],
    pub payload: &'a [u8],
    consistency: u8,
}

impl<'a> Posting<'a> {
    pub fn parse(data: &'a [u8]) -> Result<Self> {
        let parts = || {
            let (nonce, rest) = data.split_first_chunk()?;
            let (length, rest) = rest.split_first_chunk()?;
            let (payload, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            let [consistency @ 0..=1] = rest else { return None };
            Some(Self { nonce: *nonce, payload, consistency: *consistency })
        };
        parts().ok_or(Refusal::InstructionDeserializeFailed)
    }
}

/// The fields of a message account that the next message depends on.
pub struct Message<P> {
    pub emitter: [u8; 32],
    pub payload: P,
}

impl Message<Vec<u8>> {
    /// The message that is there, `None` in a new account.
    pub fn read(info: &AccountInfo, program: &Pubkey, magic: [u8; 3]) -> Result<Option<Self>> {
        let data = info.try_borrow_data()?;
        if data.is_empty() {
            return Ok(None);
        }
        if magic == RELIABLE {
            return Err(Refusal::AlreadyInitialized(*info.key));
        }
        let header = data.get(..HEADER).filter(|header| header.starts_with(&magic)).ok_or(Refusal::IoError)?;
        let length = u32::from_le_bytes(header[LENGTH].try_into().expect("four bytes")) as usize;
        let payload = data[HEADER..].to_vec();
        (payload.len() == length).then_some(()).ok_or(Refusal::IoError)?;
        owned(info, program)?;
        Ok(Some(Self { emitter: header[EMITTER].try_into().expect("32 bytes"), payload }))
    }
}

impl Message<&[u8]> {
    /// The account's bytes.
    pub fn encode(&self, magic: [u8; 3], time: u32, sequence: u64, posting: &Posting) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.payload.len());
        bytes.extend_from_slice(&magic);
        // Version.
        bytes.push(0);
        bytes.push(CONSISTENCY[posting.consistency as usize]);
        // Time of the signatures and their account: none yet.
        bytes.extend_from_slice(&[0; 36]);
        bytes.extend_from_slice(&time.to_le_bytes());
        bytes.extend_from_slice(&posting.nonce);
        bytes.extend_from_slice(&sequence.to_le_bytes());
        bytes.extend_from_slice(&CHAIN.to_le_bytes());
        bytes.extend_from_slice(&self.emitter);
        bytes.extend_from_slice(&(self.payload.len() as u32).to_le_bytes());
        bytes.extend_from_slice(self.payload);
        bytes
    }
}
