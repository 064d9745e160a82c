/**
 * Notaries vote. A real one votes as its engine finds, and computes the digest of what it has checked (`digestOf`).
 */

import { createHash } from 'node:crypto'
import type { TransactionSigner } from '@solana/kit'
import { attest, Verdict } from '../src/index.js'
import type { Votable } from '../src/index.js'
import type { Chain } from './chain.js'

/** Votes of all these notaries in one transaction, which each of them signs. */
export async function vote(
  chain: Chain,
  voters: readonly TransactionSigner[],
  subject: Votable,
  verdict: Verdict,
  report: string,
): Promise<void> {
  await chain.send(attest({ voters, subject, verdict, report: sha256(report) }))
}

/** Four of five approve. */
export const approve = (chain: Chain, notaries: readonly TransactionSigner[], subject: Votable): Promise<void> =>
  vote(chain, notaries.slice(0, 4), subject, Verdict.Approve, 'approve: checked')

/** sha256 of text. */
export const sha256 = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest())
