//! Reads the ledger on the L1 by `eth_call`.

use alloy::{
    primitives::{Address, FixedBytes},
    providers::{DynProvider, Provider, ProviderBuilder},
    sol,
};
use anyhow::{Context, Result};
use tokio::runtime::{Builder, Runtime};

sol! {
    /// The read functions of `l1/contracts/CarbonLedger.sol`.
    #[sol(rpc)]
    contract CarbonLedger {
        function REGISTRY() external view returns (bytes32);
        function EMITTER() external view returns (bytes32);
        function CHAIN() external view returns (uint16);
        function root() external view returns (bytes32);
        function batch() external view returns (uint64);
        function leafCount() external view returns (uint64);
        function corrections() external view returns (uint64);
        function registered() external view returns (uint64);
        function isOffset(bytes calldata leaf, bytes32[] calldata path) external view returns (bool);
        function isNeutral(bytes calldata leaf, bytes32[] calldata path) external view returns (bool);
        error CorrectionsPending(uint64 registered, uint64 corrections, uint64 unimpaired);
    }
}

/// State of the ledger on the L1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct L1State {
    /// The chain's EIP-155 id.
    pub evm_chain: u64,
    /// The registry of the ledger.
    pub registry: [u8; 32],
    /// The emitter whose messages it accepts.
    pub emitter: [u8; 32],
    /// Wormhole's id of the L1.
    pub chain: u16,
    /// Number of the newest batch.
    pub batch: u64,
    /// Root of the newest batch.
    pub root: [u8; 32],
    /// Number of entries under that root.
    pub leaf_count: u64,
    /// Number of corrections among these entries.
    pub corrections: u64,
    /// Number of corrections registered on the ledger.
    pub registered: u64,
}

/// The ledger's answer to a question about a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It answers yes or no.
    Says(bool),
    /// It refuses to answer, for this reason.
    Refuses(String),
}

/// Access to the ledger. Tests replace it by one that alters answers.
pub trait L1 {
    /// State of the ledger at an address.
    ///
    /// # Errors
    /// The L1 cannot be reached, or has no ledger at the address.
    fn state(&self, address: &[u8; 20]) -> Result<L1State>;

    /// The ledger's answer to `isOffset` or `isNeutral` for a leaf.
    ///
    /// # Errors
    /// The L1 cannot be reached.
    fn ask(&self, address: &[u8; 20], question: &str, leaf: &[u8], path: &[[u8; 32]]) -> Result<Answer>;
}

/// An Ethereum node that is asked over HTTP.
pub struct Http {
    runtime: Runtime,
    provider: DynProvider,
}

impl Http {
    /// The node at `url`.
    ///
    /// # Errors
    /// `url` is not a URL.
    pub fn new(url: &str) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().context("starting the client of the L1")?;
        let url = url.parse().with_context(|| format!("{url} is not a URL of an L1 node"))?;
        let provider = runtime.block_on(async { ProviderBuilder::new().connect_http(url).erased() });
        Ok(Self { runtime, provider })
    }

    fn contract(&self, address: &[u8; 20]) -> CarbonLedger::CarbonLedgerInstance<DynProvider> {
        CarbonLedger::new(Address::from(*address), self.provider.clone())
    }
}

impl L1 for Http {
    fn state(&self, address: &[u8; 20]) -> Result<L1State> {
        let contract = self.contract(address);
        let read = async {
            anyhow::Ok(L1State {
                evm_chain: self.provider.get_chain_id().await?,
                registry: contract.REGISTRY().call().await?.0,
                emitter: contract.EMITTER().call().await?.0,
                chain: contract.CHAIN().call().await?,
                batch: contract.batch().call().await?,
                root: contract.root().call().await?.0,
                leaf_count: contract.leafCount().call().await?,
                corrections: contract.corrections().call().await?,
                registered: contract.registered().call().await?,
            })
        };
        let describe = || format!("the ledger 0x{} on the L1", hex::encode(address));
        self.runtime.block_on(read).with_context(describe)
    }

    fn ask(&self, address: &[u8; 20], question: &str, leaf: &[u8], path: &[[u8; 32]]) -> Result<Answer> {
        let contract = self.contract(address);
        let (leaf, path) = (leaf.to_vec().into(), path.iter().map(|hash| FixedBytes(*hash)).collect());
        let answer = self.runtime.block_on(async {
            match question {
                "isNeutral" => contract.isNeutral(leaf, path).call().await,
                _ => contract.isOffset(leaf, path).call().await,
            }
        });
        let error = match answer {
            Ok(answer) => return Ok(Answer::Says(answer)),
            Err(error) => error,
        };
        if let Some(pending) = error.as_decoded_error::<CarbonLedger::CorrectionsPending>() {
            let CarbonLedger::CorrectionsPending { registered, corrections, unimpaired } = pending;
            return Ok(Answer::Refuses(format!(
                "{registered} of {corrections} corrections are registered there, and {unimpaired} burned credits are to be \
                 looked at on Solana"
            )));
        }
        match error.as_revert_data() {
            Some(data) => Ok(Answer::Refuses(format!("it reverts with 0x{}", hex::encode(data)))),
            None => Err(error).context("asking the L1"),
        }
    }
}
