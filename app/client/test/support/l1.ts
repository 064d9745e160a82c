/**
 * The L1: `l1/devnet/node.js`, an embedded EVM in its own process, with the registry's ledger and Wormhole's real core contract
 * behind Ethereum's JSON-RPC. Its only guardian is the guardian of Wormhole's development networks, whose key is public.
 */

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { getAddressEncoder } from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { toHex, vaaBody } from '../../src/index.js'
import type { LeafProof, WormholeMessage } from '../../src/index.js'
import { firstLine } from './network.js'

/** Address of the ledger on the embedded EVM: the target of a registry's messages. */
export const LEDGER = '0x08425d9df219f93d5763c3e85204cb5b4ce33aaa'

const DEVNET = new URL('../../../../l1/devnet/', import.meta.url)
const devnet = (file: string) => import(new URL(file, DEVNET).href)

const hex = (bytes: ReadonlyUint8Array): string => `0x${toHex(bytes)}`

/** The L1 with the ledger of a registry. */
export class L1 {
  /** URL of JSON-RPC. */
  readonly url: string
  readonly #process: ChildProcess
  readonly #ledger: L1Contract

  private constructor(process: ChildProcess, url: string, ledger: L1Contract) {
    this.#process = process
    this.url = url
    this.#ledger = ledger
  }

  /** Starts an L1 with the ledger of a registry. */
  static async start(registry: Address, log: Address): Promise<L1> {
    const [ours, emitter] = [registry, log].map((key) => toHex(getAddressEncoder().encode(key)))
    const options = ['--with-parent', '--registry', `${ours}`, '--emitter', `${emitter}`]
    const node = [fileURLToPath(new URL('node.js', DEVNET)), ...options]
    // The child ends when its standard input closes, so it ends with this process in any case.
    const child = spawn(process.execPath, node, { stdio: ['pipe', 'pipe', 'inherit'] })
    const { url, account, ledger } = await firstLine<Described>(child)
    const { ethers } = createRequire(DEVNET)('ethers')
    const provider = new ethers.providers.StaticJsonRpcProvider(url)
    provider.pollingInterval = 20
    const { artifacts } = await devnet('artifacts.js')
    const signer = new ethers.Wallet(account.key, provider)
    return new L1(child, url, new ethers.Contract(ledger, artifacts().CarbonLedger.abi, signer))
  }

  /** Submits a message with a guardian's signature. */
  async deliver(message: WormholeMessage): Promise<void> {
    const wormhole = await devnet('wormhole.js')
    await mined(this.#ledger.submit(wormhole.sign(hex(vaaBody(message)), wormhole.guardians(1))))
  }

  /** Registers a correction. The ledger refuses to answer until all corrections are registered. */
  async register(correction: LeafProof): Promise<void> {
    await mined(this.#ledger.registerCorrection(...argumentsOf(correction)))
  }

  /** Whether the leaf of a certificate or year stands. */
  async ask(question: 'isOffset' | 'isNeutral', leaf: LeafProof): Promise<boolean> {
    return this.#ledger[question](...argumentsOf(leaf))
  }

  /** Stops the L1. */
  stop(): void {
    this.#process.kill()
  }
}

/** The line that the node prints when it is ready. */
type Described = { url: string; ledger: string; account: { key: string } }

type Proof = [entry: string, path: string[]]
/** The ledger's contract in `ethers`. */
type L1Contract = {
  submit(vaa: string): Promise<Sent>
  registerCorrection(...proof: Proof): Promise<Sent>
  isOffset(...proof: Proof): Promise<boolean>
  isNeutral(...proof: Proof): Promise<boolean>
}
type Sent = { wait(): Promise<unknown> }

/** Waits until a transaction is mined. Throws if it failed. */
const mined = async (sent: Promise<Sent>): Promise<unknown> => (await sent).wait()

const argumentsOf = ({ entry, path }: LeafProof): Proof => [hex(entry), path.map(hex)]
