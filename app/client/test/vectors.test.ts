/** Accounts and addresses, compared byte by byte with those of Rust. */

import type { Address, Codec } from '@solana/kit'
import { describe, expect, test } from 'vitest'
import * as carbon from '../src/index.js'
import { ClaimKind, fromHex, toHex, TokenClass } from '../src/index.js'
import { bytes, key, sentinel, vectors } from './support/vectors.js'

/** The codec of an account type, by its name. */
function codecOf(name: string): Codec<object> {
  const codecs = carbon as unknown as Record<string, () => Codec<object>>
  const codec = codecs[`get${name}Codec`]
  if (!codec) throw new Error(`there is no codec of ${name}`)
  return codec()
}

describe('accounts', () => {
  expect(Object.keys(vectors.accounts).length).toBeGreaterThanOrEqual(23)
  test.each(Object.entries(vectors.accounts))('%s is read and written as Rust writes it', (name, hex) => {
    const codec = codecOf(name)
    const [content, end] = codec.read(fromHex(hex), 0)
    expect(end, 'every byte is read').toBe(hex.length / 2)
    expect(toHex(codec.encode(content))).toBe(hex)
  })

  test('amounts are bigints, and fields are where their names say', () => {
    expect(sentinel('Lot', carbon.getLotDecoder())).toMatchObject({
      class: TokenClass.AbsorptionCredit,
      owner: key(5),
      start: 0x0606060606060606n,
      children: 0x08080808,
      state: { __kind: 'Locked', by: key(0x0d) },
    })
    expect(sentinel('RollupLog', carbon.getRollupLogDecoder())).toMatchObject({
      batches: 0x0707070707070707n,
      bridge: { shim: key(0x0e) },
    })
    expect(sentinel('NotarySet', carbon.getNotarySetDecoder()).notaries[63]).toMatchObject({ weight: 0x1f1f1f1f })
  })
})

describe('addresses', async () => {
  const [one, other] = [key(1), key(2)]
  const computed: Record<string, Promise<Address>> = {
    registry: carbon.registryAddress(one, 258),
    notaries: carbon.notariesAddress(one),
    mintAuthority: carbon.mintAuthorityAddress(one),
    buffer: carbon.bufferAddress(one),
    mint: carbon.mintAddress(one, TokenClass.ReductionCredit),
    tokenAccount: carbon.tokenAccountAddress(one, other, TokenClass.AbsorptionCredit),
    change: carbon.changeAddress(one, (1n << 64n) - 1n),
    factor: carbon.factorAddress(one, 65_538, 258),
    provider: carbon.providerAddress(one, other),
    source: carbon.sourceAddress(one, other, 65_538),
    claim: carbon.claimAddress(one, 1n << 40n),
    dayMapOfEmission: carbon.dayMapAddress(one, ClaimKind.Emission, 2023, 2),
    dayMapOfAbsorption: carbon.dayMapAddress(one, ClaimKind.Absorption, 2023, 2),
    record: carbon.recordAddress(one, bytes(9), 65_538),
    lot: carbon.lotAddress(one, 65_538),
    inventory: carbon.inventoryAddress(one, 2023),
    member: carbon.memberAddress(one, 2023),
    pool: carbon.poolAddress(one, other, 1n << 40n),
    settlement: carbon.settlementAddress(one),
    closing: carbon.closingAddress(one, 2023),
    burnProof: carbon.burnProofAddress(one, other, 1n << 40n),
    certificate: carbon.certificateAddress(one),
    restatement: carbon.restatementAddress(one),
    cover: carbon.coverAddress(one, 2, other),
    cure: carbon.cureAddress(one, other),
    boughtLot: carbon.boughtLotAddress(one, other, 1n << 40n),
    payment: carbon.paymentAddress(one, other),
    offer: carbon.offerAddress(one),
    log: carbon.logAddress(one),
    batch: carbon.batchAddress(one, 1n << 40n),
    eventAuthority: carbon.eventAuthorityAddress(),
    wormholeConfig: carbon.wormholeConfig(carbon.WORMHOLE.local.coreBridge),
    wormholeFeeCollector: carbon.wormholeFeeCollector(carbon.WORMHOLE.local.coreBridge),
  }

  test('all of them', () => expect(Object.keys(computed).sort()).toEqual(Object.keys(vectors.addresses).sort()))
  test.each(Object.entries(vectors.addresses))('%s', async (name, address) => {
    expect(await computed[name]).toBe(address)
  })
  test('the constant is the derived address', async () => {
    expect(carbon.EVENT_AUTHORITY_ADDRESS).toBe(await carbon.eventAuthorityAddress())
  })
})
