/** The ledger accounts that money passes on its way in. Ledger 1 counts whole rupiah. */
import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'

export const wholeLedger = 1

const asset = (id: string, code: number): NewAccount => ({
  id,
  ledger: wholeLedger,
  code,
  creditsMustNotExceedDebits: true,
})
const purse = (id: string, code: number): NewAccount => ({
  id,
  ledger: wholeLedger,
  code,
  debitsMustNotExceedCredits: true,
})

/** Money that arrived in the stage's bank account: an asset, so its debits grow. */
export const bankAccount: NewAccount = { id: uuidFrom('bank', 'idr'), ledger: wholeLedger, code: 201 }
/** Captured by a gateway, not yet in the bank. */
export const clearingAccount = (provider: string): NewAccount =>
  asset(uuidFrom('payments.clearing', provider), 401)
/** Paid, not yet applied to what it was for: zero between transactions. */
export const unappliedAccount: NewAccount = purse(uuidFrom('payments.unapplied'), 402)
/** What gateways kept. */
export const feesAccount: NewAccount = asset(uuidFrom('payments.fees'), 403)
/** Owed back to payers until the bank sent it. */
export const refundsAccount: NewAccount = purse(uuidFrom('payments.refunds'), 404)
/** Money that came for nothing that waits: paid after the end, or settled without a payment. Held until resolved. */
export const unmatchedAccount: NewAccount = purse(uuidFrom('payments.unmatched'), 405)
/** Given back though it could not be brought back, and what settlements lacked: the stage's loss. */
export const lossesAccount: NewAccount = asset(uuidFrom('payments.losses'), 406)
/** The stage's whole rupiah; the module `revenue` fills it too. */
export const incomeAccount: NewAccount = purse(uuidFrom('revenue.platform-income'), 305)

export const transferCodes = {
  captured: 440,
  vat: 441,
  code: 442,
  refundOwed: 443,
  vatBack: 444,
  lost: 445,
  refundSent: 446,
  settled: 447,
  fee: 448,
  unmatched: 449,
  writtenOff: 450,
} as const
