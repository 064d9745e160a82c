/**
 * An Ethereum chain in memory. One account deploys and calls; each block has one transaction.
 */

import { createBlock } from '@ethereumjs/block'
import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createLegacyTx } from '@ethereumjs/tx'
import {
  createAccount,
  createAddressFromPrivateKey,
  createAddressFromString,
  createZeroAddress,
  hexToBytes,
} from '@ethereumjs/util'
import { createVM, runTx } from '@ethereumjs/vm'
import { ethers } from 'ethers'

/** @typedef {import('./artifacts.js').Artifact} Artifact */
/** @typedef {`0x${string}`} Hex */

/** Key of the account that deploys. It is fixed, so each contract has the same address in every run. */
const DEPLOYER_KEY = hexToBytes(`0x${'11'.repeat(32)}`)
/** Caller of `eth_call`. */
const CALLER = createZeroAddress()
export const GAS_PRICE = 1_000_000_000n
const GAS_LIMIT = 16_000_000n
export const BLOCK_GAS_LIMIT = 30_000_000n
export const BASE_FEE = 1n

/** A call that the contract reverted. */
export class Reverted extends Error {
  /**
   * @param {string} reason Name of the custom error with its arguments, or the text of `require`.
   */
  constructor(reason) {
    super(reason)
    this.name = 'Reverted'
  }
}

/** A deployed contract. */
export class Contract {
  /**
   * @param {EthereumChain} chain
   * @param {string} address
   * @param {any[]} abi
   */
  constructor(chain, address, abi) {
    this.chain = chain
    this.address = address
    this.interface = new ethers.utils.Interface(abi)
  }

  /**
   * Sends a transaction.
   * @param {string} name
   * @param {...any} args
   * @returns {Promise<{ gas: bigint, events: ethers.utils.LogDescription[] }>}
   */
  send(name, ...args) {
    return this.sendValue(0n, name, ...args)
  }

  /**
   * Sends a transaction with ether.
   * @param {bigint} value Wei.
   * @param {string} name
   * @param {...any} args
   * @returns {Promise<{ gas: bigint, events: ethers.utils.LogDescription[] }>}
   */
  async sendValue(value, name, ...args) {
    const data = this.interface.encodeFunctionData(name, args)
    const done = await this.chain.transact(this.address, data, value)
    if (done.execResult.exceptionError) throw this.reverted(done.execResult)
    const events = (done.execResult.logs ?? []).map(([, topics, data]) =>
      this.interface.parseLog({
        topics: topics.map((topic) => ethers.utils.hexlify(topic)),
        data: ethers.utils.hexlify(data),
      }),
    )
    return { gas: done.totalGasSpent, events }
  }

  /**
   * Calls a function without a transaction.
   * @param {string} name
   * @param {...any} args
   * @returns {Promise<any>} The value, or a list of the values if there are several.
   */
  async call(name, ...args) {
    return (await this.measure(name, ...args)).value
  }

  /**
   * Calls a function without a transaction, and measures the gas that it would add to one.
   * @param {string} name
   * @param {...any} args
   * @returns {Promise<{ value: any, gas: bigint }>}
   */
  async measure(name, ...args) {
    const data = hexToBytes(/** @type {Hex} */ (this.interface.encodeFunctionData(name, args)))
    const { execResult } = await this.chain.vm.evm.runCall({
      to: createAddressFromString(this.address),
      caller: CALLER,
      data,
      block: this.chain.block(),
      gasLimit: GAS_LIMIT,
    })
    // Without this, storage that this call has read would cost the next call less.
    await this.chain.vm.evm.journal.cleanup()
    if (execResult.exceptionError) throw this.reverted(execResult)
    const values = this.interface.decodeFunctionResult(name, execResult.returnValue)
    return { value: values.length === 1 ? values[0] : values, gas: execResult.executionGasUsed }
  }

  /**
   * @param {{ returnValue: Uint8Array, exceptionError?: { error: string } }} result
   */
  reverted({ returnValue, exceptionError }) {
    if (returnValue.length < 4) return new Reverted(exceptionError?.error ?? 'no reason')
    try {
      const { name, args } = this.interface.parseError(ethers.utils.hexlify(returnValue))
      return new Reverted(args.length > 0 ? `${name}(${args.join(', ')})` : name)
    } catch {
      // Not an error of this contract: the text of a `require`, or another contract's error.
      const data = ethers.utils.hexlify(returnValue)
      if (!data.startsWith(ethers.utils.id('Error(string)').slice(0, 10))) return new Reverted(data)
      return new Reverted(ethers.utils.defaultAbiCoder.decode(['string'], returnValue.slice(4))[0])
    }
  }
}

/** An Ethereum chain in memory. */
export class EthereumChain {
  /**
   * @param {import('@ethereumjs/vm').VM} vm
   * @param {bigint} time
   */
  constructor(vm, time) {
    this.vm = vm
    /** Unix time of the next block. */
    this.time = time
    /** Number of the next block. */
    this.number = 20_000_000n
    this.nonce = 0n
  }

  /**
   * Creates a chain. Ethereum's EIP-155 id is 1.
   * @param {{ id?: number, time?: number }} [options]
   */
  static async create({ id = 1, time = 1_725_192_000 } = {}) {
    const common = createCustomCommon({ chainId: id }, Mainnet, { hardfork: Hardfork.Cancun })
    const chain = new EthereumChain(await createVM({ common }), BigInt(time))
    const deployer = createAddressFromPrivateKey(DEPLOYER_KEY)
    await chain.vm.stateManager.putAccount(deployer, createAccount({ balance: 10n ** 24n }))
    return chain
  }

  /**
   * Copies accounts and contracts to a chain with another id, as a fork does.
   * @param {number} id
   */
  async fork(id) {
    const common = createCustomCommon({ chainId: id }, Mainnet, { hardfork: Hardfork.Cancun })
    const chain = new EthereumChain(
      await createVM({ common, stateManager: this.vm.stateManager.shallowCopy() }),
      this.time,
    )
    chain.nonce = this.nonce
    return chain
  }

  /** The chain's EIP-155 id. */
  get id() {
    return Number(this.vm.common.chainId())
  }

  /**
   * The next block.
   * @param {import('@ethereumjs/tx').TypedTransaction[]} [transactions]
   * @param {{ parentHash?: Uint8Array, gasUsed?: bigint }} [after]
   */
  block(transactions = [], after = {}) {
    const header = {
      timestamp: this.time,
      number: this.number,
      gasLimit: BLOCK_GAS_LIMIT,
      baseFeePerGas: BASE_FEE,
      ...after,
    }
    return createBlock(
      { header, transactions },
      { common: this.vm.common, setHardfork: false, skipConsensusFormatValidation: true },
    )
  }

  /**
   * Code of a contract, in hex.
   * @param {string} address
   */
  async code(address) {
    return ethers.utils.hexlify(await this.vm.stateManager.getCode(createAddressFromString(address)))
  }

  /**
   * Wei that an account holds.
   * @param {string} address
   */
  async balance(address) {
    return (await this.vm.stateManager.getAccount(createAddressFromString(address)))?.balance ?? 0n
  }

  /**
   * @param {string | undefined} to
   * @param {string} data
   * @param {bigint} [value] Wei.
   */
  async transact(to, data, value = 0n) {
    const common = this.vm.common
    const gas = { gasPrice: GAS_PRICE, gasLimit: GAS_LIMIT }
    const content = { nonce: this.nonce, ...gas, value, data: /** @type {Hex} */ (data) }
    const tx = createLegacyTx(to ? { ...content, to: /** @type {Hex} */ (to) } : content, { common }).sign(DEPLOYER_KEY)
    this.nonce += 1n
    return runTx(this.vm, { tx, block: this.block() })
  }

  /**
   * Deploys a contract.
   * @param {Artifact} artifact
   * @param {...any} args Arguments of its constructor.
   */
  async deploy({ abi, bytecode }, ...args) {
    const contract = new Contract(this, '', abi)
    const data = bytecode + contract.interface.encodeDeploy(args).slice(2)
    const done = await this.transact(undefined, data)
    if (done.execResult.exceptionError) throw contract.reverted(done.execResult)
    if (!done.createdAddress) throw new Error('the transaction deployed no contract')
    contract.address = ethers.utils.getAddress(done.createdAddress.toString())
    return contract
  }
}
