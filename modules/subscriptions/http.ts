import { present, refuse } from '../../platform/errors.ts'
import type { Http } from '../../platform/http/index.ts'
import { pageOf, placeOf } from '../../platform/pages.ts'
import { quoteReply } from '../coins/index.ts'
import { type Account, callerAccount } from '../identity/index.ts'
import { subscriptionsRefusals, subscriptionsRoutes as routes } from './contract.ts'
import type { Charge, Plan, ShownSubscription, Subscription, Subscriptions } from './index.ts'

const pageSize = 50
const perksMax = 500

export function mountSubscriptions(http: Http, subscriptions: Subscriptions): void {
  const { accounts, config } = subscriptions
  const profileOf = async (handle: string): Promise<Account> =>
    (await accounts.findByHandle(handle)) ?? refuse(subscriptionsRefusals.profile_not_found, { handle })
  const peopleOf = async (ids: readonly string[]) => {
    const found = await accounts.findMany([...new Set(ids)])
    return new Map(found.map(({ id, handle, displayName }) => [String(id), { id, handle, displayName }]))
  }
  const reply = async (one: ShownSubscription) =>
    subscriptionReply(one, (await peopleOf([one.creatorId])).get(one.creatorId) ?? null)

  http.handle(routes.readOwnPlan, async ({ caller }) => {
    const plan = await subscriptions.ownPlan(callerAccount(caller))
    return {
      plan: plan ? planReply(plan) : null,
      limits: {
        priceMinIdr: String(config.PRICE_MIN),
        priceMaxIdr: String(config.PRICE_MAX),
        perksMax,
        noticeDays: config.NOTICE_DAYS,
      },
    }
  })
  http.handle(routes.changePlan, async ({ caller, body }) => {
    const change = { ...body, priceIdr: BigInt(body.priceIdr) }
    return { plan: planReply(await subscriptions.changePlan(callerAccount(caller), change)) }
  })
  http.handle(routes.readPlan, async ({ caller, params }) => {
    const creator = await profileOf(params.handle)
    if (caller.account && (await subscriptions.isApart(caller.account.id, creator.id)))
      refuse(subscriptionsRefusals.profile_not_found, { handle: params.handle })
    const { plan, quotes, mine } = await subscriptions.offerOf(creator.id, caller.account?.id)
    return {
      plan: plan ? planReply(plan) : null,
      quotes: quotes.map(quoteReply),
      mine: mine ? await reply(mine) : null,
    }
  })
  http.handle(routes.subscribe, async ({ caller, body }) => {
    const fanId = callerAccount(caller)
    const one = await subscriptions.subscribe(fanId, body)
    const { charges } = await subscriptions.read(fanId, one.id)
    return { subscription: await reply(one), charge: chargeReply(present(charges[0], 'it has a payment')) }
  })
  http.handle(routes.list, async ({ caller }) => {
    const found = await subscriptions.listOf(callerAccount(caller))
    const people = await peopleOf(found.map((one) => one.creatorId))
    return { subscriptions: found.map((one) => subscriptionReply(one, people.get(one.creatorId) ?? null)) }
  })
  http.handle(routes.read, async ({ caller, params }) => {
    const { subscription, charges } = await subscriptions.read(callerAccount(caller), params.subscriptionId)
    return { subscription: await reply(subscription), charges: charges.map(chargeReply) }
  })
  http.handle(routes.renew, async ({ caller, params, body }) => {
    const one = await subscriptions.renew(callerAccount(caller), params.subscriptionId, body.method)
    return { subscription: await reply(one), charge: chargeReply(present(one.waiting, 'it was asked for')) }
  })
  http.handle(routes.cancel, async ({ caller, params }) => ({
    subscription: await reply(await subscriptions.cancel(callerAccount(caller), params.subscriptionId)),
  }))
  http.handle(routes.resume, async ({ caller, params }) => ({
    subscription: await reply(await subscriptions.resume(callerAccount(caller), params.subscriptionId)),
  }))
  http.handle(routes.refund, async ({ caller, params }) => {
    const done = await subscriptions.refund(callerAccount(caller), params.subscriptionId)
    return { subscription: await reply(done.subscription), amountIdr: String(done.amountIdr) }
  })
  http.handle(routes.subscribers, async ({ caller, query }) => {
    const creatorId = callerAccount(caller)
    const { limit = pageSize } = query
    const found = await subscriptions.subscribersOf(creatorId, placeOf(query.cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, (one) => ({ at: startOf(one), id: one.id }))
    const people = await peopleOf(rows.map((one) => one.fanId))
    return {
      counts: await subscriptions.counts(creatorId),
      subscribers: rows.map((one) => ({
        account: people.get(one.fanId) ?? null,
        state: one.state,
        since: startOf(one).toISOString(),
        paidUntil: present(one.paidUntil, 'a paid month has an end').toISOString(),
        cancelled: one.cancelled,
        months: one.months,
      })),
      nextCursor,
    }
  })
}

const startOf = (one: Subscription): Date => present(one.startedAt, 'only those who paid are listed')
const instant = (at: Date | null | undefined): string | null => at?.toISOString() ?? null
const money = (value: bigint | undefined): string | null => (value === undefined ? null : String(value))

const planReply = ({ share, next, ...plan }: Plan) => ({
  creatorId: plan.creatorId,
  priceIdr: String(plan.priceIdr),
  creatorIdr: String(plan.creatorIdr),
  share: { num: share.num, den: share.den, from: share.from },
  next: next ? { priceIdr: String(next.priceIdr), from: next.from.toISOString() } : null,
  perks: plan.perks,
  on: plan.on,
  subscribers: plan.subscribers,
})

const chargeReply = (charge: Charge) => ({
  id: charge.id,
  paymentId: charge.paymentId,
  quote: quoteReply(charge),
  state: charge.state,
  from: charge.fromAt.toISOString(),
  until: charge.untilAt.toISOString(),
  paidAt: instant(charge.paidAt),
  returnedIdr: String(charge.returnedIdr),
})

const subscriptionReply = (
  one: ShownSubscription,
  creator: { id: string; handle: string; displayName: string } | null,
) => ({
  id: one.id,
  creator,
  state: one.state,
  startedAt: instant(one.startedAt),
  paidUntil: instant(one.paidUntil),
  perksUntil: instant(one.perksUntil),
  cancelled: one.cancelled,
  endReason: one.endReason,
  nextPriceIdr: money(one.nextPriceIdr),
  renewFrom: instant(one.renewFrom),
  waiting: one.waiting ? chargeReply(one.waiting) : null,
  refundableIdr: money(one.refundableIdr),
})
