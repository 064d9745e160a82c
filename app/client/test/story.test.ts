/**
 * The whole flow over real JSON-RPC with two participants and five notaries: from a registry's first transaction to proofs on
 * the L1 and an audit. Everything uses the package's actions through the examples.
 */

import type { Address, KeyPairSigner, TransactionSigner } from '@solana/kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Session } from '../examples/session.js'
import { buy, find, sell } from '../examples/market.js'
import { burn, logClosedYear, propose, review } from '../examples/neutralize.js'
import { claimCredits, formPool, openAndExecuteSettlement } from '../examples/pools.js'
import { proveAll, publish } from '../examples/publish.js'
import { addSource, claim, proposeAndCloseYear, record } from '../examples/records.js'
import type { Data, RegistryContext } from '../examples/records.js'
import { publishNaturalGas, setUpRegistry } from '../examples/registry.js'
import { coverFromBuffer, impairLeg, lowerRecord } from '../examples/restate.js'
import { approve, sha256, vote } from '../examples/votes.js'
import {
  attest,
  buyCredits,
  burnProofAddress,
  CertificateStatus,
  ClaimKind,
  claimContent,
  closeClaim,
  curePool,
  dayMapAddress,
  dayNumber,
  digestOf,
  endOfDay,
  fetchBatch,
  batchAddress,
  fetchCertificate,
  fetchClaim,
  fetchDayMap,
  fetchFactor,
  fetchInventory,
  fetchLot,
  fetchMember,
  fetchNotarySet,
  fetchRecord,
  fetchRollupLog,
  executeBurn,
  gramsFromTonnes,
  gramsOfActivity,
  gramsOfLot,
  GwpSet,
  inventoryAddress,
  isOffset,
  logAddress,
  lotAddress,
  memberAddress,
  millionthsOf,
  mintAddress,
  MIN_THRESHOLD_BPS,
  neutralityOf,
  notarizeClaim,
  notariesAddress,
  offsetGrams,
  OWNER_LOT,
  PoolOutcome,
  publishBatch,
  recordOf,
  reportingYear,
  SourceKind,
  SubjectKind,
  toHex,
  TokenClass,
  tonnesFromGrams,
  transferLot,
  Verdict,
  WORMHOLE,
} from '../src/index.js'
import type { CarbonErrorName, Known, LeafProof, Pool, Source } from '../src/index.js'
import { audit, writeStatement } from './support/audit.js'
import { giveCoins } from './support/coins.js'
import { Evidence } from './support/evidence.js'
import { L1 } from './support/l1.js'
import { Network } from './support/network.js'

const YEAR = 2023
/** A month before the year: a pool is locked before its year starts. */
const BEFORE = endOfDay(dayNumber('2023-05-31'))
const AFTER = endOfDay(reportingYear(YEAR, 7).lastDay)
const DAY = 86_400n
const [DEADLINE, LATE_DEADLINE] = [AFTER + 62n * DAY, AFTER + 124n * DAY]
const t = gramsFromTonnes

let network: Network
let session: Session
let context: RegistryContext
let alice: KeyPairSigner
let bob: KeyPairSigner
const person = (name: string) => network.person(name)

/** Sources, records and pools of the story, set by the test that creates them. */
const sources = {} as Record<'kiln' | 'mill' | 'foundry' | 'forest' | 'mangrove', Known<Source>>
const records = {} as Record<keyof typeof sources, Address>
const pools = {} as Record<'first' | 'second', Known<Pool>>
let factor: Address
let certificate: Address
let evidence: Evidence
let statement: string
let l1: L1 | undefined
let nonce = 0n

beforeAll(async () => {
  network = await Network.start(BEFORE)
  session = new Session(network.url, person('payer'))
  ;[alice, bob] = [person('alice'), person('bob')]
  evidence = new Evidence(reportingYear(YEAR, 7), person('provider'))
  statement = `${evidence.folder}/statement.json`
}, 60_000)

afterAll(async () => {
  evidence?.remove()
  l1?.stop()
  await network?.stop()
})

/** Expects that the program refuses an attempt with an error. */
const refused = (attempt: Promise<unknown>, name: CarbonErrorName) => expect(attempt).rejects.toMatchObject({ name })

/** Carbon data of a source for the whole year. */
function data(source: keyof typeof sources, kind: ClaimKind, grams: bigint, more: Partial<Data> = {}): Data {
  const { address, data } = sources[source]
  const owner = data.owner === alice.address ? alice : bob
  nonce += 1n
  return { owner, source: address, kind, year: YEAR, grams, nonce, ...more }
}

const supply = async (tokens: TokenClass): Promise<bigint> => {
  const mint = await mintAddress(context.registry.address, tokens)
  return BigInt((await session.rpc.getTokenSupply(mint, { commitment: 'confirmed' }).send()).value.amount)
}
const ownerLot = (record: Address) => lotAddress(record, OWNER_LOT)
const inventoryOf = async (source: keyof typeof sources) =>
  fetchInventory(session.rpc, await inventoryAddress(sources[source].address, YEAR))

describe('the story', { timeout: 120_000 }, () => {
  test('an operator sets a registry up, with five notaries', async () => {
    const operator = person('operator')
    const notaries = [1, 2, 3, 4, 5].map((number) => person(`notary-${number}`))
    const provider = person('provider').address
    const registry = await setUpRegistry(session, {
      operator,
      guardian: person('guardian').address,
      treasury: operator.address,
      provider,
      notaries: notaries.map(({ address }) => address),
      coin: network.coin,
      wormhole: WORMHOLE.local,
    })
    context = { registry, operator, provider, notaries }
    const set = await fetchNotarySet(session.rpc, await notariesAddress(registry.address))
    expect(set.data).toMatchObject({ len: 5, totalWeight: 5n, thresholdBps: MIN_THRESHOLD_BPS })

    factor = await publishNaturalGas(session, operator, registry, YEAR)
  })

  test('two participants register their sources', async () => {
    const { Facility, Forest } = SourceKind
    const add = (owner: KeyPairSigner, index: number, what: Parameters<typeof addSource>[4]) =>
      addSource(session, context, owner, index, what)
    sources.kiln = await add(alice, 1, { kind: Facility, streams: ['Scope1', 'Reduction'] })
    sources.mill = await add(bob, 1, { kind: Facility, streams: ['Scope1', 'Reduction'] })
    sources.foundry = await add(bob, 2, { kind: Facility, streams: ['Scope1', 'Reduction'] })
    sources.forest = await add(bob, 3, { kind: Forest, streams: ['Absorption'] })
    sources.mangrove = await add(bob, 4, { kind: Forest, streams: ['Absorption'] })
    expect(sources.kiln.data).toMatchObject({ admitted: true, owner: alice.address })
  })

  test('before the year, they commit to targets in two pools', async () => {
    const joining = async (source: 'kiln' | 'mill' | 'foundry', baseline: string, target: string) => {
      const asked = data(source, ClaimKind.Baseline, t(baseline))
      const made = await record(session, context, asked)
      return { owner: asked.owner, source: asked.source, baseline: made, target: t(target) }
    }
    const [kiln, mill] = [await joining('kiln', '120000', '110000'), await joining('mill', '30000', '30000')]
    const foundry = await joining('foundry', '50000', '50000')
    pools.first = await formPool(session, context, { nonce: 1n, year: YEAR, deadlineAt: DEADLINE }, [kiln, mill])
    pools.second = await formPool(session, context, { nonce: 2n, year: YEAR, deadlineAt: LATE_DEADLINE }, [foundry])
    expect(tonnesFromGrams(pools.first.data.target)).toBe('140000')
  })

  test('after the year, a claim becomes a record when four of five notaries approve it', async () => {
    await network.travel(AFTER + DAY)
    const amount = millionthsOf('500000000')
    const grams = gramsOfActivity(amount, (await fetchFactor(session.rpc, factor)).data, ClaimKind.Emission)
    expect(tonnesFromGrams(grams)).toBe('91935')
    const emission = { stream: 0, activity: { factor, amount } }
    await refused(claim(session, context, data('kiln', ClaimKind.Emission, grams - 1n, emission)), 'GramsMismatch')

    const readings = await evidence.meter(sources.kiln.address, 'gas meter', amount, { family: 1, edition: YEAR })
    const asked = data('kiln', ClaimKind.Emission, grams, { ...emission, evidence: readings })
    const submitted = await fetchClaim(session.rpc, await claim(session, context, asked))
    const { subject, source, submitter } = submitted.data
    const content = claimContent({ source, submitter }, submitted.data.data, GwpSet.Ar5)
    const digest = digestOf(submitted.address, SubjectKind.Claim, subject, content)
    expect(toHex(digest), 'a notary computes the digest that the program demands').toBe(toHex(subject.ballot.digest))

    const voting = { subject: submitted, verdict: Verdict.Approve, report: sha256('report') }
    const ask = (...voters: TransactionSigner[]) => session.send(attest({ ...voting, voters, digest }))
    const voters = context.notaries
    const another = sha256('another content')
    await refused(session.send(attest({ ...voting, voters: voters.slice(0, 1), digest: another })), 'DigestMismatch')
    await refused(ask(alice), 'UnknownNotary')
    await ask(...voters.slice(0, 3))
    await refused(ask(...voters.slice(0, 1)), 'AlreadyVoted')
    await refused(session.send(notarizeClaim({ payer: session.payer, claim: submitted })), 'BallotVoting')
    await ask(...voters.slice(3, 4))
    await session.send(notarizeClaim({ payer: session.payer, claim: submitted }))

    records.kiln = await recordOf(context.registry.address, submitted.data.data)
    expect((await inventoryOf('kiln')).data.emitted).toBe(grams)
    expect(await supply(TokenClass.Emission)).toBe(grams)
    const days = await fetchDayMap(session.rpc, await dayMapAddress(asked.source, ClaimKind.Emission, YEAR, 0))
    const covered = days.data.days.map((word) => word.toString(2).replaceAll('0', '').length)
    expect(covered.reduce((sum, count) => sum + count)).toBe(366)
    const twice = { ...data('kiln', ClaimKind.Emission, grams, emission) }
    await refused(claim(session, context, twice), 'DaysCovered')
  })

  test('a claim that notaries reject does not become a record', async () => {
    const wrong = data('mill', ClaimKind.Emission, t('1'), { stream: 0 })
    const submitted = await fetchClaim(session.rpc, await claim(session, context, wrong))
    await vote(session, context.notaries.slice(0, 4), submitted, Verdict.Reject, 'reject: the rows add up to more')
    await refused(session.send(notarizeClaim({ payer: session.payer, claim: submitted })), 'BallotRejected')
    await session.send(closeClaim({ caller: session.payer, claim: submitted }))
  })

  test('every source reports, and its year is closed', async () => {
    const emission = { stream: 0 }
    records.mill = await record(session, context, data('mill', ClaimKind.Emission, t('33000'), emission))
    records.foundry = await record(session, context, data('foundry', ClaimKind.Emission, t('52500'), emission))
    const reduction = { stream: 1 }
    await record(session, context, data('kiln', ClaimKind.Reduction, t('18065'), reduction))
    for (const forest of ['forest', 'mangrove'] as const) {
      const surveys = await evidence.forest(sources[forest].address, forest, 10_000)
      const absorbed = data(forest, ClaimKind.Absorption, t('100000'), { stream: 0, evidence: surveys })
      records[forest] = await record(session, context, absorbed)
    }
    for (const [owner, source] of [
      [alice, 'kiln'],
      [bob, 'mill'],
      [bob, 'foundry'],
    ] as const) {
      await proposeAndCloseYear(session, context, owner, sources[source], YEAR)
      expect((await inventoryOf(source)).data.closed).toBe(true)
    }
    expect(tonnesFromGrams(await supply(TokenClass.AbsorptionCredit))).toBe('200000')
  })

  test('the first pool meets its target: reductions become credits of the source that reduced', async () => {
    await refused(openAndExecuteSettlement(session, context, pools.first.address), 'DeadlineNotPassed')
    await network.travel(DEADLINE + 1n)
    const { totals } = (await openAndExecuteSettlement(session, context, pools.first.address)).data
    expect(totals).toMatchObject({ value: { outcome: PoolOutcome.Achieved, credits: t('15065'), gross: t('124935') } })
    const [credits] = await claimCredits(session, sources.kiln.address, YEAR)
    const lot = await fetchLot(session.rpc, credits as Address)
    expect([lot.data.class, gramsOfLot(lot.data)]).toEqual([TokenClass.ReductionCredit, t('15065')])
    const member = await fetchMember(session.rpc, await memberAddress(sources.kiln.address, YEAR))
    expect([member.data.converted, member.data.voided]).toEqual([t('15065'), t('3000')])
    expect(await supply(TokenClass.Reduction)).toBe(0n)
  })

  test('the second misses it, and is cured with credits of the first', async () => {
    const { trails } = await session.history(context.registry.address)
    const [reduction] = trails.of(sources.kiln.address, YEAR, 'reductions')
    const terms = { pricePerTonne: 31_000_000n, paymentMint: network.coin, expiresAt: LATE_DEADLINE }
    const credits = await ownerLot(reduction as Address)
    const offer = await sell(session, alice, credits, { ...terms, grams: t('5000') })
    await session.send(...(await giveCoins(session.payer, person('operator'), network.coin, bob.address, t('1000000'))))
    const bought = await buy(session, bob, offer, t('2500'))
    const member = await memberAddress(sources.foundry.address, YEAR)
    const lot = await fetchLot(session.rpc, bought)
    await session.send(curePool({ payer: session.payer, owner: bob, member, lot, grams: t('2500') }))
    await network.travel(LATE_DEADLINE + 1n)
    const { totals } = (await openAndExecuteSettlement(session, context, pools.second.address)).data
    expect(totals).toMatchObject({ value: { outcome: PoolOutcome.Covered, credits: 0n, net: t('50000') } })
  })

  test('a year is neutralized with credits bought from two forests', async () => {
    const kiln = await inventoryOf('kiln')
    const { histories, trails } = await session.history(context.registry.address)
    const [emitted] = trails.of(sources.kiln.address, YEAR, 'emissions')
    const emission = await ownerLot(emitted as Address)
    expect(histories.of(emission)).toHaveLength(1)
    await session.send(
      ...(await giveCoins(session.payer, person('operator'), network.coin, alice.address, t('10000000'))),
    )
    const expiresAt = LATE_DEADLINE + 90n * DAY
    const terms = { pricePerTonne: 18_500_000n, paymentMint: network.coin, expiresAt }
    const legs = []
    for (const [forest, grams] of [
      ['forest', t('80000')],
      ['mangrove', kiln.data.emitted - t('80000')],
    ] as const) {
      const offer = await sell(session, bob, await ownerLot(records[forest]), terms)
      const found = await find(session, offer)
      const limits = { maxTotal: 1n, maxEnd: found.lot.data.end, nonce: await session.now() }
      const bid = { payer: session.payer, buyer: alice, found, grams, ...limits }
      await refused(session.send(buyCredits(bid)), 'PriceAboveLimit')
      legs.push({ emission, credit: await buy(session, alice, offer, grams), grams })
    }

    const burnProof = await burnProofAddress(context.registry.address, alice.address, 1n)
    const content = { name: 'the kiln', beneficiary: alice.address, burnProof, emitted: [records.kiln], legs }
    const metadataSha256 = await writeStatement(session.rpc, statement, content)
    const purpose = { nonce: 1n, purpose: 'kiln, 2023-24', metadataSha256 }
    const proof = await propose(session, context, alice, legs, purpose)
    const origin = await fetchRecord(session.rpc, emitted as Address)
    const early = await executeBurn({ payer: session.payer, proof, records: [origin] })
    await refused(session.sendWithTable(early), 'BallotVoting')
    await approve(session, context.notaries, proof)
    await refused(session.sendWithTable(early), 'NotReviewed')
    await review(session, proof)
    const made = await burn(session, proof)
    certificate = made.address
    expect(isOffset(made.data)).toBe(true)
    expect(offsetGrams(made.data)).toBe(kiln.data.emitted)
    expect(neutralityOf((await inventoryOf('kiln')).data)).toEqual({ kind: 'neutral', emitted: t('91935') })
    expect(await supply(TokenClass.Emission), 'emissions of the other sources').toBe(t('85500'))
    await logClosedYear(session, kiln.address)
  })

  test('a late add-back counts, and leaves the year closed and its leaf valid', async () => {
    const late = data('kiln', ClaimKind.AddBack, t('10'))
    const submitted = await fetchClaim(session.rpc, await claim(session, context, late))
    await approve(session, context.notaries, submitted)
    await session.send(notarizeClaim({ payer: session.payer, claim: submitted }))
    const inventory = (await inventoryOf('kiln')).data
    expect(inventory).toMatchObject({ closed: true, addBack: t('10'), addBackRecords: 1 })
    expect(neutralityOf(inventory).kind).toBe('neutral')
  })

  test('a record is lowered: its certificate is impaired, and its shortfall covered from a buffer', async () => {
    await lowerRecord(session, context, records.forest, t('70000'))
    await impairLeg(session, certificate, 0)
    const impaired = await fetchCertificate(session.rpc, certificate)
    expect([impaired.data.status, impaired.data.shortfall]).toEqual([CertificateStatus.Impaired, t('10000')])
    expect(neutralityOf((await inventoryOf('kiln')).data)).toMatchObject({ kind: 'partial', neutralized: t('81935') })
    await coverFromBuffer(session, context, certificate, 0, records.mangrove)
    expect(isOffset((await fetchCertificate(session.rpc, certificate)).data)).toBe(true)
    expect(neutralityOf((await inventoryOf('kiln')).data).kind).toBe('neutral')
    await refused(logClosedYear(session, (await inventoryOf('kiln')).address), 'YearLogged')
    const rest = await fetchLot(session.rpc, await ownerLot(records.forest))
    const move = { payer: session.payer, owner: bob, recipient: alice.address }
    await refused(session.send(transferLot({ ...move, lot: rest, grams: 1n })), 'LotLocked')
  })

  test('the log goes to the L1, and every leaf is proven there', async () => {
    const registry = context.registry.address
    const { message, payload } = await publish(session, registry)
    const log = await fetchRollupLog(session.rpc, await logAddress(registry))
    expect(log.data).toMatchObject({ batches: 1n, published: payload.leafCount, count: payload.leafCount })
    expect(toHex(log.data.publishedRoot)).toBe(toHex(payload.root))
    expect(message.emitter).toBe(log.address)
    expect(payload).toMatchObject({ registry, batch: 1n, firstLeaf: 0n, neutralized: t('91935') })
    const batch = await fetchBatch(session.rpc, await batchAddress(registry, 1n))
    expect(toHex(batch.data.payload)).toBe(toHex(message.payload))
    await refused(session.send(publishBatch({ payer: session.payer, log })), 'NothingToPublish')

    const proven = await proveAll(session, registry, payload)
    // Certificate and year leaf have a shortfall, which is covered.
    const corrections = Array.from({ length: 4 }, () => 'correction')
    const kinds = ['certificate', 'year', ...corrections]
    expect(proven.map(({ leaf }) => leaf.kind)).toEqual(kinds)
    l1 = await L1.start(registry)
    await l1.deliver(message)
    const [offset, neutral] = [proven[0], proven[1]].map((found) => found?.proof as LeafProof)
    const [pending, valid] = [3, 7]
    expect(await l1.ask('certificateStatus', offset as LeafProof)).toBe(pending)
    await l1.register(proven.filter(({ leaf }) => leaf.kind === 'correction').map(({ proof }) => proof))
    expect(await l1.ask('certificateStatus', offset as LeafProof)).toBe(valid)
    expect(await l1.ask('yearStatus', neutral as LeafProof)).toBe(valid)
  })

  test('an audit confirms the statement, and names the record whose evidence has a changed digit', async () => {
    const nodes = { rpc: network.url, l1: l1 as L1 }
    const found = await audit(statement, { evidence: evidence.folder, ...nodes })
    expect(found.findings.filter(({ status }) => status !== 'pass')).toEqual([])
    expect(found).toMatchObject({ exitCode: 0, conclusion: 'confirmed', facts: { offset_grams: Number(t('91935')) } })
    const { kiln, forest, mangrove } = records
    const stoodOn = [kiln, forest, mangrove].map((record) => `record ${record}`).sort()
    const checked = (step: string): string[] =>
      found.findings
        .filter((finding) => finding.step === step)
        .map(({ about }) => about)
        .sort()
    for (const step of ['evidence', 'grams']) expect(checked(step)).toEqual(stoodOn)
    // The votes for each record and its valid grams; and the votes for the lowering of the forest's.
    expect(checked('notaries')).toEqual([...stoodOn, ...stoodOn, `record ${forest}`].sort())
    expect(found.facts.years).toMatchObject([expect.stringContaining('CARBON NEUTRAL')])
    expect(found.facts.remarks).toMatchObject([expect.stringContaining(`made good with credits of record ${mangrove}`)])

    const changed = await audit(statement, { evidence: evidence.altered(sources.kiln.address), ...nodes })
    const failed = changed.findings.filter(({ status }) => status === 'fail')
    expect(failed).toMatchObject([{ step: 'evidence', about: `record ${kiln}` }])
    expect(changed).toMatchObject({ exitCode: 1, conclusion: 'refuted' })
  })
})
