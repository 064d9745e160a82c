/**
 * Runs Slither over the contracts. Prints its findings, and ends with an error if there is one of low, medium or high impact.
 *
 * Slither's own way to a compiler is a download. It takes the output of the pinned compiler instead, in the form in which Hardhat
 * keeps it ("build info").
 *
 * Use: node run.js SLITHER, the path of the program.
 */

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { compiler, target } from '../devnet/artifacts.js'

const [slither] = process.argv.slice(2)
if (slither === undefined) throw new Error('the path of Slither is missing: use scripts/slither.sh')
const root = fileURLToPath(new URL('..', import.meta.url))
const { version, settings, sources } = compiler()
const outputSelection = {
  '*': {
    '': ['ast'],
    '*': ['abi', 'devdoc', 'userdoc', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers'],
  },
}
const input = {
  language: 'Solidity',
  sources: Object.fromEntries(
    sources.map((name) => `contracts/${name}`).map((path) => [path, { content: readFileSync(root + path, 'utf8') }]),
  ),
  settings: { ...settings, outputSelection },
}
const output = JSON.parse(createRequire(import.meta.url)('solc').compile(JSON.stringify(input)))
const errors = (output.errors ?? []).map((/** @type {any} */ error) => error.formattedMessage)
if (errors.length > 0) throw new Error(errors.join('\n'))

const folder = `${target}/slither`
rmSync(folder, { recursive: true, force: true })
mkdirSync(`${folder}/artifacts/build-info`, { recursive: true })
cpSync(`${root}contracts`, `${folder}/contracts`, { recursive: true })
// By this name Slither knows a project of Hardhat.
writeFileSync(`${folder}/hardhat.config.js`, '')
writeFileSync(
  `${folder}/artifacts/build-info/ledger.json`,
  JSON.stringify({ id: 'ledger', solcVersion: version, solcLongVersion: version, input, output }),
)
// Style and costs are excluded: the first is a matter of taste, the second is measured by the gas tests.
const options = ['--hardhat-ignore-compile', '--exclude-informational', '--exclude-optimization', '--fail-low']
const run = spawnSync(slither, ['.', ...options], { cwd: folder, encoding: 'utf8' })
if (run.error) throw run.error
process.stderr.write(run.stderr)
// An analysis of nothing finds nothing.
const analyzed = /analyzed \((\d+) contracts/.exec(run.stderr)?.[1]
if (run.status === 0 && Number(analyzed ?? 0) < sources.length) throw new Error('Slither did not analyze the contracts')
process.exit(run.status ?? 1)
