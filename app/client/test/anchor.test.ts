/**
 * The program can be used through `@anchor-lang/core` with the IDL, too.
 */

import { readFileSync } from 'node:fs'
import { AnchorProvider, BN, Program } from '@anchor-lang/core'
import type { Idl, Wallet } from '@anchor-lang/core'
import { Connection, PublicKey } from '@solana/web3.js'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../src/index.js'

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const idl: Idl = read('../../../idl/carbon_consensus.json')
const vectors = read('./vectors.json')

const key = (byte: number) => new PublicKey(new Uint8Array(32).fill(byte))
const wallet: Wallet = {
  publicKey: key(0xa0),
  payer: undefined as never,
  signTransaction: async (transaction) => transaction,
  signAllTransactions: async (transactions) => transactions,
}
// These tests send no request to the node.
const provider = new AnchorProvider(new Connection('http://127.0.0.1:1'), wallet)
const program = new Program(idl, provider)

test('an account is read by the IDL', () => {
  const lot = program.coder.accounts.decode('lot', Buffer.from(fromHex(vectors.accounts.Lot)))
  expect(lot.owner).toEqual(key(5))
  expect(BigInt(lot.start.toString())).toBe(0x0606060606060606n)
  expect(lot.state).toEqual({ locked: { by: key(0x0d) } })
})

test('an instruction built from the IDL equals the action of its name', async () => {
  const expected = vectors.instructions.cancelListing
  const [caller, registry, offer, lot, rentPayer, eventAuthority] = expected.accounts.map(
    ([address]: [string]) => new PublicKey(address),
  )
  const accounts = { caller, registry, offer, lot, rentPayer, eventAuthority, program: program.programId }
  const method = program.methods.cancelListing
  if (!method) throw new Error('the IDL has no cancel_listing')
  const instruction = await method().accountsStrict(accounts).instruction()
  expect(instruction.programId.toBase58()).toBe(expected.program)
  expect(toHex(instruction.data)).toBe(expected.data)
  const metas = instruction.keys.map(({ pubkey, isSigner, isWritable }) => [
    pubkey.toBase58(),
    (isSigner ? 2 : 0) + (isWritable ? 1 : 0),
  ])
  expect(metas).toEqual(expected.accounts)
})

test('large and negative arguments are encoded exactly', async () => {
  const [payer, seller, registry, record, lot, child, paymentMint, payment, offer] =
    vectors.instructions.listCredits.accounts.map(([address]: [string]) => new PublicKey(address))
  const accounts = { payer, seller, registry, record, lot, child, paymentMint, payment, offer }
  const method = program.methods.listCredits
  if (!method) throw new Error('the IDL has no list_credits')
  const instruction = await method(new BN(5), new BN(18_500_000), new BN(-2)).accountsPartial(accounts).instruction()
  expect(toHex(instruction.data)).toBe(vectors.instructions.listCredits.data)
})
