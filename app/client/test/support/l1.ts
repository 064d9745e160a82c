/**
 * The L1: `l1/devnet/node.js`, an embedded EVM in a process of its own, with the registry's ledger and Wormhole's real core contract
 * behind Ethereum's JSON-RPC. Its only guardian is that of Wormhole's development networks, whose key is public: it stands in
 * for the guardians.
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

/** Where the embedded EVM has the ledger: a registry's messages are for it. */
export const LEDGER = '0x08425d9df219f93d5763c3e85204cb5b4ce33aaa'

const HOME = new URL('../../../../l1/', import.meta.url)
const l1 = (file: string) => import(new URL(`src/${file}`, HOME).href)

const hex = (bytes: ReadonlyUint8Array): string => `0x${toHex(bytes)}`

/** What the L1 knows of a registry. */
export class L1 {
  /** Where JSON-RPC is answered. */
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
    const node = [fileURLToPath(new URL('node.js', HOME)), ...options]
    // It ends when its standard input does, however this process ends.
    const child = spawn(process.execPath, node, { stdio: ['pipe', 'pipe', 'inherit'] })
    const { url, account, ledger } = await firstLine<Described>(child)
    const { ethers } = createRequire(HOME)('ethers')
    const provider = new ethers.providers.StaticJsonRpcProvider(url)
    provider.pollingInterval = 20
    const { artifacts } = await l1('artifacts.js')
    const signer = new ethers.Wallet(account.key, provider)
    return new L1(child, url, new ethers.Contract(ledger, artifacts().CarbonLedger.abi, signer))
  }

  /** Brings a message there, signed by a guardian. */
  async deliver(message: WormholeMessage): Promise<void> {
    const wormhole = await l1('wormhole.js')
    await done(this.#ledger.submit(wormhole.sign(hex(vaaBody(message)), wormhole.guardians(1))))
  }

  /** Registers a correction; until all of them are, nothing is answered. */
  async register(correction: LeafProof): Promise<void> {
    await done(this.#ledger.registerCorrection(...argumentsOf(correction)))
  }

  /** Whether a certificate's leaf, or a year's, stands. */
  async ask(question: 'isOffset' | 'isNeutral', leaf: LeafProof): Promise<boolean> {
    return this.#ledger[question](...argumentsOf(leaf))
  }

  /** Stops it. */
  stop(): void {
    this.#process.kill()
  }
}

/** What the node says of itself. */
type Described = { url: string; ledger: string; account: { key: string } }

type Proof = [entry: string, path: string[]]
/** The ledger's contract as `ethers` has it. */
type L1Contract = {
  submit(vaa: string): Promise<Sent>
  registerCorrection(...proof: Proof): Promise<Sent>
  isOffset(...proof: Proof): Promise<boolean>
  isNeutral(...proof: Proof): Promise<boolean>
}
type Sent = { wait(): Promise<unknown> }

/** Waits until a transaction is mined; throws where it failed. */
const done = async (sent: Promise<Sent>): Promise<unknown> => (await sent).wait()

const argumentsOf = ({ entry, path }: LeafProof): Proof => [hex(entry), path.map(hex)]
