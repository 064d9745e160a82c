/**
 * A record is corrected after its credits were burned.
 */

import type { Address } from '@solana/kit'
import {
  BUFFER_LOT,
  coverShortfall,
  fetchCertificate,
  fetchLot,
  fetchRecord,
  fetchRestatement,
  impair,
  lotAddress,
  executeLowering,
  proposeRestatement,
  restatementAddress,
} from '../src/index.js'
import type { CertifiedLeg } from '../src/index.js'
import type { Session } from './session.js'
import { poolOf } from './records.js'
import type { RegistryContext } from './records.js'
import { approve, sha256 } from './votes.js'

/** Lowers a record: the operator proposes, notaries decide, the units above the new grams become void. */
export async function lowerRecord(
  session: Session,
  { operator, notaries }: RegistryContext,
  recordAddress: Address,
  validGrams: bigint,
): Promise<void> {
  const record = await fetchRecord(session.rpc, recordAddress)
  const args = {
    validGrams,
    evidenceSha256: sha256(`second survey of ${recordAddress}`),
    item: 0,
    reason: 'surveyed again',
    evidenceUri: 'https://evidence.example/survey.csv',
  }
  const pool = await poolOf(session, record.data.source, record.data.data.year)
  await session.send(proposeRestatement({ payer: session.payer, proposer: operator, record, args, ...pool }))
  const restatement = await fetchRestatement(session.rpc, await restatementAddress(recordAddress))
  await approve(session, notaries, restatement)
  await session.send(executeLowering({ restatement, record }))
}

/** Counts a leg's void credits as the certificate's shortfall. Anyone may. */
export async function impairLeg(session: Session, certificate: Address, leg: number): Promise<void> {
  await session.send(impair({ of: await legOf(session, certificate, leg) }))
}

/** Covers a certificate's shortfall with credits that a record gave to the buffer. The operator signs. */
export async function coverFromBuffer(
  session: Session,
  { operator }: RegistryContext,
  certificate: Address,
  leg: number,
  bufferOf: Address,
): Promise<void> {
  const of = await legOf(session, certificate, leg)
  const lot = await fetchLot(session.rpc, await lotAddress(bufferOf, BUFFER_LOT))
  const grams = of.certificate.data.shortfall
  await session.send(coverShortfall({ payer: session.payer, holder: operator, of, lot, grams }))
}

async function legOf(session: Session, address: Address, leg: number): Promise<CertifiedLeg> {
  const certificate = await fetchCertificate(session.rpc, address)
  const record = certificate.data.legs[leg]?.emission.record
  if (!record) throw new RangeError(`the certificate has no leg ${leg}`)
  return { certificate, leg, emission: await fetchRecord(session.rpc, record) }
}
