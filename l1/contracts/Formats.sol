// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICarbonLedger} from "./ICarbonLedger.sol";

/// @title Formats of Carbon Consensus: the message of a batch and the leaves of its log
/// @dev Each is exactly 208 bytes, big-endian. The Solana program's crate `carbon-wire` defines the same fields.
library Formats {
    /// @notice Bytes of the message and of every leaf.
    uint256 internal constant LENGTH = 208;

    /// @notice The part of a VAA that the ledger reads, after the core contract has verified it.
    struct Message {
        uint16 emitterChain;
        bytes32 emitter;
        uint8 consistency;
        /// @notice Offset of the payload in the VAA; it ends with it.
        uint256 payload;
    }

    /// @notice A batch of new leaves. Root and totals are cumulative.
    struct Batch {
        bytes32 registry;
        uint64 index;
        uint64 firstLeaf;
        uint64 leafCount;
        bytes32 previousRoot;
        bytes32 root;
        uint128 neutralized;
        uint64 corrections;
        uint64 unimpaired;
        int64 time;
        /// @notice Bump of the registry's log, which emits the message.
        uint8 bump;
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

    /// @notice Reads a verified VAA of version 1: a header of 6 bytes whose last is the number of signatures, 66 bytes for each
    /// signature, then time, nonce, emitter chain, emitter, sequence, consistency level and payload.
    function message(bytes calldata vaa) internal pure returns (Message memory read) {
        uint256 body = 6 + 66 * uint256(uint8(vaa[5]));
        read.emitterChain = uint16(bytes2(vaa[body + 8:body + 10]));
        read.emitter = bytes32(vaa[body + 10:body + 42]);
        read.consistency = uint8(vaa[body + 50]);
        read.payload = body + 51;
    }

    /// @notice Reads a message's payload. The caller must check its content.
    function batch(bytes calldata payload) internal pure returns (Batch memory read) {
        if (payload.length != LENGTH) revert WrongLength();
        if (bytes4(payload[:4]) != "CNRB") revert WrongMagic();
        if (payload[4] != 0x01) revert WrongVersion();
        if (payload[5] != 0x01) revert WrongKind();
        read.registry = bytes32(payload[6:38]);
        read.index = uint64(bytes8(payload[38:46]));
        read.firstLeaf = uint64(bytes8(payload[46:54]));
        read.leafCount = uint64(bytes8(payload[54:62]));
        read.previousRoot = bytes32(payload[62:94]);
        read.root = bytes32(payload[94:126]);
        read.neutralized = uint128(bytes16(payload[126:142]));
        read.corrections = uint64(bytes8(payload[142:150]));
        read.unimpaired = uint64(bytes8(payload[150:158]));
        read.time = int64(uint64(bytes8(payload[166:174])));
        read.bump = uint8(payload[174]);
    }

    /// @notice The account that emits a registry's messages: the program's address derived from the seeds `log` and registry.
    /// @param bump The bump that the message names. Whatever it is, an address that agrees with the emitter is one that only the
    /// program signs for: nobody finds a key, or other seeds, with the same sha256.
    function emitter(bytes32 program, bytes32 registry, uint8 bump) internal pure returns (bytes32) {
        return sha256(abi.encodePacked("log", registry, bump, program, "ProgramDerivedAddress"));
    }

    /// @notice Reads a certificate leaf.
    /// @return is_ Whether the bytes are such a leaf.
    /// @return read Its fields, zero if they are not.
    function certificate(bytes calldata leaf) internal pure returns (bool is_, ICarbonLedger.Certificate memory read) {
        if (!_is(leaf, CERTIFICATE)) return (false, read);
        read.registry = bytes32(leaf[8:40]);
        read.index = uint64(bytes8(leaf[40:48]));
        read.account = bytes32(leaf[48:80]);
        read.beneficiary = bytes32(leaf[80:112]);
        read.legs = bytes32(leaf[112:144]);
        read.emission = uint64(bytes8(leaf[144:152]));
        read.credit = uint64(bytes8(leaf[152:160]));
        read.slot = uint64(bytes8(leaf[160:168]));
        read.time = int64(uint64(bytes8(leaf[168:176])));
        read.statement = bytes32(leaf[176:208]);
        return (true, read);
    }

    /// @notice Reads a year leaf.
    /// @return is_ Whether the bytes are such a leaf.
    /// @return read Its fields, zero if they are not.
    function year(bytes calldata leaf) internal pure returns (bool is_, ICarbonLedger.Year memory read) {
        if (!_is(leaf, YEAR)) return (false, read);
        read.registry = bytes32(leaf[8:40]);
        read.index = uint64(bytes8(leaf[40:48]));
        read.inventory = bytes32(leaf[48:80]);
        read.source = bytes32(leaf[80:112]);
        read.owner = bytes32(leaf[112:144]);
        read.emitted = uint64(bytes8(leaf[144:152]));
        read.neutralized = uint64(bytes8(leaf[152:160]));
        read.time = int64(uint64(bytes8(leaf[160:168])));
        read.statement = bytes32(leaf[168:200]);
        read.year = uint16(bytes2(leaf[200:202]));
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
}
