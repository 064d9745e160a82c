/**
 * Publishing the log to the L1.
 */

import type { Instruction, TransactionSigner } from '@solana/kit'
import { getPublishBatchInstruction, getRepublishInstruction } from '../generated/index.js'
import type { RollupLog } from '../generated/index.js'
import { all } from '../known.js'
import type { Known } from '../known.js'
import * as at from '../pdas.js'

/**
 * Publishes the leaves of a log that are not published yet, by Wormhole; anyone may.
 *
 * Error: `NothingToPublish`.
 *
 * @param input.log - As it is now: its number of batches is part of the new one's address.
 */
export async function publishBatch(input: { payer: TransactionSigner; log: Known<RollupLog> }): Promise<Instruction> {
  return getPublishBatchInstruction(await batchAccounts(input.payer, input.log, input.log.data.batches + 1n))
}

/** Posts a batch once more, with the same bytes; anyone may. */
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
