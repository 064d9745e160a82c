// The cluster that has the program: reads accounts, and sends instructions by the wallet.

import { setTimeout } from 'node:timers/promises'
import { CARBON_CONSENSUS_PROGRAM_ADDRESS, explain } from '@carbon-consensus/client'
import {
  type Address,
  appendTransactionMessageInstruction,
  createSolanaRpc,
  createTransactionMessage,
  type EncodedAccount,
  fetchEncodedAccount,
  type FetchAccountConfig,
  getBase58Decoder,
  getBase64Encoder,
  getBase64EncodedWireTransaction,
  getSignatureFromTransaction,
  type Instruction,
  type MaybeAccount,
  pipe,
  type ReadonlyUint8Array,
  type Rpc,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  type Signature,
  signTransactionMessageWithSigners,
  type SolanaRpcApi,
  type TransactionSigner,
} from '@solana/kit'

/** Milliseconds between two polls of a transaction's status. */
const POLL_INTERVAL = 200
/** Offset of the registry in an account: after discriminator, version and bump. */
const REGISTRY_OFFSET = 10n

const commitment = 'confirmed'

/** Reads an account of one type, such as `fetchMaybeRegistry` of the client. */
type Fetch<T extends object> = (
  rpc: Rpc<SolanaRpcApi>,
  address: Address,
  config: FetchAccountConfig,
) => Promise<MaybeAccount<T, string>>

export class Cluster {
  private readonly rpc: Rpc<SolanaRpcApi>

  /** `wallet` pays fees and rent, and is the registry's authority. */
  constructor(
    url: string,
    readonly wallet: TransactionSigner,
  ) {
    this.rpc = createSolanaRpc(url)
  }

  /** Whether the program is deployed. */
  async isDeployed(): Promise<boolean> {
    const account = await this.account(CARBON_CONSENSUS_PROGRAM_ADDRESS)
    return account?.executable ?? false
  }

  /** An account's bytes, or null if it does not exist. */
  async account(address: Address): Promise<EncodedAccount | null> {
    const account = await fetchEncodedAccount(this.rpc, address, { commitment })
    return account.exists ? account : null
  }

  /** An account's content, or null if it does not exist. */
  async read<T extends object>(fetch: Fetch<T>, address: Address): Promise<T | null> {
    const account = await fetch(this.rpc, address, { commitment })
    return account.exists ? account.data : null
  }

  /** The bytes of all accounts of a registry that begin with a discriminator. */
  async accountsOf(registry: Address, discriminator: ReadonlyUint8Array): Promise<ReadonlyUint8Array[]> {
    const start = { offset: 0n, bytes: getBase58Decoder().decode(discriminator), encoding: 'base58' as const }
    const owner = { offset: REGISTRY_OFFSET, bytes: registry, encoding: 'base58' as const }
    const found = await this.rpc
      .getProgramAccounts(CARBON_CONSENSUS_PROGRAM_ADDRESS, {
        commitment,
        encoding: 'base64',
        filters: [{ memcmp: start as never }, { memcmp: owner as never }],
      })
      .send()
    return found.map(({ account }) => getBase64Encoder().encode(account.data[0]))
  }

  /** Sends an instruction by the wallet, and returns when it is confirmed. */
  async send(instruction: Promise<Instruction>): Promise<void> {
    const { value: blockhash } = await this.rpc.getLatestBlockhash({ commitment }).send()
    const message = appendTransactionMessageInstruction(
      await instruction,
      pipe(
        createTransactionMessage({ version: 0 }),
        (message) => setTransactionMessageFeePayerSigner(this.wallet, message),
        (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
      ),
    )
    const transaction = await signTransactionMessageWithSigners(message)
    const wire = getBase64EncodedWireTransaction(transaction)
    try {
      await this.rpc.sendTransaction(wire, { encoding: 'base64', preflightCommitment: commitment }).send()
      await this.confirm(getSignatureFromTransaction(transaction), blockhash.lastValidBlockHeight)
    } catch (failure) {
      throw explain(failure) ?? failure
    }
  }

  /** Polls until a transaction is confirmed: not every cluster offers a websocket. */
  private async confirm(signature: Signature, lastValidBlockHeight: bigint): Promise<void> {
    for (;;) {
      const [status] = (await this.rpc.getSignatureStatuses([signature]).send()).value
      if (status?.err) {
        const shown = JSON.stringify(status.err, (_, value: unknown) =>
          typeof value === 'bigint' ? Number(value) : value,
        )
        throw Object.assign(new Error(`${signature} failed: ${shown}`), { cause: status.err })
      }
      if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized') return
      if (!status && (await this.rpc.getBlockHeight({ commitment }).send()) > lastValidBlockHeight) {
        throw new Error(`${signature} was not included in time`)
      }
      await setTimeout(POLL_INTERVAL)
    }
  }
}
