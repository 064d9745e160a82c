// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Formats} from "./Formats.sol";
import {ICarbonLedger} from "./ICarbonLedger.sol";
import {MerkleLog} from "./MerkleLog.sol";

/// @title Exposes the libraries to the tests, with the definitions of RFC 9162 to compare them with
contract Harness {
    function leafHash(bytes calldata entry) external pure returns (bytes32) {
        return MerkleLog.leafHash(entry);
    }

    function includes(bytes32 root, uint64 count, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return MerkleLog.includes(root, count, index, leaf, path);
    }

    function batch(bytes calldata payload) external pure returns (Formats.Batch memory) {
        return Formats.batch(payload);
    }

    function emitter(bytes32 program, bytes32 registry, uint8 bump) external pure returns (bytes32) {
        return Formats.emitter(program, registry, bump);
    }

    function certificate(bytes calldata leaf) external pure returns (bool, ICarbonLedger.Certificate memory) {
        return Formats.certificate(leaf);
    }

    function year(bytes calldata leaf) external pure returns (bool, ICarbonLedger.Year memory) {
        return Formats.year(leaf);
    }

    function correction(bytes calldata leaf) external pure returns (bool, Formats.Correction memory) {
        return Formats.correction(leaf);
    }

    /// @notice The root over the leaves `u64be(i)` for `i` in `[start, end)`: MTH of RFC 9162, 2.1.1.
    function rootOf(uint64 start, uint64 end) public pure returns (bytes32) {
        if (end - start == 1) return keccak256(abi.encodePacked(bytes1(0x00), start));
        uint64 middle = start + _split(end - start);
        return MerkleLog.nodeHash(rootOf(start, middle), rootOf(middle, end));
    }

    /// @notice The siblings of leaf `index` from the leaf upwards: PATH of RFC 9162, 2.1.3.1.
    function pathOf(uint64 index, uint64 start, uint64 end) public pure returns (bytes32[] memory path) {
        if (end - start == 1) return path;
        uint64 middle = start + _split(end - start);
        (bytes32[] memory below, bytes32 sibling) = index < middle
            ? (pathOf(index, start, middle), rootOf(middle, end))
            : (pathOf(index, middle, end), rootOf(start, middle));
        path = new bytes32[](below.length + 1);
        for (uint256 level = 0; level < below.length; ++level) path[level] = below[level];
        path[below.length] = sibling;
    }

    /// @notice Checks for every leaf of the tree over `leaves` that its path proves it at its index and at no other.
    /// @param paths The leaves' paths, in their order.
    /// @return proofs Number of checked proofs.
    function checkAll(bytes32 root, bytes32[] calldata leaves, bytes32[][] calldata paths)
        external
        pure
        returns (uint256 proofs)
    {
        uint64 count = uint64(leaves.length);
        for (uint64 index = 0; index < count; ++index) {
            bytes32 leaf = leaves[index];
            bytes32[] calldata path = paths[index];
            require(MerkleLog.includes(root, count, index, leaf, path), "a leaf is not proven");
            require(!MerkleLog.includes(root, count, index ^ 1, leaf, path), "a leaf is proven at another index");
            ++proofs;
        }
    }

    function _split(uint64 count) private pure returns (uint64 size) {
        for (size = 1; size * 2 < count; size *= 2) {}
    }
}
