/** Where a creator's whole rupiah stand. Account and transfer ids follow from what they are for, so that whoever makes
 *  them again makes the same ones. */
import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'
import type { DeductionReason } from './deduction.ts'

export const wholeLedger = 1

/** Earned, on hold. Its id is the one that closed periods were always posted to. */
export const pendingAccount = (creatorId: string): string => uuidFrom('revenue.pending', creatorId)
/** May be paid out. */
export const availableAccount = (creatorId: string): string => uuidFrom('earnings.available', creatorId)
/** Kept back for a stated reason and time. */
export const reserveAccount = (creatorId: string): string => uuidFrom('earnings.reserve', creatorId)
/** A deduction under appeal. */
export const disputedAccount = (creatorId: string): string => uuidFrom('earnings.disputed', creatorId)
/** Taken back for that reason, until it goes to whom it belongs. */
export const deductedAccount = (reason: DeductionReason): string => uuidFrom('earnings.deducted', reason)

export const transferCodes = {
  credit: 430,
  release: 431,
  keepBack: 432,
  reserveEnds: 433,
  deduct: 434,
  collect: 435,
  appeal: 436,
  giveBack: 437,
  stands: 438,
  handOn: 439,
  reverse: 429,
} as const

/** The code by which periods were posted before there were lines. */
export const postedBeforeLines = 321

const purse = (id: string, code: number): NewAccount => ({
  id,
  ledger: wholeLedger,
  code,
  debitsMustNotExceedCredits: true,
})

export const accountsOf = (creatorId: string): NewAccount[] => [
  purse(pendingAccount(creatorId), 304),
  purse(availableAccount(creatorId), 431),
  purse(reserveAccount(creatorId), 432),
  purse(disputedAccount(creatorId), 433),
]

export const deductedOf = (reason: DeductionReason): NewAccount => purse(deductedAccount(reason), 434)
