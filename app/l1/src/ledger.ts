/**
 * Where the ledger is, and what deploys it.
 *
 * Nobody chooses the address: it follows from the contract's code, from Wormhole's core contract on the chain and from the program
 * on Solana (EIP-1014, by the deterministic deployer).
 */

import { base58 } from '@scure/base'
import { bytesToHex, concatHex, encodeAbiParameters, getAddress, getCreate2Address, zeroHash } from 'viem'
import type { Address, Hex } from 'viem'
import { CREATION } from './generated/creation.js'

/** Id of the program on local networks. Its private key is public: name another one elsewhere. */
export const LOCAL_PROGRAM = 'EPQ82p61VCHegvgF6FMmqQJXy3aHUDdDTth7aS9rVsfa'

/** The deterministic deployer, which has this address on every EVM chain. */
export const DEPLOYER: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/** Wormhole's core contract on a chain. */
export type Core = {
  /** The contract. */
  address: Address
  /** Wormhole's id of the chain. */
  wormholeChain: number
}

const core = (wormholeChain: number, address: Address): Core => ({ wormholeChain, address })

/** The core contracts that Wormhole publishes in its reference "Contract Addresses", by the chain's EIP-155 id. */
export const CORES: Readonly<Record<number, Core>> = {
  1: core(2, '0x98f3c9e6E3fAce36bAAd05FE09d375Ef1464288B'),
  10: core(24, '0xEe91C335eab126dF5fDB3797EA9d6aD93aeC9722'),
  56: core(4, '0x98f3c9e6E3fAce36bAAd05FE09d375Ef1464288B'),
  137: core(5, '0x7A4B5a56256163F07b2C80A7cA55aBE66c4ec4d7'),
  8453: core(30, '0xbebdb6C8ddC678FfA9f8748f85C815C556Dd8ac6'),
  42161: core(23, '0xa5f208e072434bC67592E4C49C1B991BA79BCA46'),
  43114: core(6, '0x54a8e5f9c4CbA08F9943965859F6c34eAF03E26c'),
  11155111: core(10002, '0x4a8bc80Ed5a4067f1CCf107057b8270E0cC11A78'),
}

/**
 * The 32 bytes of an account on Solana, as the ledger names it.
 *
 * @throws RangeError if `address` is not 32 bytes in base58.
 */
export function solanaKey(address: string): Hex {
  let bytes
  try {
    bytes = base58.decode(address)
  } catch {
    bytes = new Uint8Array()
  }
  if (bytes.length !== 32) throw new RangeError(`not an address on Solana (32 bytes in base58): ${address}`)
  return bytesToHex(bytes)
}

/** A ledger: of a program, on a chain with a core contract. */
export type LedgerOf = {
  /** Wormhole's core contract on the chain: {@link CORES}. */
  core: Address
  /** The program's id on Solana, in base58. */
  program: string
}

/** A transaction that deploys the ledger, and what comes of it. */
export type Deployment = {
  /** The ledger's address. */
  address: Address
  /** Arguments of its constructor, encoded: core contract and program. */
  constructorArguments: Hex
  /** Receiver of the transaction: the deterministic deployer. */
  to: Address
  /** Its data: a salt of zeros and the creation code with the arguments. */
  data: Hex
}

/** How to deploy a ledger. */
export function deployment({ core, program }: LedgerOf): Deployment {
  const parameters = [{ type: 'address' }, { type: 'bytes32' }] as const
  const constructorArguments = encodeAbiParameters(parameters, [getAddress(core), solanaKey(program)])
  const bytecode = concatHex([CREATION, constructorArguments])
  const address = getCreate2Address({ from: DEPLOYER, salt: zeroHash, bytecode })
  return { address, constructorArguments, to: DEPLOYER, data: concatHex([zeroHash, bytecode]) }
}

/** Address of a ledger. */
export const ledgerAddress = (of: LedgerOf): Address => deployment(of).address
