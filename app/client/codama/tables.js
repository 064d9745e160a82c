/**
 * What the renderer does not write: the tables of events and errors; and the module of the program, where it writes a plugin
 * that sends by itself.
 */

/** @typedef {{ name: string, discriminator: number[] }} Event */
/** @typedef {{ code: number, name: string, msg: string }} ProgramError */

const header = '/**\n * Written by codama/tables.js from the program’s IDL.\n */\n'

/** @param {string} id */
export function programModule(id) {
  return `${header}
import type { Address } from '@solana/kit'

/** The program. */
export const CARBON_CONSENSUS_PROGRAM_ADDRESS = '${id}' as Address<'${id}'>
`
}

/** @param {Event[]} events */
export function eventsModule(events) {
  const names = events.flatMap(({ name }) => [`  get${name}Decoder,`, `  type ${name},`])
  const union = events.map(({ name }) => `  | { name: '${name}'; data: ${name} }`)
  const rows = events.map(({ name, discriminator }) => {
    const hex = Buffer.from(discriminator).toString('hex')
    return `  { name: '${name}', discriminator: '${hex}', decoder: get${name}Decoder() },`
  })
  return `${header}
import {
${names.join('\n')}
} from './types/index.js'

/** An event of the program: its name and what it says. */
export type CarbonEvent =
${union.join('\n')}

/** Every event: its name, the 8 bytes (hex) that its data begins with, and how to read the rest. */
export const CARBON_EVENTS = [
${rows.join('\n')}
] as const
`
}

/** @param {ProgramError[]} errors */
export function errorsModule(errors) {
  const rows = errors.map(({ code, name, msg }) => `  { number: ${code}, name: '${name}', message: ${quote(msg)} },`)
  return `${header}
/** Every error of the program: its number, which never changes its meaning, its name, and what to do about it. */
export const CARBON_ERRORS = [
${rows.join('\n')}
] as const

/** The name of an error of the program. */
export type CarbonErrorName = (typeof CARBON_ERRORS)[number]['name']
`
}

/** @param {string} text */
const quote = (text) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`)
