/**
 * What a notary's vote binds to: content, epoch, round and expiry, never just an address. A notary computes the digest of
 * what it has checked itself, and signs that one.
 */

import {
  fixEncoderSize,
  getAddressEncoder,
  getBytesEncoder,
  getI64Encoder,
  getStructEncoder,
  getU16Encoder,
  getU32Encoder,
  getU64Encoder,
  getU8Encoder,
} from '@solana/kit'
import type { Address, ReadonlyUint8Array } from '@solana/kit'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS } from './generated/index.js'
import type { CarbonData, GwpSet, Subject } from './generated/index.js'
import { keccak } from './hash.js'
import type { Hash } from './hash.js'

const DOMAIN = new TextEncoder().encode('carbon-consensus/ballot\u0001')

/** What a ballot decides about; the byte is part of the digest. */
export enum SubjectKind {
  /** Submitted data waiting to become a record. */
  Claim = 1,
  /** The statement that a reporting year of a source is complete. */
  YearClosing = 2,
  /** A proposal to neutralize emission lots with absorption-credit lots. */
  BurnProof = 3,
  /** A proposal to correct the grams of a record. */
  Restatement = 4,
  /** What a reduction pool comes to. */
  Settlement = 5,
}

/** The circumstances of one round of one ballot. */
export type Round = {
  /** The program. Default: Carbon Consensus. */
  program?: Address
  /** The registry. */
  registry: Address
  /** The subject's address. */
  subject: Address
  /** What the subject is. */
  kind: SubjectKind
  /** Epoch of the notary set when the round opened. */
  epoch: bigint
  /** Round, from 1. */
  round: number
  /** Unix time after which no vote counts. */
  expires: bigint
}

const key = getAddressEncoder()
const bytes32 = fixEncoderSize(getBytesEncoder(), 32)
const u64 = getU64Encoder()

/** The digest of a round over a content, given as its hash. */
export const ballotDigest = (round: Round, content: Hash): Hash =>
  keccak(
    DOMAIN,
    key.encode(round.program ?? CARBON_CONSENSUS_PROGRAM_ADDRESS),
    key.encode(round.registry),
    key.encode(round.subject),
    getU8Encoder().encode(round.kind),
    u64.encode(round.epoch),
    getU8Encoder().encode(round.round),
    getI64Encoder().encode(round.expires),
    content,
  )

const claim = getStructEncoder([
  ['source', key],
  ['submitter', key],
  ['kind', getU8Encoder()],
  ['stream', getU8Encoder()],
  ['firstDay', getU32Encoder()],
  ['lastDay', getU32Encoder()],
  ['grams', u64],
  ['factor', key],
  ['activity', u64],
  ['method', getU32Encoder()],
  ['gwp', getU8Encoder()],
  ['assurance', getU8Encoder()],
  ['provider', key],
  ['evidenceSha256', bytes32],
  ['item', getU32Encoder()],
  ['adjustment', getU8Encoder()],
])

/** Who a claim is about and by. */
export type Claimant = { source: Address; submitter: Address }

/** The bytes that stand for a claim's data; `gwp` is the registry's. */
export function claimContent({ source, submitter }: Claimant, data: CarbonData, gwp: GwpSet): ReadonlyUint8Array {
  const { quantity } = data
  const [activity, method] = quantity.__kind === 'Activity' ? [quantity.amount, 0] : [0n, quantity.method]
  return claim.encode({ ...data, source, submitter, activity, method, gwp })
}

const year = getStructEncoder([
  ['source', key],
  ['year', getU16Encoder()],
  ['emitted', u64],
  ['addBack', u64],
  ['records', getU32Encoder()],
])

/** What a proposal to close a year says is complete: totals in grams, and the number of records. */
export type YearTotals = { source: Address; year: number; emitted: bigint; addBack: bigint; records: number }

/** The bytes that stand for a proposal to close a year. */
export const yearContent = (totals: YearTotals): ReadonlyUint8Array => year.encode(totals)

/**
 * The digest that a vote on this content names, in the present round of a subject. The program refuses votes that name
 * another, so a notary who computes it from what it has checked cannot be made to sign anything else.
 *
 * @param subject - Address of the claim, closing, burn proof, restatement or settlement.
 * @param content - Bytes such as {@link claimContent} gives of what was checked.
 */
export function digestOf(
  subject: Address,
  kind: SubjectKind,
  { registry, ballot: { epoch, round, expires } }: Pick<Subject, 'registry' | 'ballot'>,
  content: ReadonlyUint8Array,
): Hash {
  return ballotDigest({ registry, subject, kind, epoch, round, expires }, keccak(content))
}
