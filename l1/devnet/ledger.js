/**
 * The ledger at its address: CREATE2 through the deployer that has the same address on every EVM chain. The address follows from
 * the contract's code, Wormhole's core contract and the program on Solana.
 */

import { hexToBytes, createAddressFromString } from '@ethereumjs/util'
import { ethers } from 'ethers'
import { artifacts } from './artifacts.js'
import { Contract } from './evm.js'

/** @typedef {import('./evm.js').EthereumChain} EthereumChain */

/** The deterministic deployment proxy (Arachnid's), whose own transaction is valid on every chain. */
const DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
/** Its code: it passes all bytes after the first 32, the salt, to CREATE2. */
const DEPLOYER_CODE =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'
/** Salt of the ledger. */
const SALT = ethers.constants.HashZero

/**
 * Bytes that deploy the ledger: the contract's code and the arguments of its constructor.
 * @param {string} core Wormhole's core contract.
 * @param {string} program The program's id on Solana, 32 bytes in hex.
 * @param {string} [code] Creation code of the contract.
 */
const creation = (core, program, code = artifacts().CarbonLedger.bytecode) =>
  code + ethers.utils.defaultAbiCoder.encode(['address', 'bytes32'], [core, program]).slice(2)

/**
 * Address of the ledger.
 * @param {string} core
 * @param {string} program
 * @param {string} [code] Creation code of the contract.
 */
export const addressOf = (core, program, code) =>
  ethers.utils.getCreate2Address(DEPLOYER, SALT, ethers.utils.keccak256(creation(core, program, code)))

/**
 * Puts the deployer on a chain in memory, where nobody has sent its transaction.
 * @param {EthereumChain} chain
 */
export const putDeployer = (chain) =>
  chain.vm.stateManager.putCode(createAddressFromString(DEPLOYER), hexToBytes(DEPLOYER_CODE))

/**
 * Deploys the ledger, on a chain with the deployer.
 * @param {EthereumChain} chain
 * @param {string} core
 * @param {string} program
 */
export async function deployLedger(chain, core, program) {
  const ledger = new Contract(chain, addressOf(core, program), artifacts().CarbonLedger.abi)
  const done = await chain.transact(DEPLOYER, SALT + creation(core, program).slice(2))
  if (done.execResult.exceptionError) throw ledger.reverted(done.execResult)
  return ledger
}
