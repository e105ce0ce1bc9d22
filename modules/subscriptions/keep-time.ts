/** What time does to subscriptions: renewals are asked for, months end, graces end. Each step is a transaction of its own
 *  that looks again under the lock, so that two workers, a stop or a clock that jumps change nothing twice. */
import { isConnectionLost } from '../../platform/db/index.ts'
import { Refusal } from '../../platform/errors.ts'
import { askCharge, cancelPayment } from './ask-charge.ts'
import { backFor } from './change-subscription.ts'
import type { SubscriptionsDeps } from './deps.ts'
import { announce, end, perksUntil } from './settle.ts'
import * as store from './store.ts'
import type { Subscription } from './store.ts'
import { findPlan, putPlan } from './store-plans.ts'

const dayMs = 86_400_000
const batch = 200

/** Each row once, page by page. One that can't be worked on now is tried again next time, and keeps none waiting.
 *  @returns how many */
async function eachOf<Row>(
  { log }: Pick<SubscriptionsDeps, 'log'>,
  find: (afterId: string) => Promise<Row[]>,
  idOf: (row: Row) => string,
  work: (row: Row) => Promise<void>,
): Promise<number> {
  let after = store.firstId
  let count = 0
  for (;;) {
    const rows = await find(after)
    for (const row of rows) {
      after = idOf(row)
      try {
        await work(row)
      } catch (err) {
        if (isConnectionLost(err)) throw err
        log.error({ event: 'subscription-not-kept', id: after, err })
      }
    }
    count += rows.length
    if (rows.length < batch) return count
  }
}
const idOf = (one: Subscription): string => one.id

/** Asks for the next month of those that end soon. @returns how many */
export function askRenewals(deps: SubscriptionsDeps): Promise<number> {
  const until = new Date(deps.clock.now().getTime() + deps.config.RENEW_DAYS * dayMs)
  return eachOf(
    deps,
    (after) => store.findToRenew(deps.db, until, after, batch),
    idOf,
    (due) => askRenewal(deps, due, until),
  )
}

async function askRenewal(deps: SubscriptionsDeps, due: Subscription, until: Date): Promise<void> {
  const { db, clock, config, identity, log } = deps
  const [creator] = await identity.findMany([due.creatorId])
  const ask = (withPayment: boolean) =>
    db.transaction(async (tx) => {
      const one = await store.lockSubscription(tx, due.id)
      if (!one?.paidUntil || !isToRenew(one, until)) return
      const asked: Subscription = { ...one, renewalAsked: one.months + 1 }
      await store.saveSubscription(tx, asked)
      if (withPayment && !(await store.findWaiting(tx, one.id))) {
        const ends = perksUntil(one.paidUntil, false, config).getTime()
        const seconds = Math.max(3_600, Math.floor((ends - clock.now().getTime()) / 1_000))
        await askCharge(deps, tx, asked, creator?.handle ?? '…', one.method, seconds)
      }
      await announce(deps, tx, 'renewal_asked', asked)
    })
  try {
    // A month that would show nothing is not billed.
    await ask(!(await deps.isApart?.(due.fanId, due.creatorId)))
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    // Its way to pay is not offered any more, or too many payments wait: the fan is told, and chooses another.
    log.info({ event: 'renewal-not-asked', subscriptionId: due.id, code: thrown.spec.code })
    await ask(false)
  }
}

const isToRenew = (one: Subscription, until: Date): boolean =>
  one.state === 'active' &&
  !one.cancelled &&
  one.paidUntil !== null &&
  one.paidUntil < until &&
  one.renewalAsked <= one.months

/** Ends what is over, or lets its grace begin. @returns how many were due */
export function endMonths(deps: SubscriptionsDeps): Promise<number> {
  const now = deps.clock.now()
  return eachOf(
    deps,
    (after) => store.findOver(deps.db, now, after, batch),
    idOf,
    (over) => endMonth(deps, over),
  )
}

async function endMonth(deps: SubscriptionsDeps, over: Subscription): Promise<void> {
  const { db, config } = deps
  const offered = (await findPlan(db, over.creatorId))?.on === true
  const hasGrace = offered && !over.cancelled && over.state === 'active'
  const waiting = hasGrace ? undefined : await store.findWaiting(db, over.id)
  // A payment that can't be ended may be paid this moment: then the subscription goes on, else it ends next time.
  if (waiting && (await cancelPayment(deps, over.fanId, waiting.paymentId))) return
  await db.transaction(async (tx) => {
    const one = await store.lockSubscription(tx, over.id)
    const same =
      one && one.state === over.state && one.cancelled === over.cancelled && one.months === over.months
    if (!same || one.paidUntil === null) return
    if (hasGrace) {
      const grace: Subscription = {
        ...one,
        state: 'grace',
        perksUntil: perksUntil(one.paidUntil, false, config),
      }
      await store.saveSubscription(tx, grace)
      await announce(deps, tx, 'grace', grace)
      return
    }
    if (await store.findWaiting(tx, one.id)) return
    await end(deps, tx, one, one.cancelled ? 'cancelled' : offered ? 'not_paid' : 'plan_off')
  })
}

/** Ends payments that wait for a month nobody wants any more. */
export function endStrayPayments(deps: SubscriptionsDeps): Promise<number> {
  return eachOf(
    deps,
    (after) => store.findStrayPayments(deps.db, after, batch),
    (one) => one.paymentId,
    async ({ fanId, paymentId }) => {
      await cancelPayment(deps, fanId, paymentId)
    },
  )
}

/** Ends all subscriptions to a creator who leaves the stage; fans get the rest of their months back. Again is the same.
 *  @returns how many there were */
export async function endAllOf(deps: SubscriptionsDeps, creatorId: string): Promise<number> {
  const { db, clock } = deps
  await db.transaction(async (tx) => {
    const plan = await findPlan(tx, creatorId)
    if (plan) await putPlan(tx, { ...plan, on: false }, clock.now())
  })
  const count = await eachOf(
    deps,
    (after) => store.findLiveOfCreator(db, creatorId, after, batch),
    idOf,
    (one) => endNow(deps, one),
  )
  const [left] = await store.findLiveOfCreator(db, creatorId, store.firstId, 1)
  if (left)
    throw new Error(`the subscription ${left.id} could not be ended; ending all again goes on with it`)
  return count
}

async function endNow(deps: SubscriptionsDeps, { id, fanId }: Subscription): Promise<void> {
  const { db, payments } = deps
  const waiting = await store.findWaiting(db, id)
  // One that is paid this moment is among the paid ones below.
  if (waiting) await cancelPayment(deps, fanId, waiting.paymentId)
  await db.transaction(async (tx) => {
    const months = (await store.findCharges(tx, [id])).filter((one) => one.state === 'paid')
    const found = await payments.find(
      months.map((one) => one.paymentId),
      tx,
    )
    for (const month of months) {
      const payment = found.find((one) => one.id === month.paymentId)
      const back = backFor(deps, month, payment, true)
      if (back !== undefined) await payments.refund(tx, month.paymentId, back, 'the creator left the stage')
    }
    const one = await store.lockSubscription(tx, id)
    if (one && one.endReason !== 'creator_removed') await end(deps, tx, one, 'creator_removed')
  })
}
