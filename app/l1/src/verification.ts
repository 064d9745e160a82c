/**
 * What a block explorer asks for to verify the contract. It reads the package's files, so it needs Node.js.
 *
 * @packageDocumentation
 */

import { readFileSync } from 'node:fs'
import { COMPILER } from './generated/compiler.js'

/** Name of the contract in the input. */
export const CONTRACT = 'CarbonLedger.sol:CarbonLedger'

/** Version of the compiler, and its standard JSON input. */
export function verification(): { version: string; input: object } {
  const { version, settings, sources } = COMPILER
  const source = (name: string) => [
    name,
    { content: readFileSync(new URL(`../contracts/${name}`, import.meta.url), 'utf8') },
  ]
  return {
    version,
    input: { language: 'Solidity', sources: Object.fromEntries(sources.map(source)) as object, settings },
  }
}
