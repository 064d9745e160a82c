/**
 * Payment tokens: instructions of the classic token program.
 */

import { AccountRole, address, getStructEncoder, getU64Encoder, getU8Encoder } from '@solana/kit'
import type { AccountSignerMeta, Address, Instruction, TransactionSigner } from '@solana/kit'
import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS, associatedTokenAddress, TOKEN_PROGRAM_ADDRESS } from '../../src/index.js'

const SYSTEM_PROGRAM_ADDRESS = address('11111111111111111111111111111111')

/** Mints `amount` base units into the owner's associated account, which is created if it is missing. */
export async function giveCoins(
  payer: TransactionSigner,
  minter: TransactionSigner,
  mint: Address,
  owner: Address,
  amount: bigint,
): Promise<Instruction[]> {
  const account = await associatedTokenAddress(owner, mint, TOKEN_PROGRAM_ADDRESS)
  const open: Instruction = {
    programAddress: ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
    accounts: [
      { address: payer.address, role: AccountRole.WRITABLE_SIGNER, signer: payer } as AccountSignerMeta,
      { address: account, role: AccountRole.WRITABLE },
      { address: owner, role: AccountRole.READONLY },
      { address: mint, role: AccountRole.READONLY },
      { address: SYSTEM_PROGRAM_ADDRESS, role: AccountRole.READONLY },
      { address: TOKEN_PROGRAM_ADDRESS, role: AccountRole.READONLY },
    ],
    // Idempotent.
    data: getU8Encoder().encode(1),
  }
  const mintTo = getStructEncoder([
    ['instruction', getU8Encoder()],
    ['amount', getU64Encoder()],
  ])
  const give: Instruction = {
    programAddress: TOKEN_PROGRAM_ADDRESS,
    accounts: [
      { address: mint, role: AccountRole.WRITABLE },
      { address: account, role: AccountRole.WRITABLE },
      { address: minter.address, role: AccountRole.READONLY_SIGNER, signer: minter } as AccountSignerMeta,
    ],
    data: mintTo.encode({ instruction: 7, amount }),
  }
  return [open, give]
}
