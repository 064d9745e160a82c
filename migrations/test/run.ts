// Runs commands for the tests, and returns their output.

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
    // If this variable were set, tests started by a test would not run.
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env } })
    let output = ''
    const append = (text: Buffer) => {
      output += text.toString()
    }
    child.stdout.on('data', append)
    child.stderr.on('data', append)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
