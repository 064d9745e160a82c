//! Errors of requests to a node. Their messages say what to do.

use solana_pubkey::Pubkey;
use solana_transaction::{InstructionError, Signature, TransactionError};

/// Result of a request.
pub type Result<T> = std::result::Result<T, ChainError>;

/// An error of a request to a node.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The node did not answer or was too busy, in every attempt.
    #[error(
        "the Solana node at {url} did not answer {tries} requests ({reason}): is it running, and is the URL right?"
    )]
    Unreachable {
        /// URL of the node.
        url: String,
        /// Number of attempts.
        tries: u32,
        /// Error of the last attempt.
        reason: String,
    },
    /// The node refused the request.
    #[error("the Solana node at {url} refused a request: {reason}")]
    Refused {
        /// URL of the node.
        url: String,
        /// The node's message.
        reason: String,
    },
    /// The account does not exist.
    #[error("account {key} does not exist on the network of {url}: check the address and the URL")]
    Missing {
        /// The requested address.
        key: Pubkey,
        /// URL of the node.
        url: String,
    },
    /// The account has another type or owner.
    #[error("account {key} is not {wanted} of the program {}: check the address", carbon_client::program::ID)]
    WrongType {
        /// The requested address.
        key: Pubkey,
        /// The expected type.
        wanted: &'static str,
    },
    /// A transaction was refused, by the node's simulation or on chain. It changed nothing.
    #[error("{}", refusal(error, log))]
    Rejected {
        /// The runtime's error.
        error: TransactionError,
        /// Log of the programs.
        log: Vec<String>,
    },
    /// A transaction was not executed while its blockhash was valid, and can no longer be executed.
    #[error("transaction {signature} was not executed in time: the network is busy; send it again")]
    Expired {
        /// Its signature.
        signature: Signature,
    },
    /// A signature that the instructions require is missing.
    #[error("the instructions must be signed by {0}, whose key was not given")]
    Unsigned(Pubkey),
    /// The instructions do not fit a transaction.
    #[error("the instructions do not fit a transaction: {0}")]
    TooLarge(String),
    /// The node listed a transaction, but no longer has its content.
    #[error("the Solana node at {url} no longer has {what} of transaction {signature}: use one that keeps the whole history")]
    Pruned {
        /// URL of the node.
        url: String,
        /// The missing part.
        what: &'static str,
        /// Signature of the transaction.
        signature: Signature,
    },
}

impl ChainError {
    /// Number of the program's error, if a transaction was refused with one.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Rejected {
                error: TransactionError::InstructionError(_, InstructionError::Custom(number)), ..
            } => Some(*number),
            _ => None,
        }
    }

    /// Whether the same request may succeed later or with another node.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Expired { .. })
    }
}

/// A refusal in one line if the program logged its error, else with the whole log.
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
    fn a_refusal_contains_the_programs_message() {
        let line = "Program log: AnchorError thrown in src/a.rs:1. Error Code: NothingToPublish. Error Number: 6106. \
                    Error Message: There is no new leaf.";
        let error = rejected(&["Program X invoke [1]", line, "Program X failed: custom program error: 0x17da"]);
        assert_eq!(error.to_string(), "the program refused: NothingToPublish (6106): There is no new leaf");
        assert_eq!(error.number(), Some(6_106));
        let error = rejected(&["Program X failed"]).to_string();
        assert!(error.ends_with("the log:\n  Program X failed"), "{error}");
    }
}
