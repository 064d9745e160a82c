/**
 * Instructions that take more accounts than the IDL names.
 */

import { AccountRole } from '@solana/kit'
import type { AccountMeta, AccountSignerMeta, Address, Instruction } from '@solana/kit'

/** The instruction with further accounts after its own. */
export const withAccounts = (
  instruction: Instruction,
  further: readonly (AccountMeta | AccountSignerMeta)[],
): Instruction => ({ ...instruction, accounts: [...(instruction.accounts ?? []), ...further] })

/** An account that is written. */
export const writable = (address: Address): AccountMeta => ({ address, role: AccountRole.WRITABLE })

/** An account that is read. */
export const readonly = (address: Address): AccountMeta => ({ address, role: AccountRole.READONLY })
