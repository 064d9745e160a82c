/**
 * Instructions with further accounts, which the IDL does not name.
 */

import { AccountRole } from '@solana/kit'
import type { AccountMeta, AccountSignerMeta, Address, Instruction } from '@solana/kit'

/** The instruction with further accounts after the accounts of the IDL. */
export const withAccounts = (
  instruction: Instruction,
  further: readonly (AccountMeta | AccountSignerMeta)[],
): Instruction => ({ ...instruction, accounts: [...(instruction.accounts ?? []), ...further] })

/** A writable account. */
export const writable = (address: Address): AccountMeta => ({ address, role: AccountRole.WRITABLE })

/** A read-only account. */
export const readonly = (address: Address): AccountMeta => ({ address, role: AccountRole.READONLY })
