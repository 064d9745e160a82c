//! The contract of the ledger on the L1.

use alloy::sol;

sol! {
    /// The functions and errors of l1/contracts/CarbonLedger.sol that the relay and its tests use.
    #[sol(rpc)]
    #[derive(Debug)]
    interface CarbonLedger {
        function REGISTRY() external view returns (bytes32);
        function EMITTER() external view returns (bytes32);
        function CHAIN() external view returns (uint16);
        function state() external view returns (State memory);
        function certificateStatus(Proof calldata proof) external view returns (Status status, uint64 void, uint64 asOf);
        function yearStatus(Proof calldata proof) external view returns (Status status, uint64 asOf);
        function submit(bytes calldata vaa) external;
        function registerCorrections(Proof[] calldata proofs) external;

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
        error WrongTargetChain();
        error WrongTargetContract();
        error WrongRegistry();
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
