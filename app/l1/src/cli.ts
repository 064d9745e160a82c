#!/usr/bin/env node
/**
 * `carbon-ledger`: where the ledger is, its deployment, and proofs as calldata.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createPublicClient, createWalletClient, getAddress, http, isAddress, isHex, parseAbi, size } from 'viem'
import type { Address, Hex, PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { CORES, deployment, DEPLOYER, LOCAL_PROGRAM, readProof, requireCalldata, statusCalldata } from './index.js'
import { CONTRACT, verification } from './verification.js'

const USAGE = `carbon-ledger COMMAND

  address   print the address of the ledger
  deploy    deploy it, if nobody has
  calldata  print a proof as calldata for the ledger

Options of address and deploy:
  --program ADDRESS     id of the program on Solana (needed, but with --local)
  --core ADDRESS        Wormhole's core contract [default: the published one of the chain]
  --chain-id N          the chain's EIP-155 id (address; deploy asks the node)
  --local               the program of local networks, whose private key is public
  --standard-json FILE  write the compiler's standard JSON input, for a block explorer

Options of deploy:
  --rpc URL             JSON-RPC of a node of the chain
  --key FILE            private key that pays, 32 bytes in hex [default: the variable CARBON_L1_KEY]
  --dry-run             check everything, send nothing

Options of calldata:
  PROOF                 file of \`carbon rollup proof\`
  --max-age SECONDS     ask requireOffset or requireNeutralYear, which revert unless the leaf stands as of at most that long ago
                        [default: certificateStatus or yearStatus, which return what the ledger knows]

Exit codes: 0 done; 1 not done, and the error says why; 2 wrong options.`

/** Wrong options. */
class UsageError extends Error {}

const { values, positionals } = options()

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        program: { type: 'string' },
        core: { type: 'string' },
        'chain-id': { type: 'string' },
        local: { type: 'boolean', default: false },
        'standard-json': { type: 'string' },
        rpc: { type: 'string' },
        key: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'max-age': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    console.error(`error: ${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

function program(): string {
  if (values.program !== undefined) return values.program
  if (values.local) return LOCAL_PROGRAM
  throw new UsageError('name the program with --program, or use --local on a local network')
}

/** The core contract that was given, or the published one of the chain. */
function core(chainId: number): Address {
  if (values.core !== undefined) {
    if (!isAddress(values.core)) throw new UsageError(`--core: not an address: ${values.core}`)
    return getAddress(values.core)
  }
  const published = CORES[chainId]
  if (!published)
    throw new UsageError(`Wormhole's core contract on chain ${chainId} is not known here: name it with --core`)
  return published.address
}

function whole(name: 'chain-id' | 'max-age'): bigint | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name}: a whole number is needed, not ${text}`)
  return BigInt(text)
}

/** Prints what a ledger is, and writes the compiler's input where that was asked for. */
function describe(chainId: number | undefined, core: Address) {
  const deployed = deployment({ core, program: program() })
  if (chainId !== undefined) console.log(`chain        ${chainId}`)
  console.log(`program      ${program()}`)
  console.log(`core         ${core}`)
  console.log(`ledger       ${deployed.address}`)
  console.log(`arguments    ${deployed.constructorArguments}`)
  const { version, input } = verification()
  console.log(`compiler     solc ${version}, ${CONTRACT}`)
  const file = values['standard-json']
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify(input, undefined, 2) + '\n')
    console.log(`sources      ${file}`)
  }
  return deployed
}

function address(): void {
  const chainId = whole('chain-id')
  if (chainId === undefined && values.core === undefined)
    throw new UsageError('name the chain with --chain-id, or --core')
  describe(chainId === undefined ? undefined : Number(chainId), core(Number(chainId ?? 0)))
}

/** The private key that pays. */
function key(): Hex {
  const text = values.key === undefined ? process.env.CARBON_L1_KEY : readFileSync(values.key, 'utf8').trim()
  if (text === undefined) throw new UsageError('name the file of the key that pays with --key, or set CARBON_L1_KEY')
  const hex = text.startsWith('0x') ? text : `0x${text}`
  if (!isHex(hex) || size(hex) !== 32) throw new UsageError('the key that pays is not 32 bytes in hex')
  return hex
}

const WORMHOLE = parseAbi([
  'function chainId() view returns (uint16)',
  'function getCurrentGuardianSetIndex() view returns (uint32)',
  'function governanceChainId() view returns (uint16)',
])

/** Wormhole's id of Solana, where its governance is. */
const SOLANA = 1

/** Refuses what is not a core contract of Wormhole on this chain. */
async function checkCore(client: PublicClient, chainId: number, core: Address): Promise<void> {
  const ask = async (functionName: 'chainId' | 'getCurrentGuardianSetIndex' | 'governanceChainId'): Promise<number> =>
    client.readContract({ address: core, abi: WORMHOLE, functionName }).catch(() => {
      throw new Error(`${core} is not a core contract of Wormhole: it does not answer ${functionName}()`)
    })
  const [wormholeChain, , governance] = [
    await ask('chainId'),
    await ask('getCurrentGuardianSetIndex'),
    await ask('governanceChainId'),
  ]
  const published = CORES[chainId]
  if (published && getAddress(published.address) !== core)
    throw new Error(`Wormhole's core contract on chain ${chainId} is ${published.address}, not ${core}`)
  if (published && published.wormholeChain !== wormholeChain)
    throw new Error(
      `${core} says that it is on Wormhole's chain ${wormholeChain}, and chain ${chainId} is ${published.wormholeChain}`,
    )
  if (wormholeChain <= SOLANA || governance !== SOLANA)
    throw new Error(
      `${core} is not a core contract of an L1: its chain is ${wormholeChain}, that of its governance ${governance}`,
    )
}

async function deploy(): Promise<void> {
  if (values.rpc === undefined) throw new UsageError('name a node of the chain with --rpc')
  const transport = http(values.rpc)
  const client = createPublicClient({ transport })
  const chainId = await client.getChainId()
  const wanted = core(chainId)
  await checkCore(client, chainId, wanted)
  const { address, to, data } = describe(chainId, wanted)
  if (await client.getCode({ address })) {
    console.log('it is deployed already')
    return
  }
  if (!(await client.getCode({ address: DEPLOYER })))
    throw new Error(
      `the deterministic deployer ${DEPLOYER} is not on chain ${chainId}: its published transaction puts it there`,
    )
  const account = privateKeyToAccount(key())
  const gas = await client.estimateGas({ account, to, data })
  const [{ maxFeePerGas }, balance] = [
    await client.estimateFeesPerGas(),
    await client.getBalance({ address: account.address }),
  ]
  const cost = gas * maxFeePerGas
  console.log(`costs        at most ${gas} gas, ${cost} wei; ${account.address} has ${balance} wei`)
  if (balance < cost) throw new Error(`${account.address} has not enough ether`)
  if (values['dry-run']) {
    console.log('nothing was sent')
    return
  }
  const hash = await createWalletClient({ account, transport }).sendTransaction({ chain: null, to, data, gas })
  console.log(`transaction  ${hash}`)
  const { status } = await client.waitForTransactionReceipt({ hash, pollingInterval: 500 })
  if (status !== 'success' || !(await client.getCode({ address })))
    throw new Error(`the transaction deployed no ledger: ${status}`)
  console.log('deployed')
}

function calldata(file: string | undefined): void {
  if (file === undefined) throw new UsageError('name the proof file')
  const proof = readProof(readFileSync(file, 'utf8'))
  const maxAge = whole('max-age')
  console.log(maxAge === undefined ? statusCalldata(proof) : requireCalldata(proof, maxAge))
}

async function main(): Promise<void> {
  const [command, file] = positionals
  if (values.help || command === undefined) {
    console.log(USAGE)
    return
  }
  if (command === 'address') address()
  else if (command === 'deploy') await deploy()
  else if (command === 'calldata') calldata(file)
  else throw new UsageError(`there is no command ${command}: address, deploy or calldata`)
}

// A reader that closes the pipe has seen enough.
process.stdout.on('error', () => process.exit(0))
main().catch((error: unknown) => {
  const { message } = error as Error
  console.error(
    error instanceof UsageError ? `error: ${message}\n\ncarbon-ledger --help lists the options` : `error: ${message}`,
  )
  process.exitCode = error instanceof UsageError ? 2 : 1
})
