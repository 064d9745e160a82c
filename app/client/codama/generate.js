/**
 * Writes `src/generated` from the program's IDL: `npm run generate`. With `--check` it only compares the committed files with
 * the files that it would write.
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
    // The table of events has the discriminator.
    const type = data.kind === 'hiddenPrefixTypeNode' ? data.type : data
    return definedTypeNode({ name, type, docs: `Event. ${docs(idl, name)}` })
  })
  const definedTypes = [...program.definedTypes, ...types]
  const codama = createFromRoot(rootNode({ ...program, definedTypes, errors: [], events: [], pdas: [] }))
  const [authority] = await getProgramDerivedAddress({
    programAddress: idl.address,
    seeds: ['__event_authority'],
  })
  // Without this, two generated types would have one name: the arguments of `Bridge` and the struct `BridgeArgs`.
  codama.update(updateDefinedTypesVisitor({ bridgeArgs: { name: 'bridgeTerms' } }))
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
 * The documentation of an event in the program's source.
 * @param {any} idl
 * @param {string} name
 */
function docs(idl, name) {
  const same = (/** @type {string} */ other) => other.toLowerCase() === name.toLowerCase()
  const found = idl.types.find((/** @type {{ name: string }} */ type) => same(type.name))
  return found.docs.join(' ')
}

/**
 * Completes imports with file names: Node does not resolve a folder to its index file.
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
  const [expected, found] = [files(generated), files(committed)]
  const differ = [...new Set([...expected, ...found])].filter((file) => {
    if (!expected.includes(file) || !found.includes(file)) return true
    return !readFileSync(join(generated, file)).equals(readFileSync(join(committed, file)))
  })
  if (differ.length === 0) return
  console.error(`[generate] src/generated is out of date: run \`make generate\`. These files differ:`)
  for (const file of differ) console.error(`  ${file}`)
  process.exitCode = 1
}
