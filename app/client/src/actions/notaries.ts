/**
 * What notaries do: vote, on any subject.
 */

import { AccountRole } from '@solana/kit'
import type { Address, Instruction, ReadonlyUint8Array, TransactionSigner } from '@solana/kit'
import { getAttestInstruction, getReopenBallotInstruction, getSuspendNotaryInstruction } from '../generated/index.js'
import type { Subject, Verdict } from '../generated/index.js'
import type { Known } from '../known.js'
import * as at from '../pdas.js'
import { withAccounts } from './instruction.js'

/** A claim, year closing, burn proof, restatement or settlement: whatever notaries vote on. */
export type Votable = Known<{ readonly subject: Subject }>

/**
 * Votes of one or several notaries, each of which signs.
 *
 * Errors: `DigestMismatch` where the digest is not that of the present round, `AlreadyVoted`, `NotaryConflicted`, and others that
 * say why a notary may not vote.
 *
 * @param input.digest - Of the content that was checked: see {@link digestOf}. Default: the one that the account names,
 * which is right only for somebody who has checked that very account.
 * @param input.report - sha256 of the report of what was checked.
 */
export async function attest(input: {
  voters: readonly TransactionSigner[]
  subject: Votable
  verdict: Verdict
  report: ReadonlyUint8Array
  digest?: ReadonlyUint8Array
}): Promise<Instruction> {
  const { address: subject, data } = input.subject
  const { registry, ballot } = data.subject
  const notaries = await at.notariesAddress(registry)
  const { verdict, report, digest = ballot.digest } = input
  const instruction = getAttestInstruction({ registry, notaries, subject, digest, verdict, report })
  const signers = input.voters.map((signer) => ({
    address: signer.address,
    role: AccountRole.READONLY_SIGNER,
    signer,
  }))
  return withAccounts(instruction, signers)
}

/** Opens the next round of a ballot whose notary set has changed; anyone may. At most three rounds. */
export async function reopenBallot(input: { subject: Votable }): Promise<Instruction> {
  const { address: subject, data } = input.subject
  const { registry } = data.subject
  return getReopenBallotInstruction({ registry, notaries: await at.notariesAddress(registry), subject })
}

/** Suspends a notary at once. The weight it has stays in every quorum's denominator. */
export async function suspendNotary(input: {
  guardian: TransactionSigner
  registry: Address
  notary: Address
}): Promise<Instruction> {
  return getSuspendNotaryInstruction({ ...input, notaries: await at.notariesAddress(input.registry) })
}
