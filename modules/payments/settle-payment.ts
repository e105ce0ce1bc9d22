/** How a payment moves on. Whoever says so (an operator, a provider asked after a notice, the clock), it happens here,
 *  once: the row is locked, the state may only step forward, and mark, money and what was bought commit together. */
import { dayOf } from '../../platform/clock.ts'
import { isUniqueViolation, type Tx } from '../../platform/db/index.ts'
import { assert, refuse } from '../../platform/errors.ts'
import type { NewTransfer } from '../ledger/index.ts'
import { vatPayable } from '../tax/index.ts'
import {
  bankAccount,
  clearingAccount,
  incomeAccount,
  transferCodes,
  unappliedAccount,
  unmatchedAccount,
} from './accounts.ts'
import { type Context, held, manual, submitAll } from './context.ts'
import { paymentRefusals } from './contract.ts'
import { noteDifference } from './note-difference.ts'
import { mayBecome, type Payment } from './payment.ts'
import type { ProviderStatus } from './provider.ts'
import { takeBackIn } from './return-money.ts'
import { movesOf } from './settle-transfers.ts'
import * as store from './store.ts'

export interface Paid {
  /** The operator who saw it, or null: the provider says so. */
  readonly by: string | null
  readonly bankReference: string | null
  readonly providerReference: string | null
}

/** Marks it paid and applies the money. @returns false when it was not waiting any more
 *  @throws Refusal payment_not_found, payment_reference_used */
export async function settlePayment(context: Context, id: string, paid: Paid): Promise<boolean> {
  const { db, ledger } = context
  try {
    // Accounts are opened before the transaction that moves money: opening holds the ledger's lock.
    const known = await store.findPayment(db, id)
    if (known) await ledger.openAccounts(db, accountsOf(known))
    return await db.transaction(async (tx) => {
      const payment = await held(tx, id)
      if (!mayBecome(payment.state, 'paid')) return false
      await applyPaid(context, tx, payment, paid)
      return true
    })
  } catch (thrown) {
    if (!isUniqueViolation(thrown, 'payment_bank_reference')) throw thrown
    return refuse(paymentRefusals.payment_reference_used, { reference: paid.bankReference ?? '' })
  }
}

const accountsOf = ({ provider }: Payment) => [
  provider === manual ? bankAccount : clearingAccount(provider),
  unappliedAccount,
  unmatchedAccount,
  incomeAccount,
  vatPayable,
]

async function applyPaid(context: Context, tx: Tx, waiting: Payment, paid: Paid): Promise<void> {
  const { clock, config, handlers } = context
  const at = clock.now()
  const year = Number(dayOf(at, config.TIME_ZONE).slice(0, 4))
  // The number's row is locked before whatever the handler locks, and the ledger last: everyone in this order.
  const number = await store.nextInvoice(tx, year)
  const invoice = `${config.INVOICE_PREFIX}/${year}/${String(number).padStart(6, '0')}`
  const capturedIdr = waiting.provider === manual ? 0n : waiting.payableIdr
  await store.markPaid(tx, waiting.id, { at, invoice, capturedIdr, ...paid })
  const handler = handlers.paid.get(waiting.purpose)
  assert(handler, `nobody takes payments for ${waiting.purpose}`)
  const applied = await handler(tx, await held(tx, waiting.id))
  await submitAll(context, tx, transfersOf(waiting, applied), 'a payment is applied whole')
}

/** From the payer into unapplied, and out of it to the last rupiah: what was bought, VAT, and a code that is left over. */
function transfersOf(payment: Payment, applied: readonly NewTransfer[]): NewTransfer[] {
  const { id, provider, payableIdr, vatIdr, codeIdr } = payment
  const unapplied = unappliedAccount.id
  const one = movesOf('payments', id)
  const from = provider === manual ? bankAccount.id : clearingAccount(provider).id
  const transfers = [
    ...one('captured', from, unapplied, payableIdr, transferCodes.captured),
    ...applied,
    ...one('vat', unapplied, vatPayable.id, vatIdr, transferCodes.vat),
  ]
  const left = transfers.reduce((sum, { debit, credit, amount }) => {
    if (credit === unapplied) return sum + amount
    return debit === unapplied ? sum - amount : sum
  }, 0n)
  assert(left === 0n || left === codeIdr, `a payment is applied to the rupiah, ${left} are left of ${id}`)
  return [...transfers, ...one('code', unapplied, incomeAccount.id, left, transferCodes.code)]
}

export interface End {
  readonly state: 'expired' | 'cancelled' | 'declined'
  readonly by: string | null
  readonly reason: string | null
}

/** Ends it without money. @returns false when it was not waiting any more @throws Refusal payment_not_found */
export const endPayment = (context: Context, id: string, end: End): Promise<boolean> =>
  context.db.transaction((tx) => endPaymentIn(context, tx, id, end))

export async function endPaymentIn(context: Context, tx: Tx, id: string, end: End): Promise<boolean> {
  const payment = await held(tx, id)
  if (!mayBecome(payment.state, end.state)) return false
  await store.markEnded(tx, id, { ...end, at: context.clock.now() })
  await context.handlers.ended.get(payment.purpose)?.(tx, {
    ...payment,
    state: end.state,
    reason: end.reason,
  })
  return true
}

/** Applies what the provider says, after it was asked; not what a notice says. What does not fit is noted as a
 *  difference, and moves nothing. */
export async function applyStatus(context: Context, payment: Payment, status: ProviderStatus): Promise<void> {
  const { id } = payment
  switch (status.state) {
    case 'waiting':
    case 'unknown':
      return
    case 'expired':
    case 'cancelled':
    case 'declined':
      await endPayment(context, id, { state: status.state, by: null, reason: null })
      return
    case 'paid':
    case 'refunded':
    case 'charged_back':
  }
  if (!(await fits(context, payment, status))) return
  const providerReference = status.providerReference ?? null
  // A payment that was taken back before its notice came was paid first.
  const settled = await settlePayment(context, id, { by: null, bankReference: null, providerReference })
  if (!settled) await keepLate(context, id)
  if (status.state === 'paid') return
  await context.db.transaction(async (tx) => {
    const now = await held(tx, id)
    if (status.state === 'charged_back' && mayBecome(now.state, 'charged_back'))
      await takeBackIn(context, tx, now, now.payableIdr, 'chargeback', 'provider')
    if (status.state === 'refunded') await keepRefunded(context, tx, now)
  })
}

/** The provider has given the money back: it was asked to, or somebody did it at the provider itself. */
async function keepRefunded(context: Context, tx: Tx, now: Payment): Promise<void> {
  if (now.state === 'paid') await takeBackIn(context, tx, now, now.payableIdr, 'refund', 'provider', true)
  const back = await store.findMoneyBack(tx, now.id, 'refund')
  if (back) await store.markSent(tx, back.id, context.clock.now())
  await store.markRefunded(tx, now.id)
}

/** Amount and currency are what was asked for, to the rupiah. */
async function fits(context: Context, payment: Payment, status: ProviderStatus): Promise<boolean> {
  const isCurrency = status.currency === 'IDR'
  if (isCurrency && status.amountIdr === payment.payableIdr) return true
  await context.db.transaction((tx) =>
    noteDifference(context, tx, {
      provider: payment.provider,
      kind: isCurrency ? 'amount_differs' : 'currency_differs',
      paymentId: payment.id,
      reference: payment.id,
      expectedIdr: payment.payableIdr,
      foundIdr: status.amountIdr ?? null,
    }),
  )
  return false
}

/** Money for a payment that ended without: it is held apart, and named, until a person says what becomes of it. */
async function keepLate(context: Context, id: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    const payment = await held(tx, id)
    if (payment.paidAt || !(await store.markCapturedLate(tx, id, payment.payableIdr))) return
    await noteDifference(context, tx, {
      provider: payment.provider,
      kind: 'paid_late',
      paymentId: id,
      reference: id,
      expectedIdr: 0n,
      foundIdr: payment.payableIdr,
    })
    const clearing = clearingAccount(payment.provider).id
    const late = movesOf('payments', id)(
      'late',
      clearing,
      unmatchedAccount.id,
      payment.payableIdr,
      transferCodes.unmatched,
    )
    await submitAll(context, tx, late, 'late money is held')
  })
}
