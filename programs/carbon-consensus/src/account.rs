//! Accounts made by hand, where Anchor's `init` does not fit.

use crate::errors::CarbonError;
use anchor_lang::{
    prelude::*,
    solana_program::{program::invoke_signed, system_instruction},
    system_program,
};

/// Version of every account layout of this release.
pub const VERSION: u8 = 1;

/// Most seeds of an address here, the bump among them.
const MAX_SEEDS: usize = 8;

/// Bytes that rent is paid for beside an account's data, as the runtime defines them.
const ACCOUNT_OVERHEAD: usize = 128;

/// Creates an account of `space` bytes owned by `owner` at the PDA of `seeds`, holding at least `lamports`.
///
/// Works for an account that somebody has sent lamports to: `create_account` alone would refuse it, so that one lamport
/// could block an address for good.
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
    // Not money: how far the account is from what it must hold, at least nothing.
    let missing = lamports.saturating_sub(account.lamports());
    if missing > 0 {
        invoke_signed(&system_instruction::transfer(payer.key, account.key, missing), &infos, &[])?;
    }
    invoke_signed(&system_instruction::allocate(account.key, space as u64), &infos[1..], &[seeds])?;
    invoke_signed(&system_instruction::assign(account.key, owner), &infos[1..], &[seeds])?;
    Ok(())
}

/// The program address of `seeds` and its bump, the canonical one. What `find_program_address` gives at a quarter of its
/// price: the hash and the curve check are cheaper as system calls of their own.
pub fn derive<const N: usize>(seeds: &[&[u8]; N], program: &Pubkey) -> Result<(Pubkey, u8)> {
    // One in 2^256 seeds has no address at all.
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

/// Lamports that `count` accounts of `bytes` bytes together must hold: rent is so much a byte, and so much an account.
pub fn rent_of(count: usize, bytes: usize) -> Result<u64> {
    Ok(Rent::get()?.minimum_balance(bytes + ACCOUNT_OVERHEAD * (count - 1)))
}

/// Opens an account of this program that any caller may be the first to need: reads it where it exists, creates it
/// from `new` at its one derived address where it does not. An existing account needs no derivation, because only this
/// function makes accounts of type `T`; the caller checks that its fields are the right ones.
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

/// The account's content, `None` when it has not been created.
pub fn read<T: AccountDeserialize>(account: &AccountInfo) -> Result<Option<T>> {
    if account.owner == &system_program::ID && account.data_is_empty() {
        return Ok(None);
    }
    require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
    T::try_deserialize(&mut &account.try_borrow_data()?[..]).map(Some)
}

/// Writes an account made by hand.
pub fn write<T: AccountSerialize + Space + Discriminator>(account: &AccountInfo, content: &T) -> Result<()> {
    // By way of the heap: a vector of the right size takes each field in half the time that a slice does.
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
