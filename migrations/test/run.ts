// Commands for the tests: run to their end, with what they print.

import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(__dirname, '../..')

export interface Ended {
  code: number | null
  output: string
}

/** Runs a command in the repository's folder. */
export function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // Without the first variable, a test that is run by a test would do nothing.
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env } })
    let output = ''
    const hear = (text: Buffer) => { output += text.toString() }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
