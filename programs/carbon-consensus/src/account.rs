//! Accounts that the program creates, reads and writes itself, where Anchor's `init` does not fit.

use crate::errors::CarbonError;
use anchor_lang::{
    prelude::*,
    solana_program::{program::invoke_signed, system_instruction},
    system_program,
};

/// Version of every account layout of this release.
pub const VERSION: u8 = 1;

/// Maximum number of seeds of an address, including the bump.
const MAX_SEEDS: usize = 8;

/// Bytes per account that rent covers in addition to the data, as the runtime defines them.
const ACCOUNT_OVERHEAD: usize = 128;

/// Creates an account of `space` bytes owned by `owner` at the PDA of `seeds`, holding at least `lamports`.
///
/// Also works for an account that already holds lamports: `create_account` alone would refuse it, so one lamport could
/// block an address forever.
pub fn create<'info>(
    payer: &Signer<'info>,
    account: &AccountInfo<'info>,
    owner: &Pubkey,
    space: usize,
    lamports: u64,
    seeds: &[&[u8]],
) -> Result<()> {
    let infos = [payer.to_account_info(), account.clone()];
    if account.lamports() == 0 {
        let create = system_instruction::create_account(payer.key, account.key, lamports, space as u64, owner);
        invoke_signed(&create, &infos, &[seeds])?;
        return Ok(());
    }
    // The saturation is safe here: it only computes the lamports still missing.
    let missing = lamports.saturating_sub(account.lamports());
    if missing > 0 {
        invoke_signed(&system_instruction::transfer(payer.key, account.key, missing), &infos, &[])?;
    }
    invoke_signed(&system_instruction::allocate(account.key, space as u64), &infos[1..], &[seeds])?;
    invoke_signed(&system_instruction::assign(account.key, owner), &infos[1..], &[seeds])?;
    Ok(())
}

/// The program address of `seeds` and its canonical bump. Same result as `find_program_address` for a quarter of the
/// compute units: the hash and the curve check are separate system calls.
pub fn derive<const N: usize>(seeds: &[&[u8]; N], program: &Pubkey) -> Result<(Pubkey, u8)> {
    // About one in 2^256 seed lists has no address.
    Pubkey::derive_program_address(seeds, program).ok_or_else(|| error!(CarbonError::WrongAddress))
}

/// Creates an account of this program with `space` bytes and at least `lamports` at the PDA of `seeds`, which must be
/// `account`'s address. Returns the bump.
pub fn create_derived<'info, const N: usize>(
    payer: &Signer<'info>,
    account: &AccountInfo<'info>,
    seeds: &[&[u8]; N],
    space: usize,
    lamports: u64,
) -> Result<u8> {
    let (address, bump) = derive(seeds, &crate::ID)?;
    require_keys_eq!(account.key(), address, CarbonError::WrongAddress);
    let bump_seed = [bump];
    let mut signer: [&[u8]; MAX_SEEDS] = [&[]; MAX_SEEDS];
    signer[..N].copy_from_slice(seeds);
    signer[N] = &bump_seed;
    create(payer, account, &crate::ID, space, lamports, &signer[..=N])?;
    Ok(bump)
}

/// Creates an account of type `T` at the PDA of `seeds`, with the rent it needs. Returns the bump.
pub fn create_for<'info, T: Space + Discriminator, const N: usize>(
    payer: &Signer<'info>,
    account: &AccountInfo<'info>,
    seeds: &[&[u8]; N],
) -> Result<u8> {
    let space = space::<T>();
    create_derived(payer, account, seeds, space, Rent::get()?.minimum_balance(space))
}

/// Bytes of an account of type `T`.
pub const fn space<T: Space + Discriminator>() -> usize {
    T::DISCRIMINATOR.len() + T::INIT_SPACE
}

/// Lamports of rent for `count` accounts with `bytes` bytes in total. Rent has a part per byte and a part per account.
pub fn rent_of(count: usize, bytes: usize) -> Result<u64> {
    Ok(Rent::get()?.minimum_balance(bytes + ACCOUNT_OVERHEAD * (count - 1)))
}

/// Reads the account if it exists, and otherwise creates it from `new` at its derived address. An existing account's
/// address is not derived again, because only this function creates accounts of type `T`; the caller must check its
/// fields.
pub fn open<'info, T, const N: usize>(
    payer: &Signer<'info>,
    account: &AccountInfo<'info>,
    seeds: &[&[u8]; N],
    new: impl FnOnce(u8) -> Result<T>,
) -> Result<T>
where
    T: AccountSerialize + AccountDeserialize + Space + Discriminator,
{
    match read(account)? {
        Some(existing) => Ok(existing),
        None => new(create_for::<T, N>(payer, account, seeds)?),
    }
}

/// The account's content, `None` if the account does not exist.
pub fn read<T: AccountDeserialize>(account: &AccountInfo) -> Result<Option<T>> {
    if account.owner == &system_program::ID && account.data_is_empty() {
        return Ok(None);
    }
    require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
    T::try_deserialize(&mut &account.try_borrow_data()?[..]).map(Some)
}

/// What the fields of an account never contradict. It is the last check of each change, behind all rules: the rules must not let a
/// change get so far.
pub trait Invariant {
    /// Refuses a content that contradicts itself.
    ///
    /// Error: `InvariantBroken`.
    fn invariant(&self) -> Result<()> {
        Ok(())
    }
}

/// Refuses unless all conditions of an invariant hold.
pub fn holds<const N: usize>(conditions: [bool; N]) -> Result<()> {
    require!(conditions.iter().all(|holds| *holds), CarbonError::InvariantBroken);
    Ok(())
}

/// Writes the account's content, if it does not contradict itself.
pub fn write<T>(account: &AccountInfo, content: &T) -> Result<()>
where
    T: AccountSerialize + Space + Discriminator + Invariant,
{
    content.invariant()?;
    // Serializing into a vector of the right size costs half the compute units of serializing into a slice.
    let mut bytes = Vec::with_capacity(space::<T>());
    content.try_serialize(&mut bytes)?;
    let mut data = account.try_borrow_mut_data()?;
    data.get_mut(..bytes.len()).ok_or(ErrorCode::AccountDidNotSerialize)?.copy_from_slice(&bytes);
    Ok(())
}

/// Unix time of the block. Deadlines are never slots: slot times vary.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}
