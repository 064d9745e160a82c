/**
 * Digests of votes. A vote binds to content, epoch, round and expiry, not only to an address. A notary computes the digest of
 * the content that it has checked, and signs that digest.
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

/** Kind of a vote subject. The byte is part of the digest. */
export enum SubjectKind {
  /** Submitted data waiting to become a record. */
  Claim = 1,
  /** The statement that a reporting year of a source is complete. */
  YearClosing = 2,
  /** A proposal to neutralize emission lots with absorption-credit lots. */
  BurnProof = 3,
  /** A proposal to correct the grams of a record. */
  Restatement = 4,
  /** The proposed result of a reduction pool. */
  Settlement = 5,
}

/** One round of a ballot. */
export type Round = {
  /** The program. Default: Carbon Consensus. */
  program?: Address
  /** The registry. */
  registry: Address
  /** The subject's address. */
  subject: Address
  /** Kind of the subject. */
  kind: SubjectKind
  /** Epoch of the notary set when the round opened. */
  epoch: bigint
  /** Round, from 1. */
  round: number
  /** Unix time after which no vote counts. */
  expiresAt: bigint
}

const key = getAddressEncoder()
const bytes32 = fixEncoderSize(getBytesEncoder(), 32)
const u64 = getU64Encoder()

/** The digest of a round. `content` is the hash of the content. */
export const ballotDigest = (round: Round, content: Hash): Hash =>
  keccak(
    DOMAIN,
    key.encode(round.program ?? CARBON_CONSENSUS_PROGRAM_ADDRESS),
    key.encode(round.registry),
    key.encode(round.subject),
    getU8Encoder().encode(round.kind),
    u64.encode(round.epoch),
    getU8Encoder().encode(round.round),
    getI64Encoder().encode(round.expiresAt),
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

/** Source and submitter of a claim. */
export type Claimant = { source: Address; submitter: Address }

/** The hashed content of a claim. `gwp` is the registry's GWP set. */
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

/** Totals that a proposal to close a year declares complete: grams, and the number of records. */
export type YearTotals = { source: Address; year: number; emitted: bigint; addBack: bigint; records: number }

/** The hashed content of a proposal to close a year. */
export const yearContent = (totals: YearTotals): ReadonlyUint8Array => year.encode(totals)

/**
 * The digest for a vote on this content in the current round of a subject. The program refuses votes with another digest. A
 * notary that computes the digest from the content it has checked therefore cannot approve other content.
 *
 * @param subject - Address of the claim, closing, burn proof, restatement or settlement.
 * @param content - The checked content, encoded by {@link claimContent} or {@link yearContent}.
 */
export function digestOf(
  subject: Address,
  kind: SubjectKind,
  { registry, ballot: { epoch, round, expiresAt } }: Pick<Subject, 'registry' | 'ballot'>,
  content: ReadonlyUint8Array,
): Hash {
  return ballotDigest({ registry, subject, kind, epoch, round, expiresAt }, keccak(content))
}
