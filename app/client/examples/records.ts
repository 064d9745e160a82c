/**
 * A participant registers sources and has data recorded.
 */

import type { Address, TransactionSigner } from '@solana/kit'
import {
  Adjustment,
  admitSource,
  Assurance,
  Boundary,
  claimAddress,
  ClaimKind,
  proposeYearClosing,
  closingAddress,
  executeYearClosing,
  fetchClaim,
  fetchInventory,
  fetchMaybeInventory,
  fetchSource,
  fetchYearClosing,
  inventoryAddress,
  NO_STREAM,
  notarizeClaim,
  quantity,
  recordOf,
  registerSource,
  reportingYear,
  sourceAddress,
  submitClaim,
} from '../src/index.js'
import type { Known, Quantity, Registry, Source, SourceKind } from '../src/index.js'
import type { Chain } from './chain.js'
import { NOBODY } from './registry.js'
import { approve, sha256 } from './votes.js'

/** A programme and its people. */
export type Programme = {
  registry: Known<Registry>
  operator: TransactionSigner
  /** Key that signs evidence. */
  provider: Address
  notaries: readonly TransactionSigner[]
}

/** Registers a source, which the operator admits. */
export async function addSource(
  chain: Chain,
  { registry, operator }: Programme,
  owner: TransactionSigner,
  index: number,
  { kind, streams }: { kind: SourceKind; streams: ('Scope1' | 'Absorption' | 'Reduction')[] },
): Promise<Known<Source>> {
  const args = {
    index,
    kind,
    boundary: Boundary.Operational,
    country: new TextEncoder().encode('AU'),
    group: NOBODY,
    operators: [],
    streams: streams.map((kind, index) => ({ kind: { __kind: kind }, factorFamily: index + 1 })),
    metadataUri: `https://sources.example/${index}.json`,
    metadataSha256: sha256(`source ${index}`),
  }
  await chain.send(registerSource({ payer: chain.payer, owner, registry: registry.address, args }))
  const address = await sourceAddress(registry.address, owner.address, index)
  const source = await fetchSource(chain.rpc, address)
  await chain.send(admitSource({ admitter: operator, source }))
  return fetchSource(chain.rpc, address)
}

/** Data of a source for a whole year. */
export type Data = {
  owner: TransactionSigner
  source: Address
  kind: ClaimKind
  year: number
  /** Grams. */
  grams: bigint
  /** Whether the source is in a pool of that year. */
  pooled?: boolean
  /** Index of the source's stream; baselines and add-backs have none. */
  stream?: number
  /** Activity data has a factor and an amount in millionths of its unit; all else is measured. */
  activity?: { factor: Address; amount: bigint }
  /** sha256 of the evidence bundle's manifest; without one, of nothing that anybody could check. */
  evidence?: Uint8Array
  /** Another number for another claim of the same source. */
  nonce: bigint
}

/** Submits a claim. Returns its address. */
export async function claim(chain: Chain, { registry, provider }: Programme, data: Data): Promise<Address> {
  const { policy } = registry.data
  const { firstDay, lastDay } = reportingYear(data.year, policy.yearStartMonth)
  const { activity } = data
  const measured: Quantity = { __kind: 'Measured', method: 1, gwp: policy.gwp }
  const args = {
    nonce: data.nonce,
    kind: data.kind,
    stream: data.stream ?? NO_STREAM,
    firstDay,
    lastDay,
    grams: data.grams,
    quantity: activity ? quantity('Activity', { amount: activity.amount }) : measured,
    assurance: Assurance.Reasonable,
    evidenceSha256: data.evidence ?? sha256(`${data.source}, ${ClaimKind[data.kind]} ${data.nonce}`),
    item: 0,
    adjustment: Adjustment.None,
    evidenceUri: 'https://evidence.example/data.csv',
  }
  const { owner: submitter, source, pooled = false } = data
  await chain.send(
    submitClaim({
      payer: chain.payer,
      submitter,
      registry,
      source,
      args,
      provider,
      pooled,
      ...(activity && { factor: activity.factor }),
    }),
  )
  return claimAddress(source, data.nonce)
}

/** From data to a record: claim, votes, notarization. Returns the record's address. */
export async function record(chain: Chain, programme: Programme, data: Data): Promise<Address> {
  const submitted = await fetchClaim(chain.rpc, await claim(chain, programme, data))
  await approve(chain, programme.notaries, submitted)
  const inventory = await fetchMaybeInventory(chain.rpc, await inventoryAddress(data.source, data.year))
  await chain.send(
    notarizeClaim({
      payer: chain.payer,
      claim: submitted,
      inventory: inventory.exists ? inventory.data : undefined,
    }),
  )
  return recordOf(programme.registry.address, submitted.data.data)
}

/** Closes a source's year at what is recorded, when notaries attest that nothing is missing. */
export async function close(
  chain: Chain,
  { notaries }: Programme,
  proposer: TransactionSigner,
  source: Known<Source>,
  year: number,
): Promise<void> {
  const inventory = await fetchInventory(chain.rpc, await inventoryAddress(source.address, year))
  await chain.send(proposeYearClosing({ payer: chain.payer, proposer, source, inventory }))
  const closing = await fetchYearClosing(chain.rpc, await closingAddress(source.address, year))
  await approve(chain, notaries, closing)
  await chain.send(executeYearClosing({ closing }))
}
