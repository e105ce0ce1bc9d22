/** Statements on subscriptions and their charges. Those on plans are in store-plans.ts. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import type { endReasons, subscriptionStates } from './contract.ts'

export type SubscriptionState = (typeof subscriptionStates)[number]
export type EndReason = (typeof endReasons)[number]

export interface Subscription {
  readonly id: string
  readonly fanId: string
  readonly creatorId: string
  readonly state: SubscriptionState
  readonly method: string
  readonly agreedAt: Date
  readonly anchorAt: Date | null
  readonly anchorMonths: number
  readonly startedAt: Date | null
  readonly months: number
  readonly paidUntil: Date | null
  readonly perksUntil: Date | null
  readonly cancelled: boolean
  readonly renewalAsked: number
  readonly endReason: EndReason | null
  readonly endedAt: Date | null
  readonly createdAt: Date
}

const columns = sql`
  id, fan_id as "fanId", creator_id as "creatorId", state, method, agreed_at as "agreedAt", anchor_at as "anchorAt",
  anchor_months as "anchorMonths", started_at as "startedAt", months, paid_until as "paidUntil",
  perks_until as "perksUntil", cancelled, renewal_asked as "renewalAsked", end_reason as "endReason",
  ended_at as "endedAt", created_at as "createdAt"`

/** What two of one pair take turns by: subscribing twice at once is subscribing once. */
export const lockPair = (tx: Tx, fanId: string, creatorId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`subscriptions ${fanId} ${creatorId}`}, 0))`)

/** @returns false when the id is taken */
export const insertSubscription = async (
  tx: Tx,
  s: Pick<Subscription, 'id' | 'fanId' | 'creatorId' | 'method' | 'agreedAt' | 'createdAt'>,
): Promise<boolean> =>
  (await tx.run(sql`
    insert into subscriptions.subscription (id, fan_id, creator_id, method, agreed_at, created_at)
    values (${s.id}, ${s.fanId}, ${s.creatorId}, ${s.method}, ${s.agreedAt}, ${s.createdAt})
    on conflict (id) do nothing`)) === 1

export const findSubscription = (on: Queryable, id: string) =>
  on.maybe(sql<Subscription>`select ${columns} from subscriptions.subscription where id = ${id}`)

export const lockSubscription = (tx: Tx, id: string) =>
  tx.maybe(sql<Subscription>`select ${columns} from subscriptions.subscription where id = ${id} for update`)

export const findLive = (on: Queryable, fanId: string, creatorId: string) =>
  on.maybe(sql<Subscription>`
    select ${columns} from subscriptions.subscription
    where fan_id = ${fanId} and creator_id = ${creatorId} and state <> 'ended'`)

/** Running ones first, then the newest. */
export const findOfFan = (on: Queryable, fanId: string) =>
  on.all(sql<Subscription>`
    select ${columns} from subscriptions.subscription where fan_id = ${fanId}
    order by state = 'ended', created_at desc, id limit 200`)

/** Those who ever paid a month, the newest first. */
export const findOfCreator = (on: Queryable, creatorId: string, after: Place | undefined, limit: number) =>
  on.all(sql<Subscription>`
    select ${columns} from subscriptions.subscription
    where creator_id = ${creatorId} and started_at is not null and state <> 'ended'
      and (${after?.at ?? null}::timestamptz is null
        or (started_at, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by started_at desc, id desc limit ${limit}`)

export interface Counts {
  readonly active: number
  readonly grace: number
  /** Of the active ones: cancelled. */
  readonly ending: number
}

export const countOf = (on: Queryable, creatorId: string) =>
  on.one(sql<Counts>`
    select count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state = 'grace')::int as grace,
      count(*) filter (where state = 'active' and cancelled)::int as ending
    from subscriptions.subscription where creator_id = ${creatorId} and state in ('active', 'grace')`)

export const findPerksUntil = async (
  on: Queryable,
  fanId: string,
  creatorId: string,
): Promise<Date | undefined> =>
  (
    await on.maybe(sql<{ perksUntil: Date | null }>`
      select perks_until as "perksUntil" from subscriptions.subscription
      where fan_id = ${fanId} and creator_id = ${creatorId} and state in ('active', 'grace')`)
  )?.perksUntil ?? undefined

/** Writes all that can change. */
export const saveSubscription = (tx: Tx, s: Subscription) =>
  tx.run(sql`
    update subscriptions.subscription set state = ${s.state}, method = ${s.method}, agreed_at = ${s.agreedAt},
      anchor_at = ${s.anchorAt}, anchor_months = ${s.anchorMonths}, started_at = ${s.startedAt}, months = ${s.months},
      paid_until = ${s.paidUntil}, perks_until = ${s.perksUntil}, cancelled = ${s.cancelled},
      renewal_asked = ${s.renewalAsked}, end_reason = ${s.endReason}, ended_at = ${s.endedAt}
    where id = ${s.id}`)

/** Below every id. */
export const firstId = '00000000-0000-0000-0000-000000000000'

/** Active ones whose paid time ends before `until` and whose next month nobody asked for yet. */
export const findToRenew = (on: Queryable, until: Date, afterId: string, limit: number) =>
  on.all(sql<Subscription>`
    select ${columns} from subscriptions.subscription s
    where state = 'active' and not cancelled and paid_until < ${until} and renewal_asked <= months
      and exists (select from subscriptions.plan p where p.creator_id = s.creator_id and p.is_on) and id > ${afterId}
    order by id limit ${limit}`)

/** Active ones whose paid time is over, and those whose grace is. */
export const findOver = (on: Queryable, now: Date, afterId: string, limit: number) =>
  on.all(sql<Subscription>`
    select ${columns} from subscriptions.subscription
    where ((state = 'active' and paid_until <= ${now}) or (state = 'grace' and perks_until <= ${now}))
      and id > ${afterId}
    order by id limit ${limit}`)

export const findLiveOfCreator = (on: Queryable, creatorId: string, afterId: string, limit: number) =>
  on.all(sql<Subscription>`
    select ${columns} from subscriptions.subscription
    where creator_id = ${creatorId} and state <> 'ended' and id > ${afterId}
    order by id limit ${limit}`)

export interface Charge {
  readonly id: string
  readonly subscriptionId: string
  readonly month: number
  readonly paymentId: string
  readonly state: 'waiting' | 'paid' | 'lapsed' | 'returned'
  readonly amountIdr: bigint
  readonly gatewayIdr: bigint
  readonly vatIdr: bigint
  readonly totalIdr: bigint
  readonly creatorIdr: bigint
  readonly method: string
  readonly fromAt: Date
  readonly untilAt: Date
  readonly askedAt: Date
  readonly paidAt: Date | null
  readonly returnedIdr: bigint
}

const chargeColumns = sql`
  id, subscription_id as "subscriptionId", month, payment_id as "paymentId", state, amount_idr as "amountIdr",
  gateway_idr as "gatewayIdr", vat_idr as "vatIdr", total_idr as "totalIdr", creator_idr as "creatorIdr", method,
  from_at as "fromAt", until_at as "untilAt", asked_at as "askedAt", paid_at as "paidAt", returned_idr as "returnedIdr"`

export const insertCharge = (tx: Tx, c: Omit<Charge, 'state' | 'paidAt' | 'returnedIdr'>) =>
  tx.run(sql`
    insert into subscriptions.charge (id, subscription_id, month, payment_id, amount_idr, gateway_idr, vat_idr, total_idr,
      creator_idr, method, from_at, until_at, asked_at)
    values (${c.id}, ${c.subscriptionId}, ${c.month}, ${c.paymentId}, ${c.amountIdr}, ${c.gatewayIdr}, ${c.vatIdr},
      ${c.totalIdr}, ${c.creatorIdr}, ${c.method}, ${c.fromAt}, ${c.untilAt}, ${c.askedAt})`)

export const findCharge = (on: Queryable, id: string) =>
  on.maybe(sql<Charge>`select ${chargeColumns} from subscriptions.charge where id = ${id}`)

/** Newest first. */
export const findCharges = (on: Queryable, subscriptionIds: readonly string[]) =>
  on.all(sql<Charge>`
    select ${chargeColumns} from subscriptions.charge where subscription_id = any(${subscriptionIds}::uuid[])
    order by asked_at desc, month desc, id`)

export const countCharges = async (on: Queryable, subscriptionId: string, month: number): Promise<number> =>
  (
    await on.one(sql<{ count: number }>`
      select count(*)::int as count from subscriptions.charge
      where subscription_id = ${subscriptionId} and month = ${month}`)
  ).count

/** Payments that wait for anything between the two. */
export const findWaitingOfPair = (on: Queryable, fanId: string, creatorId: string) =>
  on.all(sql<{ paymentId: string; subscriptionId: string }>`
    select c.payment_id as "paymentId", c.subscription_id as "subscriptionId"
    from subscriptions.charge c join subscriptions.subscription s on s.id = c.subscription_id
    where s.fan_id = ${fanId} and s.creator_id = ${creatorId} and c.state = 'waiting'`)

/** Payments that wait for a month nobody wants any more. */
export const findStrayPayments = (on: Queryable, afterId: string, limit: number) =>
  on.all(sql<{ paymentId: string; fanId: string }>`
    select c.payment_id as "paymentId", s.fan_id as "fanId"
    from subscriptions.charge c join subscriptions.subscription s on s.id = c.subscription_id
    where c.state = 'waiting' and (s.state = 'ended' or s.cancelled) and c.payment_id > ${afterId}
    order by c.payment_id limit ${limit}`)

export const findWaiting = (on: Queryable, subscriptionId: string) =>
  on.maybe(sql<Charge>`
    select ${chargeColumns} from subscriptions.charge
    where subscription_id = ${subscriptionId} and state = 'waiting'`)

export const markChargePaid = (tx: Tx, c: Pick<Charge, 'id' | 'fromAt' | 'untilAt' | 'month'>, at: Date) =>
  tx.run(sql`
    update subscriptions.charge set state = 'paid', paid_at = ${at}, from_at = ${c.fromAt}, until_at = ${c.untilAt},
      month = ${c.month}
    where id = ${c.id}`)

export const markChargeLapsed = (tx: Tx, id: string) =>
  tx.run(sql`update subscriptions.charge set state = 'lapsed' where id = ${id} and state = 'waiting'`)

export const markChargeReturned = (tx: Tx, id: string, returnedIdr: bigint) =>
  tx.run(sql`
    update subscriptions.charge set state = 'returned', returned_idr = returned_idr + ${returnedIdr} where id = ${id}`)
