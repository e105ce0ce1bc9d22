/** A month's price becomes a payment that waits. */
import { dayOf } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { present, Refusal, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { coinsRefusals } from '../coins/contract.ts'
import { paymentOf, quotePrice } from '../coins/index.ts'
import { shareOn, splitByShare } from '../gifts/index.ts'
import type { SubscriptionsDeps } from './deps.ts'
import { monthsAfter } from './months.ts'
import { priceFor } from './price.ts'
import * as store from './store.ts'
import type { Charge, Subscription } from './store.ts'
import { findPrices } from './store-plans.ts'

/** When month `month` of it begins; the first begins when it is paid. */
export function monthOf(
  { anchorAt, anchorMonths }: Subscription,
  month: number,
  now: Date,
  timeZone: string,
): { fromAt: Date; untilAt: Date } {
  const anchor = anchorAt ?? now
  const boundary = (count: number) => monthsAfter(anchor, count - anchorMonths, timeZone)
  return { fromAt: boundary(month - 1), untilAt: boundary(month) }
}

/** @throws Refusal method_not_found, and those of payments.request */
export async function askCharge(
  deps: SubscriptionsDeps,
  tx: Tx,
  subscription: Subscription,
  handle: string,
  methodId: string,
  expiresInSeconds?: number,
): Promise<Charge> {
  const { clock, config, payments, tax } = deps
  const method =
    payments.methods().find((one) => one.id === methodId) ?? refuse(coinsRefusals.method_not_found)
  const now = clock.now()
  const day = dayOf(now, config.TIME_ZONE)
  const { id, creatorId, fanId } = subscription
  const month = subscription.months + 1
  const { fromAt, untilAt } = monthOf(subscription, month, now, config.TIME_ZONE)
  const prices = (await findPrices(tx, [creatorId])).get(creatorId) ?? []
  const priceIdr = present(priceFor(prices, subscription.agreedAt, fromAt), 'a plan has a price')
  const quote = quotePrice(priceIdr, method, (price) => tax.vatOn(price, day, 'subscription'))
  const tries = await store.countCharges(tx, id, month)
  const chargeId = uuidFrom('subscriptions.charge', id, String(month), String(tries))
  const paymentId = uuidFrom('subscriptions.payment', chargeId)
  const { amountIdr, gatewayIdr, vatIdr, totalIdr } = quote
  await store.insertCharge(tx, {
    id: chargeId,
    subscriptionId: id,
    month,
    paymentId,
    amountIdr,
    gatewayIdr,
    vatIdr,
    totalIdr,
    creatorIdr: splitByShare(amountIdr, shareOn('subscription', day)).creatorIdr,
    method: method.id,
    fromAt,
    untilAt,
    askedAt: now,
  })
  await payments.request(tx, {
    id: paymentId,
    payerId: fanId,
    purpose: 'subscription',
    subjectId: chargeId,
    ...paymentOf(quote, { en: `A month of @${handle}`, id: `Sebulan @${handle}` }),
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
  })
  return present(await store.findCharge(tx, chargeId), 'the charge was just made')
}

/** Ends a payment that waits, in its own transaction: payment and subscription are always locked in that order.
 *  @returns why it could not be ended: it is paid, or its provider is away; undefined when it is ended */
export async function cancelPayment(
  { payments, log }: Pick<SubscriptionsDeps, 'payments' | 'log'>,
  fanId: string,
  paymentId: string,
): Promise<Refusal | undefined> {
  try {
    await payments.cancel(fanId, paymentId)
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    log.info({ event: 'subscription-payment-not-cancelled', paymentId, code: thrown.spec.code })
    return thrown
  }
}
