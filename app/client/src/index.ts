/**
 * Carbon Consensus from TypeScript, on `@solana/kit`: accounts, addresses, errors, histories and proofs, and an *action* for
 * each instruction of the program.
 *
 * An action returns an instruction and sends nothing. Its `payer` is separate from the authority. Accounts are passed as they
 * were read ({@link Known}), as `fetchLot(rpc, address)` and the other fetch functions return them. Every mass is a bigint of
 * grams.
 *
 * @packageDocumentation
 */

export * from './actions/index.js'
export * from './history.js'
export * from './conflicts.js'
export * from './digests.js'
export * from './errors.js'
export * from './events.js'
export * from './formats.js'
export * from './generated/index.js'
export { fromHex, GENESIS, keccak, toHex } from './hash.js'
export type { Hash } from './hash.js'
export type { Known } from './known.js'
export { decodeEntry, encodeEntry, ENTRY_LENGTH, EntryKind, extendLineage, Histories, lineageHead } from './lineage.js'
export type { Entry, HistoryPiece } from './lineage.js'
export * from './limits.js'
export * from './log.js'
export * from './lookup.js'
export * from './neutrality.js'
export * from './addresses.js'
export * from './proofs.js'
export * from './trails.js'
export * from './units/index.js'
export * from './wormhole.js'
