/**
 * Wormhole on Solana: its programs on each cluster, and the messages that its guardians sign.
 */

import {
  address,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  getStructDecoder,
  getU32Decoder,
  getU64Decoder,
  getU8Decoder,
  addDecoderSizePrefix,
  getBytesDecoder,
  getStructEncoder,
  getU16Encoder,
  getU32Encoder,
  getU64Encoder,
  getU8Encoder,
  getBytesEncoder,
  Endian,
} from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { fromHex, sameBytes } from './hash.js'

/** Wormhole's id of Solana. */
export const WORMHOLE_SOLANA = 1

/** Wormhole's programs on a cluster. */
export type WormholeCluster = {
  /** Core bridge. */
  coreBridge: Address
  /** Post-message shim. */
  shim: Address
}

/** The shim has the same address on every cluster. */
const shim = address('EtZMZM22ViKMo4r5y4Anovs3wKQ2owUmDpjygnMMcdEX')

/** Wormhole's programs on each cluster; `local` is for local networks and tests. */
export const WORMHOLE: Record<'mainnet' | 'devnet' | 'local', WormholeCluster> = {
  mainnet: { coreBridge: address('worm2ZoG2kUd4vFXhvjh93UUH596ayRfgQ2MgjNMTth'), shim },
  devnet: { coreBridge: address('3u8hJUVTA4jH1wYAyUur7FFZVQ8H635K3tSHHF4ssjQ5'), shim },
  local: { coreBridge: address('Bridge1p5gheXUvJ6jGWGeCsgPKgnE3YgdGKRVCMY9o'), shim },
}

/** The core bridge's config account. */
export const wormholeConfig = async (coreBridge: Address): Promise<Address> =>
  (await getProgramDerivedAddress({ programAddress: coreBridge, seeds: ['Bridge'] }))[0]

/** The core bridge's fee collector. */
export const wormholeFeeCollector = async (coreBridge: Address): Promise<Address> =>
  (await getProgramDerivedAddress({ programAddress: coreBridge, seeds: ['fee_collector'] }))[0]

/** A message posted by the shim, as guardians sign it. */
export type WormholeMessage = {
  /** Unix time of the block. */
  time: number
  /** Number chosen by the sender. */
  nonce: number
  /** Account that signed the message: a registry's log. */
  emitter: Address
  /** Number of the emitter's message, from 0. */
  sequence: bigint
  /** Consistency level: what the guardians waited for. */
  consistency: number
  /** Payload: see {@link decodePayload}. */
  payload: ReadonlyUint8Array
}

/** The shim's instruction `post_message`. */
const POST_MESSAGE = fromHex('d63264d12622074c')
/** First 16 bytes of the shim's event: Anchor's tag and the event's discriminator. */
const MESSAGE_EVENT = fromHex('e445a52e51cb9a1d441b8f004d4c8970')

const call = getStructDecoder([
  ['nonce', getU32Decoder()],
  ['consistency', getU8Decoder()],
  ['payload', addDecoderSizePrefix(getBytesDecoder(), getU32Decoder())],
])
const posted = getStructDecoder([
  ['emitter', getAddressDecoder()],
  ['sequence', getU64Decoder()],
  ['time', getU32Decoder()],
])

/**
 * The messages of a successful transaction.
 *
 * @param calls - Data of all instructions of the shim, in the order of execution. Payload and nonce are in the call; the other
 * fields are in the event that follows it.
 */
export function wormholeMessages(calls: readonly ReadonlyUint8Array[]): WormholeMessage[] {
  const messages: WormholeMessage[] = []
  let pending: ReadonlyUint8Array | undefined
  for (const data of calls) {
    if (sameBytes(data.slice(0, 8), POST_MESSAGE)) pending = data
    else if (pending && sameBytes(data.slice(0, 16), MESSAGE_EVENT)) {
      messages.push({ ...call.decode(pending, 8), ...posted.decode(data, 16) })
      pending = undefined
    }
  }
  return messages
}

const big = { endian: Endian.Big } as const
const body = getStructEncoder([
  ['time', getU32Encoder(big)],
  ['nonce', getU32Encoder(big)],
  ['chain', getU16Encoder(big)],
  ['emitter', getAddressEncoder()],
  ['sequence', getU64Encoder(big)],
  ['consistency', getU8Encoder()],
  ['payload', getBytesEncoder()],
])

/** The body of a message's VAA, which the guardians sign. */
export const vaaBody = (message: WormholeMessage): ReadonlyUint8Array =>
  body.encode({ ...message, chain: WORMHOLE_SOLANA })
