// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Formats} from "./Formats.sol";
import {ICarbonLedger} from "./ICarbonLedger.sol";
import {IWormhole, IWormholeHead} from "./IWormhole.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title The L1 ledger of all registries of Carbon Consensus
/// @notice Accepts the batches of registries, which Wormhole carries from Solana, and answers whether a certificate or a carbon
/// neutral year is in a registry's log and still stands. The contract has no owner and cannot be changed after deployment. Its
/// address follows from its code, Wormhole's core contract and the program, so anyone can compute it and anyone can deploy it.
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
    /// @notice The program on Solana. The messages of a registry come from its log, which is an account of this program.
    bytes32 public immutable PROGRAM;
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

    /// @dev Sum of the corrections of a certificate or an inventory.
    struct Corrected {
        /// @dev One more than the index of the newest corrected leaf, 0 if no leaf is corrected.
        uint64 end;
        /// @dev Grams of that leaf that are void by its newest correction.
        uint64 void;
    }

    /// @dev What is known of a registry's log.
    struct Log {
        Newest newest;
        mapping(bytes32 root => Root) roots;
        /// @dev By account: a certificate or an inventory.
        mapping(bytes32 account => Corrected) corrected;
    }

    mapping(bytes32 registry => Log) private _logs;

    /// @param wormhole Wormhole's core contract on this chain.
    /// @param program The program's id on Solana.
    constructor(IWormhole wormhole, bytes32 program) {
        WORMHOLE = wormhole;
        PROGRAM = program;
        CHAIN = wormhole.chainId();
        if (CHAIN <= EMITTER_CHAIN) revert NotOfAnL1();
        EVM_CHAIN = block.chainid;
    }

    /// @inheritdoc ICarbonLedger
    function submit(bytes calldata vaa) external {
        _submit(vaa);
    }

    // It is payable because the interface of Wormhole's executor is; a call with ether reverts, so none is locked.
    // slither-disable-start locked-ether
    /// @inheritdoc ICarbonLedger
    function executeVAAv1(bytes calldata vaa) external payable {
        if (msg.value > 0) revert EtherSent();
        _submit(vaa);
    }
    // slither-disable-end locked-ether

    /// @inheritdoc ICarbonLedger
    function registerCorrections(bytes32 registry, Proof[] calldata proofs) external {
        Log storage log = _logs[registry];
        uint64 registered = log.newest.registered;
        for (uint256 i = 0; i < proofs.length; ++i) {
            (bool is_, Formats.Correction memory correction) = Formats.correction(proofs[i].leaf);
            if (!is_ || correction.registry != registry) revert NotACorrection();
            if (correction.number <= registered) continue;
            if (correction.number != registered + 1) revert NotTheNextCorrection(registered + 1);
            if (!_includes(log, proofs[i], correction.index)) revert NotIncluded();
            registered = correction.number;
            Corrected storage sum = log.corrected[correction.corrected];
            // A superseded leaf is already void; further corrections to it are ignored.
            if (correction.correctedIndex + 1 >= sum.end) {
                (sum.end, sum.void) = (correction.correctedIndex + 1, correction.void);
            }
            emit CorrectionRegistered(
                registry, correction.number, correction.corrected, correction.correctedIndex, correction.void
            );
        }
        log.newest.registered = registered;
    }

    /// @inheritdoc ICarbonLedger
    function state(bytes32 registry) external view returns (State memory) {
        Log storage log = _logs[registry];
        Newest memory newest = log.newest;
        return State({
            batch: newest.batch,
            leafCount: newest.leafCount,
            root: newest.root,
            time: _asOf(log),
            everNeutralized: newest.everNeutralized,
            corrections: newest.corrections,
            registered: newest.registered,
            correctionsEnd: newest.correctionsEnd,
            unimpaired: newest.unimpaired
        });
    }

    /// @inheritdoc ICarbonLedger
    function roots(bytes32 registry, bytes32 root) external view returns (Root memory) {
        return _logs[registry].roots[root];
    }

    /// @inheritdoc ICarbonLedger
    function certificateStatus(bytes32 registry, Proof calldata proof)
        external
        view
        returns (Status status, uint64 void, uint64 asOf)
    {
        (status, void,) = _certificate(registry, proof);
        asOf = _asOf(_logs[registry]);
    }

    /// @inheritdoc ICarbonLedger
    function yearStatus(bytes32 registry, Proof calldata proof) external view returns (Status status, uint64 asOf) {
        (status,) = _year(registry, proof);
        asOf = _asOf(_logs[registry]);
    }

    /// @inheritdoc ICarbonLedger
    function requireOffset(bytes32 registry, Proof calldata proof, uint64 maxAge)
        external
        view
        returns (Certificate memory certificate)
    {
        Status status;
        (status,, certificate) = _certificate(registry, proof);
        _requireValid(registry, status, maxAge);
    }

    /// @inheritdoc ICarbonLedger
    function requireNeutralYear(bytes32 registry, Proof calldata proof, uint64 maxAge)
        external
        view
        returns (Year memory year)
    {
        Status status;
        (status, year) = _year(registry, proof);
        _requireValid(registry, status, maxAge);
    }

    /// @inheritdoc ICarbonLedger
    function isNeutralYear(bytes32 registry, Proof calldata proof, bytes32 source, uint16 year)
        external
        view
        returns (bool)
    {
        (Status status, Year memory found) = _year(registry, proof);
        return status == Status.Valid && found.source == source && found.year == year;
    }

    /// @notice ERC-165: the interfaces that the contract has.
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(ICarbonLedger).interfaceId || id == this.supportsInterface.selector;
    }

    function _submit(bytes calldata vaa) private {
        if (block.chainid != EVM_CHAIN) revert WrongEvmChain();
        // The message itself is read from the same bytes, cheaper.
        // slither-disable-next-line unused-return
        (, bool valid,) = IWormholeHead(address(WORMHOLE)).parseAndVerifyVM(vaa);
        if (!valid) {
            // slither-disable-next-line unused-return
            (,, string memory reason) = WORMHOLE.parseAndVerifyVM(vaa);
            revert InvalidVaa(reason);
        }
        Formats.Message memory message = Formats.message(vaa);
        if (message.emitterChain != EMITTER_CHAIN) revert WrongEmitterChain();
        if (message.consistency != FINALIZED) revert WrongConsistency();
        Formats.Batch memory next = Formats.batch(vaa[message.payload:]);
        if (message.emitter != Formats.emitter(PROGRAM, next.registry, next.bump)) revert WrongEmitter();
        Log storage log = _logs[next.registry];
        Newest memory last = log.newest;
        _requireAcceptable(next, last);
        log.newest = Newest({
            root: next.root,
            batch: next.index,
            leafCount: next.leafCount,
            corrections: next.corrections,
            registered: last.registered,
            everNeutralized: next.neutralized,
            correctionsEnd: next.corrections > last.corrections ? next.leafCount : last.correctionsEnd,
            unimpaired: next.unimpaired
        });
        log.roots[next.root] = Root(next.leafCount, uint64(next.time));
        emit BatchAccepted(
            next.registry, next.index, next.root, next.leafCount, next.neutralized, next.corrections
        );
    }

    function _requireAcceptable(Formats.Batch memory next, Newest memory last) private pure {
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

    function _requireValid(bytes32 registry, Status status, uint64 maxAge) private view {
        if (status != Status.Valid) revert NotValid(status);
        uint64 asOf = _asOf(_logs[registry]);
        // A validator moves the time by seconds; ages are hours or days.
        // slither-disable-next-line timestamp
        if (block.timestamp > asOf && block.timestamp - asOf > maxAge) revert TooOld(asOf, maxAge);
    }

    function _certificate(bytes32 registry, Proof calldata proof)
        private
        view
        returns (Status status, uint64 void, Certificate memory certificate)
    {
        bool is_;
        (is_, certificate) = Formats.certificate(proof.leaf);
        if (!is_ || certificate.registry != registry) return (Status.WrongLeaf, 0, certificate);
        (status, void) = _standing(_logs[registry], proof, certificate.index, certificate.account);
    }

    function _year(bytes32 registry, Proof calldata proof) private view returns (Status status, Year memory year) {
        bool is_;
        (is_, year) = Formats.year(proof.leaf);
        if (!is_ || year.registry != registry) return (Status.WrongLeaf, year);
        (status,) = _standing(_logs[registry], proof, year.index, year.inventory);
        bool neutral = year.emitted > 0 && year.emitted == year.neutralized;
        if (status == Status.Valid && !neutral) status = Status.NotNeutral;
    }

    /// @dev Whether a leaf is in the log and which of its grams are void.
    function _standing(Log storage log, Proof calldata proof, uint64 index, bytes32 account)
        private
        view
        returns (Status, uint64 void)
    {
        if (log.roots[proof.root].leafCount == 0) return (Status.UnknownRoot, 0);
        if (!_includes(log, proof, index)) return (Status.NotIncluded, 0);
        Newest storage newest = log.newest;
        bool unregistered = newest.registered < newest.corrections && index < newest.correctionsEnd;
        if (unregistered || newest.unimpaired > 0) return (Status.Pending, 0);
        Corrected memory sum = log.corrected[account];
        // A correction names the newest leaf of its account, so a leaf with a lower index is superseded.
        if (index + 1 < sum.end) return (Status.Superseded, 0);
        if (index + 1 == sum.end && sum.void > 0) return (Status.Impaired, sum.void);
        return (Status.Valid, 0);
    }

    /// @dev Unix time of the newest batch, 0 before the first.
    function _asOf(Log storage log) private view returns (uint64) {
        return log.roots[log.newest.root].time;
    }

    function _includes(Log storage log, Proof calldata proof, uint64 index) private view returns (bool) {
        uint64 count = log.roots[proof.root].leafCount;
        return MerkleLog.includes(proof.root, count, index, MerkleLog.leafHash(proof.leaf), proof.path);
    }
}
