//! How much fits into one transaction or one request to a node.

/// Bytes of a transaction, signatures included.
pub const TRANSACTION_BYTES: usize = 1_232;

/// Compute units that one transaction may use at most.
pub const MAX_COMPUTE_UNITS: u32 = 1_400_000;

/// Accounts of an instruction that a transaction with at most four signatures has room for without a lookup table, with
/// 100 bytes of instruction data.
pub const ACCOUNTS_WITH_FOUR_SIGNERS: usize = 24;

/// Accounts of an instruction that a transaction with at most six signatures has room for without a lookup table, with
/// 100 bytes of instruction data.
pub const ACCOUNTS_WITH_SIX_SIGNERS: usize = 20;

/// Entries of a lot's lineage that one `review_lot` has room for.
pub const LINEAGE_ENTRIES_PER_TRANSACTION: usize = 4;

/// Emission records that one `review_emissions` has room for: an account each.
pub const EMISSIONS_PER_TRANSACTION: usize = 8;

/// Reduction records that one `review_reductions` has room for: a record and a lot each.
pub const REDUCTIONS_PER_TRANSACTION: usize = EMISSIONS_PER_TRANSACTION / 2;

/// Addresses that one transaction has room to add to a lookup table.
pub const TABLE_ADDRESSES_PER_TRANSACTION: usize = 25;

/// Accounts that one `getMultipleAccounts` may ask for.
pub const ACCOUNTS_PER_REQUEST: usize = 100;

/// Signatures that one `getSignatureStatuses` may ask for.
pub const SIGNATURES_PER_REQUEST: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of a legacy transaction with one instruction, whose accounts include the payer.
    fn bytes(signatures: usize, accounts: usize, data: usize) -> usize {
        let header = 3;
        // The program is an account of the message too.
        let keys = 1 + 32 * (accounts + 1);
        let blockhash = 32;
        let instruction = 1 + 1 + 1 + accounts + 2 + data;
        1 + 64 * signatures + header + keys + blockhash + instruction
    }

    #[test]
    fn accounts_fit_a_transaction() {
        assert!(bytes(4, ACCOUNTS_WITH_FOUR_SIGNERS, 100) <= TRANSACTION_BYTES);
        assert!(bytes(6, ACCOUNTS_WITH_SIX_SIGNERS, 100) <= TRANSACTION_BYTES);
    }
}
