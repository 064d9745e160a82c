//! What can go wrong between here and a node, and what to do about it.

use solana_pubkey::Pubkey;
use solana_transaction::{InstructionError, Signature, TransactionError};

/// Outcome of a request.
pub type Result<T> = std::result::Result<T, ChainError>;

/// What went wrong and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The node did not answer, or said that it was too busy, however often it was asked.
    #[error(
        "the Solana node at {url} did not answer {tries} requests ({reason}): is it running, and is the URL right?"
    )]
    Unreachable {
        /// The node's.
        url: String,
        /// How often it was asked.
        tries: u32,
        /// What happened the last time.
        reason: String,
    },
    /// The node answered that it will not.
    #[error("the Solana node at {url} refused a request: {reason}")]
    Refused {
        /// The node's.
        url: String,
        /// In its words.
        reason: String,
    },
    /// There is no such account.
    #[error("account {key} does not exist on the network of {url}: check the address and the URL")]
    Missing {
        /// Address asked for.
        key: Pubkey,
        /// The node's.
        url: String,
    },
    /// The account is something else.
    #[error("account {key} is not {wanted} of the program {}: check the address", carbon_client::program::ID)]
    WrongType {
        /// Address asked for.
        key: Pubkey,
        /// The type it was to have.
        wanted: &'static str,
    },
    /// A transaction was refused, by the node's simulation or on chain; it changed nothing.
    #[error("{}", refusal(error, log))]
    Rejected {
        /// The runtime's error.
        error: TransactionError,
        /// What the programs logged.
        log: Vec<String>,
    },
    /// A transaction was not executed while its blockhash was valid, and cannot be any more.
    #[error("transaction {signature} was not executed in time: the network is busy; send it again")]
    Expired {
        /// Its signature.
        signature: Signature,
    },
    /// A signature is missing that the instructions ask for.
    #[error("the instructions must be signed by {0}, whose key was not given")]
    Unsigned(Pubkey),
    /// The instructions do not fit a transaction.
    #[error("the instructions do not fit a transaction: {0}")]
    TooLarge(String),
    /// The node knows of a transaction, but not what it did.
    #[error("the Solana node at {url} no longer has {what} of transaction {signature}: ask one that keeps the whole history")]
    Pruned {
        /// The node's.
        url: String,
        /// What is missing.
        what: &'static str,
        /// The transaction.
        signature: Signature,
    },
}

impl ChainError {
    /// Number of the program's error that a transaction was refused with.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Rejected {
                error: TransactionError::InstructionError(_, InstructionError::Custom(number)), ..
            } => Some(*number),
            _ => None,
        }
    }

    /// Whether it is because the node could not be asked: later, or of another node, the same may succeed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Expired { .. })
    }
}

/// A refusal in one line where the program says why, else with the log.
fn refusal(error: &TransactionError, log: &[String]) -> String {
    // Anchor: `Error Code: Name. Error Number: 6000. Error Message: Text.`
    let named = log.iter().rev().find_map(|line| {
        let (name, rest) = line.split_once("Error Code: ")?.1.split_once(". Error Number: ")?;
        let (number, message) = rest.split_once(". Error Message: ")?;
        Some(format!("{name} ({number}): {}", message.trim_end_matches('.')))
    });
    match named {
        Some(named) => format!("the program refused: {named}"),
        None if log.is_empty() => format!("the transaction was refused: {error}"),
        None => format!("the transaction was refused: {error}; the log:\n  {}", log.join("\n  ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(log: &[&str]) -> ChainError {
        let error = TransactionError::InstructionError(0, InstructionError::Custom(6_106));
        ChainError::Rejected { error, log: log.iter().map(|line| line.to_string()).collect() }
    }

    #[test]
    fn a_refusal_is_told_in_the_programs_words() {
        let line = "Program log: AnchorError thrown in src/a.rs:1. Error Code: NothingToPublish. Error Number: 6106. \
                    Error Message: There is no new leaf.";
        let error = rejected(&["Program X invoke [1]", line, "Program X failed: custom program error: 0x17da"]);
        assert_eq!(error.to_string(), "the program refused: NothingToPublish (6106): There is no new leaf");
        assert_eq!(error.number(), Some(6_106));
        let error = rejected(&["Program X failed"]).to_string();
        assert!(error.ends_with("the log:\n  Program X failed"), "{error}");
    }
}
