// Deployment with the anchor binary, on a separate network without the program: deploy, migrate, migrate again, upgrade.
// scripts/anchor.sh installs the binary; if it cannot, the test fails.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { type Ended, ROOT, run } from './run'

const folder = mkdtempSync(join(tmpdir(), 'carbon-deployment-'))
const wallet = join(folder, 'operator.json')
const elf = join(ROOT, 'target/deploy/carbon_consensus.so')

interface Described {
  rpcUrl: string
  programId: string
  keys: Record<string, string>
}

let network: ChildProcess
let described: Described

before(async () => {
  const options = ['--no-program', '--rpc-port', '0', '--ws-port', '0', '--keys', folder, '--json']
  const binary = process.env.CARBON_BIN ?? join(ROOT, 'target/debug/carbon')
  network = spawn(binary, ['localnet', ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(network.stdout!)) {
    described = JSON.parse(line) as Described
    return
  }
  throw new Error('the network ended before it was ready')
})

after(async () => {
  const ended = new Promise((resolve) => network.once('exit', resolve))
  network.kill('SIGTERM')
  assert.equal(await ended, 0, 'the network stops cleanly')
})

/** Runs the anchor binary against the network. */
const anchor = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  run('scripts/anchor.sh', [...args, '--provider.cluster', described.rpcUrl, '--provider.wallet', wallet], env)

async function succeeds(ended: Promise<Ended>): Promise<string> {
  const { code, output } = await ended
  assert.equal(code, 0, output)
  return output
}

/** The program's bytes on the network. */
async function deployed(): Promise<Buffer> {
  const path = join(folder, 'dump.so')
  await succeeds(anchor(['program', 'dump', described.programId, path]))
  return readFileSync(path)
}

test('without the program, the migration is refused', async () => {
  const { code, output } = await anchor(['migrate'])
  assert.match(output, /is not on this cluster: run `anchor deploy`/)
  assert.equal(code, 2)
})

test('anchor deploy deploys the program, with the wallet as upgrade authority', async () => {
  await succeeds(anchor(['deploy']))
  const bytes = readFileSync(elf)
  assert.ok((await deployed()).subarray(0, bytes.length).equals(bytes), 'the deployed program is the compiled one')
  const shown = await succeeds(anchor(['program', 'show', described.programId]))
  assert.match(shown, new RegExp(`Upgrade Authority: ${described.keys.operator}`))
})

test('anchor migrate reports in a dry run, creates, and then finds nothing to do', async () => {
  assert.match(await succeeds(anchor(['migrate'], { CARBON_DRY_RUN: '1' })), /14 to create, 0 different/)
  assert.match(await succeeds(anchor(['migrate'])), /14 created, 0 left out, 0 different/)
  assert.match(await succeeds(anchor(['migrate'])), /17 as configured, 0 created, 0 left out, 0 different/)
})

test('anchor migrate ends with 3 if something differs', async () => {
  const config = JSON.parse(readFileSync(join(ROOT, 'migrations/localnet.json'), 'utf8')) as {
    registry: { guardian: string }
  }
  config.registry.guardian = described.keys.alice!
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify(config))
  const { code, output } = await anchor(['migrate'], { CARBON_CONFIG: path })
  assert.match(output, /guardian is .*, configured is /)
  assert.equal(code, 3)
})

test('anchor test runs the tests of the migration', async () => {
  const output = await succeeds(anchor(['test', '--skip-build', '--skip-deploy', '--skip-local-validator']))
  assert.match(output, /fail 0/)
})

test('an upgrade to a longer program keeps the registry', async () => {
  // Zeros after the end of an ELF mean nothing.
  const longer = Buffer.concat([readFileSync(elf), Buffer.alloc(8)])
  const path = join(folder, 'longer.so')
  writeFileSync(path, longer)
  await succeeds(anchor(['program', 'upgrade', described.programId, '--program-filepath', path]))
  const bytes = await deployed()
  assert.ok(bytes.length > readFileSync(elf).length, 'the program data has grown')
  assert.ok(bytes.subarray(0, longer.length).equals(longer))
  assert.match(await succeeds(anchor(['migrate'])), /17 as configured, 0 created, 0 left out, 0 different/)
})
