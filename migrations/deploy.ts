// Creates or verifies a registry from one configuration file: see README.md. `anchor migrate` calls the exported function;
// `npx tsx migrations/deploy.ts --help` runs the same without anchor.

import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AnchorProvider, Wallet, web3 } from '@anchor-lang/core'
import { createKeyPairSignerFromBytes } from '@solana/kit'
import { Cluster } from './src/cluster'
import { readConfig, UsageError } from './src/config'
import { migrate } from './src/migrate'
import { Report } from './src/report'

const USAGE = `npx tsx migrations/deploy.ts [--config FILE] [--dry-run] [--loosen]
  --config FILE  the registry (default migrations/localnet.json; or CARBON_CONFIG)
  --dry-run      report what is missing or different, and change nothing (or CARBON_DRY_RUN=1)
  --loosen       add providers and payment tokens to an open registry (or CARBON_LOOSEN=1)
The cluster is ANCHOR_PROVIDER_URL, the wallet ANCHOR_WALLET. \`anchor migrate\` sets both and reads the other variables.
Exit code: 0 if the chain is as configured, 3 if something differs or is left out, 2 for an invalid configuration or call, 1 if
a transaction failed: completed steps stay, and the next run continues from there.`

const OK = 0
const FAILED = 1
const UNUSABLE = 2
const DIFFERENT = 3

interface Settings {
  config: string
  dryRun: boolean
  loosen: boolean
}

/** Settings from the environment: `anchor migrate` passes no arguments on. */
function fromEnvironment(): Settings {
  return {
    config: process.env.CARBON_CONFIG ?? join(__dirname, 'localnet.json'),
    dryRun: process.env.CARBON_DRY_RUN === '1',
    loosen: process.env.CARBON_LOOSEN === '1',
  }
}

/** The provider's cluster and wallet. */
async function clusterOf({ connection, wallet }: AnchorProvider): Promise<Cluster> {
  if (!wallet.payer) throw new UsageError('the wallet must be a key file: it signs here')
  return new Cluster(connection.rpcEndpoint, await createKeyPairSignerFromBytes(wallet.payer.secretKey))
}

/** Runs the migration, and returns the exit code. */
async function run(provider: AnchorProvider, { config, ...options }: Settings): Promise<number> {
  try {
    const report = new Report(options.dryRun)
    await migrate(await clusterOf(provider), readConfig(resolve(config)), report, options)
    return report.isDifferent ? DIFFERENT : OK
  } catch (error) {
    console.error(error instanceof UsageError ? `error: ${error.message}` : error)
    return error instanceof UsageError ? UNUSABLE : FAILED
  }
}

/** For \`anchor migrate\`, which neither awaits it nor uses its result. */
async function deploy(provider: AnchorProvider): Promise<void> {
  process.exitCode = await run(provider, fromEnvironment())
}

async function main(): Promise<void> {
  const { config, dryRun, loosen } = fromEnvironment()
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: config },
      'dry-run': { type: 'boolean', default: dryRun },
      loosen: { type: 'boolean', default: loosen },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const url = process.env.ANCHOR_PROVIDER_URL ?? 'http://127.0.0.1:8899'
  const connection = new web3.Connection(url, 'confirmed')
  const provider = new AnchorProvider(connection, Wallet.local(), { commitment: 'confirmed' })
  process.exitCode = await run(provider, { config: values.config, dryRun: values['dry-run'], loosen: values.loosen })
}

if (require.main === module) void main()

export = deploy
