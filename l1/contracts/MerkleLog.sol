// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Inclusion in a Merkle log as in RFC 9162 (Certificate Transparency), with keccak-256
/// @dev Leaves hash with the prefix 0x00 and nodes with 0x01, so neither can stand for the other.
library MerkleLog {
    /// @notice Hash of a leaf.
    function leafHash(bytes calldata entry) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x00), entry));
    }

    /// @notice Hash of a node over its children.
    /// @dev Assembly: `abi.encodePacked` would allocate memory at every level of a path.
    function nodeHash(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let node := mload(0x40)
            mstore8(node, 0x01)
            mstore(add(node, 1), left)
            mstore(add(node, 33), right)
            hash := keccak256(node, 65)
        }
    }

    /// @notice Whether `path` proves that leaf `index` of the tree of `count` leaves with this root has the hash `leaf`
    /// (RFC 9162, 2.1.3.2).
    /// @param path Siblings, from the leaf's upwards.
    /// @dev Take count and root from the same message: a path does not prove the count.
    function includes(bytes32 root, uint64 count, uint64 index, bytes32 leaf, bytes32[] calldata path)
        internal
        pure
        returns (bool)
    {
        if (index >= count) return false;
        // The leaf's node and the last node of the same level; they meet at the root.
        uint256 node = index;
        uint256 last = count - 1;
        bytes32 hash = leaf;
        for (uint256 level = 0; level < path.length; ++level) {
            if (last == 0) return false;
            if (node & 1 == 1 || node == last) {
                hash = nodeHash(path[level], hash);
                // A last node without a right sibling rises unchanged to the first level where it is a right child.
                while (node & 1 == 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = nodeHash(hash, path[level]);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }
}
