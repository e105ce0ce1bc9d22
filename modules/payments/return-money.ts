/** Money on its way back: owed to the payer first, then sent by the provider or by the operator's bank. */
import type { Tx } from '../../platform/db/index.ts'
import { isUniqueViolation } from '../../platform/db/index.ts'
import { assert, present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { type NewTransfer, stands } from '../ledger/index.ts'
import { vatPayable } from '../tax/index.ts'
import { bankAccount, lossesAccount, refundsAccount, transferCodes, wholeLedger } from './accounts.ts'
import { type Context, held, manual, providerOf, submitAll } from './context.ts'
import { paymentRefusals } from './contract.ts'
import type { ReturnKind } from './index.ts'
import { type Payment, shareOf } from './payment.ts'
import { ProviderRefused } from './provider.ts'
import * as store from './store.ts'
import { sendRefund } from './work.ts'

/** @throws Refusal payment_not_found, payment_not_paid, refund_too_large */
export async function refundIn(
  context: Context,
  tx: Tx,
  id: string,
  amountIdr: bigint,
  reason: string,
): Promise<Payment> {
  const payment = await held(tx, id)
  const before = await store.findMoneyBack(tx, id, 'refund')
  if (before && before.amountIdr === amountIdr) return payment
  if (payment.state !== 'paid') refuse(paymentRefusals.payment_not_paid, { state: payment.state })
  if (amountIdr <= 0n || amountIdr > payment.payableIdr)
    refuse(paymentRefusals.refund_too_large, { max: String(payment.payableIdr) })
  if (context.methods.get(payment.method)?.refunds)
    await context.jobs.send(tx, sendRefund, { paymentId: id }, { key: id })
  return takeBackIn(context, tx, payment, amountIdr, 'refund', reason)
}

/** Brings the money from where it went into what is owed back; what can't be brought back is the stage's loss.
 *  @param isGone nobody asked: the payer has it already, so the seller can't refuse and is told of a chargeback */
export async function takeBackIn(
  context: Context,
  tx: Tx,
  payment: Payment,
  amountIdr: bigint,
  kind: ReturnKind,
  reason: string,
  isGone = kind === 'chargeback',
): Promise<Payment> {
  const { clock, handlers, ledger } = context
  const { id } = payment
  const returnId = uuidFrom('payments.return', id, kind)
  const at = clock.now()
  const vatBack = shareOf(payment.vatIdr, amountIdr, payment.payableIdr)
  await store.insertMoneyBack(tx, {
    id: returnId,
    paymentId: id,
    kind,
    amountIdr,
    reason,
    at,
    sentAt: kind === 'chargeback' ? at : null,
  })
  await store.markMoneyBack(tx, id, {
    from: payment.state,
    to: kind === 'refund' ? 'refunding' : 'charged_back',
    refundedIdr: amountIdr,
    reason,
  })
  const handler = handlers.returned.get(payment.purpose)
  const brought = handler
    ? await handler(tx, payment, amountIdr - vatBack, isGone ? 'chargeback' : 'refund', returnId)
    : []
  // In its own transaction's lock from here on; earlier it would make all other money wait.
  await ledger.openAccounts(tx, [refundsAccount, lossesAccount, bankAccount])
  const one = (what: string, debit: string, amount: bigint, code: number): NewTransfer => ({
    id: uuidFrom('payments.return', returnId, what),
    debit,
    credit: refundsAccount.id,
    ledger: wholeLedger,
    amount,
    code,
    sourceId: id,
    reason: `${kind}: ${reason}`.slice(0, 300),
  })
  await submitAll(context, tx, brought, 'what was bought is taken back')
  let owed = brought.reduce(
    (sum, { credit, amount }) => (credit === refundsAccount.id ? sum + amount : sum),
    0n,
  )
  if (vatBack > 0n) {
    // VAT that was handed to the state already can't be taken back here: a loss until the state credits it.
    const [taken] = await ledger.submitIn(tx, [one('vat', vatPayable.id, vatBack, transferCodes.vatBack)])
    if (taken && stands(taken)) owed += vatBack
    else assert(taken?.status === 'exceeds_credits', `VAT comes back or is gone: ${taken?.status}`)
  }
  assert(owed <= amountIdr, 'no more is brought back than goes back')
  if (owed < amountIdr)
    await submitAll(
      context,
      tx,
      [one('lost', lossesAccount.id, amountIdr - owed, transferCodes.lost)],
      'a loss is noted',
    )
  return held(tx, id)
}

/** Lets the provider send it. Again is the same refund. @throws ProviderAway */
export async function sendByProvider(context: Context, paymentId: string): Promise<void> {
  const { db, clock } = context
  const payment = await store.findPayment(db, paymentId)
  const back = await store.findMoneyBack(db, paymentId, 'refund')
  if (!payment || !back || back.sentAt || back.fault) return
  try {
    const { id, amountIdr, reason } = back
    await providerOf(context, payment).refund(payment, { id, amountIdr, reason })
  } catch (thrown) {
    if (!(thrown instanceof ProviderRefused)) throw thrown
    // It stays owed, and is sent by the operator.
    await db.transaction((tx) => store.saveBackFault(tx, back.id, thrown.message))
    return
  }
  await db.transaction(async (tx) => {
    await held(tx, paymentId)
    await store.markSent(tx, back.id, clock.now())
    await store.markRefunded(tx, paymentId)
  })
}

/** The operator sent it by bank, or saw there that a transfer was taken back. @throws Refusal payment_not_found, payment_settled, payment_reference_used */
export async function confirmRefund(
  context: Context,
  paymentId: string,
  bankReference: string,
): Promise<void> {
  const { db, clock } = context
  try {
    await db.transaction(async (tx) => {
      const payment = await held(tx, paymentId)
      const back =
        (await store.findMoneyBack(tx, paymentId, 'refund')) ??
        // No settlement file tells of a bank transfer that was taken back.
        (payment.provider === manual ? await store.findMoneyBack(tx, paymentId, 'chargeback') : undefined) ??
        refuse(paymentRefusals.payment_settled, { state: payment.state })
      if (back.leftAt && back.bankReference === bankReference) return
      if (back.leftAt) refuse(paymentRefusals.payment_settled, { state: payment.state })
      await store.markLeft(tx, back.id, { at: clock.now(), bankReference })
      await store.markRefunded(tx, paymentId)
      await submitAll(context, tx, [leavesBank(present(back, 'it was found'))], 'a refund leaves the bank')
    })
  } catch (thrown) {
    if (!isUniqueViolation(thrown, 'money_back_bank_reference')) throw thrown
    refuse(paymentRefusals.payment_reference_used, { reference: bankReference })
  }
}

/** Owed → gone: the bank paid it, or the provider kept it from what it settled. */
export const leavesBank = (back: { id: string; paymentId: string; amountIdr: bigint }): NewTransfer => ({
  id: uuidFrom('payments.return', back.id, 'left'),
  debit: refundsAccount.id,
  credit: bankAccount.id,
  ledger: wholeLedger,
  amount: back.amountIdr,
  code: transferCodes.refundSent,
  sourceId: back.paymentId,
})
