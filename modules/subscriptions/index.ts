/** Subscriptions are what fans pay a creator by the month, and what they get for it.
 *
 *  - A month is there exactly when its payment is, and each is paid for once, however often it was asked for.
 *  - Months are counted from the first day, by the calendar: the 31st stays the 31st wherever a month has one.
 *  - Nothing is taken by itself: the next month is asked for some days before, and if it is not paid, perks stay for a
 *    grace and then end. Cancelling keeps the month that is paid.
 *  - A higher price is announced, and applies to those who subscribed before only after its notice.
 *  - What goes back comes from income still on hold and from the stage's part, never from money that a creator has taken. */
import { dayOf } from '../../platform/clock.ts'
import { present } from '../../platform/errors.ts'
import type { Place } from '../../platform/pages.ts'
import { quotesFor, type Quote } from '../coins/index.ts'
import { backFor, cancel, ownOf, refund, renew, renewFrom, resume } from './change-subscription.ts'
import type { SubscriptionsConfig } from './config.ts'
import type { SubscriptionsDeps } from './deps.ts'
import { askRenewals, endAllOf, endMonths, endStrayPayments } from './keep-time.ts'
import { changePlan, type Plan, type PlanChange, readPlan } from './plan.ts'
import { priceFor } from './price.ts'
import { rememberSubscribers } from './remember.ts'
import { onEnded, onPaid, onReturned } from './settle.ts'
import * as store from './store.ts'
import type { Charge, Counts, Subscription } from './store.ts'
import { findOnPlans, findPrices } from './store-plans.ts'
import { subscribe, type Subscribing } from './subscribe.ts'

export { subscriptionsConfig, type SubscriptionsConfig } from './config.ts'
export type { SubscriptionsDeps } from './deps.ts'
export { planPriceAnnounced, type SubscriptionChanged, subscriptionsChanged } from './events.ts'
export { mountSubscriptions } from './http.ts'
export { workSubscriptions } from './jobs.ts'
export type { Charge, Counts, Plan, PlanChange, Subscribing, Subscription }

export interface ShownSubscription extends Subscription {
  /** What the next month will cost, before fee and tax; undefined when there will be none. */
  readonly nextPriceIdr: bigint | undefined
  readonly renewFrom: Date | undefined
  readonly waiting: Charge | undefined
  readonly refundableIdr: bigint | undefined
}

export interface Offer {
  /** undefined: nothing is offered. */
  readonly plan: Plan | undefined
  readonly quotes: readonly Quote[]
  readonly mine: ShownSubscription | undefined
}

export interface Subscriptions {
  /** Whether a viewer has the perks of a creator's subscribers now. In memory for some seconds. */
  isSubscriber(viewer: string, creatorId: string): Promise<boolean>
  ownPlan(creatorId: string): Promise<Plan | undefined>
  /** @throws Refusal plan_price_out_of_range, plan_price_too_often */
  changePlan(creatorId: string, change: PlanChange): Promise<Plan>
  /** What a creator offers to a viewer. */
  offerOf(creatorId: string, viewer: string | undefined): Promise<Offer>
  /** The same subscriptionId again is the same subscription.
   *  @throws Refusal profile_not_found, plan_not_offered, subscribe_to_oneself, subscribed_already, subscription_id_used,
   *  method_not_found, and those of payments.request */
  subscribe(fanId: string, asked: Subscribing): Promise<ShownSubscription>
  /** @throws Refusal not_found */
  read(fanId: string, id: string): Promise<{ subscription: ShownSubscription; charges: Charge[] }>
  /** Running ones first. */
  listOf(fanId: string): Promise<ShownSubscription[]>
  /** @throws Refusal not_found, subscription_ended, subscription_not_paid, renewal_too_early, plan_not_offered,
   *  method_not_found, and those of payments.request */
  renew(fanId: string, id: string, method: string): Promise<ShownSubscription>
  /** @throws Refusal not_found, provider_away */
  cancel(fanId: string, id: string): Promise<ShownSubscription>
  /** @throws Refusal not_found, subscription_ended, plan_not_offered */
  resume(fanId: string, id: string): Promise<ShownSubscription>
  /** @throws Refusal not_found, subscription_ended, subscription_not_paid, refund_not_due */
  refund(fanId: string, id: string): Promise<{ subscription: ShownSubscription; amountIdr: bigint }>
  /** Who subscribes to a creator, newest first. */
  subscribersOf(creatorId: string, after: Place | undefined, limit: number): Promise<Subscription[]>
  counts(creatorId: string): Promise<Counts>
  /** Asks for renewals, ends months and graces, and payments that wait for nothing any more. Again is the same. */
  keepTime(): Promise<void>
  /** For a creator who leaves the stage: ends all, and gives fans the rest of their months back. @returns how many */
  endAllOf(creatorId: string): Promise<number>
  /** Reads again at the next question whether the two are still what they were. */
  forget(fanId: string, creatorId: string): void
  readonly config: SubscriptionsConfig
  readonly accounts: SubscriptionsDeps['identity']
  /** Whether a block is between the two. */
  isApart(viewer: string, other: string): Promise<boolean>
}

export function createSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const { db, clock, config, payments, tax } = deps
  const remembered = rememberSubscribers(clock, config.CACHE_SECONDS, (fanId, creatorId) =>
    store.findPerksUntil(db, fanId, creatorId),
  )
  payments.onPaid('subscription', (tx, payment) => onPaid(deps, tx, payment))
  payments.onEnded('subscription', (tx, payment) => onEnded(deps, tx, payment))
  payments.onReturned('subscription', (tx, payment, amountIdr, kind, returnId) =>
    onReturned(deps, tx, payment, amountIdr, kind, returnId),
  )

  async function shown(subscriptions: readonly Subscription[]): Promise<ShownSubscription[]> {
    if (subscriptions.length === 0) return []
    const creatorIds = [...new Set(subscriptions.map((one) => one.creatorId))]
    const [charges, prices, onPlans] = await Promise.all([
      store.findCharges(
        db,
        subscriptions.map((one) => one.id),
      ),
      findPrices(db, creatorIds),
      findOnPlans(db, creatorIds),
    ])
    const offered = new Set(onPlans.map((one) => one.creatorId))
    const last = (one: Subscription): Charge | undefined =>
      charges.find(
        (charge) =>
          charge.subscriptionId === one.id && charge.month === one.months && charge.state === 'paid',
      )
    const found = await payments.find(subscriptions.flatMap((one) => last(one)?.paymentId ?? []))
    const paymentOf = new Map(found.map((one) => [one.id, one]))
    return subscriptions.map((one) => {
      const runs = one.state === 'active' || one.state === 'grace'
      const renews = runs && offered.has(one.creatorId) && one.paidUntil !== null
      const charge = runs ? last(one) : undefined
      return {
        ...one,
        nextPriceIdr:
          renews && !one.cancelled && one.paidUntil !== null
            ? priceFor(prices.get(one.creatorId) ?? [], one.agreedAt, one.paidUntil)
            : undefined,
        renewFrom: renews && one.paidUntil !== null ? renewFrom(one.paidUntil, config.RENEW_DAYS) : undefined,
        waiting: charges.find((two) => two.subscriptionId === one.id && two.state === 'waiting'),
        refundableIdr: charge && backFor(deps, charge, paymentOf.get(charge.paymentId)),
      }
    })
  }
  async function shownOne(id: string): Promise<ShownSubscription> {
    const found = present(await store.findSubscription(db, id), 'a subscription stays')
    remembered.forget(found.fanId, found.creatorId)
    const [one] = await shown([found])
    return present(one, 'one for one')
  }

  return {
    config,
    accounts: deps.identity,
    isSubscriber: remembered.isSubscriber,
    forget: remembered.forget,
    ownPlan: (creatorId) => readPlan(deps, creatorId),
    changePlan: (creatorId, change) => changePlan(deps, creatorId, change),
    async offerOf(creatorId, viewer) {
      const [plan, live] = await Promise.all([
        readPlan(deps, creatorId),
        viewer === undefined ? undefined : store.findLive(db, viewer, creatorId),
      ])
      const day = dayOf(clock.now(), config.TIME_ZONE)
      const [mine] = await shown(live ? [live] : [])
      if (!plan?.on) return { plan: undefined, quotes: [], mine }
      const vatOn = (price: bigint) => tax.vatOn(price, day, 'subscription')
      return { plan, quotes: quotesFor(plan.priceIdr, payments.methods(), vatOn), mine }
    },
    subscribe: async (fanId, asked) => shownOne((await subscribe(deps, fanId, asked)).id),
    async read(fanId, id) {
      const one = await ownOf(db, fanId, id)
      const [subscription] = await shown([one])
      return {
        subscription: present(subscription, 'one for one'),
        charges: await store.findCharges(db, [id]),
      }
    },
    listOf: async (fanId) => shown(await store.findOfFan(db, fanId)),
    renew: async (fanId, id, method) => shownOne((await renew(deps, fanId, id, method)).id),
    cancel: async (fanId, id) => shownOne((await cancel(deps, fanId, id)).id),
    resume: async (fanId, id) => shownOne((await resume(deps, fanId, id)).id),
    async refund(fanId, id) {
      const { amountIdr } = await refund(deps, fanId, id)
      return { subscription: await shownOne(id), amountIdr }
    },
    subscribersOf: (creatorId, after, limit) => store.findOfCreator(db, creatorId, after, limit),
    counts: (creatorId) => store.countOf(db, creatorId),
    async keepTime() {
      await askRenewals(deps)
      await endMonths(deps)
      await endStrayPayments(deps)
    },
    isApart: async (viewer, other) => (await deps.isApart?.(viewer, other)) ?? false,
    endAllOf: (creatorId) => endAllOf(deps, creatorId),
  }
}
