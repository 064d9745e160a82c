/**
 * An embedded test chain for tests and demos: an L1 that exists as long as this process. Wormhole's real core contract and
 * the ledger of a program are deployed on it. It answers Ethereum's JSON-RPC on this machine only. Its keys are public.
 *
 * When it is ready it prints one line of JSON: its URL, its ids, its contracts, and an account that holds ether.
 */

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bytesToHex, createAccount, createAddressFromPrivateKey, hexToBytes } from '@ethereumjs/util'
import { getAddressEncoder, isAddress } from '@solana/kit'
import { EthereumChain } from './evm.js'
import { deployLedger, putDeployer } from './ledger.js'
import { Rpc, serve } from './rpc.js'
import { deployCore, ETHEREUM, guardians, replaceGuardians } from './wormhole.js'

const USAGE = `node l1/devnet/node.js [--program ADDRESS] [--port N] [--chain-id N] [--bare] [--with-parent]

  --program      id of the program on Solana (default: that of local networks)
  --port         port of JSON-RPC on 127.0.0.1 (default: any free port)
  --chain-id     EIP-155 id of the chain (default: 31337)
  --bare         with the deterministic deployer in place of the ledger, for trying \`carbon-ledger deploy\`
  --with-parent  stop when standard input ends`

/** Key of an account that holds ether on this chain. It is public: never use it on another chain. */
const FUNDED_KEY = /** @type {const} */ (`0x${'22'.repeat(32)}`)

/** The program's IDL, with its id on local networks. */
const idl = JSON.parse(readFileSync(new URL('../../idl/carbon_consensus.json', import.meta.url), 'utf8'))

const { values } = parseArgs({
  options: {
    program: { type: 'string' },
    port: { type: 'string', default: '0' },
    'chain-id': { type: 'string', default: '31337' },
    bare: { type: 'boolean', default: false },
    'with-parent': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const program = values.program ?? idl.address
if (values.help || !isAddress(program)) {
  console.error(USAGE)
  process.exit(values.help ? 0 : 2)
}

/** @param {import('@solana/kit').Address} key */
const hex = (key) => bytesToHex(Uint8Array.from(getAddressEncoder().encode(key)))

const chain = await EthereumChain.create({ id: Number(values['chain-id']), time: Math.floor(Date.now() / 1_000) })
const funded = createAddressFromPrivateKey(hexToBytes(FUNDED_KEY))
await chain.vm.stateManager.putAccount(funded, createAccount({ balance: 10n ** 24n }))
let set = guardians(1)
let index = 0
const core = await deployCore(chain, set)
await putDeployer(chain)
const ledger = values.bare ? undefined : await deployLedger(chain, core.address, hex(program))

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
  ledger: ledger?.address,
  program,
  account: { address: funded.toString(), key: FUNDED_KEY },
}
console.log(JSON.stringify(ready))
if (values['with-parent']) process.stdin.on('end', () => process.exit(0)).resume()
