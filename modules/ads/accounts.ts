/** The ledger accounts that advertising moves money between. Ledger 1 counts rupiah, ledger 2 millionths of one. */
import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'

export const wholeLedger = 1
export const microLedger = 2

/** Whole rupiah go in at one side, millionths come out at the other; together the two always stand at zero. Later
 *  modules open the same two for the way back. */
export const conversionAccounts: readonly [NewAccount, NewAccount] = [
  { id: uuidFrom('conversion', '1'), ledger: wholeLedger, code: 306 },
  { id: uuidFrom('conversion', '2'), ledger: microLedger, code: 306 },
]

export const prepaidId = (merchantId: string): string => uuidFrom('ads.prepaid', merchantId)
export const poolId = (day: string): string => uuidFrom('ads.pool', day)

export const prepaidOf = (merchantId: string): NewAccount => ({
  id: prepaidId(merchantId),
  ledger: microLedger,
  code: 202,
  debitsMustNotExceedCredits: true,
})

export const poolOf = (day: string): NewAccount => ({
  id: poolId(day),
  ledger: microLedger,
  code: 203,
  debitsMustNotExceedCredits: true,
})

export const transferCodes = {
  topUpWhole: 210,
  topUpMicro: 211,
  topUpBackWhole: 212,
  topUpBackMicro: 213,
  giveBackWhole: 214,
  giveBackMicro: 215,
  impressions: 220,
} as const
