/**
 * A registry operator creates a registry.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  Adjustment,
  allowPayment,
  applyChange,
  Basis,
  change,
  createMint,
  createRegistry,
  factorAddress,
  fetchRegistry,
  GwpSet,
  listProvider,
  MAX_AMOUNT,
  millionthsOf,
  MIN_THRESHOLD_BPS,
  openRegistry,
  packName,
  publishFactor,
  registryAddress,
  reportingYear,
  Scope2Method,
  TokenClass,
} from '../src/index.js'
import type { Known, Registry, WormholeCluster } from '../src/index.js'
import type { Session } from './session.js'

const DAY = 86_400n

/** Keys and settings of a new registry. */
export type Setup = {
  /** Creator and first authority. */
  operator: TransactionSigner
  guardian: Address
  /** Key that receives fees. */
  treasury: Address
  /** Key of the data provider, which signs evidence. */
  provider: Address
  notaries: readonly Address[]
  /** Mint of the token that pays for credits. */
  coin: Address
  wormhole: WormholeCluster
}

/** Creates a registry with mints, notaries, a data provider and a payment token, and opens it. Its years start in July. */
export async function setUpRegistry(session: Session, setup: Setup): Promise<Known<Registry>> {
  const { payer } = session
  const { operator: authority, guardian, treasury, notaries } = setup
  const id = 1
  const registry = await registryAddress(authority.address, id)
  const terms = {
    recordCap: 20_000_000_000_000n,
    bufferBps: 1_500,
    maxVintageAge: 5,
    requiredAdjustment: Adjustment.None,
    retentionYears: 10,
    votingPeriod: 7n * DAY,
    claimFee: 1_000_000n,
    addBackBond: 100_000_000n,
    marketFeeBps: 100,
    timelock: 2n * DAY,
  }
  const args = {
    id,
    name: 'Example Registry',
    guardian,
    treasury,
    policy: { gwp: GwpSet.Ar5, yearStartMonth: 7, scope2: Scope2Method.Location, smallNotarySet: false, terms },
    thresholdBps: MIN_THRESHOLD_BPS,
    bridge: setup.wormhole,
  }
  await session.send(createRegistry({ payer, creator: authority, args }))
  for (const tokens of [
    TokenClass.Emission,
    TokenClass.Reduction,
    TokenClass.AbsorptionCredit,
    TokenClass.ReductionCredit,
  ]) {
    const uri = `https://registry.example/${TokenClass[tokens]}.json`
    await session.send(createMint({ payer, authority, registry, class: tokens, uri }))
  }
  // Rules of a registry that is not open change without a timelock.
  for (const [index, key] of notaries.entries()) {
    const notary = {
      key,
      weight: 1,
      name: packName(`Notary ${index + 1}`, 32),
      accreditationStartsAt: 0n,
      accreditationEndsAt: MAX_AMOUNT / 2n,
      affiliates: [NO_ADDRESS, NO_ADDRESS],
    }
    await session.send(applyChange({ authority, registry, change: change('AddNotary', { notary }) }))
  }
  await session.send(
    listProvider({ payer, authority, registry, key: setup.provider, name: 'Example Metering' }),
    allowPayment({ payer, authority, registry, paymentMint: setup.coin }),
    openRegistry({ authority, registry }),
  )
  return fetchRegistry(session.rpc, registry)
}

/** Publishes a factor for the use of natural gas in a year, in grams CO2e per kWh. Returns its address. */
export async function publishNaturalGas(
  session: Session,
  authority: TransactionSigner,
  { address: registry, data }: Known<Registry>,
  year: number,
): Promise<Address> {
  const { firstDay, lastDay } = reportingYear(year, data.policy.yearStartMonth)
  const args = {
    family: 1,
    edition: year,
    name: 'natural gas',
    unit: 'kWh',
    gases: { co2: millionthsOf('183.52'), ch4: millionthsOf('0.25'), n2o: millionthsOf('0.1'), other: 0n },
    basis: Basis.Co2e,
    gwp: data.policy.gwp,
    validFrom: firstDay,
    validUntil: lastDay,
  }
  await session.send(publishFactor({ payer: session.payer, authority, registry, args }))
  return factorAddress(registry, args.family, args.edition)
}

/** The default address: the address is absent. */
export const NO_ADDRESS = '11111111111111111111111111111111' as Address
