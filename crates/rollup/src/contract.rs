//! The contract of the ledger on the L1, and its address.

use alloy::{
    primitives::{hex, Address},
    sol,
};
use anyhow::{Context, Result};
use carbon_client::program;
use carbon_wire::ledger;

/// Address of the program's ledger on an EVM chain. `core` is Wormhole's core contract there, if it is not the published one.
///
/// # Errors
/// Wormhole's core contract on this chain is not known here.
pub fn ledger_address(evm_chain: u64, core: Option<Address>) -> Result<Address> {
    let published = ledger::core_of(evm_chain).map(Address::from);
    let core = core.or(published).with_context(|| {
        format!("Wormhole's core contract on the chain with id {evm_chain} is not known here: name it with --core")
    })?;
    let known: serde_json::Value = serde_json::from_str(include_str!("../../../l1/ledger.json"))?;
    let creation = hex::decode(known["creation"].as_str().context("the creation code in l1/ledger.json")?)?;
    Ok(ledger::address(&creation, &core, &program::ID.to_bytes()).into())
}

sol! {
    /// The functions and errors of l1/contracts/CarbonLedger.sol that the relay and its tests use.
    #[sol(rpc)]
    #[derive(Debug)]
    interface CarbonLedger {
        function state(bytes32 registry) external view returns (State memory);
        function certificateStatus(bytes32 registry, Proof calldata proof)
            external
            view
            returns (Status status, uint64 void, uint64 asOf);
        function yearStatus(bytes32 registry, Proof calldata proof) external view returns (Status status, uint64 asOf);
        function submit(bytes calldata vaa) external;
        function registerCorrections(bytes32 registry, Proof[] calldata proofs) external;

        #[derive(PartialEq, Eq)]
        enum Status {
            WrongLeaf,
            UnknownRoot,
            NotIncluded,
            Pending,
            Superseded,
            Impaired,
            NotNeutral,
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

        error InvalidVaa(string reason);
        error EtherSent();
        error WrongEvmChain();
        error WrongEmitterChain();
        error WrongEmitter();
        error WrongConsistency();
        error WrongTime();
        error ZeroRoot();
        error FirstLeafBeyondEnd();
        error NotNewer();
        error LeavesDecreased();
        error NeutralizedDecreased();
        error CorrectionsDecreased();
        error WrongFirstLeaf();
        error WrongPreviousRoot();
        error NotACorrection();
        error NotTheNextCorrection(uint64 expected);
        error NotIncluded();
    }
}
