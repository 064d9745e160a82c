/**
 * Carbon Consensus from TypeScript, on `@solana/kit`: accounts, addresses, errors, histories and proofs, and an *action* for
 * what each user wants to do.
 *
 * An action returns an instruction and sends nothing. It takes a `payer` apart from the authority, and accounts as they
 * were read ({@link Known}), which `fetchLot(rpc, address)` and its like return. Every mass is a bigint of grams.
 *
 * @packageDocumentation
 */

export * from './actions/index.js'
export * from './chain.js'
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
export * from './log.js'
export * from './lookup.js'
export * from './neutrality.js'
export * from './pdas.js'
export * from './proofs.js'
export * from './trails.js'
export * from './units/index.js'
export * from './wormhole.js'
