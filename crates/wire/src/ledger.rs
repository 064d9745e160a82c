//! Where the ledger is on an EVM chain, and whose messages it accepts.
//!
//! Nobody chooses the ledger's address: it follows from the contract's code, from Wormhole's core contract on that chain and from
//! the program (EIP-1014), so whoever knows these three needs nobody to name it.

use crate::{keccak, Address, Hash};

/// An address on an EVM chain.
pub type EvmAddress = [u8; 20];

/// The deterministic deployment proxy, which has this address on every EVM chain: its own transaction is valid on all of them. It
/// passes the bytes after a salt of 32 bytes to CREATE2.
pub const DEPLOYER: EvmAddress = evm("4e59b44847b379578588920ca78fbf26c0b4956c");

/// Salt of the ledger.
pub const SALT: Hash = [0; 32];

/// Wormhole's core contract on an EVM chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Core {
    /// The chain's EIP-155 id.
    pub evm_chain: u64,
    /// Wormhole's id of the chain.
    pub chain: u16,
    /// The contract.
    pub address: EvmAddress,
}

/// The core contracts that Wormhole publishes in its reference "Contract Addresses", of chains with much use and of Sepolia.
pub const CORES: [Core; 8] = [
    Core { evm_chain: 1, chain: 2, address: evm("98f3c9e6e3face36baad05fe09d375ef1464288b") },
    Core { evm_chain: 10, chain: 24, address: evm("ee91c335eab126df5fdb3797ea9d6ad93aec9722") },
    Core { evm_chain: 56, chain: 4, address: evm("98f3c9e6e3face36baad05fe09d375ef1464288b") },
    Core { evm_chain: 137, chain: 5, address: evm("7a4b5a56256163f07b2c80a7ca55abe66c4ec4d7") },
    Core { evm_chain: 8453, chain: 30, address: evm("bebdb6c8ddc678ffa9f8748f85c815c556dd8ac6") },
    Core { evm_chain: 42_161, chain: 23, address: evm("a5f208e072434bc67592e4c49c1b991ba79bca46") },
    Core { evm_chain: 43_114, chain: 6, address: evm("54a8e5f9c4cba08f9943965859f6c34eaf03e26c") },
    Core { evm_chain: 11_155_111, chain: 10_002, address: evm("4a8bc80ed5a4067f1ccf107057b8270e0cc11a78") },
];

/// Wormhole's published core contract on the chain with this EIP-155 id.
pub fn core_of(evm_chain: u64) -> Option<EvmAddress> {
    CORES.iter().find(|core| core.evm_chain == evm_chain).map(|core| core.address)
}

/// Address of the ledger that the deployer creates. `creation` is the contract's creation code, without the arguments of its
/// constructor: the core contract and the program.
pub fn address(creation: &[u8], core: &EvmAddress, program: &Address) -> EvmAddress {
    let code = keccak(&[creation, &[0; 12], core, program]);
    let hash = keccak(&[&[0xff], &DEPLOYER, &SALT, &code]);
    let mut address = [0; 20];
    address.copy_from_slice(&hash[12..]);
    address
}

/// An address of 40 lower-case hexadecimal digits.
const fn evm(text: &str) -> EvmAddress {
    const fn digit(byte: u8) -> u8 {
        match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => panic!("a hexadecimal digit"),
        }
    }
    let text = text.as_bytes();
    assert!(text.len() == 40);
    let mut address = [0; 20];
    let mut at = 0;
    while at < 20 {
        address[at] = digit(text[2 * at]) << 4 | digit(text[2 * at + 1]);
        at += 1;
    }
    address
}
