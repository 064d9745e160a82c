// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Formats of Carbon Consensus: the message of a batch and the leaves of its log
/// @dev Each is exactly 208 bytes, big-endian. The Solana program's crate `carbon-wire` defines the same fields.
library Formats {
    /// @notice Bytes of the message and of every leaf.
    uint256 internal constant LENGTH = 208;

    /// @notice A batch of new leaves. Root and totals are cumulative.
    struct Batch {
        uint16 targetChain;
        bytes32 targetContract;
        bytes32 registry;
        uint64 index;
        uint64 firstLeaf;
        uint64 leafCount;
        bytes32 previousRoot;
        bytes32 root;
        uint128 neutralized;
        uint64 corrections;
        uint64 unimpaired;
    }

    /// @notice A certificate: emissions were neutralized.
    struct Certificate {
        bytes32 registry;
        uint64 index;
        bytes32 account;
    }

    /// @notice The figures of a closed reporting year, in grams.
    struct Year {
        bytes32 registry;
        uint64 index;
        bytes32 inventory;
        uint64 emitted;
        uint64 neutralized;
    }

    /// @notice A correction: some grams of an earlier leaf are void.
    struct Correction {
        bytes32 registry;
        uint64 index;
        bytes32 corrected;
        uint64 correctedIndex;
        uint64 void;
        uint64 number;
    }

    /// @notice The message is not 208 bytes long.
    error WrongLength();
    /// @notice The message does not begin with "CNRB".
    error WrongMagic();
    /// @notice The message has another version.
    error WrongVersion();
    /// @notice The message has another kind.
    error WrongKind();

    bytes8 private constant CERTIFICATE = "CNRLEAF1";
    bytes8 private constant YEAR = "CNRYEAR1";
    bytes8 private constant CORRECTION = "CNRCORR1";

    /// @notice Reads a message's payload. The caller must check its content.
    function batch(bytes memory payload) internal pure returns (Batch memory read) {
        if (payload.length != LENGTH) revert WrongLength();
        if (bytes4(_word(payload, 0)) != "CNRB") revert WrongMagic();
        if (payload[4] != 0x01) revert WrongVersion();
        if (payload[5] != 0x01) revert WrongKind();
        read.targetChain = uint16(bytes2(_word(payload, 6)));
        read.targetContract = _word(payload, 8);
        read.registry = _word(payload, 40);
        read.index = _uint64(payload, 72);
        read.firstLeaf = _uint64(payload, 80);
        read.leafCount = _uint64(payload, 88);
        read.previousRoot = _word(payload, 96);
        read.root = _word(payload, 128);
        read.neutralized = uint128(bytes16(_word(payload, 160)));
        read.corrections = _uint64(payload, 176);
        read.unimpaired = _uint64(payload, 184);
    }

    /// @notice Reads a certificate leaf.
    /// @return is_ Whether the bytes are such a leaf.
    /// @return read Its fields, zero if they are not.
    function certificate(bytes calldata leaf) internal pure returns (bool is_, Certificate memory read) {
        if (!_is(leaf, CERTIFICATE)) return (false, read);
        read.registry = bytes32(leaf[8:40]);
        read.index = uint64(bytes8(leaf[40:48]));
        read.account = bytes32(leaf[48:80]);
        return (true, read);
    }

    /// @notice Reads a year leaf.
    /// @return is_ Whether the bytes are such a leaf.
    /// @return read Its fields, zero if they are not.
    function year(bytes calldata leaf) internal pure returns (bool is_, Year memory read) {
        if (!_is(leaf, YEAR)) return (false, read);
        read.registry = bytes32(leaf[8:40]);
        read.index = uint64(bytes8(leaf[40:48]));
        read.inventory = bytes32(leaf[48:80]);
        read.emitted = uint64(bytes8(leaf[144:152]));
        read.neutralized = uint64(bytes8(leaf[152:160]));
        return (true, read);
    }

    /// @notice Reads a correction leaf.
    /// @return is_ Whether the bytes are such a leaf.
    /// @return read Its fields, zero if they are not.
    function correction(bytes calldata leaf) internal pure returns (bool is_, Correction memory read) {
        if (!_is(leaf, CORRECTION)) return (false, read);
        read.registry = bytes32(leaf[8:40]);
        read.index = uint64(bytes8(leaf[40:48]));
        read.corrected = bytes32(leaf[48:80]);
        read.correctedIndex = uint64(bytes8(leaf[80:88]));
        read.void = uint64(bytes8(leaf[88:96]));
        read.number = uint64(bytes8(leaf[96:104]));
        return (true, read);
    }

    function _is(bytes calldata leaf, bytes8 magic) private pure returns (bool) {
        return leaf.length == LENGTH && bytes8(leaf[:8]) == magic;
    }

    function _uint64(bytes memory data, uint256 offset) private pure returns (uint64) {
        return uint64(bytes8(_word(data, offset)));
    }

    /// @dev 32 bytes at `offset`. Bytes past the end are arbitrary, and callers cut them off.
    function _word(bytes memory data, uint256 offset) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), offset))
        }
    }
}
