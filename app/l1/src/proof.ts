/**
 * Proofs of `carbon rollup proof` as arguments and calldata of the ledger.
 */

import { encodeFunctionData, isHex, size } from 'viem'
import type { Hex } from 'viem'
import { carbonLedgerAbi } from './generated/abi.js'
import { solanaKey } from './ledger.js'

/** A proof: a leaf of a registry's log, and its path to an accepted root. */
export type Proof = {
  /** What the leaf is: a certificate, or the figures of a closed year. */
  kind: 'certificate' | 'year'
  /** The registry's account on Solana, 32 bytes. */
  registry: Hex
  /** The argument `proof` of the ledger's functions. */
  proof: { leaf: Hex; path: readonly Hex[]; root: Hex }
}

const FORMAT = 'carbon-rollup-proof-1'
const LEAF_LENGTH = 208
/** Greatest height of a log's tree. */
const LEVELS = 40

/**
 * Reads the content of a proof file.
 *
 * @param text - The file: `docs/schema/rollup-proof.schema.json`.
 * @throws RangeError if it is not such a file, or not of a certificate or a year. Whether the path leads to the root, and whether the
 * leaf still stands, is for the ledger to say.
 */
export function readProof(text: string): Proof {
  const file: unknown = JSON.parse(text)
  const at = (of: unknown, name: string): unknown => (of as Record<string, unknown> | null | undefined)?.[name]
  if (at(file, 'format') !== FORMAT) throw new RangeError(`not a proof file: its format is not ${FORMAT}`)
  const kind = at(file, 'kind')
  if (kind !== 'certificate' && kind !== 'year')
    throw new RangeError(`a certificate or a year is needed, and the proof is of a ${String(kind)}`)
  const hex = (value: unknown, length: number, what: string): Hex => {
    const text = `0x${String(value)}`
    if (!isHex(text) || size(text) !== length) throw new RangeError(`${what} is not ${length} bytes in hex`)
    return text
  }
  const path = at(file, 'path')
  if (!Array.isArray(path) || path.length > LEVELS)
    throw new RangeError(`the path is not a list of at most ${LEVELS} hashes`)
  return {
    kind,
    registry: solanaKey(String(at(file, 'registry'))),
    proof: {
      leaf: hex(at(at(file, 'leaf'), 'entry'), LEAF_LENGTH, 'the leaf'),
      path: path.map((hash) => hex(hash, 32, 'a hash of the path')),
      root: hex(at(at(file, 'batch'), 'root'), 32, 'the root'),
    },
  }
}

/**
 * Calldata that asks whether the leaf stands: `requireOffset` or `requireNeutralYear`, which revert unless it does.
 *
 * @param maxAge - Greatest age of the registry's newest batch, in seconds.
 */
export function requireCalldata({ kind, registry, proof }: Proof, maxAge: bigint): Hex {
  const functionName = kind === 'certificate' ? 'requireOffset' : 'requireNeutralYear'
  return encodeFunctionData({ abi: carbonLedgerAbi, functionName, args: [registry, proof, maxAge] })
}

/** Calldata that asks what the ledger knows of the leaf: `certificateStatus` or `yearStatus`. */
export function statusCalldata({ kind, registry, proof }: Proof): Hex {
  const functionName = kind === 'certificate' ? 'certificateStatus' : 'yearStatus'
  return encodeFunctionData({ abi: carbonLedgerAbi, functionName, args: [registry, proof] })
}

/** Names of the ledger's answers, by their numbers (`ICarbonLedger.Status`). */
export const STATUSES = [
  'WrongLeaf',
  'UnknownRoot',
  'NotIncluded',
  'Pending',
  'Superseded',
  'Impaired',
  'NotNeutral',
  'Valid',
] as const
