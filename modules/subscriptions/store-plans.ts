import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Price } from './price.ts'

export interface PlanRow {
  readonly creatorId: string
  readonly perks: string
  readonly on: boolean
}

const columns = sql`creator_id as "creatorId", perks, is_on as "on"`

export const findPlan = (on: Queryable, creatorId: string) =>
  on.maybe(sql<PlanRow>`select ${columns} from subscriptions.plan where creator_id = ${creatorId}`)

/** Changes of one plan take turns by its row. */
export async function putPlan(tx: Tx, plan: PlanRow, at: Date): Promise<void> {
  await tx.run(sql`
    insert into subscriptions.plan (creator_id, perks, is_on, changed_at)
    values (${plan.creatorId}, ${plan.perks}, ${plan.on}, ${at})
    on conflict (creator_id) do update
    set perks = excluded.perks, is_on = excluded.is_on, changed_at = excluded.changed_at`)
}

/** In the order of their announcement. */
export const findPrices = async (
  on: Queryable,
  creatorIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Price[]>> => {
  const rows = await on.all(sql<Price & { creatorId: string }>`
    select creator_id as "creatorId", price_idr as "priceIdr", announced_at as "announcedAt",
      others_from as "othersFrom"
    from subscriptions.price where creator_id = any(${creatorIds}::uuid[]) order by creator_id, n`)
  const prices = new Map<string, Price[]>()
  for (const { creatorId, ...price } of rows) prices.set(creatorId, [...(prices.get(creatorId) ?? []), price])
  return prices
}

export const insertPrice = (tx: Tx, creatorId: string, n: number, price: Price) =>
  tx.run(sql`
    insert into subscriptions.price (creator_id, n, price_idr, announced_at, others_from)
    values (${creatorId}, ${n}, ${price.priceIdr}, ${price.announcedAt}, ${price.othersFrom})`)

export const findOnPlans = (on: Queryable, creatorIds: readonly string[]) =>
  on.all(sql<{ creatorId: string }>`
    select creator_id as "creatorId" from subscriptions.plan
    where creator_id = any(${creatorIds}::uuid[]) and is_on`)
