//! Address lookup tables: a burn of several legs names more accounts than a transaction has room for.

use crate::limits::TABLE_ADDRESSES_PER_TRANSACTION;
use solana_address_lookup_table_interface::instruction::{create_lookup_table, extend_lookup_table};
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use solana_pubkey::Pubkey;

/// A table that does not exist yet: send `transactions` in order, signed by the authority and the payer. `table` can be
/// used from the next slot.
#[derive(Clone, Debug)]
pub struct NewTable {
    /// The table in the form that a message needs.
    pub table: AddressLookupTableAccount,
    /// An instruction for each transaction.
    pub transactions: Vec<Instruction>,
}

/// A table of all accounts of `instruction` that do not sign. `recent_slot` is one of the last 512 slots; the table's address
/// follows from it and the authority.
pub fn table_for(instruction: &Instruction, authority: Pubkey, payer: Pubkey, recent_slot: u64) -> NewTable {
    let mut addresses: Vec<Pubkey> = vec![];
    for meta in instruction.accounts.iter().filter(|meta| !meta.is_signer) {
        if !addresses.contains(&meta.pubkey) {
            addresses.push(meta.pubkey);
        }
    }
    let (create, key) = create_lookup_table(authority, payer, recent_slot);
    let extensions = addresses
        .chunks(TABLE_ADDRESSES_PER_TRANSACTION)
        .map(|chunk| extend_lookup_table(key, authority, Some(payer), chunk.to_vec()));
    let transactions = std::iter::once(create).chain(extensions).collect();
    NewTable { table: AddressLookupTableAccount { key, addresses }, transactions }
}
