/**
 * Registries: creation and changes of rules. Every action returns an instruction and sends nothing. `payer` pays fees and rent,
 * and need not be the authority.
 */

import type { Address, Instruction, TransactionSigner } from '@solana/kit'
import {
  getAcceptAuthorityInstruction,
  getApplyChangeInstruction,
  getCancelChangeInstruction,
  getCreateMintInstruction,
  getCreateRegistryInstruction,
  getExecuteChangeInstruction,
  getOpenRegistryInstruction,
  getPauseRegistryInstruction,
  getProposeAuthorityInstruction,
  getScheduleChangeInstruction,
  getUnpauseRegistryInstruction,
} from '../generated/index.js'
import type { ChangeArgs, CreateRegistryInstructionDataArgs, ScheduledChange, TokenClass } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'

/**
 * Creates a registry with an empty notary set and an empty log. Then create its four mints ({@link createMint}), add
 * notaries ({@link applyChange}) and open it ({@link openRegistry}).
 *
 * @param input.creator - The registry's first authority; part of its address.
 * @param input.args - The registry's rules. `args.bridge` and the policy's GWP set, year and scope-2 method cannot be changed
 * later.
 */
export async function createRegistry(input: {
  payer: TransactionSigner
  creator: TransactionSigner
  args: CreateRegistryInstructionDataArgs
}): Promise<Instruction> {
  const { payer, creator, args } = input
  const registry = await at.registryAddress(creator.address, args.id)
  const accounts = await all({
    registry,
    notaries: at.notariesAddress(registry),
    log: at.logAddress(registry),
    mintAuthority: at.mintAuthorityAddress(registry),
    buffer: at.bufferAddress(registry),
  })
  return getCreateRegistryInstruction({ payer, creator, ...accounts, ...args })
}

/** Creates the mint of one token class. Its metadata is at `uri`. */
export async function createMint(input: {
  payer: TransactionSigner
  authority: TransactionSigner
  registry: Address
  class: TokenClass
  uri: string
}): Promise<Instruction> {
  const accounts = await all({
    mintAuthority: at.mintAuthorityAddress(input.registry),
    mint: at.mintAddress(input.registry, input.class),
  })
  return getCreateMintInstruction({ ...input, ...accounts })
}

/** Opens a registry for data. It must have its four mints and a notary. */
export async function openRegistry(input: { authority: TransactionSigner; registry: Address }): Promise<Instruction> {
  return getOpenRegistryInstruction({ ...input, notaries: await at.notariesAddress(input.registry) })
}

/** Proposes a new authority, which accepts with {@link acceptAuthority}. */
export async function proposeAuthority(input: {
  authority: TransactionSigner
  registry: Address
  proposed: Address
}): Promise<Instruction> {
  return getProposeAuthorityInstruction(input)
}

/** Accepts the authority. The proposed authority signs. */
export async function acceptAuthority(input: { proposed: TransactionSigner; registry: Address }): Promise<Instruction> {
  return getAcceptAuthorityInstruction(input)
}

/** Pauses a registry for at most 14 days. During a pause only exit instructions work. */
export async function pauseRegistry(input: { guardian: TransactionSigner; registry: Address }): Promise<Instruction> {
  return getPauseRegistryInstruction(input)
}

/** Ends a pause. Guardian and authority may at any time; anyone may once it has lapsed. */
export async function unpauseRegistry(input: { caller: TransactionSigner; registry: Address }): Promise<Instruction> {
  return getUnpauseRegistryInstruction(input)
}

/**
 * Applies a change at once: a change that tightens the rules, or any change while the registry is not open.
 *
 * Error: `TimelockRequired` for other changes. Schedule them ({@link scheduleChange}).
 */
export async function applyChange(input: {
  authority: TransactionSigner
  registry: Address
  change: ChangeArgs
}): Promise<Instruction> {
  return getApplyChangeInstruction({ ...input, notaries: await at.notariesAddress(input.registry) })
}

/** Schedules a change, which can be executed after the policy's timelock. `nonce` is unique per registry. */
export async function scheduleChange(input: {
  payer: TransactionSigner
  authority: TransactionSigner
  registry: Address
  nonce: bigint
  change: ChangeArgs
}): Promise<Instruction> {
  return getScheduleChangeInstruction({ ...input, scheduled: await at.changeAddress(input.registry, input.nonce) })
}

/** Executes a scheduled change, within 14 days after its timelock. */
export async function executeChange(input: {
  authority: TransactionSigner
  scheduled: Known<ScheduledChange>
}): Promise<Instruction> {
  const { address: scheduled, data } = input.scheduled
  const { registry, rentPayer } = data
  const notaries = await at.notariesAddress(registry)
  return getExecuteChangeInstruction({ authority: input.authority, registry, notaries, scheduled, rentPayer })
}

/** Cancels a scheduled change. Authority and guardian may; a change of the guardian, only the authority. */
export async function cancelChange(input: {
  caller: TransactionSigner
  scheduled: Known<ScheduledChange>
}): Promise<Instruction> {
  const { address: scheduled, data } = input.scheduled
  const { registry, rentPayer } = data
  return getCancelChangeInstruction({ caller: input.caller, registry, scheduled, rentPayer })
}
