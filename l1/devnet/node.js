/**
 * An embedded test chain for tests and demos: an L1 that exists as long as this process. Wormhole's real core contract and a
 * registry's ledger are deployed on it. It answers Ethereum's JSON-RPC on this machine only. Its keys are public.
 *
 * When it is ready it prints one line of JSON: its URL, its ids, its contracts, and an account that holds ether.
 */

import { parseArgs } from 'node:util'
import { createAccount, createAddressFromPrivateKey, hexToBytes } from '@ethereumjs/util'
import { artifacts } from './artifacts.js'
import { EthereumChain } from './evm.js'
import { Rpc, serve } from './rpc.js'
import { deployCore, ETHEREUM, guardians, replaceGuardians } from './wormhole.js'

const USAGE = `node l1/devnet/node.js --registry HEX --emitter HEX [--port N] [--chain-id N] [--with-parent]

  --registry     the registry's account on Solana, 32 bytes
  --emitter      the account of its rollup log, which signs its messages
  --port         port of JSON-RPC on 127.0.0.1 (default: any free port)
  --chain-id     EIP-155 id of the chain (default: 31337)
  --with-parent  stop when standard input ends`

/** Key of an account that holds ether on this chain. It is public: never use it on another chain. */
const FUNDED_KEY = /** @type {const} */ (`0x${'22'.repeat(32)}`)

const { values } = parseArgs({
  options: {
    registry: { type: 'string' },
    emitter: { type: 'string' },
    port: { type: 'string', default: '0' },
    'chain-id': { type: 'string', default: '31337' },
    'with-parent': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [registry, emitter] = [values.registry, values.emitter].map((text) => `0x${text?.replace(/^0x/, '')}`)
if (values.help || !/^0x[0-9a-f]{64}$/i.test(registry) || !/^0x[0-9a-f]{64}$/i.test(emitter)) {
  console.error(USAGE)
  process.exit(values.help ? 0 : 2)
}

const chain = await EthereumChain.create({ id: Number(values['chain-id']), time: Math.floor(Date.now() / 1_000) })
const funded = createAddressFromPrivateKey(hexToBytes(FUNDED_KEY))
await chain.vm.stateManager.putAccount(funded, createAccount({ balance: 10n ** 24n }))
let set = guardians(1)
let index = 0
const core = await deployCore(chain, set)
const ledger = await chain.deploy(artifacts().CarbonLedger, core.address, registry, emitter)

/**
 * A method beside Ethereum's: replaces Wormhole's guardians. Signatures of the old guardians stay valid for one day.
 * @param {string} seed Seed of the new guardian's key.
 */
async function replace(seed) {
  const to = guardians(2, seed).slice(1)
  rpc.tick()
  await replaceGuardians(core, set, to, index + 1)
  set = to
  index += 1
  return { index, keys: set.map((guardian) => guardian.privateKey) }
}

const rpc = new Rpc(chain, { carbon_replaceGuardians: replace })
const { url } = await serve(rpc, Number(values.port))
const ready = {
  what: 'embedded test chain: its keys are public',
  url,
  chainId: chain.id,
  wormholeChainId: ETHEREUM,
  core: core.address,
  ledger: ledger.address,
  registry: registry.slice(2).toLowerCase(),
  emitter: emitter.slice(2).toLowerCase(),
  account: { address: funded.toString(), key: FUNDED_KEY },
}
console.log(JSON.stringify(ready))
if (values['with-parent']) process.stdin.on('end', () => process.exit(0)).resume()
