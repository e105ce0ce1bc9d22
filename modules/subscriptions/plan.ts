/** What a creator offers, and for how much. */
import { dayOf } from '../../platform/clock.ts'
import type { Queryable } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { type Share, shareOn, splitByShare } from '../gifts/index.ts'
import { subscriptionsRefusals } from './contract.ts'
import type { SubscriptionsDeps } from './deps.ts'
import { planPriceAnnounced } from './events.ts'
import { countOf } from './store.ts'
import { findPlan, findPrices, insertPrice, putPlan } from './store-plans.ts'

export interface Plan {
  readonly creatorId: string
  /** For new subscribers. */
  readonly priceIdr: bigint
  readonly creatorIdr: bigint
  readonly share: Share
  /** Announced, for those who subscribed before and pay less. */
  readonly next: { readonly priceIdr: bigint; readonly from: Date } | undefined
  readonly perks: string
  readonly on: boolean
  readonly subscribers: number
}

export interface PlanChange {
  readonly priceIdr: bigint
  readonly perks: string
  readonly on: boolean
}

const dayMs = 86_400_000
/** Each change is told to all who subscribe, and stays in the list of prices for ever. */
const pricesADay = 5

export async function readPlan(
  { db, clock, config }: Pick<SubscriptionsDeps, 'db' | 'clock' | 'config'>,
  creatorId: string,
  on: Queryable = db,
): Promise<Plan | undefined> {
  const row = await findPlan(on, creatorId)
  const prices = (await findPrices(on, [creatorId])).get(creatorId) ?? []
  const price = prices.at(-1)
  if (!row || !price) return undefined
  const now = clock.now()
  const isNew = prices.length > 1 && price.othersFrom > now
  const share = shareOn('subscription', dayOf(now, config.TIME_ZONE))
  const { active, grace } = await countOf(on, creatorId)
  return {
    ...row,
    priceIdr: price.priceIdr,
    creatorIdr: splitByShare(price.priceIdr, share).creatorIdr,
    share,
    next: isNew ? { priceIdr: price.priceIdr, from: price.othersFrom } : undefined,
    subscribers: active + grace,
  }
}

/** Another price is another row: a month's price can always be told from what was announced when.
 *  @throws Refusal plan_price_out_of_range, plan_price_too_often */
export async function changePlan(
  deps: SubscriptionsDeps,
  creatorId: string,
  change: PlanChange,
): Promise<Plan> {
  const { db, clock, config, events } = deps
  if (change.priceIdr < BigInt(config.PRICE_MIN) || change.priceIdr > BigInt(config.PRICE_MAX))
    refuse(subscriptionsRefusals.plan_price_out_of_range, { min: config.PRICE_MIN, max: config.PRICE_MAX })
  const now = clock.now()
  await db.transaction(async (tx) => {
    await putPlan(tx, { creatorId, perks: change.perks, on: change.on }, now)
    const prices = (await findPrices(tx, [creatorId])).get(creatorId) ?? []
    const last = prices.at(-1)
    if (last?.priceIdr === change.priceIdr) return
    const recent = prices.filter((one) => one.announcedAt.getTime() > now.getTime() - dayMs)
    if (recent.length >= pricesADay) refuse(subscriptionsRefusals.plan_price_too_often, { count: pricesADay })
    // A clock that was set back does not put an announcement before the one that it follows.
    const announcedAt = last && last.announcedAt > now ? last.announcedAt : now
    // Also for a price below the last one: it may be above what some agreed to. To whom it is lower it applies at once.
    const othersFrom = new Date(announcedAt.getTime() + config.NOTICE_DAYS * dayMs)
    await insertPrice(tx, creatorId, prices.length + 1, {
      priceIdr: change.priceIdr,
      announcedAt,
      othersFrom,
    })
    if (last)
      await events.publish(tx, planPriceAnnounced, {
        creatorId,
        priceIdr: String(change.priceIdr),
        from: othersFrom.toISOString(),
      })
  })
  const plan = await readPlan(deps, creatorId)
  if (!plan) throw new Error('the plan was just written')
  return plan
}
