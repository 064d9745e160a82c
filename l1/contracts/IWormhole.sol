// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The part of Wormhole's core contract that the ledger uses
interface IWormhole {
    struct Signature {
        bytes32 r;
        bytes32 s;
        uint8 v;
        uint8 guardianIndex;
    }

    struct VM {
        uint8 version;
        uint32 timestamp;
        uint32 nonce;
        uint16 emitterChainId;
        bytes32 emitterAddress;
        uint64 sequence;
        uint8 consistencyLevel;
        bytes payload;
        uint32 guardianSetIndex;
        Signature[] signatures;
        bytes32 hash;
    }

    /// @notice Parses a VAA and verifies the guardians' signatures.
    /// @return vm The parts of the VAA.
    /// @return valid Whether the guardians signed it. If not, the call does not revert.
    /// @return reason Why it is not valid.
    function parseAndVerifyVM(bytes calldata encodedVM)
        external
        view
        returns (VM memory vm, bool valid, string memory reason);

    /// @notice Wormhole's id of this chain.
    function chainId() external view returns (uint16);
}

/// @title The same function of the core contract, of whose answer only the verdict is decoded
/// @dev Decoding the signatures would cost thousands of gas. `vm` and `reason` are offsets into the answer.
interface IWormholeHead {
    function parseAndVerifyVM(bytes calldata encodedVM) external view returns (uint256 vm, bool valid, uint256 reason);
}
