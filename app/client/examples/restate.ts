/**
 * A record is found wrong after its credits were burned.
 */

import type { Address } from '@solana/kit'
import {
  BUFFER_LOT,
  cover,
  fetchCertificate,
  fetchLot,
  fetchRecord,
  fetchRestatement,
  impair,
  lotAddress,
  executeLowering,
  restate,
  restatementAddress,
} from '../src/index.js'
import type { CertifiedLeg } from '../src/index.js'
import type { Chain } from './chain.js'
import type { Programme } from './records.js'
import { approve, sha256 } from './votes.js'

/** Lowers a record: the operator proposes, notaries decide, the units above are void. */
export async function lower(
  chain: Chain,
  { operator, notaries }: Programme,
  recordAddress: Address,
  validGrams: bigint,
): Promise<void> {
  const record = await fetchRecord(chain.rpc, recordAddress)
  const args = {
    validGrams,
    evidenceSha256: sha256(`second survey of ${recordAddress}`),
    item: 0,
    reason: 'surveyed again',
    evidenceUri: 'https://evidence.example/survey.csv',
  }
  await chain.send(restate({ payer: chain.payer, proposer: operator, record, args }))
  const restatement = await fetchRestatement(chain.rpc, await restatementAddress(recordAddress))
  await approve(chain, notaries, restatement)
  await chain.send(executeLowering({ restatement, record }))
}

/** Has a certificate say what its void credits leave it short of; anyone may. */
export async function findShort(chain: Chain, certificate: Address, leg: number): Promise<void> {
  await chain.send(impair({ of: await legOf(chain, certificate, leg) }))
}

/** Makes a certificate whole with credits of a record's buffer, which the operator gives. */
export async function coverFromBuffer(
  chain: Chain,
  { operator }: Programme,
  certificate: Address,
  leg: number,
  bufferOf: Address,
): Promise<void> {
  const of = await legOf(chain, certificate, leg)
  const lot = await fetchLot(chain.rpc, await lotAddress(bufferOf, BUFFER_LOT))
  const grams = of.certificate.data.shortfall
  await chain.send(cover({ payer: chain.payer, holder: operator, of, lot, grams }))
}

async function legOf(chain: Chain, address: Address, leg: number): Promise<CertifiedLeg> {
  const certificate = await fetchCertificate(chain.rpc, address)
  const record = certificate.data.legs[leg]?.emission.record
  if (!record) throw new RangeError(`the certificate has no leg ${leg}`)
  return { certificate, leg, emission: await fetchRecord(chain.rpc, record) }
}
