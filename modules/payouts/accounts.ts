/** The ledger accounts that payouts move money between. Ledger 1 counts whole rupiah. */
import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'

export const wholeLedger = 1

/** Rupiah in the stage's bank account: an asset, so what is paid out credits it. */
export const bankAccount: NewAccount = { id: uuidFrom('bank', 'idr'), ledger: wholeLedger, code: 201 }

/** Given to a provider and not yet confirmed by the bank: 0 once everything is confirmed or returned. */
export const clearingAccount = (provider: string): NewAccount => ({
  id: uuidFrom('payouts.clearing', provider),
  ledger: wholeLedger,
  code: 441,
  debitsMustNotExceedCredits: true,
})

/** Fees of small payouts: what pays the bank for them. */
export const feesAccount: NewAccount = {
  id: uuidFrom('payouts.fees'),
  ledger: wholeLedger,
  code: 442,
  debitsMustNotExceedCredits: true,
}

export const transferCodes = {
  net: 460,
  tax: 461,
  fee: 462,
  paid: 463,
  cameBack: 464,
  netBack: 465,
  taxBack: 466,
  feeBack: 467,
} as const
