/**
 * Accounts as they were read, which actions take.
 */

import type { Address } from '@solana/kit'

/** An account as it was read: its address and content. `fetchLot(rpc, address)` and the other fetch functions return it. */
export type Known<T> = { readonly address: Address; readonly data: T }

/** The address that an account names; `undefined` for the default, which means none. */
export const named = (address: Address): Address | undefined =>
  address === '11111111111111111111111111111111' ? undefined : address

/** The values of an object, each awaited: addresses are computed asynchronously. */
export async function all<T extends object>(values: T): Promise<{ [Name in keyof T]: Awaited<T[Name]> }> {
  const entries = Object.entries(values).map(async ([name, value]) => [name, await value])
  return Object.fromEntries(await Promise.all(entries))
}
