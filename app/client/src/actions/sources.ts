/**
 * Sources, emission factors and data providers, on which claims rest.
 */

import { AccountRole } from '@solana/kit'
import type { AccountSignerMeta, Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getAdmitSourceInstruction,
  getCollectFeesInstruction,
  getDelistProviderInstruction,
  getListProviderInstruction,
  getPublishFactorInstruction,
  getRegisterSourceInstruction,
  getReinstateSourceInstruction,
  getSuspendSourceInstruction,
  getWithdrawFactorInstruction,
} from '../generated/index.js'
import type {
  Provider,
  PublishFactorInstructionDataArgs,
  RegisterSourceInstructionDataArgs,
  Source,
} from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import { withAccounts } from './instruction.js'

/**
 * Registers a source of the owner. It is pending until it is admitted.
 *
 * Error: `OperatorIsNotary`: notaries and their affiliates operate no sources.
 *
 * @param input.operators - Keys that may submit claims, besides the owner. They sign.
 */
export async function registerSource(input: {
  payer: TransactionSigner
  owner: TransactionSigner
  operators?: readonly TransactionSigner[]
  registry: Address
  args: Omit<RegisterSourceInstructionDataArgs, 'operators'>
}): Promise<Instruction> {
  const { payer, owner, operators = [], registry, args } = input
  const accounts = await all({
    notaries: at.notariesAddress(registry),
    source: at.sourceAddress(registry, owner.address, args.index),
  })
  const keys = operators.map(({ address }) => address)
  const register = getRegisterSourceInstruction({ payer, owner, registry, ...accounts, ...args, operators: keys })
  const signers = operators.map((signer) => ({ address: signer.address, role: AccountRole.READONLY_SIGNER, signer }))
  return withAccounts(register, signers as AccountSignerMeta[])
}

/** Suspends a source at once: nothing of it is recorded. The registry's guardian signs. */
export async function suspendSource(input: {
  guardian: TransactionSigner
  source: Known<Source>
}): Promise<Instruction> {
  const { address: source, data } = input.source
  return getSuspendSourceInstruction({ guardian: input.guardian, registry: data.registry, source })
}

/** Lifts a suspension, after the timelock. The registry's authority signs. */
export async function reinstateSource(input: {
  authority: TransactionSigner
  source: Known<Source>
}): Promise<Instruction> {
  const { address: source, data } = input.source
  return getReinstateSourceInstruction({ authority: input.authority, registry: data.registry, source })
}

/** Admits a source. The registry's authority or a notary signs. */
export async function admitSource(input: { admitter: TransactionSigner; source: Known<Source> }): Promise<Instruction> {
  const { registry } = input.source.data
  const notaries = await at.notariesAddress(registry)
  return getAdmitSourceInstruction({ admitter: input.admitter, registry, notaries, source: input.source.address })
}

/** Sends the collected claim fees of a source to the treasury. Anyone may. */
export async function collectFees(input: { source: Known<Source>; treasury: Address }): Promise<Instruction> {
  const { registry } = input.source.data
  return getCollectFeesInstruction({ registry, source: input.source.address, treasury: input.treasury })
}

/**
 * Publishes an emission factor. It cannot be changed; a correction is a new edition.
 *
 * @param input.args - `gases` in micrograms per unit: see {@link millionthsOf}.
 */
export async function publishFactor(input: {
  payer: TransactionSigner
  authority: TransactionSigner
  registry: Address
  args: PublishFactorInstructionDataArgs
}): Promise<Instruction> {
  const { payer, authority, registry, args } = input
  const factor = await at.factorAddress(registry, args.family, args.edition)
  return getPublishFactorInstruction({ payer, authority, registry, factor, ...args })
}

/** Withdraws a factor. New claims cannot use it. */
export async function withdrawFactor(input: {
  authority: TransactionSigner
  registry: Address
  factor: Address
}): Promise<Instruction> {
  return getWithdrawFactorInstruction(input)
}

/** Lists a data provider: a meter operator, utility or accredited verifier that signs evidence. */
export async function listProvider(input: {
  payer: TransactionSigner
  authority: TransactionSigner
  registry: Address
  key: Address
  name: string
}): Promise<Instruction> {
  return getListProviderInstruction({ ...input, provider: await at.providerAddress(input.registry, input.key) })
}

/** Removes a data provider from the list. */
export async function delistProvider(input: {
  authority: TransactionSigner
  provider: Known<Provider>
}): Promise<Instruction> {
  const { address: provider, data } = input.provider
  const { registry, rentPayer } = data
  return getDelistProviderInstruction({ authority: input.authority, registry, provider, rentPayer })
}
