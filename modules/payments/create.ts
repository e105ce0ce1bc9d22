import { assert, refuse } from '../../platform/errors.ts'
import { commonRefusals } from '../../platform/contract.ts'
import { cancelPayment, createPatience, expireDue, pollWaiting } from './ask-providers.ts'
import { auditPayments } from './audit.ts'
import { type Context, held, manual } from './context.ts'
import { paymentRefusals } from './contract.ts'
import type { Payments, PaymentsDeps } from './index.ts'
import { invoiceOf } from './invoice.ts'
import { bankTransfer } from './manual.ts'
import { readMoneyReport } from './money-report.ts'
import type { Method, Payment, Purpose } from './payment.ts'
import { configuredProviders } from './providers.ts'
import { actOnNotice, receiveNotice } from './receive-notice.ts'
import { takeInSettlement } from './reconcile.ts'
import { resolveDifference } from './resolve-difference.ts'
import { requestPayment, startWithProvider } from './request-payment.ts'
import { confirmRefund, refundIn, sendByProvider, takeBackIn } from './return-money.ts'
import { endPayment, settlePayment } from './settle-payment.ts'
import { readTemplates } from './settlement-templates.ts'
import * as store from './store.ts'
import { deleteOldNotices, deleteOldRefused } from './store-inbound.ts'
import { sumPaid, sumReturned } from './store-totals.ts'

const refusedDays = 30
const noticeDays = 400
const dayMs = 86_400_000
const pageMax = 100
const startingMax = 3

export function createPayments(deps: PaymentsDeps): Payments {
  const { db, clock, ids, jobs, ledger, identity, config, log } = deps
  const providers = new Map(
    [...configuredProviders(deps), ...(deps.providers ?? [])].map((one) => [one.id, one] as const),
  )
  assert(!providers.has(manual), 'bank transfers have no provider')
  const methods = new Map<string, Method>()
  for (const one of [
    bankTransfer(config.TRANSFER_DAYS),
    ...[...providers.values()].flatMap((p) => p.methods),
  ])
    methods.set(one.id, one)
  const handlers: Context['handlers'] = { paid: new Map(), returned: new Map(), ended: new Map() }
  const context: Context = { db, clock, ids, jobs, ledger, config, log, methods, providers, handlers }
  const patience = createPatience(clock)
  let starting = 0
  const templates = readTemplates(config.SETTLEMENT_TEMPLATES)

  const known = async (id: string): Promise<Payment> =>
    (await store.findPayment(db, id)) ?? refuse(paymentRefusals.payment_not_found)
  const own = async (payerId: string, id: string): Promise<Payment> => {
    const payment = await store.findPayment(db, id)
    return payment?.payerId === payerId ? payment : refuse(commonRefusals.not_found)
  }
  const page = async (by: Omit<Parameters<typeof store.listPayments>[1], 'limit'>, limit = 50) => {
    const size = Math.min(limit, pageMax)
    const found = await store.listPayments(db, { ...by, limit: size + 1 })
    const payments = found.slice(0, size)
    return { payments, next: found.length > size ? (payments.at(-1)?.id ?? null) : null }
  }
  const once = <T>(map: Map<Purpose, T>, purpose: Purpose, handler: T): void => {
    assert(!map.has(purpose), `payments for ${purpose} are taken by somebody already`)
    map.set(purpose, handler)
  }

  return {
    config,
    methods: () => [...methods.values()],
    request: (tx, payment) => requestPayment(context, tx, payment),
    find: (wanted, tx) => store.findPayments(tx ?? db, wanted),
    async read(payerId, id) {
      const payment = await own(payerId, id)
      const isDone = payment.state !== 'waiting' || payment.instructions !== null
      // The job starts it too. Each start holds a connection while the provider thinks, so pages start few at once.
      if (isDone || patience.isDown(payment.provider) || starting >= startingMax) return payment
      starting++
      try {
        await startWithProvider(context, id)
      } catch (err) {
        // The job goes on trying; the page asks again.
        patience.failed(payment.provider)
        log.warn({ event: 'payment-not-started', paymentId: id, err })
      } finally {
        starting--
      }
      return known(id)
    },
    listOf: (payerId, { before, limit } = {}) => page({ payerId, before }, limit),
    list: ({ limit, ...by }) => page(by, limit),
    async cancel(payerId, id) {
      await cancelPayment(context, await own(payerId, id))
      return known(id)
    },
    async confirm(operatorId, id, text) {
      const bankReference = referenceOf(text)
      const before = await known(id)
      if (before.provider !== manual) refuse(paymentRefusals.not_manual)
      await settlePayment(context, id, { by: operatorId, bankReference, providerReference: null })
      const now = await known(id)
      if (now.bankReference !== bankReference) refuse(paymentRefusals.payment_settled, { state: now.state })
      return now
    },
    async decline(operatorId, id, reason) {
      const before = await known(id)
      if (before.provider !== manual) refuse(paymentRefusals.not_manual)
      await endPayment(context, id, { state: 'declined', by: operatorId, reason })
      const now = await known(id)
      if (now.state !== 'declined') refuse(paymentRefusals.payment_settled, { state: now.state })
      return now
    },
    refund: (tx, id, amountIdr, reason) => refundIn(context, tx, id, amountIdr, reason),
    async confirmRefund(_operatorId, id, text) {
      await confirmRefund(context, id, referenceOf(text))
      return known(id)
    },
    chargeBack: (id, reason) =>
      db.transaction(async (tx) => {
        const payment = await held(tx, id)
        if (payment.state === 'charged_back') return payment
        if (payment.state !== 'paid') refuse(paymentRefusals.payment_not_paid, { state: payment.state })
        return takeBackIn(context, tx, payment, payment.payableIdr, 'chargeback', reason)
      }),
    async invoice(payerId, id) {
      const payment = await own(payerId, id)
      const [account] = await identity.findMany([payerId])
      const buyer = { id: payerId, handle: account?.handle ?? '', displayName: account?.displayName ?? '' }
      return invoiceOf(payment, buyer, methods.get(payment.method), config)
    },
    onPaid: (purpose, handler) => once(handlers.paid, purpose, handler),
    onReturned: (purpose, handler) => once(handlers.returned, purpose, handler),
    onEnded: (purpose, handler) => once(handlers.ended, purpose, handler),

    receive: (provider, headers, raw) => receiveNotice(context, provider, headers, raw),
    handleNotice: (provider, eventId) => actOnNotice(context, provider, eventId),
    start: (id) => startWithProvider(context, id),
    sendRefund: (id) => sendByProvider(context, id),
    poll: () => pollWaiting(context, patience),
    expireDue: () => expireDue(context),
    async tidyUp() {
      const daysAgo = (days: number) => new Date(clock.now().getTime() - days * dayMs)
      await db.transaction((tx) => deleteOldRefused(tx, daysAgo(refusedDays)))
      await db.transaction((tx) => deleteOldNotices(tx, daysAgo(noticeDays)))
    },
    takeInSettlement: (provider, fileName, csv) =>
      takeInSettlement(context, templates, { provider, fileName, csv }),
    resolveDifference: (operatorId, id, note) => resolveDifference(context, operatorId, id, note),
    moneyReport: () => readMoneyReport(context, templates),
    async totals(from, to) {
      const { payers, paid, vat, fees } = await sumPaid(db, from, to)
      const { returnedTo, returned } = await sumReturned(db, from, to)
      return {
        payers,
        paidIdr: BigInt(paid),
        vatIdr: BigInt(vat),
        feesIdr: BigInt(fees),
        returnedIdr: BigInt(returned),
        returnedTo,
      }
    },
    audit: () => auditPayments(context),
  }
}

/** One spelling of what a bank statement shows. */
const referenceOf = (text: string): string => text.trim().replace(/\s+/g, ' ').toUpperCase()
