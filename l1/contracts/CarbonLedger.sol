// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Formats} from "./Formats.sol";
import {IWormhole} from "./IWormhole.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title The L1 ledger of one registry of Carbon Consensus
/// @notice Takes the registry's batches from Solana by Wormhole and answers, for anyone, whether a certificate or a carbon
/// neutral year is in its log and still stands. Nobody owns it and nothing in it can be changed after deployment.
/// @dev Roots and totals are cumulative: the newest batch says everything that the older ones did, so a batch that nobody
/// relayed is no loss. An append-only log cannot prove that a correction does not exist; each batch counts them, and there
/// are no answers while fewer are registered here.
contract CarbonLedger {
    /// @notice Wormhole's id of Solana.
    uint16 public constant EMITTER_CHAIN = 1;
    /// @notice The consistency that Wormhole's shim asks of the guardians: a finalized block.
    uint8 public constant FINALIZED = 1;

    /// @notice Wormhole's core contract on this chain.
    IWormhole public immutable WORMHOLE;
    /// @notice The registry, an account on Solana.
    bytes32 public immutable REGISTRY;
    /// @notice Its rollup log, which signs its messages.
    bytes32 public immutable EMITTER;
    /// @notice Wormhole's id of this chain.
    uint16 public immutable CHAIN;
    /// @notice This chain's EIP-155 id at deployment: after a fork, the other chain has no ledger.
    uint256 public immutable EVM_CHAIN;

    /// @notice The newest batch.
    bytes32 public root;
    /// @notice Grams neutralized, ever.
    uint128 public neutralized;
    /// @notice Its number, 0 before the first.
    uint64 public batch;
    /// @notice Leaves under the root.
    uint64 public leafCount;
    /// @notice Correction leaves under the root.
    uint64 public corrections;
    /// @notice Corrections registered here, in the order of their numbers.
    uint64 public registered;

    /// @notice What the corrections of a certificate or an inventory come to.
    struct Corrected {
        /// @notice One more than the index of the newest leaf that was corrected, 0 for none.
        uint64 end;
        /// @notice Grams of that leaf that do not count, as its newest correction says.
        uint64 void;
    }

    /// @notice By the account of what is corrected.
    mapping(bytes32 account => Corrected) public corrected;

    /// @notice A batch was accepted.
    event BatchAccepted(uint64 indexed batch, bytes32 root, uint64 leafCount, uint128 neutralized, uint64 corrections);
    /// @notice A correction was registered.
    event CorrectionRegistered(uint64 indexed number, bytes32 indexed corrected, uint64 correctedIndex, uint64 void);

    /// @notice The guardians did not sign this.
    error InvalidVaa(string reason);
    /// @notice Deployed on another chain than the one this is.
    error WrongEvmChain();
    /// @notice Emitted on another chain than Solana.
    error WrongEmitterChain();
    /// @notice Emitted by another account than the registry's log.
    error WrongEmitter();
    /// @notice The guardians did not wait for a finalized block.
    error WrongConsistency();
    /// @notice For another chain.
    error WrongTargetChain();
    /// @notice For another contract.
    error WrongTargetContract();
    /// @notice Of another registry.
    error WrongRegistry();
    /// @notice A root of zero, which no log has.
    error ZeroRoot();
    /// @notice A batch without a new leaf.
    error EmptyBatch();
    /// @notice The ledger has this batch, or a newer one.
    error NotNewer();
    /// @notice The log would shrink.
    error LeavesDecreased();
    /// @notice The neutralized grams would fall.
    error NeutralizedDecreased();
    /// @notice The number of corrections would fall.
    error CorrectionsDecreased();
    /// @notice The next batch does not begin where the last one ended.
    error WrongFirstLeaf();
    /// @notice The next batch does not build on the last root.
    error WrongPreviousRoot();
    /// @notice Corrections are not registered yet: get their leaves from the chain's events and call `registerCorrection`.
    error CorrectionsPending(uint64 registered, uint64 corrections);
    /// @notice Not a correction leaf of this registry.
    error NotACorrection();
    /// @notice Corrections are registered in the order of their numbers.
    error NotTheNextCorrection(uint64 expected);
    /// @notice The path does not prove that the leaf is in the newest batch's log.
    error NotIncluded();
    /// @notice The core contract says that it is on chain 0 or on Solana.
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

    /// @notice Takes a batch. Anyone may submit it.
    /// @param vaa What the guardians signed.
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
        // Of a leaf that is superseded anyway, nothing more can be taken back.
        if (correction.correctedIndex + 1 >= sum.end) {
            (sum.end, sum.void) = (correction.correctedIndex + 1, correction.void);
        }
        emit CorrectionRegistered(correction.number, correction.corrected, correction.correctedIndex, correction.void);
    }

    /// @notice Whether this is the leaf of a certificate of this registry that stands for every gram it names.
    /// @param leaf The certificate's leaf.
    /// @param path The leaf's path to the newest root.
    function isOffset(bytes calldata leaf, bytes32[] calldata path) external view returns (bool) {
        _requireCorrected();
        (bool is_, Formats.Certificate memory certificate) = Formats.certificate(leaf);
        return is_ && certificate.registry == REGISTRY && _stands(certificate.account, certificate.index)
            && _includes(leaf, certificate.index, path);
    }

    /// @notice Whether this leaf says that a year of this registry is carbon neutral, and is not superseded: all that was
    /// emitted is neutralized, and something was.
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
        if (next.leafCount <= next.firstLeaf) revert EmptyBatch();
        uint64 last = batch;
        if (next.index <= last) revert NotNewer();
        if (next.leafCount < leafCount) revert LeavesDecreased();
        if (next.neutralized < neutralized) revert NeutralizedDecreased();
        if (next.corrections < corrections) revert CorrectionsDecreased();
        // Of a later one, the batches between are not known here.
        if (next.index - last == 1) {
            if (next.firstLeaf != leafCount) revert WrongFirstLeaf();
            if (next.previousRoot != root) revert WrongPreviousRoot();
        }
    }

    function _requireCorrected() private view {
        if (registered < corrections) revert CorrectionsPending(registered, corrections);
    }

    /// @dev Whether nothing of a leaf is taken back. A correction names the newest leaf of its account, so one with a lower
    /// index is superseded.
    function _stands(bytes32 account, uint64 index) private view returns (bool) {
        Corrected memory sum = corrected[account];
        return index >= sum.end || (index + 1 == sum.end && sum.void == 0);
    }

    function _includes(bytes calldata leaf, uint64 index, bytes32[] calldata path) private view returns (bool) {
        return MerkleLog.includes(root, leafCount, index, MerkleLog.leafHash(leaf), path);
    }
}
