/** Where tax waits for the state. Ledger 1 counts whole rupiah. */
import { uuidFrom } from '../../platform/ids.ts'
import type { NewAccount } from '../ledger/index.ts'

/** VAT that was collected with prices and is owed to the state. */
export const vatPayable: NewAccount = {
  id: uuidFrom('tax.vat-payable'),
  ledger: 1,
  code: 411,
  debitsMustNotExceedCredits: true,
}

/** What was withheld from payouts under that heading and is owed to the state.
 *  @param remitAs of the tax line: `pph21`, `pph23`, `pph26`, … */
export const withheldAccount = (remitAs: string): NewAccount => ({
  id: uuidFrom('tax.withheld', remitAs),
  ledger: 1,
  code: 412,
  debitsMustNotExceedCredits: true,
})
