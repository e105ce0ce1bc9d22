import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import {
  bankAccount,
  clearingAccount,
  feesAccount,
  lossesAccount,
  refundsAccount,
  transferCodes,
  unmatchedAccount,
  wholeLedger,
} from './accounts.ts'
import type { Context } from './context.ts'
import type { Capture } from './store-settlements.ts'

export const openSettlementAccounts = ({ ledger, db }: Context, provider: string) =>
  ledger.openAccounts(db, [
    bankAccount,
    clearingAccount(provider),
    feesAccount,
    refundsAccount,
    unmatchedAccount,
    lossesAccount,
  ])

/** Makes transfers about one thing, each named by what it does, so that a retry makes the same; of nothing there is none.
 *  @param family the first part of their ids */
export const movesOf =
  (family: string, id: string) =>
  (what: string, debit: string, credit: string, amount: bigint, code: number): NewTransfer[] =>
    amount === 0n
      ? []
      : [{ id: uuidFrom(family, id, what), debit, credit, ledger: wholeLedger, amount, code, sourceId: id }]

/** Clearing is emptied: what the file says goes to the bank and to fees. What was captured and is not in the file is
 *  lost; what is in it beyond that came for nobody. */
export function settleTransfers(
  capture: Pick<Capture, 'id' | 'provider' | 'capturedIdr'>,
  line: { grossIdr: bigint; feeIdr: bigint },
): NewTransfer[] {
  const clearing = clearingAccount(capture.provider).id
  const gross = line.grossIdr < capture.capturedIdr ? line.grossIdr : capture.capturedIdr
  const fee = line.feeIdr < gross ? line.feeIdr : gross
  const one = movesOf('payments.settled', capture.id)
  return [
    ...one('net', bankAccount.id, clearing, gross - fee, transferCodes.settled),
    ...one('fee', feesAccount.id, clearing, fee, transferCodes.fee),
    ...one('lost', lossesAccount.id, clearing, capture.capturedIdr - gross, transferCodes.writtenOff),
    ...one('more', bankAccount.id, unmatchedAccount.id, line.grossIdr - gross, transferCodes.unmatched),
  ]
}
