/**
 * Random histories of a log, relayed in part and out of order, against a model that knows the whole log. What the ledger calls
 * valid must be so as of its newest batch, whatever was registered; and what is valid is called so once all is registered.
 *
 * CARBON_SEED names another history, CARBON_HISTORIES another number of them.
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { encodeLeaf } from '@carbon-consensus/client'
import { getAddressDecoder } from '@solana/kit'
import { bytes, hex, treeOver } from './bytes.js'
import { altered, certificateStatus, deploy, payloadOf, published, REGISTRY, yearStatus } from './fixtures.js'

/** @typedef {import('@carbon-consensus/client').Leaf} Leaf */

const SEED = process.env.CARBON_SEED ?? '1'
const HISTORIES = Number(process.env.CARBON_HISTORIES ?? 12)
const STEPS = 24
const ACCOUNTS = 4

const address = (/** @type {Uint8Array} */ key) => getAddressDecoder().decode(key)
const registry = address(bytes(published.registry))

/** Numbers that follow from a seed. */
class Choices {
  /** @param {string} seed */
  constructor(seed) {
    this.seed = seed
    this.count = 0
  }

  /**
   * A number from 0 up to, not including, `end`.
   * @param {number} end
   */
  below(end) {
    this.count += 1
    return createHash('sha256').update(`${this.seed}/${this.count}`).digest().readUInt32BE() % end
  }
}

/** What the program knows: all leaves, and for each account its newest leaf. */
class Log {
  constructor() {
    /** @type {Leaf[]} */
    this.leaves = []
    /** @type {{ account: string, corrected: number, void: bigint, at: number }[]} */
    this.corrections = []
    /** Burned credits that are to be looked at. */
    this.unimpaired = 0n
  }

  /**
   * Adds a certificate, or the year of an inventory, or the correction of an account's newest leaf.
   * @param {Choices} choices
   */
  append(choices) {
    const index = BigInt(this.leaves.length)
    const common = { registry, index, slot: 1n, time: 1n }
    const kind = choices.below(3)
    const account = (/** @type {number} */ number) => address(new Uint8Array(32).fill(number))
    const newest = this.newest()
    if (kind === 0 || newest.size === 0) {
      const certificate = account(100 + this.leaves.length)
      const legs = new Uint8Array(32)
      const figures = { legs, emission: 9n, credit: 9n, metadata: legs, beneficiary: account(1) }
      this.leaves.push({ kind: 'certificate', ...common, certificate, ...figures })
    } else if (kind === 1) {
      const inventory = account(10 + choices.below(ACCOUNTS))
      const emitted = BigInt(choices.below(3))
      const neutralized = choices.below(2) === 0 ? emitted : 0n
      const figures = { source: account(2), owner: account(3), emitted, neutralized, year: 2025 }
      // The program takes a year's leaf back before it logs the year again with less.
      const before = newest.get(inventory)
      if (before !== undefined) this.correct(inventory, before, 1n)
      const at = { index: BigInt(this.leaves.length) }
      this.leaves.push({ kind: 'year', ...common, ...at, inventory, ...figures, statement: new Uint8Array(32) })
    } else {
      const [key, corrected] = [...newest][choices.below(newest.size)] ?? ['', 0]
      this.correct(key, corrected, BigInt(choices.below(2)))
    }
  }

  /**
   * @param {string} account
   * @param {number} corrected Index of the corrected leaf.
   * @param {bigint} voided
   */
  correct(account, corrected, voided) {
    const index = BigInt(this.leaves.length)
    const number = BigInt(this.corrections.length + 1)
    this.corrections.push({ account, corrected, void: voided, at: this.leaves.length })
    const key = /** @type {import('@solana/kit').Address} */ (account)
    const what = { corrected: key, correctedIndex: BigInt(corrected), void: voided, number }
    this.leaves.push({ kind: 'correction', registry, index, ...what, slot: 1n, time: 1n })
  }

  /** Index of the newest leaf of each certificate and inventory. */
  newest() {
    /** @type {Map<string, number>} */
    const newest = new Map()
    for (const [index, leaf] of this.leaves.entries()) {
      const account = accountOf(leaf)
      if (account !== undefined) newest.set(account, index)
    }
    return newest
  }

  /**
   * Whether a leaf stood when the log had `count` leaves: the answer that a ledger must give which knows all of them.
   * @param {number} index
   * @param {number} count
   */
  stands(index, count) {
    const leaf = this.leaves[index]
    const about = this.corrections.filter(({ account, at }) => account === accountOf(leaf) && at < count)
    if (about.some(({ corrected }) => corrected > index)) return false
    const last = about.filter(({ corrected }) => corrected === index).at(-1)
    if (last !== undefined && last.void > 0n) return false
    return (
      leaf.kind === 'certificate' || (leaf.kind === 'year' && leaf.emitted > 0n && leaf.emitted === leaf.neutralized)
    )
  }

  /** @param {number} count */
  tree(count) {
    return treeOver(this.leaves.slice(0, count).map(encodeLeaf))
  }
}

/** @param {Leaf} leaf */
const accountOf = (leaf) =>
  leaf.kind === 'certificate' ? leaf.certificate : leaf.kind === 'year' ? leaf.inventory : undefined

test(`${HISTORIES} random histories, seed ${SEED}`, async () => {
  let [valid, invalid, pending] = [0, 0, 0]
  for (let history = 0; history < HISTORIES; history++) {
    const choices = new Choices(`${SEED}/${history}`)
    const log = new Log()
    const { ledger, submitBody } = await deploy()
    /** Batches that the program published. @type {import('@carbon-consensus/client').Payload[]} */
    const batches = []
    /** Leaf counts of batches that the ledger accepted. @type {number[]} */
    const accepted = []
    /** Credits to be looked at, as the newest accepted batch says. */
    let unimpaired = 0n

    const publish = async (/** @type {boolean} */ relayed) => {
      const before = batches.at(-1)
      const leafCount = BigInt(log.leaves.length)
      const changed = before?.leafCount !== leafCount || before.unimpaired !== log.unimpaired
      if (leafCount === 0n || !changed) return
      const payload = {
        ...payloadOf('first'),
        batch: BigInt(batches.length + 1),
        firstLeaf: before?.leafCount ?? 0n,
        leafCount,
        previousRoot: before?.root ?? new Uint8Array(32),
        root: bytes(log.tree(Number(leafCount)).root),
        corrections: BigInt(log.corrections.length),
        unimpaired: log.unimpaired,
      }
      batches.push(payload)
      if (!relayed) return
      await submitBody(altered('first', payload))
      accepted.push(Number(leafCount))
      unimpaired = payload.unimpaired
    }

    /**
     * @param {number} limit Greatest number of corrections.
     * @param {number} [skipped] Number of corrections that somebody would like to pass over.
     */
    const register = async (limit, skipped = 0) => {
      const { registered, leafCount } = await ledger.call('state', REGISTRY)
      const count = leafCount.toNumber()
      const start = registered.toNumber() + skipped
      const next = log.corrections.slice(start, start + limit)
      const known = next.filter(({ at }) => at < count)
      const { root, path } = log.tree(Math.max(count, 1))
      const proofs = known.map(({ at }) => ({ leaf: hex(encodeLeaf(log.leaves[at])), path: path(at), root }))
      if (proofs.length === 0) return
      const sent = ledger.send('registerCorrections', REGISTRY, proofs)
      if (skipped === 0) await sent
      else await assert.rejects(sent, { message: `NotTheNextCorrection(${registered.toNumber() + 1})` })
    }

    /** @param {boolean} complete Whether the ledger has been told everything. */
    const compare = async (complete) => {
      const count = accepted.at(-1)
      if (count === undefined) return
      // Any accepted root proves, an old one as well as the newest.
      const from = accepted[choices.below(accepted.length)]
      const { root, path } = log.tree(from)
      for (let index = 0; index < from; index++) {
        const leaf = log.leaves[index]
        if (leaf.kind === 'correction') continue
        const proof = { leaf: hex(encodeLeaf(leaf)), path: path(index), root }
        const status = await (leaf.kind === 'year' ? yearStatus : certificateStatus)(ledger, proof)
        const stands = log.stands(index, count)
        const about = `history ${history}: leaf ${index}, a ${leaf.kind}, is ${status}`
        if (status === 'Valid') assert.ok(stands && unimpaired === 0n, about)
        else if (status === 'Pending') assert.ok(!complete, about)
        else assert.ok(!stands, about)
        if (status === 'Valid') valid += 1
        else if (status === 'Pending') pending += 1
        else invalid += 1
      }
    }

    for (let step = 0; step < STEPS; step++) {
      const act = choices.below(8)
      if (act < 4) log.append(choices)
      else if (act === 4) log.unimpaired = BigInt(choices.below(2))
      else if (act < 7) await publish(choices.below(3) > 0)
      else await register(1 + choices.below(3), choices.below(2))
      if (act >= 4) await compare(false)
    }
    log.unimpaired = 0n
    log.append(choices)
    await publish(true)
    await register(log.corrections.length)
    await compare(true)
  }
  console.log(`${valid} answers valid, ${invalid} invalid, ${pending} pending`)
  for (const count of [valid, invalid, pending]) assert.ok(count > 0)
})
