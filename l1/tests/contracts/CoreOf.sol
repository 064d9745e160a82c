// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A core contract that knows nothing but an id of its chain, for tests of the deployment
contract CoreOf {
    uint16 public immutable chainId;

    constructor(uint16 id) {
        chainId = id;
    }
}
