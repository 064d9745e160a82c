// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What a contract can ask the L1 ledger of Carbon Consensus
/// @notice One ledger serves all registries of a program. Anyone can open a registry with notaries of its own, so the caller names
/// the registry that it trusts. A proof names a leaf of that registry's log and a root that the ledger has accepted, the newest or
/// any older one. What the ledger says of the leaf holds as of the registry's newest batch, whose time every answer carries.
interface ICarbonLedger {
    /// @notice What the ledger knows of a leaf. Only `Valid` is a yes.
    enum Status {
        /// The bytes are not a leaf of the asked kind of this registry.
        WrongLeaf,
        /// The ledger has not accepted this root of this registry.
        UnknownRoot,
        /// The path does not lead from the leaf to the root.
        NotIncluded,
        /// Corrections that may concern the leaf are not registered yet, or credits of a recalled record are still to be looked
        /// at on Solana.
        Pending,
        /// A newer leaf of the same account replaces it, or will.
        Superseded,
        /// Some of its grams are void.
        Impaired,
        /// The year's emitted grams are not all neutralized, or none were emitted.
        NotNeutral,
        /// The leaf stands with all of its grams.
        Valid
    }

    /// @notice A leaf, and its path to an accepted root.
    struct Proof {
        /// @notice The leaf, 208 bytes.
        bytes leaf;
        /// @notice The siblings, from the leaf's upwards.
        bytes32[] path;
        /// @notice The root.
        bytes32 root;
    }

    /// @notice A certificate: emissions were neutralized. Keys are accounts on Solana, amounts are grams of CO2e.
    struct Certificate {
        bytes32 registry;
        uint64 index;
        bytes32 account;
        /// @notice Key that may claim the neutralization.
        bytes32 beneficiary;
        /// @notice Hash of the records and serial ranges of both sides.
        bytes32 legs;
        uint64 emission;
        uint64 credit;
        uint64 slot;
        /// @notice Unix time of the burn, in seconds.
        int64 time;
        /// @notice sha256 of the neutrality statement.
        bytes32 statement;
    }

    /// @notice The figures of a closed reporting year. Keys are accounts on Solana, amounts are grams of CO2e.
    struct Year {
        bytes32 registry;
        uint64 index;
        bytes32 inventory;
        bytes32 source;
        bytes32 owner;
        uint64 emitted;
        uint64 neutralized;
        /// @notice Unix time at which the year was logged, in seconds.
        int64 time;
        /// @notice sha256 of the owner's statement; zero without one.
        bytes32 statement;
        /// @notice The reporting year.
        uint16 year;
    }

    /// @notice An accepted root.
    struct Root {
        /// @notice Leaves under it, 0 if it was not accepted.
        uint64 leafCount;
        /// @notice Unix time, in seconds, of the newest batch that carried it.
        uint64 time;
    }

    /// @notice What the ledger has of a registry, all zero before its first batch.
    struct State {
        /// @notice Number of the newest batch.
        uint64 batch;
        /// @notice Leaves under its root.
        uint64 leafCount;
        /// @notice Its root.
        bytes32 root;
        /// @notice Its unix time, in seconds: every answer holds as of this time.
        uint64 time;
        /// @notice Grams that were ever neutralized. Corrections do not lower it.
        uint128 everNeutralized;
        /// @notice Correction leaves under the root.
        uint64 corrections;
        /// @notice Corrections registered here, in the order of their numbers.
        uint64 registered;
        /// @notice Number of leaves under the batch that brought the newest correction. Corrections that are not registered can
        /// concern only leaves before it.
        uint64 correctionsEnd;
        /// @notice Burned credits whose record was lowered and whose certificates were not looked at before the newest batch.
        /// Each may become a correction.
        uint64 unimpaired;
    }

    /// @notice A batch was accepted.
    event BatchAccepted(
        bytes32 indexed registry,
        uint64 indexed batch,
        bytes32 root,
        uint64 leafCount,
        uint128 everNeutralized,
        uint64 corrections
    );
    /// @notice A correction was registered.
    event CorrectionRegistered(
        bytes32 indexed registry,
        uint64 indexed number,
        bytes32 indexed corrected,
        uint64 correctedIndex,
        uint64 void
    );

    /// @notice The guardians did not sign this VAA.
    error InvalidVaa(string reason);
    /// @notice The ledger takes no ether.
    error EtherSent();
    /// @notice The ledger was deployed on another chain.
    error WrongEvmChain();
    /// @notice The message was emitted on a chain other than Solana.
    error WrongEmitterChain();
    /// @notice The message was emitted by an account other than the log of the registry that it names.
    error WrongEmitter();
    /// @notice The guardians did not wait for a finalized block.
    error WrongConsistency();
    /// @notice The message's time is before 1970.
    error WrongTime();
    /// @notice The root is zero, which is the root of no log.
    error ZeroRoot();
    /// @notice The batch's first leaf is beyond its last. A batch without a new leaf carries another number of unimpaired
    /// credits.
    error FirstLeafBeyondEnd();
    /// @notice The ledger already has this batch or a newer one.
    error NotNewer();
    /// @notice The batch has fewer leaves than the ledger.
    error LeavesDecreased();
    /// @notice The batch has fewer neutralized grams than the ledger.
    error NeutralizedDecreased();
    /// @notice The batch has fewer corrections than the ledger.
    error CorrectionsDecreased();
    /// @notice The batch does not begin at the leaf after the previous batch.
    error WrongFirstLeaf();
    /// @notice The batch does not name the root of the previous batch.
    error WrongPreviousRoot();
    /// @notice This is not a correction leaf of this registry.
    error NotACorrection();
    /// @notice Corrections are registered in the order of their numbers.
    error NotTheNextCorrection(uint64 expected);
    /// @notice The path does not prove that the correction is under an accepted root.
    error NotIncluded();
    /// @notice The core contract reports chain 0 or Solana as its chain.
    error NotOfAnL1();
    /// @notice The leaf does not say what was required.
    error NotValid(Status status);
    /// @notice The newest batch is older than the caller accepts.
    /// @param asOf Its unix time, in seconds.
    /// @param maxAge The greatest accepted age, in seconds.
    error TooOld(uint64 asOf, uint64 maxAge);

    /// @notice Accepts a batch. Anyone may submit it.
    /// @param vaa The VAA: the message with the guardians' signatures.
    function submit(bytes calldata vaa) external;

    /// @notice The same, by the name that Wormhole's Executor calls. Takes no ether.
    function executeVAAv1(bytes calldata vaa) external payable;

    /// @notice Registers corrections in the order of their numbers. Anyone may. Registered ones are skipped, so that two who
    /// register the same do not hinder each other.
    /// @param registry The registry's account on Solana.
    /// @param proofs Their leaves, each with its path to any accepted root.
    function registerCorrections(bytes32 registry, Proof[] calldata proofs) external;

    /// @notice What the ledger has of a registry.
    function state(bytes32 registry) external view returns (State memory);

    /// @notice An accepted root of a registry.
    function roots(bytes32 registry, bytes32 root) external view returns (Root memory);

    /// @notice What the ledger knows of a certificate.
    /// @return status `Valid` if it stands with all of its grams, `Impaired` if some are void.
    /// @return void Its void grams.
    /// @return asOf Unix time, in seconds, as of which the answer holds.
    function certificateStatus(bytes32 registry, Proof calldata proof)
        external
        view
        returns (Status status, uint64 void, uint64 asOf);

    /// @notice What the ledger knows of a year.
    /// @return status `Valid` if the year is carbon neutral.
    /// @return asOf Unix time, in seconds, as of which the answer holds.
    function yearStatus(bytes32 registry, Proof calldata proof) external view returns (Status status, uint64 asOf);

    /// @notice Reverts unless the certificate stands with all of its grams.
    /// @param maxAge Greatest age of the newest batch, in seconds.
    /// @return The certificate. The caller must compare the beneficiary.
    function requireOffset(bytes32 registry, Proof calldata proof, uint64 maxAge)
        external
        view
        returns (Certificate memory);

    /// @notice Reverts unless the year is carbon neutral.
    /// @param maxAge Greatest age of the newest batch, in seconds.
    /// @return The figures. The caller must compare the source or the owner, and the year.
    function requireNeutralYear(bytes32 registry, Proof calldata proof, uint64 maxAge)
        external
        view
        returns (Year memory);

    /// @notice Whether this year of this source is carbon neutral, as of the newest batch.
    /// @param proof The proof of its leaf.
    /// @param source The source's account on Solana.
    /// @param year The reporting year.
    function isNeutralYear(bytes32 registry, Proof calldata proof, bytes32 source, uint16 year)
        external
        view
        returns (bool);
}
