/** What a month's payment does to its subscription, in the transaction that marks the payment. */
import type { Tx } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { type SharedPayment, sharePaid, shareReturned } from '../gifts/index.ts'
import type { NewTransfer } from '../ledger/index.ts'
import type { Payment, ReturnKind } from '../payments/index.ts'
import { monthOf } from './ask-charge.ts'
import type { SubscriptionsConfig } from './config.ts'
import type { SubscriptionsDeps } from './deps.ts'
import { type SubscriptionChanged, subscriptionsChanged } from './events.ts'
import * as store from './store.ts'
import type { Charge, EndReason, Subscription } from './store.ts'

const dayMs = 86_400_000

/** A month more, and the perks for as long as it lasts, with the grace unless it was cancelled. */
export function perksUntil(paidUntil: Date, cancelled: boolean, config: SubscriptionsConfig): Date {
  return cancelled ? paidUntil : new Date(paidUntil.getTime() + config.GRACE_DAYS * dayMs)
}

export const announce = (
  { events, clock }: Pick<SubscriptionsDeps, 'events' | 'clock'>,
  tx: Tx,
  what: SubscriptionChanged['what'],
  { id, fanId, creatorId, paidUntil }: Subscription,
): Promise<void> =>
  events.publish(tx, subscriptionsChanged, {
    subscriptionId: id,
    fanId,
    creatorId,
    what,
    paidUntil: paidUntil?.toISOString() ?? null,
    at: clock.now().toISOString(),
  })

const sharedOf = ({ id, amountIdr, creatorIdr, gatewayIdr }: Charge): SharedPayment => ({
  id,
  what: 'subscription',
  amountIdr,
  creatorIdr,
  gatewayIdr,
})

/** Locked after the payment, always in that order. */
async function chargeOf(tx: Tx, payment: Payment): Promise<{ charge: Charge; subscription: Subscription }> {
  const charge = present(await store.findCharge(tx, payment.subjectId), 'a month’s payment has its charge')
  const found = await store.lockSubscription(tx, charge.subscriptionId)
  return { charge, subscription: present(found, 'a charge has its subscription') }
}

/** The next month is there. One that had ended begins anew: from now, on this day of the month. */
export async function onPaid(deps: SubscriptionsDeps, tx: Tx, payment: Payment): Promise<NewTransfer[]> {
  const { clock, config } = deps
  const now = clock.now()
  const { charge, subscription: before } = await chargeOf(tx, payment)
  const begins = before.state === 'asked' || before.state === 'ended'
  const anchored: Subscription = begins
    ? { ...before, anchorAt: now, anchorMonths: before.months, startedAt: before.startedAt ?? now }
    : before
  const month = before.months + 1
  const { fromAt, untilAt } = monthOf(anchored, month, now, config.TIME_ZONE)
  const after: Subscription = {
    ...anchored,
    state: 'active',
    method: charge.method,
    months: month,
    paidUntil: untilAt,
    perksUntil: perksUntil(untilAt, false, config),
    cancelled: false,
    endReason: null,
    endedAt: null,
  }
  await store.saveSubscription(tx, after)
  await store.markChargePaid(tx, { id: charge.id, month, fromAt, untilAt }, now)
  await announce(deps, tx, begins ? 'started' : 'renewed', after)
  return sharePaid(deps, tx, sharedOf(charge), {
    creatorId: after.creatorId,
    fanId: after.fanId,
    about: { subscription: after.id, charge: charge.id, month: String(month), payment: charge.paymentId },
    earnedAt: now,
  })
}

/** A first month that is not paid ends what was asked for; a later one leaves the grace to run out. */
export async function onEnded(deps: SubscriptionsDeps, tx: Tx, payment: Payment): Promise<void> {
  const { charge, subscription } = await chargeOf(tx, payment)
  await store.markChargeLapsed(tx, charge.id)
  if (subscription.state === 'asked') await end(deps, tx, subscription, 'not_paid')
}

/** What goes back comes from the creator's income on hold and the stage's part. A month that has not begun is taken off;
 *  one that runs ends the subscription, and so does a chargeback. */
export async function onReturned(
  deps: SubscriptionsDeps,
  tx: Tx,
  payment: Payment,
  amountIdr: bigint,
  kind: ReturnKind,
  returnId: string,
): Promise<NewTransfer[]> {
  const { config, clock } = deps
  const now = clock.now()
  const { charge, subscription } = await chargeOf(tx, payment)
  await store.markChargeReturned(tx, charge.id, amountIdr)
  if (subscription.state === 'active' || subscription.state === 'grace') {
    const isLast = charge.month === subscription.months
    if (kind === 'refund' && isLast && charge.fromAt > now) {
      const shorter: Subscription = {
        ...subscription,
        months: charge.month - 1,
        paidUntil: charge.fromAt,
        perksUntil: perksUntil(charge.fromAt, true, config),
        cancelled: true,
      }
      await store.saveSubscription(tx, shorter)
      await announce(deps, tx, 'refunded', shorter)
    } else if (kind === 'chargeback' || charge.untilAt > now) {
      await end(deps, tx, subscription, kind === 'refund' ? 'refunded' : 'charged_back')
    }
  }
  return shareReturned(deps, tx, sharedOf(charge), amountIdr, returnId)
}

export async function end(
  deps: Pick<SubscriptionsDeps, 'events' | 'clock'>,
  tx: Tx,
  subscription: Subscription,
  endReason: EndReason,
): Promise<void> {
  const ended: Subscription = { ...subscription, state: 'ended', endReason, endedAt: deps.clock.now() }
  await store.saveSubscription(tx, ended)
  await announce(deps, tx, 'ended', ended)
}
