//! The ledger on the L1, asked by `eth_call`.

use alloy::{
    primitives::{Address, FixedBytes},
    providers::{DynProvider, Provider, ProviderBuilder},
    sol,
};
use anyhow::{Context, Result};
use tokio::runtime::{Builder, Runtime};

sol! {
    /// What `l1/contracts/CarbonLedger.sol` answers.
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
        error CorrectionsPending(uint64 registered, uint64 corrections);
    }
}

/// What a ledger holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The chain's EIP-155 id.
    pub evm_chain: u64,
    /// The registry it is of.
    pub registry: [u8; 32],
    /// Whose messages it takes.
    pub emitter: [u8; 32],
    /// Wormhole's id of its chain.
    pub chain: u16,
    /// Number of the newest batch.
    pub batch: u64,
    /// Root of the newest batch.
    pub root: [u8; 32],
    /// Entries under it.
    pub leaf_count: u64,
    /// Corrections among them.
    pub corrections: u64,
    /// Corrections registered there.
    pub registered: u64,
}

/// The answer to a question about a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes or no.
    Says(bool),
    /// Neither, and why.
    Refuses(String),
}

/// Whoever answers for the L1.
pub trait L1 {
    /// What the ledger at an address holds.
    ///
    /// # Errors
    /// When the L1 cannot be asked, or has no ledger there.
    fn ledger(&self, address: &[u8; 20]) -> Result<Ledger>;

    /// `isOffset` or `isNeutral` of a leaf.
    ///
    /// # Errors
    /// When the L1 cannot be asked.
    fn ask(&self, address: &[u8; 20], question: &str, leaf: &[u8], path: &[[u8; 32]]) -> Result<Answer>;
}

/// An Ethereum node at a URL.
pub struct Http {
    runtime: Runtime,
    provider: DynProvider,
}

impl Http {
    /// The node at `url`.
    ///
    /// # Errors
    /// When that is no URL.
    pub fn new(url: &str) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().context("a runtime for the L1's client")?;
        let url = url.parse().with_context(|| format!("{url} is no URL of an L1 node"))?;
        let provider = runtime.block_on(async { ProviderBuilder::new().connect_http(url).erased() });
        Ok(Self { runtime, provider })
    }

    fn contract(&self, address: &[u8; 20]) -> CarbonLedger::CarbonLedgerInstance<DynProvider> {
        CarbonLedger::new(Address::from(*address), self.provider.clone())
    }
}

impl L1 for Http {
    fn ledger(&self, address: &[u8; 20]) -> Result<Ledger> {
        let contract = self.contract(address);
        let read = async {
            anyhow::Ok(Ledger {
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
            let CarbonLedger::CorrectionsPending { registered, corrections } = pending;
            return Ok(Answer::Refuses(format!("{registered} of {corrections} corrections are registered there")));
        }
        match error.as_revert_data() {
            Some(data) => Ok(Answer::Refuses(format!("it reverts with 0x{}", hex::encode(data)))),
            None => Err(error).context("asking the L1"),
        }
    }
}
