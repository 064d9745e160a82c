// The configuration: one JSON file, checked against registry.schema.json before anything is sent.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'

export interface Terms {
  recordCap: string
  bufferBps: number
  maxVintageAge: number
  requiredAdjustment: 'None' | 'Authorized' | 'Adjusted'
  retentionYears: number
  votingPeriod: number
  claimFee: string
  addBackBond: string
  timelock: number
  marketFeeBps: number
}

export interface NotaryConfig {
  key: string
  name: string
  weight: number
  accreditationStartsAt?: string
  accreditationEndsAt?: string
  affiliates?: string[]
}

export interface FactorConfig {
  family: number
  edition: number
  name: string
  unit: string
  basis: 'Mass' | 'Co2e'
  gases: Record<'co2' | 'ch4' | 'n2o' | 'other', string>
  validFrom: string
  validUntil: string
}

export interface Config {
  registry: {
    id: number
    creator?: string
    name: string
    guardian: string
    treasury: string
    thresholdBps: number
    policy: {
      gwp: 'Ar4' | 'Ar5' | 'Ar6'
      yearStartMonth: number
      scope2: 'Location' | 'Market'
      smallNotarySet: boolean
      terms: Terms
    }
    bridge: { coreBridge: string; shim: string }
    mintUri: string
    open?: boolean
  }
  notaries: NotaryConfig[]
  providers?: { key: string; name: string }[]
  factors?: FactorConfig[]
  payments?: string[]
}

/** An invalid configuration or call. */
export class UsageError extends Error {}

/** Reads a configuration. @throws {UsageError} if it does not follow the schema, with every fault. */
export function readConfig(path: string): Config {
  const read = (file: string): unknown => {
    try {
      return JSON.parse(readFileSync(file, 'utf8'))
    } catch (error) {
      throw new UsageError(`${file}: ${(error as Error).message}`)
    }
  }
  const schema = read(join(__dirname, '..', 'registry.schema.json')) as object
  const validate = new Ajv2020({ allErrors: true }).compile<Config>(schema)
  const config = read(path)
  if (!validate(config)) {
    const faults = (validate.errors ?? []).map(({ instancePath, message }) => `  ${instancePath || '/'} ${message}`)
    throw new UsageError(`${path} is not a registry:\n${faults.join('\n')}`)
  }
  for (const [what, keys] of Object.entries({
    notaries: config.notaries.map(({ key }) => key),
    providers: (config.providers ?? []).map(({ key }) => key),
    factors: (config.factors ?? []).map(({ family, edition }) => `${family}/${edition}`),
  })) {
    const twice = keys.find((key, index) => keys.indexOf(key) !== index)
    if (twice !== undefined) throw new UsageError(`${path}: ${what} names ${twice} twice`)
  }
  return config
}
