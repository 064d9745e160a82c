// Creates the missing parts of a registry, and verifies the existing ones. Existing parts are never changed: a change may loosen
// the rules, so a difference is only reported, and the authority decides.

import {
  Adjustment,
  allowPayment,
  applyChange,
  Basis,
  CARBON_CONSENSUS_PROGRAM_ADDRESS,
  change,
  createMint,
  createRegistry,
  dayNumber,
  factorAddress,
  fetchMaybeFactor,
  fetchMaybeNotarySet,
  fetchMaybePaymentMint,
  fetchMaybeProvider,
  fetchMaybeRegistry,
  fetchMaybeRollupLog,
  getPaymentMintDecoder,
  getProviderDecoder,
  GwpSet,
  listProvider,
  logAddress,
  mintAddress,
  notariesAddress,
  type NotaryTerms,
  openRegistry,
  packName,
  PAYMENT_MINT_DISCRIMINATOR,
  paymentAddress,
  PROVIDER_DISCRIMINATOR,
  providerAddress,
  publishFactor,
  type Registry,
  registryAddress,
  Scope2Method,
  TOKEN_2022_PROGRAM_ADDRESS,
  TokenClass,
  unpackName,
} from '@carbon-consensus/client'
import { type Address, address, type Instruction } from '@solana/kit'
import type { Cluster } from './cluster'
import { type Config, type FactorConfig, type NotaryConfig, type Terms, UsageError } from './config'
import { differences, type Report } from './report'

/** End of an accreditation without a configured end. */
const FOREVER = (1n << 63n) - 1n
/** The default address: the address is absent. */
const NO_ADDRESS = address('11111111111111111111111111111111')

/** The token classes, with their symbols in metadata URIs. */
const CLASSES = [
  { tokenClass: TokenClass.Emission, symbol: 'emit' },
  { tokenClass: TokenClass.Reduction, symbol: 'redu' },
  { tokenClass: TokenClass.AbsorptionCredit, symbol: 'crda' },
  { tokenClass: TokenClass.ReductionCredit, symbol: 'crdr' },
] as const

export interface Options {
  dryRun: boolean
  /** Whether to add providers and payment tokens to an open registry. */
  loosen: boolean
}

/** The arguments of all steps. */
interface Context {
  cluster: Cluster
  config: Config
  report: Report
  options: Options
  registry: Address
  notaries: Address
}

/** Creates what is missing as far as the options and the registry allow, and reports. */
export async function migrate(cluster: Cluster, config: Config, report: Report, options: Options): Promise<void> {
  if (!(await cluster.isDeployed())) {
    throw new UsageError(
      `the program ${CARBON_CONSENSUS_PROGRAM_ADDRESS} is not on this cluster: run \`anchor deploy\``,
    )
  }
  const wallet = cluster.wallet.address
  const creator = config.registry.creator === undefined ? wallet : address(config.registry.creator)
  const registry = await registryAddress(creator, config.registry.id)
  const notaries = await notariesAddress(registry)
  const context = { cluster, config, report, options, registry, notaries }
  await createOrVerifyRegistry(context, creator)
  const found = await cluster.read(fetchMaybeRegistry, registry)
  if (found !== null && found.authority !== wallet) {
    report.add('differs', 'authority', `${found.authority} is needed to create anything, not ${wallet}`)
  }
  const open = found?.open ?? false
  // Only the authority can create what is missing.
  const may = found === null || found.authority === wallet
  await createMints(context, found, may)
  await addNotaries(context, open, may)
  await listProviders(context, open, may)
  await publishFactors(context, may)
  await allowPayments(context, open, may)
  await openWhenComplete(context, open, may)
  report.summarize()
}

/** Creates something, or reports that it is missing. */
async function create(
  context: Context,
  what: string,
  may: boolean,
  instruction: () => Promise<Instruction>,
  why = '',
): Promise<void> {
  if (!may || context.options.dryRun) return context.report.add('missing', what, why)
  await context.cluster.send(instruction())
  context.report.add('created', what)
}

/** Reports whether something that exists is as configured. */
function verify({ report }: Context, what: string, faults: string[]): void {
  if (faults.length === 0) report.add('exists', what)
  else report.add('differs', what, faults.join('; '))
}

/** The wallet as payer and authority. */
const signers = ({ cluster: { wallet } }: Context) => ({ payer: wallet, authority: wallet })

const termsArgs = (terms: Terms) => ({
  ...terms,
  recordCap: BigInt(terms.recordCap),
  requiredAdjustment: Adjustment[terms.requiredAdjustment],
  votingPeriod: BigInt(terms.votingPeriod),
  claimFee: BigInt(terms.claimFee),
  addBackBond: BigInt(terms.addBackBond),
  timelock: BigInt(terms.timelock),
})

async function createOrVerifyRegistry(context: Context, creator: Address): Promise<void> {
  const { cluster, registry } = context
  const { id, name, guardian, treasury, policy, thresholdBps, bridge } = context.config.registry
  const { gwp, yearStartMonth, scope2, smallNotarySet } = policy
  const what = `registry ${registry}`
  const found = await cluster.read(fetchMaybeRegistry, registry)
  if (found === null) {
    const args = {
      id,
      name,
      guardian: address(guardian),
      treasury: address(treasury),
      policy: {
        gwp: GwpSet[gwp],
        yearStartMonth,
        scope2: Scope2Method[scope2],
        smallNotarySet,
        terms: termsArgs(policy.terms),
      },
      thresholdBps,
      bridge: { coreBridge: address(bridge.coreBridge), shim: address(bridge.shim) },
    }
    const { wallet } = cluster
    if (creator !== wallet.address) throw new UsageError(`only ${creator} can create ${what}`)
    return create(context, what, true, () => createRegistry({ payer: wallet, creator: wallet, args }))
  }
  verify(
    context,
    what,
    differences(
      { name, guardian, treasury, gwp, yearStartMonth, scope2, smallNotarySet },
      {
        ...found,
        name: unpackName(found.name),
        gwp: GwpSet[found.policy.gwp],
        yearStartMonth: found.policy.yearStartMonth,
        scope2: Scope2Method[found.policy.scope2],
        smallNotarySet: found.policy.smallNotarySet,
      },
    ),
  )
  const { terms } = found.policy
  const adjustment = Adjustment[terms.requiredAdjustment]
  verify(context, 'terms of its policy', differences(policy.terms, { ...terms, requiredAdjustment: adjustment }))
  const log = await cluster.read(fetchMaybeRollupLog, await logAddress(registry))
  if (log === null) throw new Error(`${what} has no rollup log`)
  verify(context, 'Wormhole pins', differences(bridge, log.bridge))
}

async function createMints(context: Context, found: Registry | null, may: boolean): Promise<void> {
  const { cluster, config, registry } = context
  for (const [index, { tokenClass, symbol }] of CLASSES.entries()) {
    const uri = config.registry.mintUri.replace('{symbol}', symbol)
    const mint = await mintAddress(registry, tokenClass)
    const what = `mint ${symbol.toUpperCase()} ${mint}`
    if (found === null || found.mints[index] === NO_ADDRESS) {
      const mintOf = { ...signers(context), registry, class: tokenClass, uri }
      await create(context, what, may, () => createMint(mintOf))
    } else {
      const account = await cluster.account(mint)
      const named =
        account?.programAddress === TOKEN_2022_PROGRAM_ADDRESS && Buffer.from(account.data).includes(sized(uri))
      verify(context, what, named ? [] : [`its metadata does not name ${uri}`])
    }
  }
}

/** Text after its length in 4 bytes, as in a mint's metadata. */
function sized(text: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.byteLength(text))
  return Buffer.concat([length, Buffer.from(text)])
}

const seconds = (time: string | undefined, otherwise: bigint): bigint =>
  time === undefined ? otherwise : BigInt(Math.floor(Date.parse(time) / 1000))

function notaryTerms(notary: NotaryConfig): NotaryTerms {
  const { key, name, weight, accreditationStartsAt, accreditationEndsAt, affiliates = [] } = notary
  const both = [...affiliates, NO_ADDRESS, NO_ADDRESS].slice(0, 2)
  return {
    key: address(key),
    weight,
    name: packName(name, 32),
    accreditationStartsAt: seconds(accreditationStartsAt, 0n),
    accreditationEndsAt: seconds(accreditationEndsAt, FOREVER),
    affiliates: both.map((affiliate) => address(affiliate)),
  }
}

async function addNotaries(context: Context, open: boolean, may: boolean): Promise<void> {
  const { cluster, config, registry, notaries } = context
  const set = await cluster.read(fetchMaybeNotarySet, notaries)
  if (set !== null) {
    const { thresholdBps } = config.registry
    verify(context, 'threshold of the notary set', differences({ thresholdBps }, set))
  }
  const members = set === null ? [] : set.notaries.slice(0, set.len)
  for (const configured of config.notaries) {
    const notary = notaryTerms(configured)
    const what = `notary ${configured.name} ${configured.key}`
    const member = members.find(({ key }) => key === notary.key)
    if (member !== undefined) {
      const suspended = member.suspended === 1 ? ['it is suspended'] : []
      const [expected, found] = [notary, member].map((terms) => ({ ...terms, name: unpackName(terms.name) }))
      verify(context, what, [...differences(expected!, found!), ...suspended])
    } else {
      const addition = { ...signers(context), registry, change: change('AddNotary', { notary }) }
      const why = open ? 'in an open registry it waits for the timelock: schedule_change, AddNotary' : ''
      await create(context, what, may && !open, () => applyChange(addition), why)
    }
  }
  for (const { key, name } of members) {
    if (config.notaries.some((notary) => notary.key === key)) continue
    context.report.add('differs', `notary ${unpackName(name)} ${key}`, 'it is in the set and not configured')
  }
}

/** Why something is not added to an open registry without the option. */
function loosening({ options }: Context, open: boolean): string {
  return open && !options.loosen ? 'it would allow more in an open registry: say so with --loosen' : ''
}

async function listProviders(context: Context, open: boolean, may: boolean): Promise<void> {
  const { cluster, config, registry } = context
  const providers = config.providers ?? []
  for (const { key, name } of providers) {
    const what = `provider ${name} ${key}`
    const found = await cluster.read(fetchMaybeProvider, await providerAddress(registry, address(key)))
    if (found !== null) {
      verify(context, what, differences({ name }, { name: unpackName(found.name) }))
      continue
    }
    const why = loosening(context, open)
    const listing = { ...signers(context), registry, key: address(key), name }
    await create(context, what, may && why === '', () => listProvider(listing), why)
  }
  for (const bytes of await cluster.accountsOf(registry, PROVIDER_DISCRIMINATOR)) {
    const { key, name } = getProviderDecoder().decode(bytes)
    if (providers.some((provider) => provider.key === key)) continue
    context.report.add('differs', `provider ${unpackName(name)} ${key}`, 'it is listed and not configured')
  }
}

function factorArgs(config: Config, { gases, basis, validFrom, validUntil, ...factor }: FactorConfig) {
  const { co2, ch4, n2o, other } = gases
  return {
    ...factor,
    gases: { co2: BigInt(co2), ch4: BigInt(ch4), n2o: BigInt(n2o), other: BigInt(other) },
    basis: Basis[basis],
    gwp: GwpSet[config.registry.policy.gwp],
    validFrom: dayNumber(validFrom),
    validUntil: dayNumber(validUntil),
  }
}

async function publishFactors(context: Context, may: boolean): Promise<void> {
  const { cluster, config, registry } = context
  for (const factor of config.factors ?? []) {
    const { family, edition, name, unit, basis, gases } = factor
    const what = `factor ${family}/${edition} ${name}`
    const found = await cluster.read(fetchMaybeFactor, await factorAddress(registry, family, edition))
    const args = factorArgs(config, factor)
    if (found === null) {
      await create(context, what, may, () => publishFactor({ ...signers(context), registry, args }))
      continue
    }
    const { validFrom, validUntil } = args
    const expected = { ...gases, name, unit, basis, validFrom, validUntil, withdrawn: false }
    const texts = { name: unpackName(found.name), unit: unpackName(found.unit), basis: Basis[found.basis] }
    verify(context, what, differences(expected, { ...found, ...found.gases, ...texts }))
  }
}

async function allowPayments(context: Context, open: boolean, may: boolean): Promise<void> {
  const { cluster, config, registry } = context
  const mints = config.payments ?? []
  for (const mint of mints) {
    const what = `payment token ${mint}`
    const paymentMint = address(mint)
    if ((await cluster.read(fetchMaybePaymentMint, await paymentAddress(registry, paymentMint))) !== null) {
      verify(context, what, [])
      continue
    }
    const why = loosening(context, open)
    const payment = { ...signers(context), registry, paymentMint }
    await create(context, what, may && why === '', () => allowPayment(payment), why)
  }
  for (const bytes of await cluster.accountsOf(registry, PAYMENT_MINT_DISCRIMINATOR)) {
    const { mint } = getPaymentMintDecoder().decode(bytes)
    if (mints.includes(mint)) continue
    context.report.add('differs', `payment token ${mint}`, 'it is allowed and not configured')
  }
}

async function openWhenComplete(context: Context, open: boolean, may: boolean): Promise<void> {
  const { config, report, options, registry } = context
  const what = 'registry is open'
  if (config.registry.open !== true) {
    if (open) report.add('differs', what, 'it is configured not to be; opening is for good')
    return
  }
  if (open) return report.add('exists', what)
  const complete = !report.isDifferent
  const why = complete ? '' : 'it opens once nothing is missing and nothing differs'
  const opening = { authority: context.cluster.wallet, registry }
  await create(context, what, may && (complete || options.dryRun), () => openRegistry(opening), why)
}
