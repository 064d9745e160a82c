/**
 * Wormhole's real core contract, and test guardians in the place of Wormhole's. The keys of the test guardians are public.
 */

import { createRequire } from 'node:module'
import { ethers } from 'ethers'
import { Contract } from './evm.js'

/** @typedef {import('./evm.js').EthereumChain} EthereumChain */

const require = createRequire(import.meta.url)
const factories = '@certusone/wormhole-sdk/lib/cjs/ethers-contracts/factories'

/** Wormhole's id of Ethereum. */
export const ETHEREUM = 2
/** Wormhole's id of Solana. Its governance messages come from there. */
const SOLANA = 1
const GOVERNANCE_CONTRACT = '0x' + '04'.padStart(64, '0')
/** Consistency level of governance messages. */
const GOVERNANCE_CONSISTENCY = 32

/** Key of the guardian of Wormhole's development networks. */
export const DEVNET_GUARDIAN = '0xcfb12303a19cde580bb4dd771639b0d26bc68353645571a8cff516ab2ee113a0'

/**
 * A guardian set of this size: first the devnet guardian, then guardians with keys from a seed.
 * @param {number} size
 * @param {string} [seed]
 */
export function guardians(size, seed = 'guardian') {
  const others = Array.from({ length: size - 1 }, (_, index) => ethers.utils.id(`${seed} ${index + 1}`))
  return [DEVNET_GUARDIAN, ...others].map((key) => new ethers.Wallet(key))
}

/**
 * Number of signatures that a set of this size needs.
 * @param {number} size
 */
export const quorum = (size) => Math.floor((size * 2) / 3) + 1

/**
 * Deploys the core contract: setup, implementation and proxy.
 * @param {EthereumChain} chain
 * @param {ethers.Wallet[]} set The first guardian set.
 * @returns {Promise<Contract>}
 */
export async function deployCore(chain, set) {
  const { Setup__factory } = require(`${factories}/Setup__factory.js`)
  const { Implementation__factory } = require(`${factories}/Implementation__factory.js`)
  const { Wormhole__factory } = require(`${factories}/Wormhole__factory.js`)
  const artifact = (/** @type {any} */ factory) => ({ abi: factory.abi, bytecode: factory.bytecode })
  const setup = await chain.deploy(artifact(Setup__factory))
  const implementation = await chain.deploy(artifact(Implementation__factory))
  const initial = setup.interface.encodeFunctionData('setup', [
    implementation.address,
    set.map((guardian) => guardian.address),
    ETHEREUM,
    SOLANA,
    GOVERNANCE_CONTRACT,
    chain.id,
  ])
  const proxy = await chain.deploy(artifact(Wormhole__factory), setup.address, initial)
  return new Contract(chain, proxy.address, Implementation__factory.abi)
}

/**
 * A VAA: the body with the signatures of a quorum of guardians, or of the guardians in `signers`.
 * @param {string} body Hex.
 * @param {ethers.Wallet[]} set
 * @param {{ index?: number, signers?: number[] }} [options] Index of the set, and indices of the guardians that sign.
 */
export function sign(body, set, { index = 0, signers = [...Array(quorum(set.length)).keys()] } = {}) {
  const digest = ethers.utils.keccak256(ethers.utils.keccak256(body))
  const signatures = signers.map((signer) => {
    const { r, s, recoveryParam } = set[signer]._signingKey().signDigest(digest)
    return ethers.utils.solidityPack(['uint8', 'bytes32', 'bytes32', 'uint8'], [signer, r, s, recoveryParam])
  })
  const header = ethers.utils.solidityPack(['uint8', 'uint32', 'uint8'], [1, index, signers.length])
  return ethers.utils.hexConcat([header, ...signatures, body])
}

/**
 * Replaces the guardian set. The old set signs the change.
 * @param {Contract} core
 * @param {ethers.Wallet[]} from
 * @param {ethers.Wallet[]} to
 * @param {number} index Index of the new set.
 */
export async function replaceGuardians(core, from, to, index) {
  const module = '0x' + Buffer.from('Core').toString('hex').padStart(64, '0')
  const payload = ethers.utils.solidityPack(
    ['bytes32', 'uint8', 'uint16', 'uint32', 'uint8', ...to.map(() => 'address')],
    [module, 2, 0, index, to.length, ...to.map((guardian) => guardian.address)],
  )
  const body = ethers.utils.solidityPack(
    ['uint32', 'uint32', 'uint16', 'bytes32', 'uint64', 'uint8', 'bytes'],
    [0, 0, SOLANA, GOVERNANCE_CONTRACT, index, GOVERNANCE_CONSISTENCY, payload],
  )
  await core.send('submitNewGuardianSet', sign(body, from, { index: index - 1 }))
}
