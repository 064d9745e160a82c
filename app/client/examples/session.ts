/**
 * Sending and reading, which the package leaves to its users. This example polls; `sendAndConfirmTransactionFactory` of
 * `@solana/kit` uses a websocket.
 */

import {
  address,
  appendTransactionMessageInstructions,
  compressTransactionMessageUsingAddressLookupTables,
  createSolanaRpc,
  createTransactionMessage,
  fetchEncodedAccount,
  getBase64EncodedWireTransaction,
  getI64Decoder,
  getSignatureFromTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from '@solana/kit'
import type {
  Address,
  AddressesByLookupTableAddress,
  Instruction,
  Rpc,
  Signature,
  SolanaRpcApi,
  TransactionSigner,
} from '@solana/kit'
import { eventsOf, explain, Histories, Leaves, Trails } from '../src/index.js'
import type { BurnExecution } from '../src/index.js'

/** Milliseconds between two polls of a transaction's status. */
const POLL_INTERVAL = 20
/** The account of the cluster's clock, and the byte at which its Unix time begins. */
const [CLOCK, CLOCK_TIME] = [address('SysvarC1ock11111111111111111111111111111111'), 32] as const

/** A connection to a node, with the account that pays fees. */
export class Session {
  /** The node's RPC client. */
  readonly rpc: Rpc<SolanaRpcApi>
  /** Pays fees and rent. */
  readonly payer: TransactionSigner

  constructor(url: string, payer: TransactionSigner) {
    this.rpc = createSolanaRpc(url)
    this.payer = payer
  }

  /**
   * Sends instructions as one transaction, and waits until it is confirmed.
   *
   * @throws CarbonError if the program refuses the transaction.
   */
  async send(...instructions: (Instruction | Promise<Instruction>)[]): Promise<Signature> {
    return this.#send(await Promise.all(instructions), {})
  }

  /** Unix time of the cluster. */
  async now(): Promise<bigint> {
    const clock = await fetchEncodedAccount(this.rpc, CLOCK)
    if (!clock.exists) throw new Error('the node has no clock')
    return getI64Decoder().decode(clock.data, CLOCK_TIME)
  }

  /** Sends a burn of several legs, which needs a lookup table. */
  async sendWithTable({ instruction, table }: BurnExecution): Promise<Signature> {
    const recentSlot = await this.rpc.getSlot({ commitment: 'finalized' }).send()
    const created = await table({ payer: this.payer, authority: this.payer, recentSlot })
    for (const transaction of created.transactions) await this.send(transaction)
    await this.#nextSlot()
    return this.#send([instruction], created.table)
  }

  async #send(instructions: Instruction[], tables: AddressesByLookupTableAddress): Promise<Signature> {
    const { value: blockhash } = await this.rpc.getLatestBlockhash({ commitment: 'confirmed' }).send()
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayerSigner(this.payer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
      (message) => appendTransactionMessageInstructions(instructions, message),
      (message) => compressTransactionMessageUsingAddressLookupTables(message, tables),
    )
    const transaction = await signTransactionMessageWithSigners(message)
    const signature = getSignatureFromTransaction(transaction)
    try {
      const wire = getBase64EncodedWireTransaction(transaction)
      await this.rpc.sendTransaction(wire, { encoding: 'base64', preflightCommitment: 'confirmed' }).send()
      await this.#confirm(signature, blockhash.lastValidBlockHeight)
    } catch (failure) {
      throw explain(failure) ?? failure
    }
    return signature
  }

  async #confirm(signature: Signature, lastValidBlockHeight: bigint): Promise<void> {
    for (;;) {
      const height = await this.rpc.getBlockHeight({ commitment: 'confirmed' }).send()
      const [status] = (await this.rpc.getSignatureStatuses([signature]).send()).value
      if (status?.err) throw Object.assign(new Error(`${signature} failed`), { cause: status.err })
      if (status && status.confirmationStatus !== 'processed') return
      if (!status && height > lastValidBlockHeight) throw new Error(`${signature} expired`)
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL))
    }
  }

  async #nextSlot(): Promise<void> {
    const slot = await this.rpc.getSlot({ commitment: 'confirmed' }).send()
    while ((await this.rpc.getSlot({ commitment: 'confirmed' }).send()) <= slot) {
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL))
    }
  }

  /** The history of a registry: its lots, records and log. */
  async history(registry: Address): Promise<{ histories: Histories; trails: Trails; leaves: Leaves }> {
    const history = { histories: new Histories(), trails: new Trails(), leaves: new Leaves() }
    for await (const event of eventsOf(this.rpc, registry)) {
      for (const observer of Object.values(history)) observer.observe(event)
    }
    return history
  }
}
