/**
 * `carbon localnet` for a test: a separate network with funded keys and a clock that can be advanced.
 */

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createKeyPairSignerFromBytes } from '@solana/kit'
import type { Address, KeyPairSigner } from '@solana/kit'

const BUILT = fileURLToPath(new URL('../../../../target/debug/carbon', import.meta.url))
/** The command `carbon`. */
export const BINARY = process.env.CARBON_BIN ?? BUILT

/** Milliseconds of a slot. Slots are short, because a test waits for each transaction. */
const SLOT = 20

/** A local network. */
export class Network {
  /** URL of JSON-RPC. */
  readonly url: string
  /** Mint of a payment token. The operator is its mint authority. */
  readonly coin: Address
  readonly #process: ChildProcess
  readonly #keys: Map<string, KeyPairSigner>

  private constructor(process: ChildProcess, keys: Map<string, KeyPairSigner>, { rpcUrl, coin }: Described) {
    this.#process = process
    this.#keys = keys
    this.url = rpcUrl
    this.coin = coin
  }

  /** Starts a network whose clock begins at a unix time. */
  static async start(at: bigint): Promise<Network> {
    if (!existsSync(BINARY))
      throw new Error(`${BINARY} is missing: run \`make build\` and \`cargo test --workspace --no-run\``)
    const folder = mkdtempSync(join(tmpdir(), 'carbon-keys-'))
    const ports = ['--rpc-port', '0', '--ws-port', '0']
    const options = [...ports, '--slot-ms', `${SLOT}`, '--at', `${at}`, '--keys', folder, '--json']
    const child = spawn(BINARY, ['localnet', ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const described = await firstLine<Described>(child)
      return new Network(child, await readKeys(folder), described)
    } catch (failure) {
      child.kill()
      throw failure
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  /** The funded key with this name. */
  person(name: string): KeyPairSigner {
    const key = this.#keys.get(name)
    if (!key) throw new Error(`there is no key named ${name}`)
    return key
  }

  /** Advances the clock to a unix time. */
  async travel(time: bigint): Promise<void> {
    await this.#request('surfnet_timeTravel', [{ absoluteTimestamp: Number(time * 1_000n) }])
  }

  async #request(method: string, params: unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const response = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  /** Stops the network. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill('SIGTERM')
    await ended
  }
}

/** The line that the network prints when it is ready. */
type Described = { rpcUrl: string; coin: Address }

/** The line of JSON that a process prints when it is ready. */
export async function firstLine<T>(child: ChildProcess): Promise<T> {
  if (!child.stdout) throw new Error('the process has no standard output')
  for await (const line of createInterface(child.stdout)) return JSON.parse(line)
  throw new Error(`${child.spawnfile} ended before it was ready`)
}

async function readKeys(folder: string): Promise<Map<string, KeyPairSigner>> {
  const signers = readdirSync(folder).map(async (file): Promise<[string, KeyPairSigner]> => {
    const bytes = new Uint8Array(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    return [file.replace(/\.json$/, ''), await createKeyPairSignerFromBytes(bytes)]
  })
  return new Map(await Promise.all(signers))
}
