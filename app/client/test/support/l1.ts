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
import { decodePayload, toHex, vaaBody } from '../../src/index.js'
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
  #root = ''

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

  /** Submits a message with a guardian's signature. Later proofs lead to its root. */
  async deliver(message: WormholeMessage): Promise<void> {
    this.#root = hex(decodePayload(message.payload).root)
    const wormhole = await devnet('wormhole.js')
    await mined(this.#ledger.submit(wormhole.sign(hex(vaaBody(message)), wormhole.guardians(1))))
  }

  /** Registers corrections. The ledger gives no answer on a leaf that another one may concern. */
  async register(corrections: LeafProof[]): Promise<void> {
    await mined(this.#ledger.registerCorrections(corrections.map((correction) => this.#proof(correction))))
  }

  /** What the ledger says of the leaf of a certificate or year: the number of an `ICarbonLedger.Status`. */
  async ask(question: 'certificateStatus' | 'yearStatus', leaf: LeafProof): Promise<number> {
    return (await this.#ledger[question](this.#proof(leaf))).status
  }

  #proof({ entry, path }: LeafProof): Proof {
    return { leaf: hex(entry), path: path.map(hex), root: this.#root }
  }

  /** Stops the L1. */
  stop(): void {
    this.#process.kill()
  }
}

/** The line that the node prints when it is ready. */
type Described = { url: string; ledger: string; account: { key: string } }

type Proof = { leaf: string; path: string[]; root: string }
/** The ledger's contract in `ethers`. */
type L1Contract = {
  submit(vaa: string): Promise<Sent>
  registerCorrections(proofs: Proof[]): Promise<Sent>
  certificateStatus(proof: Proof): Promise<{ status: number }>
  yearStatus(proof: Proof): Promise<{ status: number }>
}
type Sent = { wait(): Promise<unknown> }

/** Waits until a transaction is mined. Throws if it failed. */
const mined = async (sent: Promise<Sent>): Promise<unknown> => (await sent).wait()
