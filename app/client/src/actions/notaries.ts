/**
 * Notaries: votes on subjects of any kind.
 */

import { AccountRole } from '@solana/kit'
import type { Address, Instruction, ReadonlyUint8Array, TransactionSigner } from '@solana/kit'
import { getAttestInstruction, getReopenBallotInstruction, getSuspendNotaryInstruction } from '../generated/index.js'
import type { Subject, Verdict } from '../generated/index.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'
import { withAccounts } from './instruction.js'

/** An account that notaries vote on: a claim, year closing, burn proof, restatement or settlement. */
export type Votable = Known<{ readonly subject: Subject }>

/**
 * Records the votes of one or several notaries. Each of them signs.
 *
 * Errors: `DigestMismatch` if the digest is not the digest of the current round, `AlreadyVoted`, `NotaryConflicted`, and others
 * that say why a notary may not vote.
 *
 * @param input.digest - Digest of the checked content: see {@link digestOf}. Default: the digest in the account. Use the default
 * only if the content was checked in that account.
 * @param input.report - sha256 of the report on the check.
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

/** Opens the next round of a ballot whose notary set has changed. Anyone may. A ballot has at most three rounds. */
export async function reopenBallot(input: { subject: Votable }): Promise<Instruction> {
  const { address: subject, data } = input.subject
  const { registry } = data.subject
  return getReopenBallotInstruction({ registry, notaries: await at.notariesAddress(registry), subject })
}

/** Suspends a notary at once. Its weight stays in the denominator of every quorum. */
export async function suspendNotary(input: {
  guardian: TransactionSigner
  registry: Address
  notary: Address
}): Promise<Instruction> {
  return getSuspendNotaryInstruction({ ...input, notaries: await at.notariesAddress(input.registry) })
}
