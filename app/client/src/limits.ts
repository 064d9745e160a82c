/**
 * Limits that the program or Solana sets.
 */

/**
 * Least threshold of a notary set, in basis points of the whole weight: more than two thirds. `MIN_THRESHOLD_BPS` in
 * `crates/wire/src/quantity.rs`; a test compares the two.
 */
export const MIN_THRESHOLD_BPS = 6_667
