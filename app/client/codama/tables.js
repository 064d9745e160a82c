/**
 * Modules that the renderer does not write: the tables of events and errors, and the module of the program. (The renderer's
 * module of the program is a plugin that sends transactions.)
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

/** An event of the program: its name and its fields. */
export type CarbonEvent =
${union.join('\n')}

/** Every event: its name, its discriminator (the first 8 bytes of its data, in hex), and the decoder of the other bytes. */
export const CARBON_EVENTS = [
${rows.join('\n')}
] as const
`
}

/** @param {ProgramError[]} errors */
export function errorsModule(errors) {
  const rows = errors.map(({ code, name, msg }) => `  { number: ${code}, name: '${name}', message: ${quote(msg)} },`)
  return `${header}
/** Every error of the program: its number, which never changes its meaning, its name, and a message that says what to do. */
export const CARBON_ERRORS = [
${rows.join('\n')}
] as const

/** The name of an error of the program. */
export type CarbonErrorName = (typeof CARBON_ERRORS)[number]['name']
`
}

/** @param {string} text */
const quote = (text) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`)
