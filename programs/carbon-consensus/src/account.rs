//! Accounts made by hand, where Anchor's `init` does not fit.

use anchor_lang::{
    prelude::*,
    solana_program::{program::invoke_signed, system_instruction},
    system_program,
};

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

/// Opens an account of this program that any caller may be the first to need: reads it where it exists, creates it
/// from `new` at its one derived address where it does not. An existing account needs no derivation, because only this
/// function makes accounts of type `T`; the caller checks that its fields are the right ones.
pub fn open<'info, T>(
    payer: &Signer<'info>,
    account: &AccountInfo<'info>,
    seeds: &[&[u8]],
    new: impl FnOnce(u8) -> T,
) -> Result<T>
where
    T: AccountSerialize + AccountDeserialize + Space + Discriminator,
{
    if let Some(existing) = read(account)? {
        return Ok(existing);
    }
    let (address, bump) = Pubkey::find_program_address(seeds, &crate::ID);
    require_keys_eq!(account.key(), address, crate::errors::CarbonError::WrongAddress);
    let space = T::DISCRIMINATOR.len() + T::INIT_SPACE;
    let bump_seed = [bump];
    let signer: Vec<&[u8]> = seeds.iter().copied().chain([&bump_seed[..]]).collect();
    create(payer, account, &crate::ID, space, Rent::get()?.minimum_balance(space), &signer)?;
    Ok(new(bump))
}

/// The account's content, `None` when it has not been created.
pub fn read<T: AccountDeserialize>(account: &AccountInfo) -> Result<Option<T>> {
    if account.owner == &system_program::ID && account.data_is_empty() {
        return Ok(None);
    }
    require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
    T::try_deserialize(&mut &account.try_borrow_data()?[..]).map(Some)
}

/// Writes an account opened by [`open`] back.
pub fn write<T: AccountSerialize>(account: &AccountInfo, content: &T) -> Result<()> {
    content.try_serialize(&mut &mut account.try_borrow_mut_data()?[..])
}

/// Unix time of the block. Deadlines are never slots: slot times vary.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}
