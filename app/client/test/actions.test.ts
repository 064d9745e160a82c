/** Each action's instruction, compared byte by byte with that of the Rust client's function of the same name. */

import { createNoopSigner, isSignerRole, isWritableRole } from '@solana/kit'
import type { Address, Instruction } from '@solana/kit'
import { describe, expect, test } from 'vitest'
import * as carbon from '../src/index.js'
import {
  Adjustment,
  Assurance,
  Basis,
  Boundary,
  ClaimKind,
  GwpSet,
  PoolUnit,
  SourceKind,
  toHex,
  TokenClass,
  Verdict,
} from '../src/index.js'
import { bytes, key, sentinel, vectors } from './support/vectors.js'

const signer = (address: Address) => createNoopSigner(address)
const payer = signer(key(0xa0))
const authority = signer(key(0xa1))
const [registry, account, other] = [key(3), key(0xa2), key(0xa3)]

const known = <T>(data: T, address = account): carbon.Known<T> => ({ address, data })
const registryContent = sentinel('Registry', carbon.getRegistryDecoder())
const scheduled = sentinel('ScheduledChange', carbon.getScheduledChangeDecoder())
const provider = sentinel('Provider', carbon.getProviderDecoder())
const source = sentinel('Source', carbon.getSourceDecoder())
const claim = sentinel('Claim', carbon.getClaimDecoder())
const closing = sentinel('YearClosing', carbon.getYearClosingDecoder())
const inventory = sentinel('Inventory', carbon.getInventoryDecoder())
const record = sentinel('Record', carbon.getRecordDecoder())
const payment = sentinel('PaymentMint', carbon.getPaymentMintDecoder())
const offer = sentinel('Offer', carbon.getOfferDecoder())
const lot = sentinel('Lot', carbon.getLotDecoder())
const proof = sentinel('BurnProof', carbon.getBurnProofDecoder())
const certificate = sentinel('Certificate', carbon.getCertificateDecoder())
const cover = sentinel('Cover', carbon.getCoverDecoder())
const restatement = sentinel('Restatement', carbon.getRestatementDecoder())
const pool = sentinel('Pool', carbon.getPoolDecoder())
const member = sentinel('Member', carbon.getMemberDecoder())
const settlement = sentinel('Settlement', carbon.getSettlementDecoder())
const log = sentinel('RollupLog', carbon.getRollupLogDecoder())

const claimArgs = {
  nonce: 1n << 40n,
  kind: ClaimKind.Emission,
  stream: 1,
  firstDay: 19_539,
  lastDay: 19_904,
  grams: 351_701_000_000n,
  quantity: carbon.quantity('Activity', { amount: 7n }),
  assurance: Assurance.Limited,
  evidenceSha256: bytes(9),
  item: 4,
  adjustment: Adjustment.Authorized,
  evidenceUri: 'file',
}
// Years start in July, so that the days are of 2023.
const policy = { ...registryContent.policy, yearStartMonth: 7 }
const submission = {
  payer,
  submitter: authority,
  registry: known({ ...registryContent, policy }, registry),
  source: account,
}
const owner = signer(lot.owner)
const burn = known(proof)
const change = carbon.change('SetThreshold', { thresholdBps: 8_000 })

const ofRegistries: Record<string, () => Promise<Instruction>> = {
  createRegistry: () =>
    carbon.createRegistry({
      payer,
      creator: authority,
      args: {
        id: 258,
        name: 'Registry',
        guardian: key(4),
        treasury: key(5),
        policy: registryContent.policy,
        thresholdBps: 7_000,
        bridge: carbon.WORMHOLE.local,
      },
    }),
  createMint: () => carbon.createMint({ payer, authority, registry, class: TokenClass.Reduction, uri: 'uri' }),
  openRegistry: () => carbon.openRegistry({ authority, registry }),
  proposeAuthority: () => carbon.proposeAuthority({ authority, registry, proposed: other }),
  acceptAuthority: () => carbon.acceptAuthority({ proposed: authority, registry }),
  pauseRegistry: () => carbon.pauseRegistry({ guardian: authority, registry }),
  unpauseRegistry: () => carbon.unpauseRegistry({ caller: authority, registry }),
  applyChange: () => carbon.applyChange({ authority, registry, change }),
  scheduleChange: () =>
    carbon.scheduleChange({ payer, authority, registry, nonce: scheduled.nonce, change: scheduled.change }),
  executeChange: async () =>
    carbon.executeChange({
      authority,
      scheduled: known(scheduled, await carbon.changeAddress(registry, scheduled.nonce)),
    }),
  cancelChange: async () =>
    carbon.cancelChange({
      caller: authority,
      scheduled: known(scheduled, await carbon.changeAddress(registry, scheduled.nonce)),
    }),
  suspendNotary: () => carbon.suspendNotary({ guardian: authority, registry, notary: other }),
  attest: () =>
    carbon.attest({
      voters: [authority, signer(other)],
      subject: known(claim),
      verdict: Verdict.Reject,
      report: bytes(2),
      digest: bytes(1),
    }),
  reopenBallot: () => carbon.reopenBallot({ subject: known(proof) }),
  publishFactor: () =>
    carbon.publishFactor({
      payer,
      authority,
      registry,
      args: {
        family: 65_538,
        edition: 258,
        gases: { co2: 1n, ch4: 2n, n2o: 3n, other: 4n },
        basis: Basis.Co2e,
        gwp: GwpSet.Ar5,
        validFrom: 5,
        validUntil: 6,
        name: 'Factor',
        unit: 'kWh',
      },
    }),
  withdrawFactor: () => carbon.withdrawFactor({ authority, registry, factor: other }),
  listProvider: () => carbon.listProvider({ payer, authority, registry, key: other, name: 'Provider' }),
  delistProvider: async () =>
    carbon.delistProvider({
      authority,
      provider: known(provider, await carbon.providerAddress(registry, provider.key)),
    }),
  registerSource: () =>
    carbon.registerSource({
      payer,
      owner: authority,
      operators: [signer(key(7))],
      registry,
      args: {
        index: 65_538,
        kind: SourceKind.Forest,
        boundary: Boundary.Financial,
        country: new TextEncoder().encode('AU'),
        group: key(6),
        streams: [{ kind: carbon.streamKind('Scope3', { category: 4 }), factorFamily: 9 }],
        metadataUri: 'uri',
        metadataSha256: bytes(8),
      },
    }),
  admitSource: () => carbon.admitSource({ admitter: authority, source: known(source) }),
  suspendSource: () => carbon.suspendSource({ guardian: authority, source: known(source) }),
  reinstateSource: () => carbon.reinstateSource({ authority, source: known(source) }),
  collectFees: () => carbon.collectFees({ source: known(source), treasury: other }),
}

const ofData: Record<string, () => Promise<Instruction>> = {
  submitClaim: () =>
    carbon.submitClaim({ ...submission, args: claimArgs, factor: key(7), provider: other, pool: key(8) }),
  submitClaimOfAbsorption: () =>
    carbon.submitClaim({ ...submission, args: { ...claimArgs, kind: ClaimKind.Absorption } }),
  notarizeClaim: () => carbon.notarizeClaim({ payer, claim: known(claim) }),
  notarizeClaimOfLoggedYear: () => carbon.notarizeClaim({ payer, claim: known(claim), inventory }),
  closeClaim: () => carbon.closeClaim({ caller: authority, claim: known(claim) }),
  proposeYearClosing: async () => carbon.proposeYearClosing(await yearOf(account)),
  proposeYearClosingByOperator: async () => carbon.proposeYearClosing({ ...(await yearOf(account)), pool: other }),
  executeYearClosing: async () => carbon.executeYearClosing({ closing: await knownClosing() }),
  dropYearClosing: async () => carbon.dropYearClosing({ caller: authority, closing: await knownClosing() }),
  logYear: async () =>
    carbon.logYear({
      inventory: await knownInventory(inventory.source),
      statement: { owner: authority, sha256: bytes(6) },
    }),
  logYearByAnyone: async () => carbon.logYear({ inventory: await knownInventory(inventory.source) }),
  transferLot: () => carbon.transferLot({ payer, owner, recipient: other, lot: known(lot), grams: 5n }),
  transferLotOfEmission: () =>
    carbon.transferLot({
      payer,
      owner,
      recipient: signer(other),
      lot: known({ ...lot, class: TokenClass.Emission }),
      grams: 5n,
    }),
  closeLot: () => carbon.closeLot({ lot: known(lot) }),
  closeVoidLot: () => carbon.closeVoidLot({ lot: known(lot) }),
  allowPayment: () => carbon.allowPayment({ payer, authority, registry, paymentMint: other }),
  disallowPayment: async () =>
    carbon.disallowPayment({
      authority,
      payment: known(payment, await carbon.paymentAddress(registry, payment.mint)),
    }),
  listCredits: () => carbon.listCredits({ ...listing, grams: 5n }),
  listCreditsOfWholeLot: () => carbon.listCredits({ ...listing, grams: carbon.gramsOfLot(lot) }),
  buyCredits: async () =>
    carbon.buyCredits({
      payer,
      buyer: authority,
      found: {
        offer: await knownOffer(),
        lot: known(lot, offer.lot),
        registry: known(registryContent, registry),
        paymentProgram: key(0x55),
      },
      grams: 5n,
      maxTotal: 6n,
      maxEnd: 7n,
      nonce: 8n,
    }),
  cancelListing: async () => carbon.cancelListing({ caller: authority, offer: await knownOffer() }),
}

const listing = {
  payer,
  seller: owner,
  lot: known(lot),
  pricePerTonne: 18_500_000n,
  paymentMint: other,
  expiresAt: -2n,
}
const knownClosing = async () => known(closing, await carbon.closingAddress(closing.source, closing.year))
const knownOffer = async () => known(offer, await carbon.offerAddress(offer.lot))
const knownInventory = async (of: Address) => known(inventory, await carbon.inventoryAddress(of, inventory.year))
const yearOf = async (of: Address) => ({
  payer,
  proposer: authority,
  source: known(source, of),
  inventory: await knownInventory(of),
})

const of = { certificate: known(certificate), leg: 0, emission: known(record) }
const knownRestatement = async (content = restatement) =>
  known(content, await carbon.restatementAddress(restatement.record))
const execution = () =>
  carbon.executeBurn({
    payer,
    proof: burn,
    records: proof.legs.map(({ emission }) => known(record, emission.units.record)),
  })
const table = async () => (await execution()).table({ payer, authority, recentSlot: 77n })
const leg = {
  payer,
  proposer: owner,
  proof: other,
  source: key(0x65),
  emission: known(lot),
  credit: known(lot, key(0x66)),
}

const ofBurns: Record<string, () => Promise<Instruction | undefined>> = {
  proposeBurn: () =>
    carbon.proposeBurn({
      payer,
      proposer: authority,
      registry,
      args: { nonce: 1n << 40n, beneficiary: other, purpose: 'Emissions of 2023', metadataSha256: bytes(5) },
    }),
  addLeg: () => carbon.addLeg({ ...leg, grams: 5n }),
  addLegOfWholeLots: () => carbon.addLeg({ ...leg, grams: carbon.gramsOfLot(lot) }),
  submitBurn: () => carbon.submitBurn({ proposer: signer(proof.proposer), proof: burn }),
  reviewLot: () =>
    carbon.reviewLot({ proof: burn, side: 1, piece: { previous: bytes(7), entries: [bytes(1, 153), bytes(2, 153)] } }),
  executeBurn: async () => (await execution()).instruction,
  createLookupTable: async () => (await table()).transactions[0],
  extendLookupTable: async () => (await table()).transactions[1],
  dropBurn: () => carbon.dropBurn({ caller: authority, proof: burn }),
  proposeRestatement: () =>
    carbon.proposeRestatement({
      payer,
      proposer: authority,
      record: known(record),
      args: { validGrams: 5n, evidenceSha256: bytes(6), item: 7, reason: 'again', evidenceUri: 'uri' },
      pool: other,
      provider: other,
      supplements,
    }),
  dropRestatement: async () =>
    carbon.dropRestatement({
      caller: authority,
      restatement: await knownRestatement(),
      record: known(record),
      supplements,
    }),
  executeLowering: async () =>
    carbon.executeLowering({ restatement: await knownRestatement(), record: known(record), supplements }),
  executeSupplement: async () =>
    carbon.executeSupplement({
      payer,
      restatement: await knownRestatement({ ...restatement, oldValidGrams: 5n, newValidGrams: 9n, bufferGrams: 1n }),
      record: known(record),
    }),
  impair: () => carbon.impair({ of }),
  impairCover: () => carbon.impair({ of, cover: known(cover, other) }),
  coverShortfall: () => carbon.coverShortfall({ payer, holder: authority, of, lot: known(lot, key(0x66)), grams: 5n }),
}

const supplements = [key(0x67), key(0x68)]

const knownMember = async () => known(member, await carbon.memberAddress(member.header.source, member.header.year))
const knownLog = async () => known(log, await carbon.logAddress(log.registry))
const piece = { previous: bytes(7), records: [key(0x61), key(0x62)] }
const pooled = pool.members.map((source) => ({
  ...member,
  header: { ...member.header, source },
  baselineRecord: key(0x69),
}))

const ofPools: Record<string, () => Promise<Instruction>> = {
  createPool: () =>
    carbon.createPool({
      payer,
      operator: authority,
      registry,
      args: { nonce: 1n << 40n, firstDay: 1, lastDay: 2, unit: PoolUnit.Tonne, deadlineAt: 1n << 41n },
    }),
  joinPool: () =>
    carbon.joinPool({
      payer,
      owner: authority,
      operator: signer(pool.operator),
      pool: known(pool),
      source: other,
      baseline: key(0x66),
      target: 5n,
    }),
  leavePool: async () => carbon.leavePool({ caller: authority, member: await knownMember() }),
  lockPool: () => carbon.lockPool({ operator: signer(pool.operator), pool: known(pool), members: pooled }),
  closePool: () => carbon.closePool({ caller: authority, pool: known(pool) }),
  curePool: async () =>
    carbon.curePool({ payer, owner, member: await carbon.memberAddress(other, 2023), lot: known(lot), grams: 5n }),
  impairCure: async () =>
    carbon.impairCure({ registry, member: await carbon.memberAddress(other, 2023), record: account }),
  openSettlement: () => carbon.openSettlement({ payer, pool: known(pool) }),
  reviewEmissions: async () => carbon.reviewEmissions({ member: await knownMember(), piece }),
  reviewReductions: async () => carbon.reviewReductions({ member: await knownMember(), piece }),
  executeSettlement: () => carbon.executeSettlement({ pool: known(pool), settlement: known(settlement) }),
  dropSettlement: () => carbon.dropSettlement({ pool: known(pool), settlement: known(settlement) }),
  convertReduction: async () => carbon.convertReduction({ payer, member: await knownMember(), lot: known(lot) }),
  voidPool: () => carbon.voidPool({ pool: known(pool) }),
  publishBatch: async () => carbon.publishBatch({ payer, log: await knownLog() }),
  republish: async () => carbon.republish({ payer, log: await knownLog(), batch: 5n }),
}

describe('actions', () => {
  const actions = { ...ofRegistries, ...ofData, ...ofBurns, ...ofPools }

  test('every instruction of the Rust client is an action', () => {
    expect(Object.keys(actions).sort()).toEqual(Object.keys(vectors.instructions).sort())
  })

  test.each(Object.entries(vectors.instructions))('%s', async (name, expected) => {
    const instruction = await actions[name]?.()
    if (!instruction) throw new Error(`there is no action ${name}`)
    const accounts = (instruction.accounts ?? []).map(({ address, role }) => [
      address,
      (isSignerRole(role) ? 2 : 0) + (isWritableRole(role) ? 1 : 0),
    ])
    const data = toHex(instruction.data ?? new Uint8Array())
    expect({ program: instruction.programAddress, data, accounts }).toEqual(expected)
  })

  test('emissions are transferred only to a recipient that signs', async () => {
    const emissions = known({ ...lot, class: TokenClass.Emission })
    const move = carbon.transferLot({ payer, owner, recipient: other, lot: emissions, grams: 5n })
    await expect(move).rejects.toThrow(TypeError)
  })

  test('an index beyond an account is refused before anything is sent', async () => {
    const piece = { previous: bytes(7), entries: [] }
    await expect(carbon.reviewLot({ proof: burn, side: 2, piece })).rejects.toThrow(RangeError)
    await expect(carbon.executeBurn({ payer, proof: burn, records: [] })).rejects.toThrow(RangeError)
    await expect(carbon.impair({ of: { ...of, leg: 1 } })).rejects.toThrow(RangeError)
  })
})
