//! The memberships of a pool, passed as further accounts in the pool's order.

use super::{Member, Pool};
use crate::{account, errors::CarbonError};
use anchor_lang::prelude::*;

/// Reads the membership of a source in a pool.
pub fn read_member(pool: &Pubkey, source: &Pubkey, info: &AccountInfo) -> Result<Member> {
    let member: Member = account::read(info)?.ok_or(CarbonError::WrongMember)?;
    require!(member.pool == *pool && member.header.source == *source, CarbonError::WrongMember);
    Ok(member)
}

/// Reads every membership of a pool, calls `change` with its index and writes it back.
pub fn change_members(
    key: &Pubkey,
    pool: &Pool,
    infos: &[AccountInfo],
    mut change: impl FnMut(usize, &mut Member) -> Result<()>,
) -> Result<()> {
    require!(infos.len() == pool.members.len(), CarbonError::WrongMember);
    for (index, (source, info)) in pool.members.iter().zip(infos).enumerate() {
        let mut member = read_member(key, source, info)?;
        change(index, &mut member)?;
        account::write(info, &member)?;
    }
    Ok(())
}
