/**
 * The L1: the registry's ledger on an embedded EVM, with Wormhole's real core contract (`l1/`). Its only guardian is that of
 * Wormhole's development networks, whose key is public: it stands in for the guardians.
 */

import { getAddressEncoder } from '@solana/kit'
import type { ReadonlyUint8Array } from '@solana/kit'
import { toHex, vaaBody } from '../../src/index.js'
import type { LeafProof, Payload, WormholeMessage } from '../../src/index.js'

/** Where the embedded EVM has the ledger: a registry's messages are for it. */
export const LEDGER = '0x08425d9df219f93d5763c3e85204cb5b4ce33aaa'

const l1 = (file: string) => import(new URL(`../../../../l1/src/${file}`, import.meta.url).href)

const hex = (bytes: ReadonlyUint8Array): string => `0x${toHex(bytes)}`

/** What the L1 knows of a registry. */
export class L1 {
  readonly #ledger: L1Contract

  private constructor(ledger: L1Contract) {
    this.#ledger = ledger
  }

  /** Brings a message to a new ledger. */
  static async with(message: WormholeMessage, { registry }: Payload): Promise<L1> {
    const [{ artifacts }, { Chain }, wormhole] = await Promise.all(['artifacts.js', 'evm.js', 'wormhole.js'].map(l1))
    const [chain, guardians] = [await Chain.create(), wormhole.guardians(1)]
    const core = await wormhole.deployCore(chain, guardians)
    const [ours, emitter] = [registry, message.emitter].map((key) => hex(getAddressEncoder().encode(key)))
    const ledger = await chain.deploy(artifacts().CarbonLedger, core.address, ours, emitter)
    await ledger.send('submit', wormhole.sign(hex(vaaBody(message)), guardians))
    return new L1(ledger)
  }

  /** Registers a correction; until all of them are, nothing is answered. */
  async register(correction: LeafProof): Promise<void> {
    await this.#ledger.send('registerCorrection', ...argumentsOf(correction))
  }

  /** Whether a certificate's leaf, or a year's, stands. */
  async ask(question: 'isOffset' | 'isNeutral', leaf: LeafProof): Promise<boolean> {
    return this.#ledger.call(question, ...argumentsOf(leaf))
  }
}

/** A contract as `l1/src/evm.js` has it. */
type L1Contract = {
  send(method: string, ...args: unknown[]): Promise<unknown>
  call(method: string, ...args: unknown[]): Promise<boolean>
}

const argumentsOf = ({ entry, path }: LeafProof): [string, string[]] => [hex(entry), path.map(hex)]
