/**
 * The package `@carbon-consensus/l1` (`app/l1`) as a developer has it: packed, installed in a folder outside the repository, and used
 * there from JavaScript, TypeScript, Solidity and the command line.
 */

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { getAddressDecoder } from '@solana/kit'
import { artifacts } from '../devnet/artifacts.js'
import { Rpc, serve } from '../devnet/rpc.js'
import { bytes } from './bytes.js'
import { deploy, proof, published, REGISTRY } from './fixtures.js'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const golden = JSON.parse(readFileSync(`${repository}crates/wire/vectors/golden.json`, 'utf8'))
const base58 = (/** @type {string} */ hex) => getAddressDecoder().decode(bytes(hex))

/** The developer's folder. */
const folder = mkdtempSync(join(tmpdir(), 'carbon-l1-'))
after(() => rmSync(folder, { recursive: true }))

before(async () => {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: `${repository}app/l1`,
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  const tarball = join(folder, String(stdout.trim().split('\n').at(-1)))
  await run('npm', ['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: folder })
})

/**
 * Runs a script in that folder. Returns what it prints, as JSON.
 * @param {string} content
 */
async function script(content) {
  const file = join(folder, 'script.js')
  writeFileSync(file, content)
  return JSON.parse((await run(process.execPath, [file], { cwd: folder })).stdout)
}

/**
 * `carbon-ledger` in that folder.
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, out: string, err: string }>}
 */
const command = (args, env = {}) =>
  new Promise((resolve) => {
    const path = join(folder, 'node_modules/.bin/carbon-ledger')
    const child = execFile(path, args, { cwd: folder, env: { ...process.env, ...env } }, (_, out, err) =>
      resolve({ code: Number(child.exitCode), out, err }),
    )
  })

/**
 * A chain of `l1/devnet/node.js`, which ends with the test.
 * @param {import('node:test').TestContext} context
 * @param {...string} args
 * @returns {Promise<{ url: string, core: string, account: { address: string, key: string } }>}
 */
async function node(context, ...args) {
  const path = `${repository}l1/devnet/node.js`
  const child = spawn(process.execPath, [path, '--with-parent', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  context.after(() => child.kill())
  for await (const line of createInterface(child.stdout)) return JSON.parse(line)
  throw new Error('the chain did not start')
}

/** A proof file of leaf 0 in a log of two. @param {object} [change] */
const proofFile = (change = {}) => {
  const { leaf, path, root } = proof(0, 2)
  const plain = (/** @type {string} */ hex) => hex.slice(2)
  const file = {
    format: 'carbon-rollup-proof-1',
    program: base58(published.program),
    registry: base58(published.registry),
    kind: 'certificate',
    account: base58(published.registry),
    batch: { index: 1, sequence: 0, leaf_count: 2, root: plain(root), corrections: 0 },
    leaf: { index: 0, entry: plain(leaf) },
    path: path.map(plain),
  }
  return JSON.stringify({ ...file, ...change })
}

test('addresses and core contracts are those of the other languages', async () => {
  const vectors = golden.cores
  const found = await script(`import { CORES, ledgerAddress } from '@carbon-consensus/l1'
    console.log(JSON.stringify({ cores: CORES, address: ledgerAddress({ core: '${published.registry.slice(0, 40)}'.replace(/^/, '0x'), program: '${base58(published.program)}' }) }))`)
  assert.equal(Object.keys(found.cores).length, vectors.length)
  for (const { evm_chain, chain, address } of vectors) {
    const { wormholeChain, address: core } = found.cores[evm_chain]
    assert.deepEqual([String(wormholeChain), core.toLowerCase()], [chain, `0x${address}`])
  }
  const { core, ledger } = await deploy()
  const there = await script(`import { ledgerAddress } from '@carbon-consensus/l1'
    console.log(JSON.stringify(ledgerAddress({ core: '${core.address}', program: '${base58(published.program)}' })))`)
  assert.equal(there, ledger.address)
})

test('an application asks the ledger with viem, and TypeScript knows the types', async (context) => {
  const { chain, ledger, submit } = await deploy()
  await submit('first')
  const { url, server } = await serve(new Rpc(chain), 0)
  context.after(() => server.close())
  writeFileSync(join(folder, 'proof.json'), proofFile())
  const program = `import { readFileSync } from 'node:fs'
    import { createPublicClient, http } from 'viem'
    import { carbonLedgerAbi, readProof, STATUSES } from '@carbon-consensus/l1'
    const client = createPublicClient({ transport: http('${url}') })
    const { registry, proof } = readProof(readFileSync('proof.json', 'utf8'))
    const ledger = { address: '${ledger.address}', abi: carbonLedgerAbi } as const
    const [status, voided] = await client.readContract({ ...ledger, functionName: 'certificateStatus', args: [registry, proof] })
    const grams: bigint = voided
    const state = await client.readContract({ ...ledger, functionName: 'state', args: [registry] })
    console.log(JSON.stringify([STATUSES[status], String(grams), String(state.batch satisfies bigint)]))`
  writeFileSync(join(folder, 'application.ts'), program)
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const types = ['--typeRoots', `${repository}node_modules/@types`, '--types', 'node']
  const options = ['--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext', ...types]
  await run(process.execPath, [tsc, ...options, 'application.ts'], { cwd: folder })
  const { stdout } = await run(process.execPath, ['application.js'], { cwd: folder })
  assert.deepEqual(JSON.parse(stdout), ['Valid', '0', '1'])

  // A proof as calldata: what reverts says so, what does not returns the certificate.
  const asked = await command(['calldata', 'proof.json', '--max-age', '4000000000'])
  assert.equal(asked.code, 0, asked.err)
  const data = ledger.interface.encodeFunctionData('requireOffset', [REGISTRY, proof(0, 2), 4_000_000_000])
  assert.equal(asked.out.trim(), data)
  const status = await command(['calldata', 'proof.json'])
  assert.equal(status.out.trim(), ledger.interface.encodeFunctionData('certificateStatus', [REGISTRY, proof(0, 2)]))
})

test('what is not a proof is refused with a reason', async () => {
  const { path } = proof(0, 2)
  for (const [change, reason] of /** @type {[object, RegExp][]} */ ([
    [{ format: 'carbon-rollup-proof-2' }, /format is not carbon-rollup-proof-1/],
    [{ kind: 'correction' }, /the proof is of a correction/],
    [{ registry: 'none' }, /not an address on Solana .*: none/],
    [{ leaf: { entry: '00' } }, /the leaf is not 208 bytes/],
    [{ batch: {} }, /the root is not 32 bytes/],
    [{ path: [path[0]] }, /a hash of the path is not 32 bytes/],
    [{ path: Array(41).fill(path[0].slice(2)) }, /at most 40 hashes/],
  ])) {
    writeFileSync(join(folder, 'wrong.json'), proofFile(change))
    const { code, err } = await command(['calldata', 'wrong.json'])
    assert.equal(code, 1)
    assert.match(err, reason)
  }
})

test('a contract of another project compiles against the interface', () => {
  const solc = createRequire(import.meta.url)('solc')
  const content = `// SPDX-License-Identifier: UNLICENSED
    pragma solidity ^0.8.20;
    import {ICarbonLedger} from "@carbon-consensus/l1/contracts/ICarbonLedger.sol";
    contract Shop {
      function open(ICarbonLedger ledger, bytes32 registry, ICarbonLedger.Proof calldata proof) external view returns (uint64) {
        return ledger.requireOffset(registry, proof, 1 days).credit;
      }
    }`
  const settings = { outputSelection: { '*': { '*': ['abi'] } } }
  const input = { language: 'Solidity', sources: { 'Shop.sol': { content } }, settings }
  const find = (/** @type {string} */ path) => ({ contents: readFileSync(join(folder, 'node_modules', path), 'utf8') })
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }))
  assert.deepEqual(output.errors ?? [], [])
  assert.ok(output.contracts['Shop.sol'].Shop)
})

test('the ledger is deployed by anyone, once, at its address, and can be verified', async (context) => {
  const { url, core, account } = await node(context, '--bare')
  const key = { CARBON_L1_KEY: account.key }
  const at = ['deploy', '--rpc', url, '--local']
  const unknown = await command(at, key)
  assert.deepEqual([unknown.code, /chain 31337 is not known here: name it with --core/.test(unknown.err)], [2, true])
  for (const [wrong, reason] of /** @type {[string, RegExp][]} */ ([
    [account.address, /is not a core contract of Wormhole: it does not answer chainId/],
    ['0x4e59b44847b379578588920cA78FbF26c0B4956C', /is not a core contract of Wormhole/],
  ])) {
    const refused = await command([...at, '--core', wrong], key)
    assert.equal(refused.code, 1)
    assert.match(refused.err, reason)
  }
  const poor = await command([...at, '--core', core], { CARBON_L1_KEY: '33'.repeat(32) })
  assert.match(poor.err, /has not enough ether|insufficient|exceeds/i)
  const dry = await command([...at, '--core', core, '--dry-run'], key)
  assert.match(dry.out, /nothing was sent/, dry.err)

  const done = await command([...at, '--core', core, '--standard-json', 'input.json'], key)
  assert.equal(done.code, 0, done.err)
  assert.match(done.out, /\ndeployed\n$/)
  const address = /ledger +(0x\w+)/.exec(done.out)?.[1]
  const again = await command([...at, '--core', core], key)
  assert.deepEqual([again.code, /it is deployed already/.test(again.out)], [0, true])
  const named = await command(['address', '--core', core, '--local'])
  assert.equal(/ledger +(0x\w+)/.exec(named.out)?.[1], address)

  // Whoever compiles the input gets the code.
  const input = JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8'))
  const outputSelection = { 'CarbonLedger.sol': { CarbonLedger: ['evm.bytecode.object'] } }
  const solc = createRequire(import.meta.url)('solc')
  const output = JSON.parse(
    solc.compile(JSON.stringify({ ...input, settings: { ...input.settings, outputSelection } })),
  )
  const { object } = output.contracts['CarbonLedger.sol'].CarbonLedger.evm.bytecode
  assert.equal(`0x${object}`, artifacts().CarbonLedger.bytecode)
})

test('on a chain with a published core contract, no other is taken', async (context) => {
  const { url, core, account } = await node(context, '--bare', '--chain-id', '1')
  const key = { CARBON_L1_KEY: account.key }
  const other = await command(['deploy', '--rpc', url, '--local', '--core', core], key)
  assert.equal(other.code, 1)
  assert.match(other.err, /core contract on chain 1 is 0x98f3c9e6E3fAce36bAAd05FE09d375Ef1464288B/)
  const none = await command(['deploy', '--rpc', url, '--local'], key)
  assert.match(none.err, /does not answer chainId/)
})

test('wrong options end with code 2', async () => {
  for (const args of [
    ['address'],
    ['address', '--chain-id', '1'],
    ['address', '--chain-id', 'one', '--local'],
    ['address', '--core', 'none', '--local'],
    ['deploy', '--local'],
    ['calldata'],
    ['burn'],
    ['--none'],
  ]) {
    const { code, err } = await command(args)
    assert.equal(code, 2, `${args.join(' ')}: ${err}`)
  }
  assert.equal((await command(['--help'])).code, 0)
})
