// Creates what of a registry is missing, and verifies what is there. Nothing that exists is ever changed: a difference is
// told, and is the authority's to decide, because it may loosen the rules.

import { type AccountClient, BN } from '@anchor-lang/core'
import { type Chain, CLASSES, key, type PublicKey, TOKEN_2022, text, u16, u32 } from './chain'
import { type Config, type FactorConfig, type NotaryConfig, type Terms, UsageError } from './config'
import { differences, type Report } from './report'

/** The end of time for an accreditation that has none. */
const FOREVER = new BN('9223372036854775807')
/** Where accounts name their registry: after discriminator, version and bump. */
const REGISTRY_AT = 10
const NOBODY = key('11111111111111111111111111111111')

export interface Options {
  dryRun: boolean
  /** Whether to allow more in a registry that is open: providers and payment tokens, each active after the timelock. */
  loosen: boolean
}

/** What all steps need. */
interface Context {
  chain: Chain
  config: Config
  report: Report
  options: Options
  registry: PublicKey
  notaries: PublicKey
}

/** Brings the chain to the configuration as far as it may, and tells about it. */
export async function migrate(chain: Chain, config: Config, report: Report, options: Options): Promise<void> {
  if (!(await chain.isDeployed())) {
    throw new UsageError(`the program ${chain.program.programId.toBase58()} is not on this cluster: run \`anchor deploy\``)
  }
  const creator = config.registry.creator === undefined ? chain.wallet : key(config.registry.creator)
  const registry = chain.address('registry', creator.toBuffer(), u16(config.registry.id))
  const notaries = chain.address('notaries', registry.toBuffer())
  const context = { chain, config, report, options, registry, notaries }
  await createRegistry(context, creator)
  const found = await chain.read('registry', registry)
  if (found !== null && !found.authority.equals(chain.wallet)) {
    report.tell('differs', 'authority', `${found.authority.toBase58()} is needed to create anything, not ${chain.wallet.toBase58()}`)
  }
  const open: boolean = found?.open ?? false
  // Without the authority all that is missing stays so.
  const may = found === null || found.authority.equals(chain.wallet)
  await createMints(context, found, may)
  await addNotaries(context, open, may)
  await listProviders(context, open, may)
  await publishFactors(context, may)
  await allowPayments(context, open, may)
  await openRegistry(context, open, may)
  report.summarize()
}

/** Does what creates something, or tells that it is missing. */
async function create(context: Context, what: string, may: boolean, act: () => Promise<void>, why = ''): Promise<void> {
  if (!may || context.options.dryRun) return context.report.tell('missing', what, why)
  await act()
  context.report.tell('created', what)
}

/** Tells whether something that exists is as configured. */
function verify({ report }: Context, what: string, faults: string[]): void {
  if (faults.length === 0) report.tell('exists', what)
  else report.tell('differs', what, faults.join('; '))
}

/** The name of a unit variant, as the configuration spells it. */
const variant = (value: object): string => {
  const name = Object.keys(value)[0] ?? ''
  return name.charAt(0).toUpperCase() + name.slice(1)
}
const unit = (name: string): object => ({ [name.charAt(0).toLowerCase() + name.slice(1)]: {} })

const termsArg = (terms: Terms): object => ({
  ...terms,
  recordCap: new BN(terms.recordCap),
  requiredAdjustment: unit(terms.requiredAdjustment),
  votingPeriod: new BN(terms.votingPeriod),
  claimFee: new BN(terms.claimFee),
  timelock: new BN(terms.timelock),
})

const contractBytes = (hex: string): number[] => [...Buffer.from(hex.slice(2).padStart(64, '0'), 'hex')]

async function createRegistry(context: Context, creator: PublicKey): Promise<void> {
  const { chain, config: { registry: config }, registry, notaries } = context
  const { policy, bridge } = config
  const what = `registry ${registry.toBase58()}`
  const log = chain.address('log', registry.toBuffer())
  const found = await chain.read('registry', registry)
  if (found === null) {
    const args = {
      id: config.id,
      name: config.name,
      guardian: key(config.guardian),
      treasury: key(config.treasury),
      policy: {
        gwp: unit(policy.gwp),
        yearStartMonth: policy.yearStartMonth,
        scope2: unit(policy.scope2),
        terms: termsArg(policy.terms),
      },
      thresholdBps: config.thresholdBps,
      bridge: {
        coreBridge: key(bridge.coreBridge),
        shim: key(bridge.shim),
        targetChain: bridge.targetChain,
        targetContract: contractBytes(bridge.targetContract),
      },
    }
    const accounts = {
      registry,
      notaries,
      log,
      mintAuthority: chain.address('mint-authority', registry.toBuffer()),
      buffer: chain.address('buffer', registry.toBuffer()),
    }
    if (!creator.equals(chain.wallet)) throw new UsageError(`only ${creator.toBase58()} can create ${what}`)
    return create(context, what, true, () => chain.send('createRegistry', [args], accounts))
  }
  const { guardian, treasury, name } = config
  verify(context, what, differences(
    { name, guardian, treasury, gwp: policy.gwp, yearStartMonth: policy.yearStartMonth, scope2: policy.scope2 },
    {
      ...found,
      name: text(found.name),
      gwp: variant(found.policy.gwp),
      yearStartMonth: found.policy.yearStartMonth,
      scope2: variant(found.policy.scope2),
    },
  ))
  const terms = { ...found.policy.terms, requiredAdjustment: variant(found.policy.terms.requiredAdjustment) }
  verify(context, 'terms of its policy', differences(policy.terms, terms))
  const { bridge: pinned } = await chain.read('rollupLog', log)
  verify(context, 'Wormhole pins', differences(
    { ...bridge, targetContract: Buffer.from(contractBytes(bridge.targetContract)).toString('hex') },
    { ...pinned, targetContract: Buffer.from(pinned.targetContract).toString('hex') },
  ))
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an account by the IDL
async function createMints(context: Context, found: any, may: boolean): Promise<void> {
  const { chain, config, registry } = context
  for (const [index, { variant: name, symbol }] of CLASSES.entries()) {
    const uri = config.registry.mintUri.replace('{symbol}', symbol)
    const mint = chain.address('mint', registry.toBuffer(), Uint8Array.of(index))
    const what = `mint ${symbol.toUpperCase()} ${mint.toBase58()}`
    if (found === null || key(found.mints[index]).equals(NOBODY)) {
      const mintAuthority = chain.address('mint-authority', registry.toBuffer())
      const accounts = { registry, mintAuthority, mint }
      await create(context, what, may, () => chain.send('createMint', [{ [name]: {} }, uri], accounts))
    } else {
      const account = await chain.provider.connection.getAccountInfo(mint)
      const named = account?.owner.equals(TOKEN_2022) === true &&
        account.data.includes(Buffer.concat([u32(Buffer.byteLength(uri)), Buffer.from(uri)]))
      verify(context, what, named ? [] : [`its metadata does not name ${uri}`])
    }
  }
}

const seconds = (time: string | undefined, otherwise: BN): BN =>
  time === undefined ? otherwise : new BN(Date.parse(time) / 1000)

function notaryFields({ key: notary, name, weight, accreditationStartsAt, accreditationEndsAt, affiliates = [] }: NotaryConfig) {
  const both = [...affiliates, NOBODY.toBase58(), NOBODY.toBase58()].slice(0, 2)
  return {
    key: key(notary),
    weight,
    name: [...Buffer.concat([Buffer.from(name), Buffer.alloc(32)]).subarray(0, 32)],
    accreditationStartsAt: seconds(accreditationStartsAt, new BN(0)),
    accreditationEndsAt: seconds(accreditationEndsAt, FOREVER),
    affiliates: both.map(key),
  }
}

async function addNotaries(context: Context, open: boolean, may: boolean): Promise<void> {
  const { chain, config, registry, notaries } = context
  const set = await chain.read('notarySet', notaries)
  if (set !== null) {
    const { thresholdBps } = config.registry
    verify(context, 'threshold of the notary set', differences({ thresholdBps }, set))
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an account by the IDL
  const members: any[] = set === null ? [] : set.notaries.slice(0, set.len)
  for (const notary of config.notaries) {
    const fields = notaryFields(notary)
    const what = `notary ${notary.name} ${notary.key}`
    const member = members.find((found) => found.key.equals(fields.key))
    if (member !== undefined) {
      const suspended = member.suspended === 1 ? ['it is suspended'] : []
      verify(context, what, [...differences(fields, member), ...suspended])
    } else {
      const change = [{ addNotary: { notary: fields } }]
      const why = open ? 'in an open registry it waits for the timelock: schedule_change, AddNotary' : ''
      await create(context, what, may && !open, () => chain.send('applyChange', change, { registry, notaries }), why)
    }
  }
  for (const { key: found, name } of members.filter((member) => !config.notaries.some(({ key: known }) => known === member.key.toBase58()))) {
    context.report.tell('differs', `notary ${text(name)} ${found.toBase58()}`, 'it is in the set and not configured')
  }
}

/** Why something is not done in an open registry, unless it is asked for. */
function loosening({ options }: Context, open: boolean): string {
  return open && !options.loosen ? 'it would allow more in an open registry: say so with --loosen' : ''
}

async function listProviders(context: Context, open: boolean, may: boolean): Promise<void> {
  const { chain, config, registry } = context
  for (const { key: provider, name } of config.providers ?? []) {
    const what = `provider ${name} ${provider}`
    const address = chain.address('provider', registry.toBuffer(), key(provider).toBuffer())
    const found = await chain.read('provider', address)
    if (found !== null) {
      verify(context, what, differences({ name }, { name: text(found.name) }))
      continue
    }
    const why = loosening(context, open)
    const act = () => chain.send('listProvider', [key(provider), name], { registry, provider: address })
    await create(context, what, may && why === '', act, why)
  }
  const known = (config.providers ?? []).map((provider) => provider.key)
  await tellUnknown(context, 'provider', 'provider', 'it is listed and not configured', known)
}

/** Days since 1970. */
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000

function factorArgs(config: Config, { gases, basis, validFrom, validUntil, ...factor }: FactorConfig) {
  const amounts = Object.entries(gases).map(([gas, amount]): [string, BN] => [gas, new BN(amount)])
  return {
    ...factor,
    gases: Object.fromEntries(amounts),
    basis: unit(basis),
    gwp: unit(config.registry.policy.gwp),
    validFrom: day(validFrom),
    validUntil: day(validUntil),
  }
}

async function publishFactors(context: Context, may: boolean): Promise<void> {
  const { chain, config, registry } = context
  for (const factor of config.factors ?? []) {
    const { family, edition, name, unit: activity, basis, gases } = factor
    const what = `factor ${family}/${edition} ${name}`
    const address = chain.address('factor', registry.toBuffer(), u32(family), u16(edition))
    const found = await chain.read('factor', address)
    const args = factorArgs(config, factor)
    if (found === null) {
      await create(context, what, may, () => chain.send('publishFactor', [args], { registry, factor: address }))
      continue
    }
    const fields = { ...gases, name, unit: activity, basis, validFrom: args.validFrom, validUntil: args.validUntil, withdrawn: false }
    const same = { ...found, ...found.gases, name: text(found.name), unit: text(found.unit), basis: variant(found.basis) }
    verify(context, what, differences(fields, same))
  }
}

async function allowPayments(context: Context, open: boolean, may: boolean): Promise<void> {
  const { chain, config, registry } = context
  for (const mint of config.payments ?? []) {
    const payment = chain.address('payment', registry.toBuffer(), key(mint).toBuffer())
    const what = `payment token ${mint}`
    if ((await chain.read('paymentMint', payment)) !== null) {
      verify(context, what, [])
      continue
    }
    const why = loosening(context, open)
    const act = () => chain.send('allowPayment', [], { registry, paymentMint: key(mint), payment })
    await create(context, what, may && why === '', act, why)
  }
  await tellUnknown(context, 'paymentMint', 'payment token', 'it is allowed and not configured', config.payments ?? [])
}

/** Tells of accounts of a type that the configuration does not know. Their key is the field named `key` or `mint`. */
async function tellUnknown(context: Context, type: string, what: string, why: string, known: string[]): Promise<void> {
  const accounts = (context.chain.program.account as Record<string, AccountClient>)[type]!
  for (const { account } of await accounts.all([{ memcmp: { offset: REGISTRY_AT, bytes: context.registry.toBase58() } }])) {
    const { key, mint, name } = account as { key?: PublicKey, mint?: PublicKey, name?: number[] }
    const found = (key ?? mint)!.toBase58()
    const called = name === undefined ? '' : `${text(name)} `
    if (!known.includes(found)) context.report.tell('differs', `${what} ${called}${found}`, why)
  }
}

async function openRegistry(context: Context, open: boolean, may: boolean): Promise<void> {
  const { chain, config, report, options, registry, notaries } = context
  const what = 'registry is open'
  if (config.registry.open !== true) {
    if (open) report.tell('differs', what, 'it is configured not to be; opening is for good')
    return
  }
  if (open) return report.tell('exists', what)
  const settled = !report.isDifferent
  const why = settled ? '' : 'it opens once nothing is missing and nothing differs'
  await create(context, what, may && (settled || options.dryRun), () => chain.send('openRegistry', [], { registry, notaries }), why)
}
