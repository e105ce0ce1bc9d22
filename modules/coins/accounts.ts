/** The ledger accounts of coins. Ledger 3 counts coins, ledger 1 whole rupiah. */
import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'

export const wholeLedger = 1
export const coinLedger = 3

/** What one coin is worth, for ever: the float behind the coins is counted with it. */
export const coinPriceIdr = 100n

/** The control account: what it owes is what people hold. */
export const issued: NewAccount = { id: uuidFrom('coins.issued'), ledger: coinLedger, code: 421 }

export const heldId = (accountId: string): string => uuidFrom('coins.held', accountId)
/** The coins that a person holds. */
export const heldOf = (accountId: string): NewAccount => ({
  id: heldId(accountId),
  ledger: coinLedger,
  code: 422,
  debitsMustNotExceedCredits: true,
})

/** The rupiah behind the coins: held × price. */
export const float: NewAccount = {
  id: uuidFrom('coins.float'),
  ledger: wholeLedger,
  code: 423,
  debitsMustNotExceedCredits: true,
}

/** The stage's whole rupiah, whatever they are from. */
export const platformIncome: NewAccount = {
  id: uuidFrom('revenue.platform-income'),
  ledger: wholeLedger,
  code: 305,
  debitsMustNotExceedCredits: true,
}

export const transferCodes = {
  bought: 520,
  floated: 521,
  gatewayFee: 522,
  spent: 523,
  returned: 524,
  unfloated: 525,
  gatewayFeeBack: 526,
} as const
