// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ICarbonLedger} from "./ICarbonLedger.sol";

/// @title Example: a buyer that pays only suppliers whose year is carbon neutral
/// @notice The buyer names each supplier's key on Solana. A supplier draws its payment with the proof of a neutral year, while the
/// newest batch of the registry that the buyer trusts is at most a month old.
contract NeutralSuppliers {
    /// @notice Greatest age of the ledger's newest batch, in seconds.
    uint64 public constant MAX_AGE = 30 days;

    /// @notice The ledger.
    ICarbonLedger public immutable LEDGER;
    /// @notice The registry that the buyer trusts: its account on Solana.
    bytes32 public immutable REGISTRY;
    /// @notice The reporting year that must be neutral.
    uint16 public immutable YEAR;
    /// @notice The buyer.
    address public immutable BUYER;

    /// @notice Payment that waits for each supplier, by the owner of the inventory on Solana.
    mapping(bytes32 owner => uint256 amount) public owed;
    /// @notice Account on this chain that receives the supplier's payment.
    mapping(bytes32 owner => address payable account) public accountOf;

    error OnlyBuyer();
    error WrongYear(uint16 year);
    error NothingOwed();
    error NotPaid();

    constructor(ICarbonLedger ledger, bytes32 registry, uint16 year) {
        LEDGER = ledger;
        REGISTRY = registry;
        YEAR = year;
        BUYER = msg.sender;
    }

    /// @notice Puts a payment aside for a supplier.
    function owe(bytes32 owner, address payable account) external payable {
        if (msg.sender != BUYER) revert OnlyBuyer();
        owed[owner] += msg.value;
        accountOf[owner] = account;
    }

    /// @notice Pays the supplier that the year in the proof is of. Anyone may call it.
    function draw(ICarbonLedger.Proof calldata proof) external {
        ICarbonLedger.Year memory year = LEDGER.requireNeutralYear(REGISTRY, proof, MAX_AGE);
        if (year.year != YEAR) revert WrongYear(year.year);
        bytes32 owner = year.owner;
        uint256 amount = owed[owner];
        if (amount == 0) revert NothingOwed();
        owed[owner] = 0;
        (bool paid,) = accountOf[owner].call{value: amount}("");
        if (!paid) revert NotPaid();
    }
}
