/**
 * Written by codama/tables.js from the program’s IDL.
 */

import type { Address } from '@solana/kit'

/** The program. */
export const CARBON_CONSENSUS_PROGRAM_ADDRESS = 'EPQ82p61VCHegvgF6FMmqQJXy3aHUDdDTth7aS9rVsfa' as Address<'EPQ82p61VCHegvgF6FMmqQJXy3aHUDdDTth7aS9rVsfa'>
