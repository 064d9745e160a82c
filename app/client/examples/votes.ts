/**
 * Notaries vote. A real notary votes by the result of its checks, and computes the digest of the checked content (`digestOf`).
 */

import { createHash } from 'node:crypto'
import type { TransactionSigner } from '@solana/kit'
import { attest, Verdict } from '../src/index.js'
import type { Votable } from '../src/index.js'
import type { Session } from './session.js'

/** Votes of several notaries in one transaction. Each of them signs it. */
export async function vote(
  session: Session,
  voters: readonly TransactionSigner[],
  subject: Votable,
  verdict: Verdict,
  report: string,
): Promise<void> {
  await session.send(attest({ voters, subject, verdict, report: sha256(report) }))
}

/** Four of five notaries approve. */
export const approve = (session: Session, notaries: readonly TransactionSigner[], subject: Votable): Promise<void> =>
  vote(session, notaries.slice(0, 4), subject, Verdict.Approve, 'approve: checked')

/** sha256 of text. */
export const sha256 = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest())
