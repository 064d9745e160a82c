// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Formats} from "./Formats.sol";
import {IWormhole} from "./IWormhole.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title The L1 ledger of one registry of Carbon Consensus
/// @notice Accepts the registry's batches, which Wormhole carries from Solana, and answers whether a certificate or a carbon
/// neutral year is in the registry's log and still stands. The contract has no owner and cannot be changed after deployment.
/// @dev Roots and totals are cumulative: the newest batch contains all that older batches said, so skipping a batch loses
/// nothing. An append-only log cannot prove that a correction does not exist. Therefore each batch counts the corrections, and
/// the ledger refuses to answer while fewer corrections are registered here.
contract CarbonLedger {
    /// @notice Wormhole's id of Solana.
    uint16 public constant EMITTER_CHAIN = 1;
    /// @notice The consistency level that Wormhole's shim sets: the guardians wait for a finalized block.
    uint8 public constant FINALIZED = 1;

    /// @notice Wormhole's core contract on this chain.
    IWormhole public immutable WORMHOLE;
    /// @notice The registry's account on Solana.
    bytes32 public immutable REGISTRY;
    /// @notice The registry's rollup log on Solana, which signs the messages.
    bytes32 public immutable EMITTER;
    /// @notice Wormhole's id of this chain.
    uint16 public immutable CHAIN;
    /// @notice This chain's EIP-155 id at deployment. After a fork, the ledger on the other chain accepts no batch.
    uint256 public immutable EVM_CHAIN;

    /// @notice Root of the log at the end of the newest batch, 0 before the first.
    bytes32 public root;
    /// @notice Grams neutralized since the registry began.
    uint128 public neutralized;
    /// @notice Number of the newest batch, 0 before the first.
    uint64 public batch;
    /// @notice Leaves under the root.
    uint64 public leafCount;
    /// @notice Correction leaves under the root.
    uint64 public corrections;
    /// @notice Corrections registered here, in the order of their numbers.
    uint64 public registered;
    /// @notice Burned credits whose record was lowered and whose certificates were not looked at before the newest batch. Each may
    /// become a correction.
    uint64 public unimpaired;

    /// @notice Sum of the corrections of a certificate or an inventory.
    struct Corrected {
        /// @notice One more than the index of the newest corrected leaf, 0 if no leaf is corrected.
        uint64 end;
        /// @notice Grams of that leaf that are void by its newest correction.
        uint64 void;
    }

    /// @notice Corrections by account: a certificate or an inventory.
    mapping(bytes32 account => Corrected) public corrected;

    /// @notice A batch was accepted.
    event BatchAccepted(uint64 indexed batch, bytes32 root, uint64 leafCount, uint128 neutralized, uint64 corrections);
    /// @notice A correction was registered.
    event CorrectionRegistered(uint64 indexed number, bytes32 indexed corrected, uint64 correctedIndex, uint64 void);

    /// @notice The guardians did not sign this VAA.
    error InvalidVaa(string reason);
    /// @notice The ledger was deployed on another chain.
    error WrongEvmChain();
    /// @notice The message was emitted on a chain other than Solana.
    error WrongEmitterChain();
    /// @notice The message was emitted by an account other than the registry's log.
    error WrongEmitter();
    /// @notice The guardians did not wait for a finalized block.
    error WrongConsistency();
    /// @notice The message is for another chain.
    error WrongTargetChain();
    /// @notice The message is for another contract.
    error WrongTargetContract();
    /// @notice The message is from another registry.
    error WrongRegistry();
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
    /// @notice Corrections are not registered yet: read their leaves from the program's events and call `registerCorrection`. Or the
    /// program does not know yet which credits are void: call its `impair` for each of the `unimpaired`, and publish.
    error CorrectionsPending(uint64 registered, uint64 corrections, uint64 unimpaired);
    /// @notice This is not a correction leaf of this registry.
    error NotACorrection();
    /// @notice Corrections are registered in the order of their numbers.
    error NotTheNextCorrection(uint64 expected);
    /// @notice The path does not prove that the leaf is in the newest batch's log.
    error NotIncluded();
    /// @notice The core contract reports chain 0 or Solana as its chain.
    error NoTarget();

    /// @param wormhole Wormhole's core contract on this chain.
    /// @param registry The registry's account on Solana.
    /// @param emitter Its rollup log's account.
    constructor(IWormhole wormhole, bytes32 registry, bytes32 emitter) {
        WORMHOLE = wormhole;
        REGISTRY = registry;
        EMITTER = emitter;
        CHAIN = wormhole.chainId();
        if (CHAIN <= EMITTER_CHAIN) revert NoTarget();
        EVM_CHAIN = block.chainid;
    }

    /// @notice Accepts a batch. Anyone may submit it.
    /// @param vaa The VAA: the message with the guardians' signatures.
    function submit(bytes calldata vaa) external {
        if (block.chainid != EVM_CHAIN) revert WrongEvmChain();
        (IWormhole.VM memory vm, bool valid, string memory reason) = WORMHOLE.parseAndVerifyVM(vaa);
        if (!valid) revert InvalidVaa(reason);
        if (vm.emitterChainId != EMITTER_CHAIN) revert WrongEmitterChain();
        if (vm.emitterAddress != EMITTER) revert WrongEmitter();
        if (vm.consistencyLevel != FINALIZED) revert WrongConsistency();
        Formats.Batch memory next = Formats.batch(vm.payload);
        _requireAcceptable(next);
        root = next.root;
        neutralized = next.neutralized;
        batch = next.index;
        leafCount = next.leafCount;
        corrections = next.corrections;
        unimpaired = next.unimpaired;
        emit BatchAccepted(next.index, next.root, next.leafCount, next.neutralized, next.corrections);
    }

    /// @notice Registers the next correction. Anyone may.
    /// @param leaf Its leaf.
    /// @param path The leaf's path to the newest root.
    function registerCorrection(bytes calldata leaf, bytes32[] calldata path) external {
        (bool is_, Formats.Correction memory correction) = Formats.correction(leaf);
        if (!is_ || correction.registry != REGISTRY) revert NotACorrection();
        uint64 expected = registered + 1;
        if (correction.number != expected) revert NotTheNextCorrection(expected);
        if (!_includes(leaf, correction.index, path)) revert NotIncluded();
        registered = expected;
        Corrected storage sum = corrected[correction.corrected];
        // A superseded leaf is already void; further corrections to it are ignored.
        if (correction.correctedIndex + 1 >= sum.end) {
            (sum.end, sum.void) = (correction.correctedIndex + 1, correction.void);
        }
        emit CorrectionRegistered(correction.number, correction.corrected, correction.correctedIndex, correction.void);
    }

    /// @notice Whether this is the leaf of a certificate of this registry that is valid for all of its grams.
    /// @param leaf The certificate's leaf.
    /// @param path The leaf's path to the newest root.
    function isOffset(bytes calldata leaf, bytes32[] calldata path) external view returns (bool) {
        _requireCorrected();
        (bool is_, Formats.Certificate memory certificate) = Formats.certificate(leaf);
        return is_ && certificate.registry == REGISTRY && _stands(certificate.account, certificate.index)
            && _includes(leaf, certificate.index, path);
    }

    /// @notice Whether this leaf is of a carbon neutral year of this registry and is not superseded: the emitted
    /// grams are all neutralized and are more than zero.
    /// @param leaf The year's leaf.
    /// @param path The leaf's path to the newest root.
    function isNeutral(bytes calldata leaf, bytes32[] calldata path) external view returns (bool) {
        _requireCorrected();
        (bool is_, Formats.Year memory year) = Formats.year(leaf);
        return is_ && year.registry == REGISTRY && year.emitted > 0 && year.emitted == year.neutralized
            && _stands(year.inventory, year.index) && _includes(leaf, year.index, path);
    }

    function _requireAcceptable(Formats.Batch memory next) private view {
        if (next.targetChain != CHAIN) revert WrongTargetChain();
        if (next.targetContract != bytes32(uint256(uint160(address(this))))) revert WrongTargetContract();
        if (next.registry != REGISTRY) revert WrongRegistry();
        if (next.root == 0) revert ZeroRoot();
        if (next.leafCount < next.firstLeaf) revert FirstLeafBeyondEnd();
        uint64 last = batch;
        if (next.index <= last) revert NotNewer();
        if (next.leafCount < leafCount) revert LeavesDecreased();
        if (next.neutralized < neutralized) revert NeutralizedDecreased();
        if (next.corrections < corrections) revert CorrectionsDecreased();
        // If batches were skipped, the ledger cannot check continuity.
        if (next.index - last == 1) {
            if (next.firstLeaf != leafCount) revert WrongFirstLeaf();
            if (next.previousRoot != root) revert WrongPreviousRoot();
        }
    }

    function _requireCorrected() private view {
        if (registered < corrections || unimpaired > 0) revert CorrectionsPending(registered, corrections, unimpaired);
    }

    /// @dev Whether no gram of a leaf is void. A correction names the newest leaf of its account, so a leaf with a lower index
    /// is superseded.
    function _stands(bytes32 account, uint64 index) private view returns (bool) {
        Corrected memory sum = corrected[account];
        return index >= sum.end || (index + 1 == sum.end && sum.void == 0);
    }

    function _includes(bytes calldata leaf, uint64 index, bytes32[] calldata path) private view returns (bool) {
        return MerkleLog.includes(root, leafCount, index, MerkleLog.leafHash(leaf), path);
    }
}
