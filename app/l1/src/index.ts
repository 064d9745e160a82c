/**
 * The L1 ledger of Carbon Consensus for developers of contracts and applications.
 *
 * @packageDocumentation
 */

export * from './generated/abi.js'
export * from './ledger.js'
export * from './proof.js'
