//! The program: its code, and the key that can replace the code.

use crate::{
    chain::ChainReader,
    key::{sha256, Key},
};
use anyhow::{Context, Result};

/// The loader of programs that can be upgraded: the bytes of `BPFLoaderUpgradeab1e11111111111111111111111`.
const UPGRADEABLE_LOADER: Key = Key([
    2, 168, 246, 145, 78, 136, 161, 176, 226, 16, 21, 62, 247, 99, 174, 43, 0, 194, 185, 61, 22, 193, 36, 210, 192, 83,
    122, 16, 4, 128, 0, 0,
]);
/// Bytes before the code in the account of a program that can be upgraded: type, slot, and optional upgrade authority.
const CODE: usize = 45;
/// Bytes of type and slot.
const AUTHORITY: usize = 12;

/// Address, code and upgrade authority of the program, for the page.
///
/// # Errors
/// Of the node.
pub fn describe(chain: &ChainReader, given: bool) -> Result<String> {
    let program = chain.program();
    let found_by = if given { "given by you" } else { "that of local networks" };
    let (owner, data) = chain.bytes(program)?.context("there is no program at this address")?;
    let upgradeable = owner == UPGRADEABLE_LOADER;
    let data = match data.get(4..36) {
        Some(address) if upgradeable => {
            let address = Key(address.try_into().expect("32 bytes"));
            chain.bytes(&address)?.context("the account of the program's code is missing")?.1
        }
        _ => data,
    };
    let code = if upgradeable {
        data.get(CODE..).context("the account of the program's code is too short")?
    } else {
        &data[..]
    };
    let authority = match (upgradeable, data.get(AUTHORITY)) {
        (true, Some(1)) => {
            let key = Key(data[AUTHORITY + 1..CODE].try_into().expect("32 bytes"));
            format!("{key} can replace it")
        }
        _ => "nobody can replace it".into(),
    };
    Ok(format!(
        "{program} ({found_by}); code sha256 {}, {authority} (by the Solana node)",
        hex::encode(code_hash(code))
    ))
}

/// sha256 of a program's code without the zeros behind it, which is how verified builds are compared.
fn code_hash(code: &[u8]) -> [u8; 32] {
    let end = code.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    sha256(&code[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_is_that_of_programs_that_can_be_upgraded() {
        assert_eq!(UPGRADEABLE_LOADER.to_string(), "BPFLoaderUpgradeab1e11111111111111111111111");
    }

    #[test]
    fn zeros_behind_the_code_do_not_count() {
        assert_eq!(code_hash(&[1, 2, 0, 0]), sha256(&[1, 2]));
        assert_ne!(code_hash(&[0, 1, 2]), sha256(&[1, 2]));
        assert_eq!(code_hash(&[0, 0]), sha256(&[]));
    }
}
