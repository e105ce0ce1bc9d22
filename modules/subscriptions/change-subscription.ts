/** What a fan may do with a subscription: renew, cancel, resume, give a month back. */
import { commonRefusals } from '../../platform/contract.ts'
import type { Queryable, Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { withTax } from '../coins/index.ts'
import type { Payment } from '../payments/index.ts'
import { askCharge, cancelPayment } from './ask-charge.ts'
import { subscriptionsRefusals } from './contract.ts'
import type { SubscriptionsDeps } from './deps.ts'
import { restOf } from './months.ts'
import { announce, perksUntil } from './settle.ts'
import * as store from './store.ts'
import type { Charge, Subscription } from './store.ts'
import { findPlan } from './store-plans.ts'

const dayMs = 86_400_000

/** The fan's own. @throws Refusal not_found */
export async function ownOf(on: Queryable, fanId: string, id: string): Promise<Subscription> {
  const found = await store.findSubscription(on, id)
  return found?.fanId === fanId ? found : refuse(commonRefusals.not_found)
}

async function lockOwn(tx: Tx, fanId: string, id: string): Promise<Subscription> {
  const found = await store.lockSubscription(tx, id)
  return found?.fanId === fanId ? found : refuse(commonRefusals.not_found)
}

async function handleOf({ identity }: SubscriptionsDeps, accountId: string): Promise<string> {
  const [account] = await identity.findMany([accountId])
  return account?.handle ?? '…'
}

async function checkOffered(
  deps: SubscriptionsDeps,
  on: Queryable,
  { fanId, creatorId }: Subscription,
): Promise<void> {
  const isOn = (await findPlan(on, creatorId))?.on === true
  if (isOn && !(await deps.isApart?.(fanId, creatorId))) return
  refuse(subscriptionsRefusals.plan_not_offered, { handle: await handleOf(deps, creatorId) })
}

/** The payment of the next month by that method; one that waits by another is ended first. To pay the next month takes a
 *  cancellation back. */
export async function renew(
  deps: SubscriptionsDeps,
  fanId: string,
  id: string,
  method: string,
): Promise<Subscription> {
  const { db } = deps
  const known = await ownOf(db, fanId, id)
  await checkRenewable(deps, db, known)
  const waiting = await store.findWaiting(db, id)
  if (waiting && waiting.method !== method) await cancelPayment(deps, fanId, waiting.paymentId)
  const handle = await handleOf(deps, known.creatorId)
  return db.transaction(async (tx) => {
    const subscription = await lockOwn(tx, fanId, id)
    await checkRenewable(deps, tx, subscription)
    const { paidUntil } = subscription
    const still = await store.findWaiting(tx, id)
    const kept: Subscription = {
      ...subscription,
      cancelled: false,
      perksUntil: paidUntil && perksUntil(paidUntil, false, deps.config),
      renewalAsked: subscription.months + 1,
    }
    await store.saveSubscription(tx, kept)
    if (subscription.cancelled) await announce(deps, tx, 'resumed', kept)
    if (!still) await askCharge(deps, tx, kept, handle, method)
    return kept
  })
}

async function checkRenewable(deps: SubscriptionsDeps, on: Queryable, one: Subscription): Promise<void> {
  const { clock, config } = deps
  if (one.state === 'ended') refuse(subscriptionsRefusals.subscription_ended)
  if (one.state === 'asked' || one.paidUntil === null) refuse(subscriptionsRefusals.subscription_not_paid)
  await checkOffered(deps, on, one)
  const from = renewFrom(one.paidUntil, config.RENEW_DAYS)
  if (clock.now() < from) refuse(subscriptionsRefusals.renewal_too_early, { from: from.toISOString() })
}

export const renewFrom = (paidUntil: Date, renewDays: number): Date =>
  new Date(paidUntil.getTime() - renewDays * dayMs)

/** Ends with the paid month; what was only asked for ends at once. */
export async function cancel(deps: SubscriptionsDeps, fanId: string, id: string): Promise<Subscription> {
  const { db, config } = deps
  await ownOf(db, fanId, id)
  await db.transaction(async (tx) => {
    const subscription = await lockOwn(tx, fanId, id)
    if (subscription.cancelled || subscription.state === 'ended' || subscription.state === 'asked') return
    const { paidUntil } = subscription
    const cancelled: Subscription = {
      ...subscription,
      cancelled: true,
      perksUntil: paidUntil && perksUntil(paidUntil, true, config),
    }
    await store.saveSubscription(tx, cancelled)
    await announce(deps, tx, 'cancelled', cancelled)
  })
  const waiting = await store.findWaiting(db, id)
  const refused = waiting && (await cancelPayment(deps, fanId, waiting.paymentId))
  const after = await ownOf(db, fanId, id)
  // A month that is paid ends as it was told, and its stray payment is ended later; what was only asked for still waits.
  if (refused && after.state === 'asked') throw refused
  return after
}

/** Takes a cancellation back while the paid month lasts. */
export async function resume(deps: SubscriptionsDeps, fanId: string, id: string): Promise<Subscription> {
  const { db, clock, config } = deps
  await ownOf(db, fanId, id)
  await db.transaction(async (tx) => {
    const subscription = await lockOwn(tx, fanId, id)
    const { paidUntil } = subscription
    if (subscription.state === 'ended') refuse(subscriptionsRefusals.subscription_ended)
    if (!subscription.cancelled || paidUntil === null) return
    if (paidUntil <= clock.now()) refuse(subscriptionsRefusals.subscription_ended)
    await checkOffered(deps, tx, subscription)
    const resumed: Subscription = {
      ...subscription,
      cancelled: false,
      perksUntil: perksUntil(paidUntil, false, config),
      // The next month is asked for again.
      renewalAsked: subscription.months,
    }
    await store.saveSubscription(tx, resumed)
    await announce(deps, tx, 'resumed', resumed)
  })
  return ownOf(db, fanId, id)
}

/** What a month would give back now: the price of its rest and its tax.
 *  @param anyTime for the stage itself, which gives back months that it ends */
export function backFor(
  deps: Pick<SubscriptionsDeps, 'clock' | 'config'>,
  charge: Charge,
  payment: Payment | undefined,
  anyTime = false,
): bigint | undefined {
  const now = deps.clock.now()
  if (charge.state !== 'paid' || charge.paidAt === null || payment?.state !== 'paid') return undefined
  if (!anyTime && now.getTime() >= charge.paidAt.getTime() + deps.config.REFUND_DAYS * dayMs) return undefined
  const priceIdr = restOf(charge.amountIdr, charge.fromAt, charge.untilAt, now)
  return priceIdr > 0n ? withTax(priceIdr, payment) : undefined
}

/** Gives back what is left of the month that was paid last. @returns what the payer gets */
export async function refund(
  deps: SubscriptionsDeps,
  fanId: string,
  id: string,
): Promise<{ subscription: Subscription; amountIdr: bigint }> {
  const { db, config, payments } = deps
  const amountIdr = await db.transaction(async (tx) => {
    const subscription = await ownOf(tx, fanId, id)
    if (subscription.state === 'ended') refuse(subscriptionsRefusals.subscription_ended)
    if (subscription.months === 0) refuse(subscriptionsRefusals.subscription_not_paid)
    const charges = await store.findCharges(tx, [id])
    const last = charges.find((one) => one.month === subscription.months && one.state === 'paid')
    const [payment] = last ? await payments.find([last.paymentId], tx) : []
    const back = last && backFor(deps, last, payment)
    if (!last || back === undefined)
      return refuse(subscriptionsRefusals.refund_not_due, { days: config.REFUND_DAYS })
    await payments.refund(tx, last.paymentId, back, 'rest of a month given back')
    return back
  })
  return { subscription: present(await store.findSubscription(db, id), 'it stays'), amountIdr }
}
