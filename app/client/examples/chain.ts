/**
 * Sending and reading: what the package leaves to you. This is one way, by polling; `sendAndConfirmTransactionFactory` of
 * `@solana/kit` is another, by websocket.
 */

import {
  appendTransactionMessageInstructions,
  compressTransactionMessageUsingAddressLookupTables,
  createSolanaRpc,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
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
import type { Finalization } from '../src/index.js'

/** Milliseconds between two looks at what became of a transaction. */
const PAUSE = 20

/** A node, and whoever pays the fees of what is sent to it. */
export class Chain {
  /** The node. */
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
   * @throws CarbonError where the program refuses it.
   */
  async send(...instructions: (Instruction | Promise<Instruction>)[]): Promise<Signature> {
    return this.#send(await Promise.all(instructions), {})
  }

  /** Sends the end of a burn of several legs, which needs a lookup table. */
  async finalize({ instruction, table }: Finalization): Promise<Signature> {
    const recentSlot = await this.rpc.getSlot({ commitment: 'finalized' }).send()
    const made = await table({ payer: this.payer, authority: this.payer, recentSlot })
    for (const transaction of made.transactions) await this.send(transaction)
    await this.#nextSlot()
    return this.#send([instruction], made.table)
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
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  async #nextSlot(): Promise<void> {
    const slot = await this.rpc.getSlot({ commitment: 'confirmed' }).send()
    while ((await this.rpc.getSlot({ commitment: 'confirmed' }).send()) <= slot) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  /** Everything that has happened to lots, records and the log of a registry. */
  async past(registry: Address): Promise<{ histories: Histories; trails: Trails; leaves: Leaves }> {
    const past = { histories: new Histories(), trails: new Trails(), leaves: new Leaves() }
    for await (const event of eventsOf(this.rpc, registry)) {
      for (const observer of Object.values(past)) observer.observe(event)
    }
    return past
  }
}
