/**
 * Names in accounts: UTF-8 in a field of fixed size, padded with zeros.
 */

import type { ReadonlyUint8Array } from '@solana/kit'

/**
 * A name for a field of `length` bytes.
 *
 * @throws RangeError if the name is empty, longer than the field, or has a zero byte. The program refuses such names.
 */
export function packName(name: string, length: number): Uint8Array {
  const bytes = new TextEncoder().encode(name)
  if (bytes.length === 0 || bytes.length > length || bytes.includes(0)) {
    throw new RangeError(`not a name of 1 to ${length} bytes without zeros: ${JSON.stringify(name)}`)
  }
  const field = new Uint8Array(length)
  field.set(bytes)
  return field
}

/**
 * The name in a field.
 *
 * @throws TypeError if the field is not UTF-8.
 */
export function unpackName(field: ReadonlyUint8Array): string {
  const end = field.indexOf(0)
  const bytes = field.slice(0, end < 0 ? field.length : end)
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
