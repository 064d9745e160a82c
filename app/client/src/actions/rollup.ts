/**
 * Rollup: batches of the log for the L1.
 */

import type { Instruction, TransactionSigner } from '@solana/kit'
import { getPublishBatchInstruction, getRepublishInstruction } from '../generated/index.js'
import type { RollupLog } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../addresses.js'

/**
 * Publishes the new leaves of a log as a Wormhole message. Anyone may.
 *
 * Error: `NothingToPublish`.
 *
 * @param input.log - The log's current account: its number of batches determines the address of the new batch.
 */
export async function publishBatch(input: { payer: TransactionSigner; log: Known<RollupLog> }): Promise<Instruction> {
  return getPublishBatchInstruction(await batchAccounts(input.payer, input.log, input.log.data.batches + 1n))
}

/** Posts a batch again, with the same bytes. Anyone may. */
export async function republish(input: {
  payer: TransactionSigner
  log: Known<RollupLog>
  batch: bigint
}): Promise<Instruction> {
  return getRepublishInstruction(await batchAccounts(input.payer, input.log, input.batch))
}

async function batchAccounts(payer: TransactionSigner, { address: log, data }: Known<RollupLog>, index: bigint) {
  const { registry, bridge } = data
  const { config, message, sequence, feeCollector, coreBridge, shimAuthority, shim } = bridge
  return all({
    payer,
    registry,
    log,
    batch: at.batchAddress(registry, index),
    bridgeConfig: config,
    message,
    sequence,
    feeCollector,
    coreBridge,
    shimAuthority,
    shim,
  })
}
