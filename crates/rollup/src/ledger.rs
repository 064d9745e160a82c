//! The ledger on the L1, over Ethereum's JSON-RPC.

use alloy::{
    consensus::TxEnvelope,
    eips::eip2718::Encodable2718,
    network::{Ethereum, EthereumWallet, Network, TransactionBuilder},
    primitives::{Address, Bytes, B256},
    providers::{DynProvider, Provider, ProviderBuilder},
    signers::local::PrivateKeySigner,
    sol,
    sol_types::SolInterface,
    transports::{RpcError, TransportError, TransportErrorKind},
};
use anyhow::{anyhow, ensure, Context, Result};
use carbon_client::{addresses as at, program::rollup::RollupLog};
use carbon_rpc::backoff::{Backoff, Failure, Pause};
use carbon_wire::{leaf::LEN, Hash};
use std::future::Future;
use tokio::runtime::Runtime;

sol! {
    /// What is asked of the ledger: l1/contracts/CarbonLedger.sol.
    #[sol(rpc)]
    #[derive(Debug)]
    interface CarbonLedger {
        function REGISTRY() external view returns (bytes32);
        function EMITTER() external view returns (bytes32);
        function CHAIN() external view returns (uint16);
        function root() external view returns (bytes32);
        function neutralized() external view returns (uint128);
        function batch() external view returns (uint64);
        function leafCount() external view returns (uint64);
        function corrections() external view returns (uint64);
        function registered() external view returns (uint64);
        function submit(bytes calldata vaa) external;
        function registerCorrection(bytes calldata leaf, bytes32[] calldata path) external;

        error InvalidVaa(string reason);
        error WrongEvmChain();
        error WrongEmitterChain();
        error WrongEmitter();
        error WrongConsistency();
        error WrongTargetChain();
        error WrongTargetContract();
        error WrongRegistry();
        error ZeroRoot();
        error EmptyBatch();
        error NotNewer();
        error LeavesDecreased();
        error NeutralizedDecreased();
        error CorrectionsDecreased();
        error WrongFirstLeaf();
        error WrongPreviousRoot();
        error NotACorrection();
        error NotTheNextCorrection(uint64 expected);
        error NotIncluded();
        error CorrectionsPending(uint64 registered, uint64 counted);
    }
}

pub use CarbonLedger::CarbonLedgerErrors as Refusal;

/// A call that may become a transaction.
pub type Call = <Ethereum as Network>::TransactionRequest;

/// What a ledger knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Number of its newest batch, 0 before the first.
    pub batch: u64,
    /// Leaves under its root.
    pub leaf_count: u64,
    /// The root.
    pub root: Hash,
    /// Grams neutralized, ever.
    pub neutralized: u128,
    /// Corrections that its newest batch counts.
    pub corrections: u64,
    /// Corrections registered; while fewer than counted, it does not answer.
    pub registered: u64,
}

/// A transaction to the ledger that is signed and can be sent, more than once to the same end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Number of the sender's transaction: of all with one number, at most one is executed.
    pub nonce: u64,
    /// Its hash.
    pub hash: B256,
    /// As it is sent.
    pub raw: Vec<u8>,
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Executed, with so much gas.
    Done { gas: u64 },
    /// Executed, and refused by the contract.
    Reverted,
    /// Not executed so far.
    Waiting,
    /// Never to be executed: its number is used by another one.
    Replaced,
}

/// Why the L1 did not answer a request, or not as was hoped.
#[derive(Debug)]
struct Trouble {
    /// Whether it may answer later.
    passing: bool,
    /// What the ledger refused a call with.
    refusal: Option<Refusal>,
    /// In the words of whoever said so.
    words: String,
}

impl From<TransportError> for Trouble {
    fn from(error: TransportError) -> Self {
        let passing = match &error {
            RpcError::Transport(TransportErrorKind::HttpError(error)) => error.status >= 500 || error.status == 429,
            RpcError::Transport(_) => true,
            _ => false,
        };
        let reverted = error.as_error_resp().and_then(|response| response.as_revert_data());
        let refusal = reverted.and_then(|data| Refusal::abi_decode(&data).ok());
        let words = error.as_error_resp().map_or_else(|| error.to_string(), |response| response.message.to_string());
        Self { passing, refusal, words }
    }
}

impl From<alloy::contract::Error> for Trouble {
    fn from(error: alloy::contract::Error) -> Self {
        match error {
            alloy::contract::Error::TransportError(error) => error.into(),
            error => Self { passing: false, refusal: None, words: error.to_string() },
        }
    }
}

/// Why the L1 did not do something.
#[derive(Debug)]
pub enum LedgerError {
    /// The ledger said no.
    Refused(Refusal),
    /// Anything else.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for LedgerError {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// A registry's ledger.
pub struct Ledger {
    url: String,
    address: Address,
    provider: DynProvider,
    runtime: Runtime,
    backoff: Backoff,
    pause: Pause,
}

impl Ledger {
    /// The ledger that a log publishes to.
    ///
    /// # Errors
    /// When the L1 at `url` has no such ledger for this log.
    pub fn of(log: &RollupLog, url: &str, backoff: Backoff, pause: Pause) -> Result<Self> {
        let (zeros, contract) = log.bridge.target_contract.split_at(12);
        ensure!(zeros == [0; 12], "the registry's messages are not for a chain of Ethereum's kind");
        let parsed = url.parse().map_err(|error| anyhow!("{url:?} is no URL: {error}"))?;
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().context("starting to ask the L1")?;
        let provider = ProviderBuilder::new().disable_recommended_fillers().connect_http(parsed).erased();
        let ledger =
            Self { url: url.into(), address: Address::from_slice(contract), provider, runtime, backoff, pause };
        ledger.check(log)?;
        Ok(ledger)
    }

    /// Its address.
    pub fn address(&self) -> Address {
        self.address
    }

    fn contract(&self) -> CarbonLedger::CarbonLedgerInstance<&DynProvider> {
        CarbonLedger::new(self.address, &self.provider)
    }

    fn check(&self, log: &RollupLog) -> Result<()> {
        let code = self
            .ask("what is at the ledger's address", || async { Ok(self.provider.get_code_at(self.address).await?) })?;
        ensure!(
            !code.is_empty(),
            "there is no contract at {} on the chain of {}: deploy the registry's ledger there, or name another --l1",
            self.address,
            self.url
        );
        let contract = self.contract();
        let asked = self.ask("whose ledger it is", || async {
            Ok((contract.REGISTRY().call().await?, contract.EMITTER().call().await?, contract.CHAIN().call().await?))
        });
        let (registry, emitter, chain) = asked.with_context(|| format!("{} is no ledger", self.address))?;
        ensure!(
            registry == log.registry.to_bytes() && emitter == at::log(&log.registry).to_bytes(),
            "the ledger at {} is of registry {}, not of {}: name the L1 of this one with --l1",
            self.address,
            solana_pubkey::Pubkey::from(registry.0),
            log.registry
        );
        ensure!(
            chain == log.bridge.target_chain,
            "the ledger is on Wormhole's chain {chain}, and the registry's messages are for chain {}",
            log.bridge.target_chain
        );
        Ok(())
    }

    /// The chain's EIP-155 id.
    pub fn chain_id(&self) -> Result<u64> {
        self.ask("its chain id", || async { Ok(self.provider.get_chain_id().await?) })
    }

    /// What it knows now.
    pub fn known(&self) -> Result<Known> {
        let contract = self.contract();
        self.ask("what the ledger knows", || async {
            Ok(Known {
                batch: contract.batch().call().await?,
                leaf_count: contract.leafCount().call().await?,
                root: contract.root().call().await?.0,
                neutralized: contract.neutralized().call().await?,
                corrections: contract.corrections().call().await?,
                registered: contract.registered().call().await?,
            })
        })
    }

    /// A call of `submit`.
    pub fn submit(&self, vaa: &[u8]) -> Call {
        self.contract().submit(Bytes::copy_from_slice(vaa)).into_transaction_request()
    }

    /// A call of `registerCorrection`.
    pub fn register(&self, leaf: &[u8; LEN], path: &[Hash]) -> Call {
        let path = path.iter().map(B256::from).collect();
        self.contract().registerCorrection(Bytes::copy_from_slice(leaf), path).into_transaction_request()
    }

    /// Signs a call that would succeed now, at today's fees.
    pub fn sign(&self, call: Call, key: &PrivateKeySigner) -> Result<Signed, LedgerError> {
        let call = call.with_from(key.address()).with_chain_id(self.chain_id()?);
        let what = "what a transaction would cost";
        let gas = self.attempt(|| async { Ok(self.provider.estimate_gas(call.clone()).await?) });
        let gas = gas.map_err(|(trouble, tries)| match trouble.refusal {
            Some(refusal) => LedgerError::Refused(refusal),
            None => LedgerError::Other(self.told(what, &trouble, tries)),
        })?;
        let fees = self.ask("its fees", || async { Ok(self.provider.estimate_eip1559_fees().await?) })?;
        let nonce = self.nonce(key.address())?;
        let call = call
            .with_gas_limit(gas)
            .with_max_fee_per_gas(fees.max_fee_per_gas)
            .with_max_priority_fee_per_gas(fees.max_priority_fee_per_gas)
            .with_nonce(nonce);
        let wallet = EthereumWallet::from(key.clone());
        let signed: TxEnvelope =
            self.runtime.block_on(call.build(&wallet)).context("signing a transaction of the L1")?;
        Ok(Signed { nonce, hash: *signed.tx_hash(), raw: signed.encoded_2718() })
    }

    /// Sends a transaction; one that was sent before is only sent again. What becomes of it is told by [`Self::fate`]: that
    /// the L1 does not take it may mean that it has it.
    pub fn send(&self, signed: &Signed) -> Result<()> {
        let what = "to take a transaction";
        let raw = Bytes::from(signed.raw.clone());
        let sent = self.attempt(|| async {
            Ok(self.provider.client().request::<_, B256>("eth_sendRawTransaction", (raw.clone(),)).await?)
        });
        match sent {
            Err((trouble, tries)) if !trouble.words.contains("known") && !trouble.words.contains("nonce too low") => {
                Err(self.told(what, &trouble, tries))
            }
            _ => Ok(()),
        }
    }

    /// What became of a transaction of this sender.
    pub fn fate(&self, signed: &Signed, sender: Address) -> Result<Fate> {
        // The number first: what uses it is there when the receipt is looked for.
        let next = self.nonce(sender)?;
        let receipt = self.ask("what became of a transaction", || async {
            Ok(self.provider.get_transaction_receipt(signed.hash).await?)
        })?;
        Ok(match receipt {
            Some(receipt) if receipt.status() => Fate::Done { gas: receipt.gas_used },
            Some(_) => Fate::Reverted,
            None if next > signed.nonce => Fate::Replaced,
            None => Fate::Waiting,
        })
    }

    /// Number of the sender's next transaction, those that wait not counted.
    fn nonce(&self, sender: Address) -> Result<u64> {
        self.ask("an account's number of transactions", || async {
            Ok(self.provider.get_transaction_count(sender).latest().await?)
        })
    }

    fn ask<T, F>(&self, what: &str, request: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        self.attempt(request).map_err(|(trouble, tries)| self.told(what, &trouble, tries))
    }

    /// Asks, and again while the L1 cannot be reached or is too busy.
    fn attempt<T, F>(&self, request: impl Fn() -> F) -> Result<T, (Trouble, u32)>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        self.backoff.run(&self.pause, || {
            self.runtime.block_on(request()).map_err(|trouble| match trouble.passing {
                true => Failure::Passing(trouble),
                false => Failure::Lasting(trouble),
            })
        })
    }

    fn told(&self, what: &str, trouble: &Trouble, tries: u32) -> anyhow::Error {
        let (url, words) = (&self.url, &trouble.words);
        match trouble.passing {
            true => {
                anyhow!("the L1 at {url} was asked {what} {tries} times and did not answer ({words}): is --l1 right?")
            }
            false => anyhow!("the L1 at {url} was asked {what}, and refused: {words}"),
        }
    }
}
