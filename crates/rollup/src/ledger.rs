//! A client of the ledger on the L1, over Ethereum's JSON-RPC.

use crate::contract::{ledger_address, CarbonLedger};
use alloy::{
    consensus::TxEnvelope,
    eips::eip2718::Encodable2718,
    network::{Ethereum, EthereumWallet, Network, TransactionBuilder},
    primitives::{Address, Bytes, B256},
    providers::{DynProvider, Provider, ProviderBuilder},
    signers::local::PrivateKeySigner,
    sol_types::SolInterface,
    transports::{RpcError, TransportError, TransportErrorKind},
};
use anyhow::{anyhow, ensure, Context, Result};
use carbon_rpc::backoff::{Backoff, Failure, Pause};
use carbon_wire::{leaf::LEN, Hash};
use solana_pubkey::Pubkey;
use std::future::Future;
use tokio::runtime::Runtime;

pub use crate::contract::CarbonLedger::CarbonLedgerErrors as Refusal;

/// A call of the contract, not yet a transaction.
pub type Call = <Ethereum as Network>::TransactionRequest;

/// State of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerState {
    /// Number of its newest batch, 0 before the first.
    pub batch: u64,
    /// Number of leaves under its root.
    pub leaf_count: u64,
    /// Root of its newest batch.
    pub root: Hash,
    /// Unix time of its newest batch, in seconds. Its answers hold as of then.
    pub time: u64,
    /// Grams that were ever neutralized.
    pub ever_neutralized: u128,
    /// Number of corrections that its newest batch counts.
    pub corrections: u64,
    /// Number of corrections registered. While they are fewer than counted, the ledger gives no answer on the leaves that the others
    /// may concern.
    pub registered: u64,
    /// Number of burned credits of lowered records that nobody has looked at. While it is not zero, the ledger gives no answer.
    pub unimpaired: u64,
}

/// A signed transaction to the ledger. Sending it again has no further effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTransaction {
    /// Nonce of the sender: of all transactions with the same nonce, at most one is executed.
    pub nonce: u64,
    /// Hash of the transaction.
    pub hash: B256,
    /// Its encoded bytes.
    pub raw: Vec<u8>,
}

/// Status of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TxStatus {
    /// It was executed and used this much gas.
    Executed { gas: u64 },
    /// It was executed, and the contract reverted it.
    Reverted,
    /// It is not executed yet.
    Pending,
    /// It can no longer be executed: another transaction used its nonce.
    Replaced,
}

/// An error of a request to the L1.
#[derive(Debug)]
struct RequestError {
    /// Whether the same request may succeed later.
    transient: bool,
    /// The ledger's error, if it reverted a call.
    refusal: Option<Refusal>,
    /// Message of the node or the transport.
    message: String,
}

impl From<TransportError> for RequestError {
    fn from(error: TransportError) -> Self {
        let transient = match &error {
            RpcError::Transport(TransportErrorKind::HttpError(error)) => error.status >= 500 || error.status == 429,
            RpcError::Transport(_) => true,
            _ => false,
        };
        let reverted = error.as_error_resp().and_then(|response| response.as_revert_data());
        let refusal = reverted.and_then(|data| Refusal::abi_decode(&data).ok());
        let message = error.as_error_resp().map_or_else(|| error.to_string(), |response| response.message.to_string());
        Self { transient, refusal, message }
    }
}

impl From<alloy::contract::Error> for RequestError {
    fn from(error: alloy::contract::Error) -> Self {
        match error {
            alloy::contract::Error::TransportError(error) => error.into(),
            error => Self { transient: false, refusal: None, message: error.to_string() },
        }
    }
}

/// An error of a call of the ledger.
#[derive(Debug)]
pub enum LedgerError {
    /// The ledger reverted the call.
    Refused(Refusal),
    /// Any other error.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for LedgerError {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// Messages, in lower case, by which nodes refuse a transaction because they have it, or because its nonce is used. Either may be so
/// when an answer was lost. Each with the nodes that say so.
const HAS_IT_ALREADY: [(&str, &str); 7] = [
    ("already known", "geth, Erigon, Reth, Nethermind"),
    ("alreadyknown", "Nethermind of 2022"),
    ("known transaction", "Besu, geth before 1.9"),
    ("already imported", "OpenEthereum"),
    ("nonce too low", "geth, Erigon, Reth, Besu, Nethermind"),
    ("oldnonce", "Nethermind of 2022"),
    ("nonce is too low", "OpenEthereum"),
];

/// Whether a node refuses a transaction that it may have executed.
fn has_it_already(message: &str) -> bool {
    let message = message.to_lowercase();
    HAS_IT_ALREADY.iter().any(|(words, _)| message.contains(words))
}

/// A client of the ledger, for one registry.
pub struct LedgerClient {
    url: String,
    registry: B256,
    address: Address,
    provider: DynProvider,
    runtime: Runtime,
    backoff: Backoff,
    pause: Pause,
}

impl LedgerClient {
    /// Connects to the ledger on the L1 at `url`, for one registry. `core` is Wormhole's core contract there, if it is not the
    /// published one.
    ///
    /// # Errors
    /// The L1 at `url` has no ledger of the program, or its core contract is not known.
    pub fn connect(
        registry: &Pubkey,
        url: &str,
        core: Option<Address>,
        backoff: Backoff,
        pause: Pause,
    ) -> Result<Self> {
        let parsed = url.parse().map_err(|error| anyhow!("{url:?} is not a URL: {error}"))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("starting the client of the L1")?;
        let provider = ProviderBuilder::new().disable_recommended_fillers().connect_http(parsed).erased();
        let (registry, address) = (B256::from(registry.to_bytes()), Address::ZERO);
        let mut ledger = Self { url: url.into(), registry, address, provider, runtime, backoff, pause };
        ledger.address = ledger_address(ledger.chain_id()?, core)?;
        let code = ledger.ask("for the code at the ledger's address", || async {
            Ok(ledger.provider.get_code_at(ledger.address).await?)
        })?;
        ensure!(
            !code.is_empty(),
            "there is no ledger at {} on the chain of {}: deploy it with `carbon-ledger deploy` (docs/l1-integrators.md), or name another --l1 or --core",
            ledger.address,
            ledger.url
        );
        Ok(ledger)
    }

    /// Address of the ledger.
    pub fn address(&self) -> Address {
        self.address
    }

    fn contract(&self) -> CarbonLedger::CarbonLedgerInstance<&DynProvider> {
        CarbonLedger::new(self.address, &self.provider)
    }

    /// The chain's EIP-155 id.
    pub fn chain_id(&self) -> Result<u64> {
        self.ask("for its chain id", || async { Ok(self.provider.get_chain_id().await?) })
    }

    /// State of the ledger.
    pub fn state(&self) -> Result<LedgerState> {
        let contract = self.contract();
        self.ask("for the ledger's state", || async {
            let state = contract.state(self.registry).call().await?;
            Ok(LedgerState {
                batch: state.batch,
                leaf_count: state.leafCount,
                root: state.root.0,
                time: state.time,
                ever_neutralized: state.everNeutralized,
                corrections: state.corrections,
                registered: state.registered,
                unimpaired: state.unimpaired,
            })
        })
    }

    /// A call of `submit`.
    pub fn submit(&self, vaa: &[u8]) -> Call {
        self.contract().submit(Bytes::copy_from_slice(vaa)).into_transaction_request()
    }

    /// A call of `registerCorrections`: leaves, each with its path to `root`.
    pub fn register<'a>(&self, root: &Hash, proofs: impl IntoIterator<Item = (&'a [u8; LEN], &'a [Hash])>) -> Call {
        let proof = |(leaf, path): (&[u8; LEN], &[Hash])| CarbonLedger::Proof {
            leaf: Bytes::copy_from_slice(leaf),
            path: path.iter().map(B256::from).collect(),
            root: root.into(),
        };
        self.contract()
            .registerCorrections(self.registry, proofs.into_iter().map(proof).collect())
            .into_transaction_request()
    }

    /// Signs a call at current fees. The call must succeed in a simulation first.
    pub fn sign(&self, call: Call, key: &PrivateKeySigner) -> Result<SignedTransaction, LedgerError> {
        let call = call.with_from(key.address()).with_chain_id(self.chain_id()?);
        let what = "for the gas of a transaction";
        let gas = self.attempt(|| async { Ok(self.provider.estimate_gas(call.clone()).await?) });
        let gas = gas.map_err(|(error, tries)| match error.refusal {
            Some(refusal) => LedgerError::Refused(refusal),
            None => LedgerError::Other(self.describe_failure(what, &error, tries)),
        })?;
        let fees = self.ask("for its fees", || async { Ok(self.provider.estimate_eip1559_fees().await?) })?;
        let nonce = self.nonce(key.address())?;
        let call = call
            .with_gas_limit(gas)
            .with_max_fee_per_gas(fees.max_fee_per_gas)
            .with_max_priority_fee_per_gas(fees.max_priority_fee_per_gas)
            .with_nonce(nonce);
        let wallet = EthereumWallet::from(key.clone());
        let signed: TxEnvelope =
            self.runtime.block_on(call.build(&wallet)).context("signing a transaction of the L1")?;
        Ok(SignedTransaction { nonce, hash: *signed.tx_hash(), raw: signed.encoded_2718() })
    }

    /// Sends a transaction, which may have been sent before. A refusal may mean that the L1 already has it, so only
    /// [`Self::status`] says whether it was executed.
    pub fn send(&self, signed: &SignedTransaction) -> Result<()> {
        let what = "to accept a transaction";
        let raw = Bytes::from(signed.raw.clone());
        let sent = self.attempt(|| async {
            Ok(self.provider.client().request::<_, B256>("eth_sendRawTransaction", (raw.clone(),)).await?)
        });
        match sent {
            Err((error, tries)) if !has_it_already(&error.message) => Err(self.describe_failure(what, &error, tries)),
            _ => Ok(()),
        }
    }

    /// Status of a transaction of this sender.
    pub fn status(&self, signed: &SignedTransaction, sender: Address) -> Result<TxStatus> {
        // Read the nonce before the receipt: a transaction that used the nonce then already has its receipt.
        let next = self.nonce(sender)?;
        let receipt = self.ask("for the receipt of a transaction", || async {
            Ok(self.provider.get_transaction_receipt(signed.hash).await?)
        })?;
        Ok(match receipt {
            Some(receipt) if receipt.status() => TxStatus::Executed { gas: receipt.gas_used },
            Some(_) => TxStatus::Reverted,
            None if next > signed.nonce => TxStatus::Replaced,
            None => TxStatus::Pending,
        })
    }

    /// The sender's next nonce, without pending transactions.
    fn nonce(&self, sender: Address) -> Result<u64> {
        self.ask("for an account's nonce", || async { Ok(self.provider.get_transaction_count(sender).latest().await?) })
    }

    fn ask<T, F>(&self, what: &str, request: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Result<T, RequestError>>,
    {
        self.attempt(request).map_err(|(error, tries)| self.describe_failure(what, &error, tries))
    }

    /// Sends a request, and repeats it while the L1 cannot be reached or is too busy.
    fn attempt<T, F>(&self, request: impl Fn() -> F) -> Result<T, (RequestError, u32)>
    where
        F: Future<Output = Result<T, RequestError>>,
    {
        self.backoff.run(&self.pause, || {
            self.runtime.block_on(request()).map_err(|error| match error.transient {
                true => Failure::Transient(error),
                false => Failure::Permanent(error),
            })
        })
    }

    fn describe_failure(&self, what: &str, error: &RequestError, tries: u32) -> anyhow::Error {
        let (url, message) = (&self.url, &error.message);
        match error.transient {
            true => {
                anyhow!("the L1 at {url} was asked {what} {tries} times and did not answer ({message}): is --l1 right?")
            }
            false => anyhow!("the L1 at {url} was asked {what}, and refused: {message}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_for_lack_of_something_is_told_from_one_of_a_known_transaction() {
        for message in [
            "already known",
            "ALREADY_EXISTS: already known",
            "AlreadyKnown",
            "Known transaction",
            "known transaction: 3b7baba5",
            "Transaction with the same hash was already imported.",
            "nonce too low: next nonce 7, tx nonce 6",
            "Nonce too low",
            "OldNonce, Current nonce: 7, nonce of rejected tx: 6",
            "Transaction nonce is too low. Try incrementing the nonce.",
        ] {
            assert!(has_it_already(message), "{message}");
        }
        for message in [
            "insufficient funds for gas * price + value",
            "nonce too high",
            "unknown account",
            "replacement transaction underpriced",
            "transaction type not supported",
            "NonceGap, Future nonce. Expected nonce: 5",
        ] {
            assert!(!has_it_already(message), "{message}");
        }
    }
}
