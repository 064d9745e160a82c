/**
 * Ethereum's JSON-RPC over a chain in memory: the methods that clients need to read contracts, send signed transactions and
 * wait for them. Each transaction is mined at once in a block of its own, unless mining is off.
 */

import { createServer } from 'node:http'
import { createTxFromRLP } from '@ethereumjs/tx'
import { bytesToHex, createAddressFromString, createZeroAddress, hexToBytes } from '@ethereumjs/util'
import { runTx } from '@ethereumjs/vm'
import { BASE_FEE, BLOCK_GAS_LIMIT, GAS_PRICE } from './evm.js'

/** @typedef {import('./evm.js').EthereumChain} EthereumChain */
/** @typedef {import('@ethereumjs/tx').TypedTransaction} Transaction */
/** @typedef {`0x${string}`} Hex */
/** @typedef {{ address: string, topics: string[], data: string, blockNumber: string, [key: string]: unknown }} Log */
/** @typedef {{ block: import('@ethereumjs/block').Block, transaction?: Transaction, receipt?: Record<string, any>, logs: Log[] }} Mined */
/** @typedef {{ to?: Hex, from?: Hex, data?: Hex, input?: Hex, value?: Hex, gas?: Hex }} Call */

/** An estimate is higher than the gas used, by one part in this number. */
const MARGIN = 5n
/** Maximum length of a request. */
const MAX_REQUEST_LENGTH = 1_000_000
const REVERTED = 3
const REFUSED = -32000
const UNKNOWN_METHOD = -32601

/** An error response. */
class RpcError extends Error {
  /**
   * @param {number} code
   * @param {string} message
   * @param {string} [data]
   */
  constructor(code, message, data) {
    super(message)
    this.code = code
    this.data = data
  }
}

const hex = (/** @type {number | bigint} */ number) => /** @type {Hex} */ (`0x${number.toString(16)}`)

/** A chain that answers JSON-RPC. */
export class Rpc {
  /**
   * @param {EthereumChain} chain Contracts deployed before this call are in its first block.
   * @param {Record<string, (...params: any[]) => Promise<unknown>>} [further] Methods beside Ethereum's.
   */
  constructor(chain, further = {}) {
    this.chain = chain
    this.further = further
    /** Blocks from the first on. @type {Mined[]} */
    this.mined = [{ block: chain.block(), logs: [] }]
    /** Whether each transaction is mined at once. */
    this.mining = true
    /** Transactions that are not mined yet. @type {Transaction[]} */
    this.pending = []
    /** Seconds by which the chain's clock is ahead of this machine's clock. */
    this.ahead = 0n
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve()
  }

  /**
   * Answers a request. Requests run one after the other, because the EVM runs one call at a time.
   * @param {{ id?: unknown, method?: string, params?: any[] }} request
   */
  answer({ id = null, method = '', params = [] }) {
    const answered = this.last.then(() => this.handle(method, params))
    this.last = answered.catch(() => undefined)
    return answered.then(
      (result) => ({ jsonrpc: '2.0', id, result }),
      (error) => ({
        jsonrpc: '2.0',
        id,
        error: { code: error.code ?? REFUSED, message: error.message, data: error.data },
      }),
    )
  }

  /**
   * @param {string} method
   * @param {any[]} params
   * @returns {Promise<unknown>}
   */
  async handle(method, params) {
    switch (method) {
      case 'web3_clientVersion':
        return 'carbon-embedded-l1'
      case 'net_version':
        return String(this.chain.id)
      case 'eth_chainId':
        return hex(this.chain.id)
      case 'eth_blockNumber':
        return hex(this.newest.block.header.number)
      case 'eth_gasPrice':
      case 'eth_maxPriorityFeePerGas':
        return hex(GAS_PRICE)
      case 'eth_feeHistory':
        return this.feeHistory(Number(params[0]), params[2] ?? [])
      case 'eth_getBalance':
        return hex((await this.account(params[0]))?.balance ?? 0n)
      case 'eth_getTransactionCount':
        return hex(await this.count(params[0], params[1]))
      case 'eth_getCode':
        return bytesToHex(await this.chain.vm.stateManager.getCode(createAddressFromString(params[0])))
      case 'eth_call':
        return bytesToHex((await this.call(params[0])).returnValue)
      case 'eth_estimateGas':
        return hex(await this.estimate(params[0]))
      case 'eth_sendRawTransaction':
        return this.send(params[0])
      case 'eth_getTransactionReceipt':
        return this.find(params[0])?.receipt ?? null
      case 'eth_getTransactionByHash':
        return this.transaction(params[0])
      case 'eth_getBlockByNumber':
        return this.describe(this.at(params[0]))
      case 'eth_getBlockByHash':
        return this.describe(this.mined.find(({ block }) => bytesToHex(block.hash()) === params[0]))
      case 'eth_getLogs':
        return this.logs(params[0])
      // Methods of test chains, named as in Hardhat and Ganache.
      case 'evm_setAutomine':
        this.mining = params[0]
        return true
      case 'evm_mine':
        await this.mine()
        return '0x0'
      case 'hardhat_dropTransaction':
        this.pending = this.pending.filter((transaction) => bytesToHex(transaction.hash()) !== params[0])
        return true
      case 'evm_increaseTime':
        this.ahead += BigInt(params[0])
        return hex(this.ahead)
      default:
        if (Object.hasOwn(this.further, method)) return this.further[method](...params)
        throw new RpcError(UNKNOWN_METHOD, `the embedded test chain has no ${method}`)
    }
  }

  get newest() {
    return this.mined[this.mined.length - 1]
  }

  /** @param {string} address */
  account(address) {
    return this.chain.vm.stateManager.getAccount(createAddressFromString(address))
  }

  /**
   * Number of transactions that an account has sent.
   * @param {string} address
   * @param {string} block
   */
  async count(address, block) {
    const mined = (await this.account(address))?.nonce ?? 0n
    const sender = (/** @type {Transaction} */ pending) =>
      pending.getSenderAddress().toString() === address.toLowerCase()
    return block === 'pending' ? mined + BigInt(this.pending.filter(sender).length) : mined
  }

  /**
   * Runs a call and reverts its changes.
   * @param {Call} call
   */
  async call({ to, from, data, input, value }) {
    const { evm } = this.chain.vm
    this.tick()
    await evm.journal.checkpoint()
    const { execResult } = await evm
      .runCall({
        to: to && createAddressFromString(to),
        caller: from ? createAddressFromString(from) : createZeroAddress(),
        data: hexToBytes(input ?? data ?? '0x'),
        value: BigInt(value ?? 0),
        block: this.chain.block(),
        gasLimit: BLOCK_GAS_LIMIT,
      })
      .finally(async () => {
        await evm.journal.revert()
        await evm.journal.cleanup()
      })
    const { exceptionError, returnValue } = execResult
    if (exceptionError)
      throw new RpcError(REVERTED, `execution reverted: ${exceptionError.error}`, bytesToHex(returnValue))
    return execResult
  }

  /** @param {Call} call */
  async estimate(call) {
    const { executionGasUsed } = await this.call(call)
    const data = hexToBytes(call.input ?? call.data ?? '0x')
    const intrinsic = 21_000n + data.reduce((gas, byte) => gas + (byte === 0 ? 4n : 16n), 0n)
    const gas = intrinsic + executionGasUsed
    return gas + gas / MARGIN
  }

  /**
   * Accepts a signed transaction.
   * @param {Hex} raw
   */
  async send(raw) {
    const transaction = createTxFromRLP(hexToBytes(raw), { common: this.chain.vm.common })
    const hash = bytesToHex(transaction.hash())
    if (this.find(hash) || this.findPending(hash)) throw new RpcError(REFUSED, 'already known')
    const next = await this.count(transaction.getSenderAddress().toString(), 'pending')
    if (transaction.nonce < next)
      throw new RpcError(REFUSED, `nonce too low: next nonce ${next}, tx nonce ${transaction.nonce}`)
    if (transaction.nonce > next)
      throw new RpcError(REFUSED, `nonce too high: next nonce ${next}, tx nonce ${transaction.nonce}`)
    this.pending.push(transaction)
    if (this.mining) await this.mine()
    return hash
  }

  /** Mines the pending transactions, each in a block of its own. */
  async mine() {
    for (let next = this.pending.shift(); next; next = this.pending.shift()) await this.execute(next)
  }

  /** @param {Transaction} transaction */
  async execute(transaction) {
    const { chain } = this
    this.tick()
    chain.number += 1n
    const done = await runTx(chain.vm, { tx: transaction, block: chain.block() })
    const after = { parentHash: this.newest.block.hash(), gasUsed: done.totalGasSpent }
    const block = chain.block([transaction], after)
    const place = {
      transactionHash: bytesToHex(transaction.hash()),
      transactionIndex: '0x0',
      blockHash: bytesToHex(block.hash()),
      blockNumber: hex(chain.number),
    }
    const logs = (done.execResult.logs ?? []).map(([address, topics, data], index) => ({
      address: bytesToHex(address),
      topics: topics.map((topic) => bytesToHex(topic)),
      data: bytesToHex(data),
      logIndex: hex(index),
      removed: false,
      ...place,
    }))
    const receipt = {
      ...place,
      type: hex(transaction.type),
      status: done.execResult.exceptionError ? '0x0' : '0x1',
      from: transaction.getSenderAddress().toString(),
      to: transaction.to?.toString() ?? null,
      contractAddress: done.createdAddress?.toString() ?? null,
      gasUsed: hex(done.totalGasSpent),
      cumulativeGasUsed: hex(done.totalGasSpent),
      effectiveGasPrice: hex(done.amountSpent / done.totalGasSpent),
      logsBloom: bytesToHex(done.bloom.bitvector),
      logs,
    }
    this.mined.push({ block, transaction, receipt, logs })
  }

  /** Advances the chain's clock, by at least one second from block to block. */
  tick() {
    const now = BigInt(Math.floor(Date.now() / 1_000)) + this.ahead
    const next = this.newest.block.header.timestamp + 1n
    this.chain.time = now > next ? now : next
  }

  /** @param {string} hash */
  find(hash) {
    return this.mined.find(({ receipt }) => receipt?.transactionHash === hash)
  }

  /** @param {string} hash */
  findPending(hash) {
    return this.pending.find((transaction) => bytesToHex(transaction.hash()) === hash)
  }

  /** @param {string} hash */
  transaction(hash) {
    const found = this.find(hash)
    const transaction = found?.transaction ?? this.findPending(hash)
    if (!transaction) return null
    const { data, gasLimit, chainId, yParity, ...rest } = transaction.toJSON()
    const { blockHash = null, blockNumber = null, transactionIndex = null } = found?.receipt ?? {}
    const from = transaction.getSenderAddress().toString()
    const place = { hash, from, blockHash, blockNumber, transactionIndex }
    return {
      ...rest,
      ...place,
      type: hex(transaction.type),
      input: data,
      gas: gasLimit,
      chainId: chainId ?? hex(this.chain.id),
      yParity: yParity ?? rest.v,
    }
  }

  /**
   * The block with this number or name.
   * @param {string} name
   */
  at(name) {
    if (name === 'earliest') return this.mined[0]
    if (!name?.startsWith('0x')) return this.newest
    return this.mined.find(({ block }) => block.header.number === BigInt(name))
  }

  /** @param {Mined | undefined} mined */
  describe(mined) {
    if (!mined) return null
    const { block, receipt } = mined
    const { uncleHash, coinbase, transactionsTrie, receiptTrie, ...header } = block.header.toJSON()
    return {
      ...header,
      hash: bytesToHex(block.hash()),
      sha3Uncles: uncleHash,
      miner: coinbase,
      transactionsRoot: transactionsTrie,
      receiptsRoot: receiptTrie,
      size: hex(block.serialize().length),
      totalDifficulty: '0x0',
      uncles: [],
      transactions: receipt ? [receipt.transactionHash] : [],
      withdrawals: [],
    }
  }

  /**
   * @param {number} count
   * @param {number[]} percentiles
   */
  feeHistory(count, percentiles) {
    const blocks = Math.min(count, this.mined.length)
    return {
      oldestBlock: hex(this.newest.block.header.number - BigInt(blocks - 1)),
      baseFeePerGas: Array(blocks + 1).fill(hex(BASE_FEE)),
      gasUsedRatio: this.mined
        .slice(-blocks)
        .map(({ block }) => Number(block.header.gasUsed) / Number(BLOCK_GAS_LIMIT)),
      reward: Array(blocks).fill(percentiles.map(() => hex(GAS_PRICE))),
    }
  }

  /**
   * @param {{ address?: string | string[], topics?: (string | string[] | null)[], fromBlock?: string, toBlock?: string, blockHash?: string }} filter
   */
  logs({ address, topics = [], fromBlock = 'earliest', toBlock = 'latest', blockHash }) {
    const [from, to] = [fromBlock, toBlock].map((name) => this.at(name)?.block.header.number ?? 0n)
    const matches = (/** @type {string | string[] | null | undefined} */ filter, /** @type {string} */ found) =>
      filter === null || filter === undefined || [filter].flat().some((wanted) => wanted.toLowerCase() === found)
    return this.mined
      .filter(({ block: { header } }) => header.number >= from && header.number <= to)
      .flatMap(({ logs }) => logs)
      .filter((log) => matches(blockHash, String(log.blockHash)) && matches(address, log.address))
      .filter((log) => topics.every((topic, index) => matches(topic, log.topics[index])))
  }
}

/**
 * Serves JSON-RPC on this machine only. Resolves with the URL when the server listens.
 * @param {Rpc} rpc
 * @param {number} port 0 for any free port.
 * @returns {Promise<{ url: string, server: import('node:http').Server }>}
 */
export function serve(rpc, port) {
  const server = createServer(async (request, response) => {
    const end = (/** @type {number} */ status, /** @type {unknown} */ body) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (request.method !== 'POST') return end(405, { error: 'JSON-RPC requests use POST' })
    let body = ''
    for await (const chunk of request) {
      body += chunk
      if (body.length > MAX_REQUEST_LENGTH) return end(413, { error: 'the request is too long' })
    }
    try {
      const request = JSON.parse(body)
      end(
        200,
        Array.isArray(request) ? await Promise.all(request.map((each) => rpc.answer(each))) : await rpc.answer(request),
      )
    } catch {
      end(400, { error: 'the request is not JSON' })
    }
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      resolve({ url: `http://127.0.0.1:${port}`, server })
    })
  })
}
