/**
 * Writes `src/generated` from the program's IDL: `npm run generate`. With `--check` it writes nothing and tells whether the
 * committed files are what the IDL gives.
 */

import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rootNodeFromAnchor } from '@codama/nodes-from-anchor'
import { renderVisitor } from '@codama/renderers-js'
import { getProgramDerivedAddress } from '@solana/kit'
import {
  createFromRoot,
  definedTypeNode,
  programIdValueNode,
  publicKeyValueNode,
  rootNode,
  setInstructionAccountDefaultValuesVisitor,
  updateDefinedTypesVisitor,
  updateInstructionsVisitor,
} from 'codama'
import { readIdl } from './idl.js'
import { errorsModule, eventsModule, programModule } from './tables.js'

const committed = fileURLToPath(new URL('../src/generated', import.meta.url))
const fresh = mkdtempSync(join(tmpdir(), 'carbon-client-'))
const generated = join(fresh, 'src/generated')

try {
  await generate()
  if (process.argv.includes('--check')) check()
  else replace()
} finally {
  rmSync(fresh, { recursive: true })
}

async function generate() {
  const idl = readIdl()
  const { program } = rootNodeFromAnchor(idl)
  const types = program.events.map(({ name, data }) => {
    // The discriminator is in the table of events.
    const type = data.kind === 'hiddenPrefixTypeNode' ? data.type : data
    return definedTypeNode({ name, type, docs: `Event. ${docs(idl, name)}` })
  })
  const definedTypes = [...program.definedTypes, ...types]
  const codama = createFromRoot(rootNode({ ...program, definedTypes, errors: [], events: [], pdas: [] }))
  const [authority] = await getProgramDerivedAddress({
    programAddress: idl.address,
    seeds: ['__event_authority'],
  })
  // Names of generated types would meet: arguments of `Bridge` and the struct `BridgeArgs`, the instruction `cover` and the
  // account `Cover`.
  codama.update(updateDefinedTypesVisitor({ bridgeArgs: { name: 'bridgeTerms' } }))
  codama.update(updateInstructionsVisitor({ cover: { name: 'coverShortfall' } }))
  codama.update(
    setInstructionAccountDefaultValuesVisitor([
      { account: 'eventAuthority', defaultValue: publicKeyValueNode(authority, 'eventAuthority') },
      { account: 'program', defaultValue: programIdValueNode() },
    ]),
  )
  const prettierOptions = { semi: false, singleQuote: true, printWidth: 120 }
  await codama.accept(renderVisitor(fresh, { kitImportStrategy: 'rootOnly', syncPackageJson: false, prettierOptions }))
  for (const file of files(generated)) nameFiles(join(generated, file))
  writeFileSync(join(generated, 'programs/carbonConsensus.ts'), programModule(idl.address))
  writeFileSync(join(generated, 'events.ts'), eventsModule(idl.events))
  writeFileSync(join(generated, 'errors.ts'), errorsModule(idl.errors))
  appendFileSync(join(generated, 'index.ts'), "export * from './errors.js'\nexport * from './events.js'\n")
}

/**
 * What the program's source says of an event.
 * @param {any} idl
 * @param {string} name
 */
function docs(idl, name) {
  const same = (/** @type {string} */ other) => other.toLowerCase() === name.toLowerCase()
  const found = idl.types.find((/** @type {{ name: string }} */ type) => same(type.name))
  return found.docs.join(' ')
}

/**
 * Node takes no folder for a module: an import names the file.
 * @param {string} path
 */
function nameFiles(path) {
  const text = readFileSync(path, 'utf8').replace(/(?<=from ')\.[^']*/g, (module) => {
    const isFolder = statSync(join(path, '..', module), { throwIfNoEntry: false })?.isDirectory()
    return isFolder ? `${module}/index.js` : `${module}.js`
  })
  writeFileSync(path, text)
}

/** @param {string} folder */
function files(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return paths.map((path) => path.slice(folder.length + 1)).sort()
}

function replace() {
  rmSync(committed, { recursive: true, force: true })
  cpSync(generated, committed, { recursive: true })
  console.log(`[generate] ${files(committed).length} files in src/generated`)
}

function check() {
  const [now, then] = [files(generated), files(committed)]
  const differ = [...new Set([...now, ...then])].filter((file) => {
    if (!now.includes(file) || !then.includes(file)) return true
    return !readFileSync(join(generated, file)).equals(readFileSync(join(committed, file)))
  })
  if (differ.length === 0) return
  console.error(`[generate] src/generated is not what idl/carbon_consensus.json gives; run \`npm run generate\`:`)
  for (const file of differ) console.error(`  ${file}`)
  process.exitCode = 1
}
