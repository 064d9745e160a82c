// The program on its cluster: addresses, accounts and instructions by the committed IDL.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type AnchorProvider, type Idl, Program, web3 } from '@anchor-lang/core'

const { PublicKey, SystemProgram } = web3
export type PublicKey = web3.PublicKey

export const TOKEN_2022 = new PublicKey('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb')

/** Milliseconds between two questions for a transaction. */
const POLL = 200

/** Classes of tokens, in the order of the program's enum. */
export const CLASSES = [
  { variant: 'emission', symbol: 'emit' },
  { variant: 'reduction', symbol: 'redu' },
  { variant: 'absorptionCredit', symbol: 'crda' },
  { variant: 'reductionCredit', symbol: 'crdr' },
] as const

export const key = (text: string): PublicKey => new PublicKey(text)
export const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8])
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A field of fixed size as text: the program pads names with zeros. */
export const text = (field: number[]): string => Buffer.from(field).toString('utf8').replace(/\0+$/, '')

export class Chain {
  readonly program: Program<Idl>
  readonly wallet: PublicKey

  constructor(readonly provider: AnchorProvider) {
    const idl = JSON.parse(readFileSync(join(__dirname, '../../idl/carbon_consensus.json'), 'utf8')) as Idl
    this.program = new Program(idl, provider)
    this.wallet = provider.wallet.publicKey
  }

  /** The address that follows from seeds. */
  address(...seeds: (string | Uint8Array)[]): PublicKey {
    const bytes = seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed))
    return PublicKey.findProgramAddressSync(bytes, this.program.programId)[0]
  }

  /** Whether the program is there. */
  async isDeployed(): Promise<boolean> {
    const account = await this.provider.connection.getAccountInfo(this.program.programId)
    return account?.executable ?? false
  }

  /** An account of a type, or null where there is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the IDL says is not known to the compiler
  async read(type: string, address: PublicKey): Promise<any> {
    const account = await this.provider.connection.getAccountInfo(address)
    return account === null ? null : this.program.coder.accounts.decode(type, account.data)
  }

  /** Sends an instruction by the wallet, and returns when it is confirmed. */
  async send(name: string, args: unknown[], accounts: Record<string, PublicKey>): Promise<void> {
    const known: Record<string, PublicKey> = {
      payer: this.wallet,
      authority: this.wallet,
      creator: this.wallet,
      systemProgram: SystemProgram.programId,
      tokenProgram: TOKEN_2022,
      eventAuthority: this.address('__event_authority'),
      program: this.program.programId,
    }
    const instruction = this.program.idl.instructions.find((found) => found.name === name)
    if (instruction === undefined) throw new Error(`the IDL has no instruction ${name}`)
    const named = instruction.accounts.map((account): [string, PublicKey] => {
      const address = accounts[account.name] ?? known[account.name]
      if (address === undefined) throw new Error(`${name} needs ${account.name}`)
      return [account.name, address]
    })
    const method = this.program.methods[name]
    if (method === undefined) throw new Error(`no method ${name}`)
    await this.confirm(await method(...args).accountsStrict(Object.fromEntries(named)).transaction())
  }

  /** Sends a transaction and asks for it until it is confirmed: without the websocket, which not every cluster has at hand. */
  private async confirm(transaction: web3.Transaction): Promise<void> {
    const { connection, wallet } = this.provider
    const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed')
    transaction.feePayer = this.wallet
    transaction.recentBlockhash = blockhash
    const signed = await wallet.signTransaction(transaction)
    const signature = await connection.sendRawTransaction(signed.serialize(), { preflightCommitment: 'confirmed' })
    for (;;) {
      const status = (await connection.getSignatureStatus(signature)).value
      if (status?.err) throw new Error(`${signature} failed: ${JSON.stringify(status.err)}`)
      if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized') return
      if (status === null && (await connection.getBlockHeight('confirmed')) > lastValidBlockHeight) {
        throw new Error(`${signature} was not taken up in time`)
      }
      await setTimeout(POLL)
    }
  }
}
