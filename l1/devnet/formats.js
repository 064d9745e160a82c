/**
 * The formats of 208 bytes, big-endian: the message of a batch, and the leaves of the log. Integers are bigints; addresses
 * and hashes hex without a prefix, as in the golden vectors.
 */

/** Bytes of each. */
export const LENGTH = 208

/** @typedef {'u16' | 'u64' | 'i64' | 'u128' | 'bytes32' | 'zero'} Type */
/** @typedef {Record<string, bigint | string>} Fields */
/** @typedef {{ magic: Buffer, fields: [name: string, type: Type][] }} Format */

/** @type {Record<Type, number>} */
const sizes = { u16: 2, u64: 8, i64: 8, u128: 16, bytes32: 32, zero: 8 }

/** @type {Format} */
export const PAYLOAD = {
  magic: Buffer.from('CNRB\x01\x01', 'latin1'),
  fields: [
    ['target_chain', 'u16'],
    ['target_contract', 'bytes32'],
    ['registry', 'bytes32'],
    ['batch', 'u64'],
    ['first_leaf', 'u64'],
    ['leaf_count', 'u64'],
    ['previous_root', 'bytes32'],
    ['root', 'bytes32'],
    ['neutralized', 'u128'],
    ['corrections', 'u64'],
    ['reserved', 'zero'],
    ['slot', 'u64'],
    ['time', 'i64'],
  ],
}

/** @type {Record<'certificate' | 'year' | 'correction', Format>} */
export const LEAVES = {
  certificate: {
    magic: Buffer.from('CNRLEAF1'),
    fields: [
      ['registry', 'bytes32'],
      ['index', 'u64'],
      ['certificate', 'bytes32'],
      ['beneficiary', 'bytes32'],
      ['legs', 'bytes32'],
      ['emission', 'u64'],
      ['credit', 'u64'],
      ['slot', 'u64'],
      ['time', 'i64'],
      ['metadata', 'bytes32'],
    ],
  },
  year: {
    magic: Buffer.from('CNRYEAR1'),
    fields: [
      ['registry', 'bytes32'],
      ['index', 'u64'],
      ['inventory', 'bytes32'],
      ['source', 'bytes32'],
      ['owner', 'bytes32'],
      ['emitted', 'u64'],
      ['neutralized', 'u64'],
      ['slot', 'u64'],
      ['time', 'i64'],
      ['statement', 'bytes32'],
    ],
  },
  correction: {
    magic: Buffer.from('CNRCORR1'),
    fields: [
      ['registry', 'bytes32'],
      ['index', 'u64'],
      ['corrected', 'bytes32'],
      ['corrected_index', 'u64'],
      ['void', 'u64'],
      ['number', 'u64'],
      ['slot', 'u64'],
      ['time', 'i64'],
    ],
  },
}

/**
 * @param {Format} format
 * @param {Fields} content
 * @returns {string} Hex with its prefix.
 */
export function encode({ magic, fields }, content) {
  const hex = fields.map(([name, type]) => {
    const digits = 2 * sizes[type]
    if (type === 'zero') return '0'.repeat(digits)
    const value = content[name]
    return typeof value === 'string' ? value : BigInt.asUintN(4 * digits, value).toString(16).padStart(digits, '0')
  })
  return '0x' + (magic.toString('hex') + hex.join('')).padEnd(2 * LENGTH, '0')
}

/**
 * The fields of bytes that are of this format; throws where they are not, to the byte.
 * @param {Format} format
 * @param {string} bytes Hex with its prefix.
 * @returns {Fields}
 */
export function decode(format, bytes) {
  const data = Buffer.from(bytes.slice(2), 'hex')
  /** @type {Fields} */
  const content = {}
  let at = format.magic.length
  for (const [name, type] of format.fields) {
    const hex = data.subarray(at, at + sizes[type]).toString('hex')
    at += sizes[type]
    if (type === 'zero') continue
    const value = type === 'bytes32' ? hex : BigInt('0x' + hex)
    content[name] = type === 'i64' ? BigInt.asIntN(64, BigInt(value)) : value
  }
  if (encode(format, content) !== bytes) throw new Error('bytes of another format')
  return content
}
