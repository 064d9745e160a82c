/**
 * The L1: `l1/devnet/node.js`, an embedded EVM in its own process, with the ledger and Wormhole's real core contract
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

const DEVNET = new URL('../../../../l1/devnet/', import.meta.url)
const devnet = (file: string) => import(new URL(file, DEVNET).href)

const hex = (bytes: ReadonlyUint8Array): string => `0x${toHex(bytes)}`

/** The L1 with the ledger, of which a registry's part is used. */
export class L1 {
  /** URL of JSON-RPC. */
  readonly url: string
  readonly #process: ChildProcess
  /** Address of Wormhole's core contract. */
  readonly core: string
  readonly #ledger: L1Contract
  readonly #registry: string
  #root = ''

  private constructor(process: ChildProcess, { url, core }: Described, ledger: L1Contract, registry: Address) {
    this.#process = process
    this.url = url
    this.core = core
    this.#ledger = ledger
    this.#registry = hex(getAddressEncoder().encode(registry))
  }

  /** Starts an L1 for a registry. */
  static async start(registry: Address): Promise<L1> {
    const node = [fileURLToPath(new URL('node.js', DEVNET)), '--with-parent']
    // The child ends when its standard input closes, so it ends with this process in any case.
    const child = spawn(process.execPath, node, { stdio: ['pipe', 'pipe', 'inherit'] })
    const described = await firstLine<Described>(child)
    const { url, account, ledger } = described
    const { ethers } = createRequire(DEVNET)('ethers')
    const provider = new ethers.providers.StaticJsonRpcProvider(url)
    provider.pollingInterval = 20
    const { artifacts } = await devnet('artifacts.js')
    const signer = new ethers.Wallet(account.key, provider)
    const contract = new ethers.Contract(ledger, artifacts().CarbonLedger.abi, signer)
    return new L1(child, described, contract, registry)
  }

  /** Submits a message with a guardian's signature. Later proofs lead to its root. */
  async deliver(message: WormholeMessage): Promise<void> {
    this.#root = hex(decodePayload(message.payload).root)
    const wormhole = await devnet('wormhole.js')
    await mined(this.#ledger.submit(wormhole.sign(hex(vaaBody(message)), wormhole.guardians(1))))
  }

  /** Registers corrections. The ledger gives no answer on a leaf that another one may concern. */
  async register(corrections: LeafProof[]): Promise<void> {
    await mined(
      this.#ledger.registerCorrections(
        this.#registry,
        corrections.map((correction) => this.#proof(correction)),
      ),
    )
  }

  /** What the ledger says of the leaf of a certificate or year: the number of an `ICarbonLedger.Status`. */
  async ask(question: 'certificateStatus' | 'yearStatus', leaf: LeafProof): Promise<number> {
    return (await this.#ledger[question](this.#registry, this.#proof(leaf))).status
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
type Described = { url: string; core: string; ledger: string; account: { key: string } }

type Proof = { leaf: string; path: string[]; root: string }
/** The ledger's contract in `ethers`. */
type L1Contract = {
  submit(vaa: string): Promise<Sent>
  registerCorrections(registry: string, proofs: Proof[]): Promise<Sent>
  certificateStatus(registry: string, proof: Proof): Promise<{ status: number }>
  yearStatus(registry: string, proof: Proof): Promise<{ status: number }>
}
type Sent = { wait(): Promise<unknown> }

/** Waits until a transaction is mined. Throws if it failed. */
const mined = async (sent: Promise<Sent>): Promise<unknown> => (await sent).wait()
