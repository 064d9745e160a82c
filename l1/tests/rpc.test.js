/**
 * The embedded chain behind JSON-RPC, called by a client of another library.
 */

import assert from 'node:assert/strict'
import test from 'node:test'
import { ethers } from 'ethers'
import { artifacts } from '../devnet/artifacts.js'
import { Rpc, serve } from '../devnet/rpc.js'
import { sign } from '../devnet/wormhole.js'
import { hex } from './bytes.js'
import { body, deploy, payloadOf, proof, REGISTRY } from './fixtures.js'

/** Key of the account that deploys, which holds ether. */
const DEPLOYER_KEY = `0x${'11'.repeat(32)}`

/** @param {import('node:test').TestContext} context */
async function client(context) {
  const deployed = await deploy()
  const { url, server } = await serve(new Rpc(deployed.chain), 0)
  context.after(() => server.close())
  const provider = new ethers.providers.StaticJsonRpcProvider(url)
  provider.pollingInterval = 10
  const wallet = new ethers.Wallet(DEPLOYER_KEY, provider)
  const ledger = new ethers.Contract(deployed.ledger.address, artifacts().CarbonLedger.abi, wallet)
  return { ...deployed, provider, wallet, ledger }
}

test('a batch is submitted, found in the logs, and a certificate proven', async (context) => {
  const { provider, wallet, ledger, set } = await client(context)
  assert.equal((await provider.getNetwork()).chainId, 1)
  const before = await provider.getBlockNumber()
  const sent = await ledger.submit(sign(body('first'), set))
  const receipt = await sent.wait()
  assert.equal(receipt.status, 1)
  assert.deepEqual([receipt.from, receipt.to, receipt.blockNumber], [wallet.address, ledger.address, before + 1])
  assert.equal(await provider.getBlockNumber(), before + 1)
  const block = await provider.getBlock(receipt.blockNumber)
  assert.deepEqual([block.transactions, block.hash], [[sent.hash], receipt.blockHash])

  const [found] = await ledger.queryFilter(ledger.filters.BatchAccepted(null, 1))
  assert.equal(found.args?.root, hex(payloadOf('first').root))
  assert.deepEqual(await ledger.queryFilter(ledger.filters.BatchAccepted(null, 2)), [])
  assert.equal((await ledger.certificateStatus(REGISTRY, proof(0, 2))).status, 7, 'valid')
})

test('a call that reverts says why, and an estimate does', async (context) => {
  const { ledger, set } = await client(context)
  await (await ledger.submit(sign(body('first'), set))).wait()
  for (const refused of [ledger.callStatic, ledger.estimateGas]) {
    await assert.rejects(refused.submit(sign(body('first'), set)), /NotNewer|0x[0-9a-f]{8}/)
  }
  const { batch } = await ledger.state(REGISTRY)
  assert.equal(batch.toNumber(), 1, 'a call changes nothing')
})

test('a transaction waits until it is mined, is sent once, and in the order of its nonces', async (context) => {
  const { provider, wallet, chain } = await client(context)
  await provider.send('evm_setAutomine', [false])
  const raw = async (/** @type {number} */ nonce) =>
    wallet.signTransaction({ to: wallet.address, nonce, gasLimit: 21_000, gasPrice: 1_000_000_000, chainId: 1 })
  const next = Number(chain.nonce)
  const transaction = await raw(next)
  const hash = await provider.send('eth_sendRawTransaction', [transaction])
  assert.equal(await provider.getTransactionReceipt(hash), null)
  assert.equal((await provider.getTransaction(hash)).blockHash, null)
  assert.equal(await wallet.getTransactionCount('pending'), next + 1)
  assert.equal(await wallet.getTransactionCount('latest'), next)
  await assert.rejects(provider.send('eth_sendRawTransaction', [transaction]), /already known/)
  await assert.rejects(provider.send('eth_sendRawTransaction', [await raw(next + 2)]), /nonce too high/)
  const dropped = await provider.send('eth_sendRawTransaction', [await raw(next + 1)])
  await provider.send('hardhat_dropTransaction', [dropped])
  assert.equal(await provider.getTransaction(dropped), null)
  await provider.send('evm_mine', [])
  assert.equal((await provider.getTransactionReceipt(hash)).status, 1)
  await assert.rejects(provider.send('eth_sendRawTransaction', [await raw(next - 1)]), /nonce too low/)
  await assert.rejects(provider.send('eth_mining', []), /has no eth_mining/)
})
