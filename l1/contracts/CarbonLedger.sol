// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Formats} from "./Formats.sol";
import {ICarbonLedger} from "./ICarbonLedger.sol";
import {IWormhole, IWormholeHead} from "./IWormhole.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title The L1 ledger of one registry of Carbon Consensus
/// @notice Accepts the registry's batches, which Wormhole carries from Solana, and answers whether a certificate or a carbon
/// neutral year is in the registry's log and still stands. The contract has no owner and cannot be changed after deployment.
/// @dev Roots and totals are cumulative: the newest batch contains all that older batches said, so skipping a batch loses
/// nothing. A log only grows, so every root that was accepted still proves its leaves. It cannot prove that a correction does
/// not exist. Therefore each batch counts the corrections, and a leaf that an unregistered one may concern is `Pending`.
contract CarbonLedger is ICarbonLedger {
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

    /// @dev The newest batch, in three slots. Its time is that of its root.
    struct Newest {
        bytes32 root;
        uint64 batch;
        uint64 leafCount;
        uint64 corrections;
        /// @dev The one field that `registerCorrections` changes.
        uint64 registered;
        uint128 everNeutralized;
        uint64 correctionsEnd;
        uint64 unimpaired;
    }

    Newest private _newest;

    /// @inheritdoc ICarbonLedger
    mapping(bytes32 root => Root) public roots;

    /// @notice Sum of the corrections of a certificate or an inventory.
    struct Corrected {
        /// @notice One more than the index of the newest corrected leaf, 0 if no leaf is corrected.
        uint64 end;
        /// @notice Grams of that leaf that are void by its newest correction.
        uint64 void;
    }

    /// @notice Corrections by account: a certificate or an inventory.
    mapping(bytes32 account => Corrected) public corrected;

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

    /// @inheritdoc ICarbonLedger
    function submit(bytes calldata vaa) external {
        _submit(vaa);
    }

    /// @inheritdoc ICarbonLedger
    function executeVAAv1(bytes calldata vaa) external payable {
        if (msg.value > 0) revert EtherSent();
        _submit(vaa);
    }

    /// @inheritdoc ICarbonLedger
    function registerCorrections(Proof[] calldata proofs) external {
        uint64 registered = _newest.registered;
        for (uint256 i = 0; i < proofs.length; ++i) {
            (bool is_, Formats.Correction memory correction) = Formats.correction(proofs[i].leaf);
            if (!is_ || correction.registry != REGISTRY) revert NotACorrection();
            if (correction.number <= registered) continue;
            if (correction.number != registered + 1) revert NotTheNextCorrection(registered + 1);
            if (!_includes(proofs[i], correction.index)) revert NotIncluded();
            registered = correction.number;
            Corrected storage sum = corrected[correction.corrected];
            // A superseded leaf is already void; further corrections to it are ignored.
            if (correction.correctedIndex + 1 >= sum.end) {
                (sum.end, sum.void) = (correction.correctedIndex + 1, correction.void);
            }
            emit CorrectionRegistered(
                correction.number, correction.corrected, correction.correctedIndex, correction.void
            );
        }
        _newest.registered = registered;
    }

    /// @inheritdoc ICarbonLedger
    function state() external view returns (State memory) {
        Newest memory newest = _newest;
        return State({
            batch: newest.batch,
            leafCount: newest.leafCount,
            root: newest.root,
            time: _asOf(),
            everNeutralized: newest.everNeutralized,
            corrections: newest.corrections,
            registered: newest.registered,
            correctionsEnd: newest.correctionsEnd,
            unimpaired: newest.unimpaired
        });
    }

    /// @inheritdoc ICarbonLedger
    function certificateStatus(Proof calldata proof) external view returns (Status status, uint64 void, uint64 asOf) {
        (status, void,) = _certificate(proof);
        asOf = _asOf();
    }

    /// @inheritdoc ICarbonLedger
    function yearStatus(Proof calldata proof) external view returns (Status status, uint64 asOf) {
        (status,) = _year(proof);
        asOf = _asOf();
    }

    /// @inheritdoc ICarbonLedger
    function requireOffset(Proof calldata proof, uint64 maxAge) external view returns (Certificate memory certificate) {
        Status status;
        (status,, certificate) = _certificate(proof);
        _requireValid(status, maxAge);
    }

    /// @inheritdoc ICarbonLedger
    function requireNeutralYear(Proof calldata proof, uint64 maxAge) external view returns (Year memory year) {
        Status status;
        (status, year) = _year(proof);
        _requireValid(status, maxAge);
    }

    /// @inheritdoc ICarbonLedger
    function isNeutralYear(Proof calldata proof, bytes32 source, uint16 year) external view returns (bool) {
        (Status status, Year memory found) = _year(proof);
        return status == Status.Valid && found.source == source && found.year == year;
    }

    /// @notice ERC-165: the interfaces that the contract has.
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(ICarbonLedger).interfaceId || id == this.supportsInterface.selector;
    }

    function _submit(bytes calldata vaa) private {
        if (block.chainid != EVM_CHAIN) revert WrongEvmChain();
        (, bool valid,) = IWormholeHead(address(WORMHOLE)).parseAndVerifyVM(vaa);
        if (!valid) {
            (,, string memory reason) = WORMHOLE.parseAndVerifyVM(vaa);
            revert InvalidVaa(reason);
        }
        Formats.Message memory message = Formats.message(vaa);
        if (message.emitterChain != EMITTER_CHAIN) revert WrongEmitterChain();
        if (message.emitter != EMITTER) revert WrongEmitter();
        if (message.consistency != FINALIZED) revert WrongConsistency();
        Formats.Batch memory next = Formats.batch(vaa[message.payload:]);
        Newest memory last = _newest;
        _requireAcceptable(next, last);
        _newest = Newest({
            root: next.root,
            batch: next.index,
            leafCount: next.leafCount,
            corrections: next.corrections,
            registered: last.registered,
            everNeutralized: next.neutralized,
            correctionsEnd: next.corrections > last.corrections ? next.leafCount : last.correctionsEnd,
            unimpaired: next.unimpaired
        });
        roots[next.root] = Root(next.leafCount, uint64(next.time));
        emit BatchAccepted(next.index, next.root, next.leafCount, next.neutralized, next.corrections);
    }

    function _requireAcceptable(Formats.Batch memory next, Newest memory last) private view {
        if (next.targetChain != CHAIN) revert WrongTargetChain();
        if (next.targetContract != bytes32(uint256(uint160(address(this))))) revert WrongTargetContract();
        if (next.registry != REGISTRY) revert WrongRegistry();
        if (next.root == 0) revert ZeroRoot();
        if (next.time < 0) revert WrongTime();
        if (next.leafCount < next.firstLeaf) revert FirstLeafBeyondEnd();
        if (next.index <= last.batch) revert NotNewer();
        if (next.leafCount < last.leafCount) revert LeavesDecreased();
        if (next.neutralized < last.everNeutralized) revert NeutralizedDecreased();
        if (next.corrections < last.corrections) revert CorrectionsDecreased();
        // If batches were skipped, the ledger cannot check continuity.
        if (next.index - last.batch == 1) {
            if (next.firstLeaf != last.leafCount) revert WrongFirstLeaf();
            if (next.previousRoot != last.root) revert WrongPreviousRoot();
        }
    }

    function _requireValid(Status status, uint64 maxAge) private view {
        if (status != Status.Valid) revert NotValid(status);
        uint64 asOf = _asOf();
        if (block.timestamp > asOf && block.timestamp - asOf > maxAge) revert TooOld(asOf, maxAge);
    }

    function _certificate(Proof calldata proof)
        private
        view
        returns (Status status, uint64 void, Certificate memory certificate)
    {
        bool is_;
        (is_, certificate) = Formats.certificate(proof.leaf);
        if (!is_ || certificate.registry != REGISTRY) return (Status.WrongLeaf, 0, certificate);
        (status, void) = _standing(proof, certificate.index, certificate.account);
    }

    function _year(Proof calldata proof) private view returns (Status status, Year memory year) {
        bool is_;
        (is_, year) = Formats.year(proof.leaf);
        if (!is_ || year.registry != REGISTRY) return (Status.WrongLeaf, year);
        (status,) = _standing(proof, year.index, year.inventory);
        bool neutral = year.emitted > 0 && year.emitted == year.neutralized;
        if (status == Status.Valid && !neutral) status = Status.NotNeutral;
    }

    /// @dev Whether a leaf is in the log and which of its grams are void.
    function _standing(Proof calldata proof, uint64 index, bytes32 account) private view returns (Status, uint64 void) {
        if (roots[proof.root].leafCount == 0) return (Status.UnknownRoot, 0);
        if (!_includes(proof, index)) return (Status.NotIncluded, 0);
        bool unregistered = _newest.registered < _newest.corrections && index < _newest.correctionsEnd;
        if (unregistered || _newest.unimpaired > 0) return (Status.Pending, 0);
        Corrected memory sum = corrected[account];
        // A correction names the newest leaf of its account, so a leaf with a lower index is superseded.
        if (index + 1 < sum.end) return (Status.Superseded, 0);
        if (index + 1 == sum.end && sum.void > 0) return (Status.Impaired, sum.void);
        return (Status.Valid, 0);
    }

    /// @dev Unix time of the newest batch, 0 before the first.
    function _asOf() private view returns (uint64) {
        return roots[_newest.root].time;
    }

    function _includes(Proof calldata proof, uint64 index) private view returns (bool) {
        uint64 count = roots[proof.root].leafCount;
        return MerkleLog.includes(proof.root, count, index, MerkleLog.leafHash(proof.leaf), proof.path);
    }
}
