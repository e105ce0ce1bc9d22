import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'

/** Where ad money stands in the ledger after a day is shared out. Account and transfer ids are made from what
 *  they are for, so that whoever makes them again makes the same ones. */
export const MICRO_LEDGER = 2
export const WHOLE_LEDGER = 1

export const poolAccount = (day: string): string => uuidFrom('ads.pool', day)
export const accrualAccount = (creatorId: string): string => uuidFrom('revenue.accrual', creatorId)
export const pendingAccount = (creatorId: string): string => uuidFrom('revenue.pending', creatorId)
export const platformAccount = uuidFrom('revenue.platform')
export const platformIncomeAccount = uuidFrom('revenue.platform-income')
export const unattributedAccount = uuidFrom('revenue.unattributed')
/** Micro units go in at one side, whole units come out at the other; together the two always stand at zero. */
export const conversionAccount = (ledger: 1 | 2): string => uuidFrom('conversion', String(ledger))

export const TRANSFER_CODES = {
  creatorShare: 310,
  platformShare: 311,
  unattributed: 312,
  closeMicro: 320,
  closeWhole: 321,
  split: 330,
} as const

const purse = (id: string, ledger: number, code: number): NewAccount => ({
  id,
  ledger,
  code,
  debitsMustNotExceedCredits: true,
})

export const sharedAccounts = (): NewAccount[] => [
  purse(platformAccount, MICRO_LEDGER, 302),
  purse(unattributedAccount, MICRO_LEDGER, 303),
  purse(platformIncomeAccount, WHOLE_LEDGER, 305),
]

export const conversionAccounts = (): NewAccount[] => [
  { id: conversionAccount(1), ledger: WHOLE_LEDGER, code: 306 },
  { id: conversionAccount(2), ledger: MICRO_LEDGER, code: 306 },
]

export const accrualOf = (creatorId: string): NewAccount =>
  purse(accrualAccount(creatorId), MICRO_LEDGER, 301)
export const pendingOf = (creatorId: string): NewAccount =>
  purse(pendingAccount(creatorId), WHOLE_LEDGER, 304)

export const shareTransferId = (day: string, to: string): string => uuidFrom('revenue.share', day, to)
/** A partner's part of a split video's ad income of a period. */
export const splitTransferId = (period: string, splitId: string, creatorId: string): string =>
  uuidFrom('revenue.split', period, splitId, creatorId)
/** The line of earnings by which a period's whole units are a creator's. */
export const earningId = (period: string, creatorId: string): string =>
  uuidFrom('revenue.earning', period, creatorId)
export const closeTransferId = (period: string, of: string, side: 'micro' | 'whole'): string =>
  uuidFrom('revenue.close', period, of, side)
