/**
 * The ledger on a chain with the real core contract: each rule of acceptance broken once, and the ledger's answers.
 */

import assert from 'node:assert/strict'
import test from 'node:test'
import { getAddressDecoder } from '@solana/kit'
import { artifacts } from '../devnet/artifacts.js'
import { guardians, replaceGuardians, sign } from '../devnet/wormhole.js'
import { hex } from './bytes.js'
import {
  altered,
  body,
  deploy,
  leaf,
  LEDGER,
  PAYLOAD_OFFSET,
  patched,
  payloadOf,
  proof,
  published,
  register,
  treeOf,
} from './fixtures.js'

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
  const { ledger, submit } = await deploy()
  assert.equal(ledger.address.toLowerCase(), LEDGER, 'the address to which the messages are sent')
  await refused(
    submit('second').then(() => submit('first')),
    'NotNewer',
  )

  const fresh = await deploy()
  assert.equal(await fresh.ledger.call('isOffset', ...proof(CERTIFICATE, 2)), false, 'before the first batch')
  const { events } = await fresh.submit('first')
  const first = payloadOf('first')
  assert.equal(events[0].name, 'BatchAccepted')
  assert.deepEqual(events[0].args.map(String), ['1', hex(first.root), '2', '1000000', '0'])
  assert.equal(await fresh.ledger.call('root'), treeOf(2).root)
  assert.equal((await fresh.ledger.call('neutralized')).toNumber(), 1_000_000)
  assert.equal(await fresh.ledger.call('isOffset', ...proof(CERTIFICATE, 2)), true)
  assert.equal(await fresh.ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 2)), true)

  // Each leaf is what it is, at its place, to the byte.
  const [entry, path] = proof(CERTIFICATE, 2)
  assert.equal(await fresh.ledger.call('isNeutral', entry, path), false)
  assert.equal(await fresh.ledger.call('isOffset', ...proof(NEUTRAL_YEAR, 2)), false)
  assert.equal(await fresh.ledger.call('isOffset', entry, []), false)
  assert.equal(await fresh.ledger.call('isOffset', entry, [...path, path[0]]), false)
  assert.equal(await fresh.ledger.call('isOffset', entry.replace(/.$/, '1'), path), false)
  assert.equal(await fresh.ledger.call('isOffset', entry + '00', path), false)
  assert.equal(await fresh.ledger.call('isOffset', leaf(NEUTRAL_YEAR), path), false)

  await fresh.submit('second')
  assert.equal(await fresh.ledger.call('isNeutral', ...proof(OPEN_YEAR, 3)), false, 'no gram of it is neutralized')
  assert.equal(await fresh.ledger.call('isOffset', ...proof(CERTIFICATE, 3)), true)
  assert.equal(await fresh.ledger.call('isOffset', ...proof(CERTIFICATE, 2)), false, 'a path to an older root')
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
    [patched('second', 10, 'ff'.repeat(32)), 'WrongEmitter'],
    [patched('second', 50, '20'), 'WrongConsistency'],
    // Length and version.
    [body('second').slice(0, 2 + 2 * payload), 'WrongLength'],
    [body('second') + '00', 'WrongLength'],
    [body('second').slice(0, -2), 'WrongLength'],
    [patched('second', payload, '44'), 'WrongMagic'],
    [patched('second', payload + 3, '44'), 'WrongMagic'],
    [patched('second', payload + 4, '02'), 'WrongVersion'],
    [patched('second', payload + 5, '02'), 'WrongKind'],
    // The target, and the registry.
    [altered('second', { targetChain: 10_002 }), 'WrongTargetChain'],
    [altered('second', { targetContract: new Uint8Array(32).fill(0x11) }), 'WrongTargetContract'],
    [patched('second', payload + 8, '01'), 'WrongTargetContract'],
    [altered('second', { registry: OTHER_REGISTRY }), 'WrongRegistry'],
    // The content.
    [altered('second', { root: new Uint8Array(32) }), 'ZeroRoot'],
    [altered('second', { firstLeaf: second.leafCount + 1n }), 'FirstLeafBeyondEnd'],
    [altered('second', { batch: 1n }), 'NotNewer'],
    [altered('second', { batch: 0n }), 'NotNewer'],
    [altered('second', { firstLeaf: 0n, leafCount: 1n }), 'LeavesDecreased'],
    [altered('second', { neutralized: 999_999n }), 'NeutralizedDecreased'],
    [altered('second', { firstLeaf: 1n }), 'WrongFirstLeaf'],
    [altered('second', { previousRoot: new Uint8Array(32).fill(0x22) }), 'WrongPreviousRoot'],
  ]
  for (const [content, reason] of bad) await refused(submitBody(content), reason)
  assert.equal((await ledger.call('batch')).toNumber(), 1, 'no batch was accepted')
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
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 4)), true)
})

test('no answer is given while burned credits of lowered records were not looked at', async () => {
  const { ledger, submit, submitBody } = await deploy()
  await submit('first')
  await submitBody(altered('second', { unimpaired: 2n }))
  assert.equal((await ledger.call('unimpaired')).toNumber(), 2)
  await refused(ledger.call('isOffset', ...proof(CERTIFICATE, 3)), 'CorrectionsPending(0, 0, 2)')
  await refused(ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 3)), 'CorrectionsPending(0, 0, 2)')
  // A batch without a new leaf says that they were looked at.
  const { batch, leafCount, root } = payloadOf('second')
  const news = { batch: batch + 1n, firstLeaf: leafCount, leafCount, previousRoot: root, root, unimpaired: 0n }
  await submitBody(altered('second', news))
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 3)), true)
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
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 2)), true)
})

test('after a fork only the chain of the deployment accepts batches', async () => {
  const { chain, ledger, set, submit } = await deploy()
  await submit('first')
  const other = await chain.fork(10_001)
  const there = Object.assign(Object.create(Object.getPrototypeOf(ledger)), ledger, { chain: other })
  await refused(there.send('submit', sign(body('second'), set)), 'WrongEvmChain')
  await submit('second')
})

test('a ledger for another registry, log or address accepts no batch', async () => {
  const other = '33'.repeat(32)
  await refused((await deploy({ registry: other })).submit('first'), 'WrongRegistry')
  await refused((await deploy({ emitter: other })).submit('first'), 'WrongEmitter')
  const { chain, core, set } = await deploy()
  const [registry, emitter] = ['0x' + published.registry, '0x' + published.emitter]
  const twin = await chain.deploy(artifacts().CarbonLedger, core.address, registry, emitter)
  await refused(twin.send('submit', sign(body('first'), set)), 'WrongTargetContract')
})

test('a withheld correction stops the answers until anyone registers it', async () => {
  const { ledger, submit } = await deploy()
  await submit('third')
  await submit('corrected')
  const pending = 'CorrectionsPending(0, 2, 0)'
  await refused(ledger.call('isOffset', ...proof(CERTIFICATE, 6)), pending)
  await refused(ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 6)), pending)

  // A leaf that is not a correction, one that is not the next, one that is not in the log.
  await refused(ledger.send('registerCorrection', ...proof(CERTIFICATE, 6)), 'NotACorrection')
  await refused(ledger.send('registerCorrection', ...proof(5, 6)), 'NotTheNextCorrection(1)')
  const [entry, path] = proof(4, 6)
  await refused(ledger.send('registerCorrection', entry, path.slice(1)), 'NotIncluded')
  const lighter = entry.slice(0, 2 + 2 * 88) + '0000000000000001' + entry.slice(2 + 2 * 96)
  await refused(ledger.send('registerCorrection', lighter, path), 'NotIncluded')
  const elsewhere = entry.slice(0, 2 + 2 * 8) + '33'.repeat(32) + entry.slice(2 + 2 * 40)
  await refused(ledger.send('registerCorrection', elsewhere, path), 'NotACorrection')

  const { events } = await ledger.send('registerCorrection', entry, path)
  assert.equal(events[0].name, 'CorrectionRegistered')
  assert.deepEqual([events[0].args.number.toNumber(), events[0].args.void.toNumber()], [1, 250_000])
  await refused(ledger.call('isOffset', ...proof(CERTIFICATE, 6)), 'CorrectionsPending(1, 2, 0)')
  await register(ledger, [5], 6)
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 6)), false, 'impaired')
  assert.equal(await ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 6)), false, 'corrected')
  await refused(ledger.send('registerCorrection', entry, path), 'NotTheNextCorrection(3)')

  await submit('covered')
  await refused(ledger.call('isOffset', ...proof(CERTIFICATE, 8)), 'CorrectionsPending(2, 4, 0)')
  await register(ledger, [6, 7], 8)
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 8)), true, 'covered')
  assert.equal(await ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 8)), true)

  // A late record has reopened the year: it is neutral again only after it is closed and logged again.
  await submit('reopened')
  await refused(ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 9)), 'CorrectionsPending(4, 5, 0)')
  await register(ledger, [8], 9)
  assert.equal(await ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 9)), false, 'reopened')
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 9)), true, 'the certificate stands')
  await submit('logged again')
  assert.equal(await ledger.call('isNeutral', ...proof(NEUTRAL_YEAR, 10)), false)
  assert.equal(await ledger.call('isNeutral', ...proof(LOGGED_AGAIN, 10)), true)
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
  assert.equal(await ledger.call('isOffset', ...proof(CERTIFICATE, 4)), true)
})
