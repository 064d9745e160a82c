// The migration on a cluster that has the program: ANCHOR_PROVIDER_URL, ANCHOR_WALLET. `anchor test` runs it. Each run creates
// another registry, numbered by the clock, so it can be repeated on the same network.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { AnchorProvider } from '@anchor-lang/core'
import type { Config } from '../src/config'
import { ROOT, run, type Ended } from './run'

const folder = mkdtempSync(join(tmpdir(), 'carbon-migration-'))
const config = JSON.parse(readFileSync(join(ROOT, 'migrations/localnet.json'), 'utf8')) as Config
config.registry.id = (Math.floor(Date.now() / 1000) % 65_000) + 100

/** Writes a changed configuration. Returns its path. */
function changed(change: (config: Config) => void): string {
  const copy = structuredClone(config)
  change(copy)
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify(copy))
  return path
}

const deploy = (path: string, ...options: string[]): Promise<Ended> =>
  run('npx', ['tsx', 'migrations/deploy.ts', '--config', path, ...options])

/** Number of transactions of the wallet. */
async function transactions(): Promise<number> {
  const { connection, wallet } = AnchorProvider.env()
  return (await connection.getSignaturesForAddress(wallet.publicKey, { limit: 1_000 }, 'confirmed')).length
}

/** Runs a command that must not send a transaction. */
async function sendsNothing(act: () => Promise<Ended>): Promise<Ended> {
  const before = await transactions()
  const ended = await act()
  assert.equal(await transactions(), before, ended.output)
  return ended
}

const asConfigured = changed(() => {})

test('a dry run reports what is missing, and sends nothing', async () => {
  const { code, output } = await sendsNothing(() => deploy(asConfigured, '--dry-run'))
  assert.match(output, /0 as configured, 0 created, 14 to create, 0 different/)
  assert.equal(code, 0)
})

test('a configuration that does not follow the schema is refused with every fault', async () => {
  const path = changed((config) => {
    config.registry.thresholdBps = 5_000
    delete (config as Partial<Config>).notaries
  })
  const { code, output } = await sendsNothing(() => deploy(path))
  assert.match(output, /\/registry\/thresholdBps must be >= 6667/)
  assert.match(output, /must have required property 'notaries'/)
  assert.equal(code, 2)
})

test('an incomplete migration is continued', async () => {
  const half = changed((config) => {
    config.registry.open = false
    config.notaries = config.notaries.slice(0, 2)
    delete config.factors
  })
  const begun = await deploy(half)
  assert.match(begun.output, /0 left out, 0 different/)
  assert.equal(begun.code, 0, begun.output)
  const { code, output } = await deploy(changed(() => {}))
  assert.match(output, /= exists {4}notary Notary 2/)
  assert.match(output, /\+ created {3}notary Notary 3/)
  assert.match(output, /12 as configured, 5 created, 0 left out, 0 different/)
  assert.equal(code, 0, output)
})

test('a repeated migration finds nothing to do', async () => {
  const { code, output } = await sendsNothing(() => deploy(changed(() => {})))
  assert.match(output, /17 as configured, 0 created, 0 left out, 0 different/)
  assert.equal(code, 0)
})

test('differences are reported, and nothing is changed or created', async () => {
  const other = changed((config) => {
    config.registry.policy.terms.bufferBps = 1_000
    config.registry.bridge.shim = config.registry.guardian
    config.registry.mintUri = 'https://registry.example/other/{symbol}.json'
    config.notaries[4]!.weight = 2
    config.notaries.shift()
    config.notaries.push({ ...config.notaries[0]!, key: config.registry.guardian, name: 'Newcomer' })
    config.providers = [{ key: config.registry.guardian, name: 'New meters' }]
    config.factors![0]!.gases.co2 = '1'
    config.payments = []
  })
  const { code, output } = await sendsNothing(() => deploy(other))
  for (const line of [
    /! differs {3}terms of its policy: bufferBps is 1500, configured is 1000/,
    /! differs {3}Wormhole pins: shim is EtZMZM22ViKMo4r5y4Anovs3wKQ2owUmDpjygnMMcdEX, configured is /,
    /! differs {3}mint EMIT .*: its metadata does not name/,
    /! differs {3}notary Notary 5 .*: weight is 1, configured is 2/,
    /! differs {3}notary Notary 1 .*: it is in the set and not configured/,
    /- missing {3}notary Newcomer .*schedule_change/,
    /- missing {3}provider New meters .*--loosen/,
    /! differs {3}provider Meters .*: it is listed and not configured/,
    /! differs {3}factor 1\/2024 .*: co2 is 53060000000, configured is 1/,
    /! differs {3}payment token .*: it is allowed and not configured/,
  ])
    assert.match(output, line)
  assert.equal(code, 3)
})

test('an open registry is loosened only with --loosen', async () => {
  const more = changed((config) => config.providers!.push({ key: config.registry.guardian, name: 'New meters' }))
  const silent = await sendsNothing(() => deploy(more))
  assert.equal(silent.code, 3, silent.output)
  const { code, output } = await deploy(more, '--loosen')
  assert.match(output, /\+ created {3}provider New meters/)
  assert.equal(code, 0, output)
})
