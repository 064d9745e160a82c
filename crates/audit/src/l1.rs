//! Reads the ledger on the L1 by `eth_call`, in the newest finalized block.

use alloy::{
    eips::BlockId,
    primitives::{hex, Address, FixedBytes},
    providers::{DynProvider, Provider, ProviderBuilder},
    sol,
};
use anyhow::{Context, Result};
use carbon_wire::ledger::{self, EvmAddress};
use serde::Deserialize;
use std::collections::BTreeSet;
use tokio::runtime::{Builder, Runtime};

sol! {
    /// The read functions of `l1/contracts/CarbonLedger.sol`.
    #[sol(rpc)]
    contract CarbonLedger {
        function PROGRAM() external view returns (bytes32);
        function CHAIN() external view returns (uint16);
        function WORMHOLE() external view returns (address);
        function state(bytes32 registry) external view returns (State memory);
        function certificateStatus(bytes32 registry, Proof calldata proof)
            external
            view
            returns (Status status, uint64 void, uint64 asOf);
        function yearStatus(bytes32 registry, Proof calldata proof) external view returns (Status status, uint64 asOf);

        #[derive(Debug, PartialEq, Eq)]
        enum Status {
            /// The bytes are not such a leaf of the registry.
            WrongLeaf,
            /// The root was not accepted.
            UnknownRoot,
            /// The path does not lead to the root.
            NotIncluded,
            /// A correction that may concern the leaf is missing there.
            Pending,
            /// A newer leaf of the account replaces it.
            Superseded,
            /// Some of its grams are void.
            Impaired,
            /// The year is not carbon neutral.
            NotNeutral,
            /// The leaf stands.
            Valid
        }

        struct Proof {
            bytes leaf;
            bytes32[] path;
            bytes32 root;
        }

        struct State {
            uint64 batch;
            uint64 leafCount;
            bytes32 root;
            uint64 time;
            uint128 everNeutralized;
            uint64 corrections;
            uint64 registered;
            uint64 correctionsEnd;
            uint64 unimpaired;
        }
    }
}

pub use CarbonLedger::Status;

/// What the ledger on the L1 has of a registry, in the newest finalized block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct L1State {
    /// The program on Solana whose registries it serves.
    pub program: [u8; 32],
    /// Wormhole's id of the L1.
    pub chain: u16,
    /// Wormhole's core contract, by which it verifies messages.
    pub core: EvmAddress,
    /// Code at its address.
    pub code: Vec<u8>,
    /// Number of the newest batch.
    pub batch: u64,
    /// Root of the newest batch.
    pub root: [u8; 32],
    /// Number of entries under that root.
    pub leaf_count: u64,
    /// Unix time of the newest batch, in seconds: the ledger's answers hold as of then.
    pub time: u64,
    /// Number of corrections among these entries.
    pub corrections: u64,
    /// Number of corrections registered on the ledger.
    pub registered: u64,
}

/// What the ledger is asked about a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a certificate stands with all of its grams.
    Certificate,
    /// Whether a year is carbon neutral.
    Year,
}

impl Question {
    /// The contract's function.
    pub fn function(self) -> &'static str {
        match self {
            Self::Certificate => "certificateStatus",
            Self::Year => "yearStatus",
        }
    }
}

/// A leaf, and its path to a root.
#[derive(Clone, Copy, Debug)]
pub struct LeafProof<'a> {
    /// The leaf.
    pub leaf: &'a [u8],
    /// Siblings, from the leaf's upwards.
    pub path: &'a [[u8; 32]],
    /// The root.
    pub root: [u8; 32],
}

/// The contract of the ledger, `l1/contracts/CarbonLedger.sol`. The L1's tests compare the file with the compiled contract.
#[derive(Deserialize)]
struct LedgerCode {
    /// Creation code, in hex.
    creation: String,
    /// Deployed code, in hex, with zeros at the places of immutables.
    code: String,
    /// For each immutable, offset and length of its places.
    immutables: Vec<Vec<(usize, usize)>>,
}

fn ledger_code() -> LedgerCode {
    serde_json::from_str(include_str!("../../../l1/ledger.json")).expect("the generated file")
}

/// Address of the program's ledger on a chain with this core contract.
pub fn ledger_address(core: &EvmAddress, program: &[u8; 32]) -> EvmAddress {
    let creation = hex::decode(ledger_code().creation).expect("the generated file");
    ledger::address(&creation, core, program)
}

/// Whether this is the code of the ledger, whatever its immutables are. Each must have one value in all of its places, so that what
/// the contract answers about them is what it uses.
pub fn is_ledger(code: &[u8]) -> bool {
    let known = ledger_code();
    let mut masked = code.to_vec();
    for places in known.immutables {
        let values: Option<BTreeSet<_>> =
            places.iter().map(|(start, length)| code.get(*start..start + length)).collect();
        if values.is_none_or(|values| values.len() > 1) {
            return false;
        }
        places.iter().for_each(|(start, length)| masked[*start..start + length].fill(0));
    }
    known.code == format!("0x{}", hex::encode(masked))
}

/// Access to the ledger. Tests replace it by one that alters answers.
pub trait L1 {
    /// The chain's EIP-155 id.
    ///
    /// # Errors
    /// The L1 cannot be reached.
    fn chain_id(&self) -> Result<u64>;

    /// What the ledger at an address has of a registry; `None` if there is no contract at the address.
    ///
    /// # Errors
    /// The L1 cannot be reached, or another contract is at the address.
    fn state(&self, address: &EvmAddress, registry: &[u8; 32]) -> Result<Option<L1State>>;

    /// What the ledger says of a leaf of a registry.
    ///
    /// # Errors
    /// The L1 cannot be reached.
    fn ask(&self, address: &EvmAddress, registry: &[u8; 32], question: Question, proof: LeafProof) -> Result<Status>;
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

    fn contract(&self, address: &EvmAddress) -> CarbonLedger::CarbonLedgerInstance<DynProvider> {
        CarbonLedger::new(Address::from(*address), self.provider.clone())
    }
}

impl L1 for Http {
    fn chain_id(&self) -> Result<u64> {
        self.runtime.block_on(async { self.provider.get_chain_id().await }).context("asking the L1 for its chain id")
    }

    fn state(&self, address: &EvmAddress, registry: &[u8; 32]) -> Result<Option<L1State>> {
        let contract = self.contract(address);
        let read = async {
            let at = BlockId::finalized();
            let code = self.provider.get_code_at(Address::from(*address)).block_id(at).await?.to_vec();
            if code.is_empty() {
                return anyhow::Ok(None);
            }
            let state = contract.state(registry.into()).block(at).call().await?;
            Ok(Some(L1State {
                program: contract.PROGRAM().block(at).call().await?.0,
                chain: contract.CHAIN().block(at).call().await?,
                core: contract.WORMHOLE().block(at).call().await?.into_array(),
                code,
                batch: state.batch,
                root: state.root.0,
                leaf_count: state.leafCount,
                time: state.time,
                corrections: state.corrections,
                registered: state.registered,
            }))
        };
        let describe = || format!("the ledger 0x{} on the L1", hex::encode(address));
        self.runtime.block_on(read).with_context(describe)
    }

    fn ask(&self, address: &EvmAddress, registry: &[u8; 32], question: Question, proof: LeafProof) -> Result<Status> {
        let contract = self.contract(address);
        let (registry, at) = (registry.into(), BlockId::finalized());
        let proof = CarbonLedger::Proof {
            leaf: proof.leaf.to_vec().into(),
            path: proof.path.iter().map(|hash| FixedBytes(*hash)).collect(),
            root: proof.root.into(),
        };
        let answer = self.runtime.block_on(async {
            match question {
                Question::Certificate => {
                    contract.certificateStatus(registry, proof).block(at).call().await.map(|answer| answer.status)
                }
                Question::Year => {
                    contract.yearStatus(registry, proof).block(at).call().await.map(|answer| answer.status)
                }
            }
        });
        answer.with_context(|| format!("asking the ledger 0x{} for {}", hex::encode(address), question.function()))
    }
}
