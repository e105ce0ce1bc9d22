/** A person has looked: what a file says is booked as it came, and what never came is written off. */
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
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
} from './accounts.ts'
import { type Context, submitAll } from './context.ts'
import { paymentRefusals } from './contract.ts'
import { endPaymentIn } from './settle-payment.ts'
import { movesOf, openSettlementAccounts, settleTransfers } from './settle-transfers.ts'
import type { Difference } from './settlement.ts'
import * as payments from './store.ts'
import * as store from './store-settlements.ts'
import { sendRefund } from './work.ts'

/** @throws Refusal difference_not_found */
export async function resolveDifference(
  context: Context,
  operatorId: string,
  id: string,
  note: string,
): Promise<Difference> {
  const { db, clock } = context
  await openForDifference(context, id)
  await db.transaction(async (tx) => {
    await store.lockSettlements(tx)
    const found = await store.lockDifference(tx, id)
    if (!found || found.resolvedAt) refuse(paymentRefusals.difference_not_found)
    await store.markResolved(tx, id, { operatorId, at: clock.now(), note })
    await submitAll(context, tx, await bookDifference(context, tx, found), 'a difference is booked whole')
    // The provider's answer did not fit, so the payment waits for nothing any more.
    const isAnswer =
      found.settlementId === null && ['amount_differs', 'currency_differs'].includes(found.kind)
    if (isAnswer && found.paymentId)
      await endPaymentIn(context, tx, found.paymentId, { state: 'declined', by: operatorId, reason: note })
  })
  return db.transaction(async (tx) => present(await store.lockDifference(tx, id), 'it was there'))
}

async function openForDifference(context: Context, id: string): Promise<void> {
  const found = await context.db.transaction((tx) => store.lockDifference(tx, id))
  if (found) await openSettlementAccounts(context, found.provider)
}

async function bookDifference(context: Context, tx: Tx, found: Difference): Promise<NewTransfer[]> {
  const { id, kind, paymentId, foundIdr, feeIdr, lineKind, settlementId } = found
  const one = movesOf('payments.difference', id)
  const [capture] = paymentId === null ? [] : await store.lockCaptures(tx, [paymentId])
  const isOpen = capture !== undefined && capture.capturedIdr > 0n && capture.settledIn === null
  const [gross, fee] = [foundIdr ?? 0n, feeIdr ?? 0n]
  /** What a file says of a payment that is not open here: it came, and belongs to nobody yet. */
  const forNobody = () => [
    ...one('net', bankAccount.id, unmatchedAccount.id, gross - fee, transferCodes.unmatched),
    ...one('fee', feesAccount.id, unmatchedAccount.id, fee, transferCodes.fee),
  ]
  switch (kind) {
    case 'fee_differs':
    case 'currency_differs':
      return []
    case 'amount_differs':
      // Without a file it was only the provider's answer about a payment that was not credited.
      if (settlementId === null) return []
      if (!isOpen) return forNobody()
      await payments.markSettled(tx, capture.id, settlementId)
      return settleTransfers(capture, { grossIdr: gross, feeIdr: fee })
    case 'missing_there':
      if (!isOpen) return []
      await payments.markSettled(tx, capture.id, id)
      return one(
        'lost',
        lossesAccount.id,
        clearingAccount(capture.provider).id,
        capture.capturedIdr,
        transferCodes.writtenOff,
      )
    case 'missing_here':
    case 'twice':
      if (lineKind === 'money_back')
        return one('back', lossesAccount.id, bankAccount.id, gross, transferCodes.writtenOff)
      // Heard of only after the file: it settles what was captured since.
      if (!isOpen || kind === 'twice') return forNobody()
      await payments.markSettled(tx, capture.id, settlementId ?? id)
      return settleTransfers(capture, { grossIdr: gross, feeIdr: fee })
    case 'paid_late': {
      if (!capture || foundIdr === null) return []
      const at = context.clock.now()
      const returnId = uuidFrom('payments.return', capture.id, 'refund')
      const back = {
        id: returnId,
        paymentId: capture.id,
        kind: 'refund',
        amountIdr: foundIdr,
        reason: kind,
      } as const
      await payments.insertMoneyBack(tx, { ...back, at, sentAt: null })
      const payment = await payments.findPayment(tx, capture.id)
      if (payment && context.methods.get(payment.method)?.refunds)
        await context.jobs.send(tx, sendRefund, { paymentId: capture.id }, { key: capture.id })
      return one('owed', unmatchedAccount.id, refundsAccount.id, foundIdr, transferCodes.refundOwed)
    }
  }
}
