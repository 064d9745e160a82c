/**
 * A participant registers sources and submits data.
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
  fetchMaybeMember,
  fetchSource,
  fetchYearClosing,
  inventoryAddress,
  memberAddress,
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
import type { Session } from './session.js'
import { NO_ADDRESS } from './registry.js'
import { approve, sha256 } from './votes.js'

/** A registry and the keys that act in it. */
export type RegistryContext = {
  registry: Known<Registry>
  operator: TransactionSigner
  /** Key of the data provider, which signs evidence. */
  provider: Address
  notaries: readonly TransactionSigner[]
}

/** Registers a source. The operator admits it. */
export async function addSource(
  session: Session,
  { registry, operator }: RegistryContext,
  owner: TransactionSigner,
  index: number,
  { kind, streams }: { kind: SourceKind; streams: ('Scope1' | 'Absorption' | 'Reduction')[] },
): Promise<Known<Source>> {
  const args = {
    index,
    kind,
    boundary: Boundary.Operational,
    country: new TextEncoder().encode('AU'),
    group: NO_ADDRESS,
    operators: [],
    streams: streams.map((kind, index) => ({ kind: { __kind: kind }, factorFamily: index + 1 })),
    metadataUri: `https://sources.example/${index}.json`,
    metadataSha256: sha256(`source ${index}`),
  }
  await session.send(registerSource({ payer: session.payer, owner, registry: registry.address, args }))
  const address = await sourceAddress(registry.address, owner.address, index)
  const source = await fetchSource(session.rpc, address)
  await session.send(admitSource({ admitter: operator, source }))
  return fetchSource(session.rpc, address)
}

/** Carbon data of a source for a whole year. */
export type Data = {
  owner: TransactionSigner
  source: Address
  kind: ClaimKind
  year: number
  /** Grams. */
  grams: bigint
  /** Index of the source's stream; baselines and add-backs have none. */
  stream?: number
  /** For activity data: the factor, and the amount in millionths of its unit. Other data is measured. */
  activity?: { factor: Address; amount: bigint }
  /** sha256 of the evidence bundle's manifest. If missing, a hash without a bundle is used. */
  evidence?: Uint8Array
  /** Number of the claim, unique per source. */
  nonce: bigint
}

/** The pool in which a source is in a year. Actions about its data name it: the owners of the other members do not vote. */
export async function poolOf(session: Session, source: Address, year: number): Promise<{ pool?: Address }> {
  const member = await fetchMaybeMember(session.rpc, await memberAddress(source, year))
  return member.exists ? { pool: member.data.pool } : {}
}

/** Submits a claim. Returns its address. */
export async function claim(session: Session, { registry, provider }: RegistryContext, data: Data): Promise<Address> {
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
  const { owner: submitter, source } = data
  await session.send(
    submitClaim({
      payer: session.payer,
      submitter,
      registry,
      source,
      args,
      provider,
      ...(await poolOf(session, source, data.year)),
      ...(activity && { factor: activity.factor }),
    }),
  )
  return claimAddress(source, data.nonce)
}

/** Turns data into a record: claim, votes, notarization. Returns the record's address. */
export async function record(session: Session, context: RegistryContext, data: Data): Promise<Address> {
  const submitted = await fetchClaim(session.rpc, await claim(session, context, data))
  await approve(session, context.notaries, submitted)
  const inventory = await fetchMaybeInventory(session.rpc, await inventoryAddress(data.source, data.year))
  await session.send(
    notarizeClaim({
      payer: session.payer,
      claim: submitted,
      inventory: inventory.exists ? inventory.data : undefined,
    }),
  )
  return recordOf(context.registry.address, submitted.data.data)
}

/** Proposes to close a source's year at the recorded totals, lets the notaries attest that the records are complete, and executes it. */
export async function proposeAndCloseYear(
  session: Session,
  { notaries }: RegistryContext,
  proposer: TransactionSigner,
  source: Known<Source>,
  year: number,
): Promise<void> {
  const inventory = await fetchInventory(session.rpc, await inventoryAddress(source.address, year))
  const pool = await poolOf(session, source.address, year)
  await session.send(proposeYearClosing({ payer: session.payer, proposer, source, inventory, ...pool }))
  const closing = await fetchYearClosing(session.rpc, await closingAddress(source.address, year))
  await approve(session, notaries, closing)
  await session.send(executeYearClosing({ closing }))
}
