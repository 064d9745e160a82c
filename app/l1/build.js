/**
 * Takes from `l1` what the package contains: the sources of the contracts, and the ABI and the code of the ledger.
 */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const ledger = JSON.parse(readFileSync('../../l1/ledger.json', 'utf8'))
for (const folder of ['dist', 'contracts', 'src/generated']) rmSync(folder, { recursive: true, force: true })
cpSync('../../l1/contracts', 'contracts', { recursive: true })
mkdirSync('src/generated')

/**
 * Writes a module with one constant.
 * @param {string} name
 * @param {string} doc
 * @param {string} declaration
 */
const write = (name, doc, declaration) =>
  writeFileSync(`src/generated/${name}.ts`, `/** ${doc} */\nexport const ${declaration}\n`)

const json = (/** @type {unknown} */ value) => JSON.stringify(value, undefined, 2)
write('abi', 'The interface of the ledger, `CarbonLedger.sol`.', `carbonLedgerAbi = ${json(ledger.abi)} as const`)
write(
  'creation',
  'Creation code of the ledger, without the arguments of its constructor.',
  `CREATION = '${ledger.creation}'`,
)
write('compiler', 'What makes the same code again.', `COMPILER = ${json(ledger.compiler)} as const`)
