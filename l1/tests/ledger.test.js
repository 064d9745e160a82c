/**
 * The ledger on a chain with the real core contract: each rule of acceptance broken once, and the ledger's answers.
 */

import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeLeaf } from '@carbon-consensus/client'
import { getAddressDecoder, getAddressEncoder, getProgramDerivedAddress } from '@solana/kit'
import { artifacts } from '../devnet/artifacts.js'
import { addressOf } from '../devnet/ledger.js'
import { guardians, replaceGuardians, sign } from '../devnet/wormhole.js'
import { bytes, hex } from './bytes.js'
import {
  altered,
  body,
  certificateStatus,
  deploy,
  leaf,
  PAYLOAD_OFFSET,
  patched,
  payloadOf,
  proof,
  published,
  register,
  REGISTRY,
  treeOf,
  yearStatus,
} from './fixtures.js'

/** @typedef {import('./fixtures.js').Proof} Proof */

/** Indices of leaves in the published log. */
const CERTIFICATE = 0
const NEUTRAL_YEAR = 1
const OPEN_YEAR = 2
const LOGGED_AGAIN = 9
/** Base58 of 32 bytes 0x11. */
const OTHER_REGISTRY = getAddressDecoder().decode(new Uint8Array(32).fill(0x11))

/**
 * @param {Promise<any>} sent
 * @param {string | RegExp} reason
 */
const refused = (sent, reason) => assert.rejects(sent, { name: 'Reverted', message: reason })

test('a batch is accepted, and a certificate and a neutral year are proven', async () => {
  const { submit } = await deploy()
  await refused(
    submit('second').then(() => submit('first')),
    'NotNewer',
  )

  const fresh = await deploy()
  const ofCertificate = (/** @type {Proof} */ of) => certificateStatus(fresh.ledger, of)
  const ofYear = (/** @type {Proof} */ of) => yearStatus(fresh.ledger, of)
  assert.equal(await ofCertificate(proof(CERTIFICATE, 2)), 'UnknownRoot', 'before the first batch')
  const { events } = await fresh.submit('first')
  const first = payloadOf('first')
  assert.equal(events[0].name, 'BatchAccepted')
  assert.deepEqual(events[0].args.map(String), [REGISTRY, '1', hex(first.root), '2', '1000000', '0'])
  const state = await fresh.ledger.call('state', REGISTRY)
  assert.equal(state.root, treeOf(2).root)
  assert.equal(state.everNeutralized.toNumber(), 1_000_000)
  assert.equal(state.time.toString(), first.time.toString())
  assert.equal(await ofCertificate(proof(CERTIFICATE, 2)), 'Valid')
  assert.equal(await ofYear(proof(NEUTRAL_YEAR, 2)), 'Valid')

  // Each leaf is what it is, at its place, to the byte.
  const certificate = proof(CERTIFICATE, 2)
  const { leaf: entry, path } = certificate
  assert.equal(await ofYear(certificate), 'WrongLeaf')
  assert.equal(await ofCertificate(proof(NEUTRAL_YEAR, 2)), 'WrongLeaf')
  assert.equal(await ofCertificate({ ...certificate, path: [] }), 'NotIncluded')
  assert.equal(await ofCertificate({ ...certificate, path: [...path, path[0]] }), 'NotIncluded')
  assert.equal(await ofCertificate({ ...certificate, leaf: entry.replace(/.$/, '1') }), 'NotIncluded')
  assert.equal(await ofCertificate({ ...certificate, leaf: entry + '00' }), 'WrongLeaf')
  assert.equal(await ofCertificate({ ...certificate, leaf: leaf(NEUTRAL_YEAR) }), 'WrongLeaf')
  assert.equal(await ofCertificate({ ...certificate, root: path[0] }), 'UnknownRoot')
  assert.equal(await ofCertificate({ ...certificate, root: '0x' + '00'.repeat(32) }), 'UnknownRoot')

  const second = payloadOf('second')
  await fresh.submit('second')
  assert.equal(await ofYear(proof(OPEN_YEAR, 3)), 'NotNeutral', 'no gram of it is neutralized')
  assert.equal(await ofCertificate(proof(CERTIFICATE, 3)), 'Valid')
  const [, , asOf] = await fresh.ledger.call('certificateStatus', REGISTRY, certificate)
  assert.equal(await ofCertificate(certificate), 'Valid', 'a path to an older root')
  assert.equal(asOf.toString(), second.time.toString(), 'as of the newest batch')
  assert.deepEqual((await fresh.ledger.call('roots', REGISTRY, certificate.root)).map(String), [
    '2',
    String(first.time),
  ])
})

test('what is required is returned, or the reason is', async () => {
  const { chain, ledger, submit } = await deploy()
  await submit('first')
  const [certificate, year] = [proof(CERTIFICATE, 2), proof(NEUTRAL_YEAR, 2)]
  const { time } = payloadOf('first')
  chain.time = time + 60n
  const made = decodeLeaf(bytes(certificate.leaf))
  assert.ok(made.kind === 'certificate')
  const offset = await ledger.call('requireOffset', REGISTRY, certificate, 60)
  assert.equal(offset.beneficiary, hex(getAddressEncoder().encode(made.beneficiary)))
  assert.deepEqual([offset.emission, offset.credit].map(String), [made.emission, made.credit].map(String))
  assert.equal(offset.statement, hex(made.metadata))
  const logged = decodeLeaf(bytes(year.leaf))
  assert.ok(logged.kind === 'year')
  const neutral = await ledger.call('requireNeutralYear', REGISTRY, year, 60)
  assert.equal(neutral.source, hex(getAddressEncoder().encode(logged.source)))
  assert.deepEqual([neutral.emitted.toString(), neutral.year], [logged.emitted.toString(), logged.year])
  const [source, other] = [logged.source, logged.owner].map((key) => getAddressEncoder().encode(key))
  const isNeutral = (/** @type {any[]} */ ...args) => ledger.call('isNeutralYear', REGISTRY, ...args)
  assert.equal(await isNeutral(year, source, logged.year), true)
  assert.equal(await isNeutral(year, source, logged.year + 1), false)
  assert.equal(await isNeutral(year, other, logged.year), false)
  assert.equal(await isNeutral(proof(OPEN_YEAR, 3), source, logged.year), false, 'a root that is unknown')

  await refused(ledger.call('requireOffset', REGISTRY, certificate, 59), `TooOld(${time}, 59)`)
  await refused(ledger.call('requireNeutralYear', REGISTRY, year, 59), `TooOld(${time}, 59)`)
  const wrongLeaf = 'NotValid(0)'
  await refused(ledger.call('requireOffset', REGISTRY, year, 60), wrongLeaf)
  await refused(ledger.call('requireNeutralYear', REGISTRY, certificate, 60), wrongLeaf)
  // A block may be dated before the message.
  chain.time = time - 1n
  await ledger.call('requireOffset', REGISTRY, certificate, 0)
})

test('a contract pays only a supplier whose year is neutral, as of the last month', async () => {
  const { chain, ledger, submit } = await deploy()
  const year = decodeLeaf(bytes(leaf(NEUTRAL_YEAR)))
  assert.ok(year.kind === 'year')
  const suppliers = await chain.deploy(artifacts().NeutralSuppliers, ledger.address, REGISTRY, year.year)
  const other = await chain.deploy(artifacts().NeutralSuppliers, ledger.address, REGISTRY, year.year + 1)
  const account = '0x' + '55'.repeat(20)
  await suppliers.sendValue(1_000n, 'owe', getAddressEncoder().encode(year.owner), account)
  await submit('first')
  const { time } = payloadOf('first')
  chain.time = time + 30n * 86_400n + 1n
  const reason = (/** @type {string} */ name, /** @type {any[]} */ ...args) =>
    ledger.interface.encodeErrorResult(name, args)
  await refused(suppliers.send('draw', proof(NEUTRAL_YEAR, 2)), reason('TooOld', time, 30 * 86_400))
  chain.time -= 1n
  await refused(suppliers.send('draw', proof(CERTIFICATE, 2)), reason('NotValid', 0))
  await refused(other.send('draw', proof(NEUTRAL_YEAR, 2)), `WrongYear(${year.year})`)
  await suppliers.send('draw', proof(NEUTRAL_YEAR, 2))
  assert.equal(await chain.balance(account), 1_000n)
  await refused(suppliers.send('draw', proof(NEUTRAL_YEAR, 2)), 'NothingOwed')
})

test('the ledger names its interfaces, and the Executor of Wormhole can deliver to it', async () => {
  const { ledger, set } = await deploy()
  const supports = (/** @type {string} */ id) => ledger.call('supportsInterface', id)
  assert.equal(await supports('0x01ffc9a7'), true, 'ERC-165')
  assert.equal(await supports('0xffffffff'), false)
  const selectors = artifacts().ICarbonLedger.abi.filter((/** @type {any} */ { type }) => type === 'function')
  const ids = selectors.map((/** @type {any} */ { name }) => BigInt(ledger.interface.getSighash(name)))
  const id = ids.reduce((/** @type {bigint} */ sum, /** @type {bigint} */ next) => sum ^ next, 0n)
  assert.equal(await supports('0x' + id.toString(16).padStart(8, '0')), true)
  const vaa = sign(body('first'), set)
  await refused(ledger.sendValue(1n, 'executeVAAv1', vaa), 'EtherSent')
  await ledger.send('executeVAAv1', vaa)
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 2)), 'Valid')
})

test('each rule of acceptance, broken once', async () => {
  const { submit, submitBody, ledger } = await deploy()
  await submit('first')
  const second = payloadOf('second')
  const payload = PAYLOAD_OFFSET
  /** @type {[string, string][]} */
  const bad = [
    // The message's frame.
    [patched('second', 8, '0002'), 'WrongEmitterChain'],
    [patched('second', 50, '20'), 'WrongConsistency'],
    // Length and version.
    [body('second').slice(0, 2 + 2 * payload), 'WrongLength'],
    [body('second') + '00', 'WrongLength'],
    [body('second').slice(0, -2), 'WrongLength'],
    [patched('second', payload, '44'), 'WrongMagic'],
    [patched('second', payload + 3, '44'), 'WrongMagic'],
    [patched('second', payload + 4, '02'), 'WrongVersion'],
    [patched('second', payload + 5, '02'), 'WrongKind'],
    // The registry and its log.
    [patched('second', 10, 'ff'.repeat(32)), 'WrongEmitter'],
    [altered('second', { registry: OTHER_REGISTRY }), 'WrongEmitter'],
    [altered('second', { bump: second.bump ^ 1 }), 'WrongEmitter'],
    // The content.
    [altered('second', { root: new Uint8Array(32) }), 'ZeroRoot'],
    [altered('second', { time: -1n }), 'WrongTime'],
    [altered('second', { firstLeaf: second.leafCount + 1n }), 'FirstLeafBeyondEnd'],
    [altered('second', { batch: 1n }), 'NotNewer'],
    [altered('second', { batch: 0n }), 'NotNewer'],
    [altered('second', { firstLeaf: 0n, leafCount: 1n }), 'LeavesDecreased'],
    [altered('second', { neutralized: 999_999n }), 'NeutralizedDecreased'],
    [altered('second', { firstLeaf: 1n }), 'WrongFirstLeaf'],
    [altered('second', { previousRoot: new Uint8Array(32).fill(0x22) }), 'WrongPreviousRoot'],
  ]
  for (const [content, reason] of bad) await refused(submitBody(content), reason)
  assert.equal((await ledger.call('state', REGISTRY)).batch.toNumber(), 1, 'no batch was accepted')
  await submit('second')

  await submit('corrected')
  await refused(submitBody(altered('covered', { corrections: 1n })), 'CorrectionsDecreased')
  await submit('covered')
})

test('the first batch begins at leaf 0, after a root of zero', async () => {
  const { submitBody } = await deploy()
  await refused(submitBody(altered('first', { firstLeaf: 1n })), 'WrongFirstLeaf')
  await refused(submitBody(altered('first', { previousRoot: new Uint8Array(32).fill(0x22) })), 'WrongPreviousRoot')
})

test('a replay is refused, and so is an older batch', async () => {
  const { submit } = await deploy()
  await submit('first')
  await refused(submit('first'), 'NotNewer')
  await submit('third')
  await refused(submit('second'), 'NotNewer')
  await refused(submit('third again'), 'NotNewer')
})

test('a later batch replaces one that was not relayed', async () => {
  const { ledger, submit } = await deploy()
  await submit('third')
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 4)), 'Valid')
})

test('no answer is given while burned credits of lowered records were not looked at', async () => {
  const { ledger, submit, submitBody } = await deploy()
  await submit('first')
  await submitBody(altered('second', { unimpaired: 2n }))
  assert.equal((await ledger.call('state', REGISTRY)).unimpaired.toNumber(), 2)
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 3)), 'Pending')
  assert.equal(await yearStatus(ledger, proof(NEUTRAL_YEAR, 3)), 'Pending')
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 2)), 'Pending', 'nor with an older root')
  // A batch without a new leaf says that they were looked at.
  const { batch, leafCount, root } = payloadOf('second')
  const news = { batch: batch + 1n, firstLeaf: leafCount, leafCount, previousRoot: root, root, unimpaired: 0n }
  await submitBody(altered('second', news))
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 3)), 'Valid')
})

test('a batch without news renews the time as of which the answers hold', async () => {
  const { chain, ledger, submit, submitBody } = await deploy()
  await submit('first')
  const { batch, leafCount, root, time } = payloadOf('first')
  const later = time + 40n * 86_400n
  chain.time = later
  const month = 30 * 86_400
  await refused(ledger.call('requireOffset', REGISTRY, proof(CERTIFICATE, 2), month), `TooOld(${time}, ${month})`)
  const quiet = { batch: batch + 1n, firstLeaf: leafCount, previousRoot: root, time: later }
  await submitBody(altered('first', quiet))
  await ledger.call('requireOffset', REGISTRY, proof(CERTIFICATE, 2), month)
  assert.deepEqual((await ledger.call('roots', REGISTRY, hex(root))).map(String), [String(leafCount), String(later)])
})

test('a batch without valid signatures of the guardians is refused', async () => {
  const { ledger, set, submit } = await deploy()
  const vaa = sign(body('first'), set)
  // A byte of the payload, after the guardians signed.
  const forged = vaa.slice(0, -2) + (vaa.endsWith('00') ? '01' : '00')
  await refused(ledger.send('submit', forged), /^InvalidVaa\(/)
  await refused(ledger.send('submit', sign(body('first'), [...guardians(2)].slice(1))), /^InvalidVaa\(/)
  await refused(ledger.send('submit', sign(body('first'), set, { signers: [] })), 'InvalidVaa(no quorum)')
  await refused(ledger.send('submit', sign(body('first'), set, { index: 1 })), /^InvalidVaa\(/)
  await submit('first')
})

test('13 of 19 guardians are enough, and 12 are not', async () => {
  const { ledger, set } = await deploy({ size: 19 })
  const twelve = [...Array(12).keys()]
  await refused(ledger.send('submit', sign(body('first'), set, { signers: twelve })), 'InvalidVaa(no quorum)')
  const last = [...Array(13).keys()].map((index) => index + 6)
  await ledger.send('submit', sign(body('first'), set, { signers: last }))
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 2)), 'Valid')
})

test('after a fork only the chain of the deployment accepts batches', async () => {
  const { chain, ledger, set, submit } = await deploy()
  await submit('first')
  const other = await chain.fork(10_001)
  const there = Object.assign(Object.create(Object.getPrototypeOf(ledger)), ledger, { chain: other })
  await refused(there.send('submit', sign(body('second'), set)), 'WrongEvmChain')
  await submit('second')
})

test('a ledger of another program accepts no batch', async () => {
  await refused((await deploy({ program: '33'.repeat(32) })).submit('first'), 'WrongEmitter')
})

test('a ledger is deployed over a core contract of an L1 alone', async () => {
  const { chain, core } = await deploy()
  const program = '0x' + published.program
  const { CarbonLedger, CoreOf } = artifacts()
  for (const id of [0, 1]) {
    const wrong = await chain.deploy(CoreOf, id)
    await refused(chain.deploy(CarbonLedger, wrong.address, program), 'NotOfAnL1')
  }
  const other = await chain.deploy(CoreOf, 3)
  const there = await chain.deploy(CarbonLedger, other.address, program)
  assert.deepEqual(
    [await there.call('CHAIN'), await there.call('WORMHOLE'), await there.call('PROGRAM')],
    [3, other.address, program],
  )
  // An account without code has no core contract.
  await assert.rejects(chain.deploy(CarbonLedger, '0x' + '55'.repeat(20), program))
  assert.notEqual(addressOf(core.address, program), addressOf(other.address, program))
})

test('registries are apart: what one says answers nothing of another', async () => {
  const { ledger, submit, submitBody } = await deploy()
  const other = hex(getAddressEncoder().encode(OTHER_REGISTRY))
  const [log, bump] = await getProgramDerivedAddress({
    programAddress: getAddressDecoder().decode(bytes(published.program)),
    seeds: ['log', getAddressEncoder().encode(OTHER_REGISTRY)],
  })
  const of = (/** @type {string} */ name, /** @type {object} */ change = {}) => {
    const content = altered(name, { registry: OTHER_REGISTRY, bump, ...change })
    return content.slice(0, 2 + 2 * 10) + hex(getAddressEncoder().encode(log)).slice(2) + content.slice(2 + 2 * 42)
  }
  await submit('first')
  assert.equal((await ledger.call('state', other)).batch.toNumber(), 0)
  await refused(ledger.call('requireOffset', other, proof(CERTIFICATE, 2), 60), 'NotValid(0)')
  // The other registry accepts the same root; the certificate under it is still not its own.
  const { events } = await submitBody(of('first', { unimpaired: 3n }))
  assert.equal(events[0].args.registry, other)
  await refused(ledger.call('requireOffset', other, proof(CERTIFICATE, 2), 60), 'NotValid(0)')
  await refused(ledger.send('registerCorrections', other, [proof(CERTIFICATE, 2)]), 'NotACorrection')
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 2)), 'Valid', 'whatever the other awaits')
  assert.equal((await ledger.call('roots', other, treeOf(2).root)).leafCount.toNumber(), 2)
  await submitBody(of('second'))
  assert.equal((await ledger.call('state', REGISTRY)).batch.toNumber(), 1)
  assert.equal((await ledger.call('roots', REGISTRY, treeOf(3).root)).leafCount.toNumber(), 0)
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 3)), 'UnknownRoot')
  await submit('second')
})

test('a withheld correction stops the answers that it may concern, until anyone registers it', async () => {
  const { ledger, submit } = await deploy()
  const offset = (/** @type {number} */ count) => certificateStatus(ledger, proof(CERTIFICATE, count))
  const neutral = (/** @type {number} */ count) => yearStatus(ledger, proof(NEUTRAL_YEAR, count))
  await submit('third')
  await submit('corrected')
  for (const count of [4, 6]) assert.deepEqual([await offset(count), await neutral(count)], ['Pending', 'Pending'])

  // A leaf that is not a correction, one that is not the next, one that is not in the log.
  await refused(register(ledger, [CERTIFICATE], 6), 'NotACorrection')
  await refused(register(ledger, [5], 6), 'NotTheNextCorrection(1)')
  await refused(register(ledger, [5, 4], 6), 'NotTheNextCorrection(1)')
  const first = proof(4, 6)
  const { leaf: entry, path } = first
  const changed = (/** @type {Partial<Proof>} */ change) =>
    ledger.send('registerCorrections', REGISTRY, [{ ...first, ...change }])
  await refused(changed({ path: path.slice(1) }), 'NotIncluded')
  await refused(changed({ root: path[0] }), 'NotIncluded')
  const lighter = entry.slice(0, 2 + 2 * 88) + '0000000000000001' + entry.slice(2 + 2 * 96)
  await refused(changed({ leaf: lighter }), 'NotIncluded')
  const elsewhere = entry.slice(0, 2 + 2 * 8) + '33'.repeat(32) + entry.slice(2 + 2 * 40)
  await refused(changed({ leaf: elsewhere }), 'NotACorrection')

  const { events } = await register(ledger, [4], 6)
  assert.equal(events[0].name, 'CorrectionRegistered')
  assert.deepEqual([events[0].args.number.toNumber(), events[0].args.void.toNumber()], [1, 250_000])
  assert.equal(await offset(6), 'Pending', 'one of two')
  // Two who register the same do not hinder each other.
  assert.equal((await register(ledger, [4, 5], 6)).events.length, 1)
  assert.equal((await register(ledger, [4, 5], 6)).events.length, 0)
  for (const count of [4, 6]) assert.deepEqual([await offset(count), await neutral(count)], ['Impaired', 'Impaired'])
  const [, void_] = await ledger.call('certificateStatus', REGISTRY, proof(CERTIFICATE, 6))
  assert.equal(void_.toNumber(), 250_000)
  await refused(ledger.call('requireOffset', REGISTRY, proof(CERTIFICATE, 6), 60), 'NotValid(5)')

  await submit('covered')
  assert.equal(await offset(8), 'Pending')
  await register(ledger, [6, 7], 8)
  assert.deepEqual([await offset(8), await neutral(8)], ['Valid', 'Valid'], 'covered')

  // A late record has reopened the year: it is neutral again only after it is closed and logged again.
  await submit('reopened')
  assert.equal(await neutral(9), 'Pending')
  await submit('logged again')
  // The correction is under the older root, and the year logged after it is not concerned by it.
  assert.deepEqual([await neutral(10), await yearStatus(ledger, proof(LOGGED_AGAIN, 10))], ['Pending', 'Valid'])
  await register(ledger, [8], 9)
  assert.equal(await neutral(9), 'Impaired', 'reopened')
  assert.equal(await offset(9), 'Valid', 'the certificate stands')
  assert.deepEqual([await neutral(10), await yearStatus(ledger, proof(LOGGED_AGAIN, 10))], ['Impaired', 'Valid'])
})

test('a batch signed by guardians who were replaced is published again', async () => {
  const { chain, core, ledger, set, submit } = await deploy()
  await submit('first')
  const old = sign(body('third'), set)
  const next = guardians(4, 'next')
  await replaceGuardians(core, set, next, 1)
  // The old set stays valid for a day.
  chain.time += 86_401n
  await refused(ledger.send('submit', old), 'InvalidVaa(guardian set has expired)')
  assert.deepEqual(payloadOf('third again'), payloadOf('third'))
  assert.notEqual(body('third again'), body('third'))
  await ledger.send('submit', sign(body('third again'), next, { index: 1 }))
  assert.equal(await certificateStatus(ledger, proof(CERTIFICATE, 4)), 'Valid')
})
