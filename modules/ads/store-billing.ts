/** Statements of billing and of a day's settlement: whole batches, under one lock. */
import type { Day } from '../../platform/clock.ts'
import { type Db, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { CampaignLeft, Charge } from './bill-plan.ts'
import { dayKey } from './bill-plan.ts'

const list = (values: readonly (string | bigint | number)[]): string => `{${values.join(',')}}`

/** Locks billing on all nodes. @returns the mark */
export const lockMark = async (tx: Tx): Promise<bigint> =>
  (await tx.one(sql<{ seq: bigint }>`select billed_seq as seq from ads.billing for update`)).seq

export const moveMark = (tx: Tx, seq: bigint) => tx.run(sql`update ads.billing set billed_seq = ${seq}`)

/** Tickets that are billed, or unbilled for want of money: final, either way. */
export const findFinal = async (tx: Tx, ticketIds: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await tx.all(sql<{ ticketId: string }>`
        select ticket_id as "ticketId" from ads.impression
        where ticket_id = any(${list(ticketIds)}::uuid[])
          and (transfer_id is not null or unbilled_reason = any(${finalReasons}))`)
    ).map((row) => row.ticketId),
  )

const finalReasons = ['total_budget', 'daily_budget', 'balance', 'unknown_campaign']

/** What is left of the campaigns, their rows locked in the order of their ids. */
export const lockCampaigns = async (tx: Tx, ids: readonly string[]): Promise<Map<string, CampaignLeft>> =>
  new Map(
    (
      await tx.all(sql<CampaignLeft & { id: string }>`
        select id, merchant_id as "merchantId", total_budget_micro - spent_micro as "totalLeftMicro",
          daily_budget_micro as "dailyBudgetMicro"
        from ads.campaign where id = any(${list(ids)}::uuid[]) order by id for update`)
    ).map(({ id, ...left }) => [id, left]),
  )

/** What those campaigns have spent so far, by campaign and day. */
export const findSpentByDay = async (tx: Tx, campaignIds: readonly string[], days: readonly string[]) =>
  new Map(
    (
      await tx.all(sql<{ id: string; day: string; micro: bigint }>`
        select campaign_id as id, day, spent_micro as micro from ads.campaign_day
        where campaign_id = any(${list(campaignIds)}::uuid[]) and day = any(${list(days)}::date[])`)
    ).map((row) => [dayKey(row.id, row.day), row.micro]),
  )

export interface ImpressionRow {
  readonly ticketId: string
  readonly campaignId: string
  readonly viewerKey: string
  readonly day: string
  readonly priceMicro: bigint
  /** Either the transfer that paid it … */
  readonly transferId: string | null
  /** … or why it was free. */
  readonly unbilledReason: string | null
}

/** Inserts, and replaces what was only set aside. Final rows never change: the caller left them out, and the condition
 *  would. @throws AssertionFailed when one did not go in; the transaction must then be given up */
export async function putImpressions(tx: Tx, rows: readonly ImpressionRow[]): Promise<void> {
  const orNull = (value: string | null) => value ?? 'NULL'
  const written = await tx.run(sql`
    insert into ads.impression as i (ticket_id, campaign_id, viewer_key, day, price_micro, transfer_id, unbilled_reason)
    select * from unnest(${list(rows.map((r) => r.ticketId))}::uuid[], ${list(rows.map((r) => r.campaignId))}::uuid[],
      ${list(rows.map((r) => r.viewerKey))}::uuid[], ${list(rows.map((r) => r.day))}::date[],
      ${list(rows.map((r) => r.priceMicro))}::bigint[], ${list(rows.map((r) => orNull(r.transferId)))}::uuid[],
      ${list(rows.map((r) => orNull(r.unbilledReason)))}::text[])
    on conflict (ticket_id) do update set day = excluded.day, transfer_id = excluded.transfer_id,
      unbilled_reason = excluded.unbilled_reason
    where i.transfer_id is null and i.unbilled_reason <> all(${finalReasons})`)
  assert(written === rows.length, 'an impression is billed once')
}

/** Adds to what campaigns and their days have spent; the table's checks hold both budgets once more. */
export async function addSpent(tx: Tx, charges: readonly Charge[]): Promise<void> {
  const ids = list(charges.map((charge) => charge.campaignId))
  const micros = list(charges.map((charge) => charge.micro))
  await tx.run(sql`
    update ads.campaign c set spent_micro = spent_micro + s.micro
    from (select id, sum(micro)::bigint as micro from unnest(${ids}::uuid[], ${micros}::bigint[]) as u (id, micro)
      group by id) as s
    where c.id = s.id`)
  await tx.run(sql`
    insert into ads.campaign_day as d (campaign_id, day, limit_micro, spent_micro, impressions)
    select c.id, u.day, c.daily_budget_micro, u.micro, u.count
    from unnest(${ids}::uuid[], ${list(charges.map((charge) => charge.day))}::date[], ${micros}::bigint[],
      ${list(charges.map((charge) => charge.count))}::int[]) as u (id, day, micro, count)
    join ads.campaign c on c.id = u.id
    order by c.id, u.day
    on conflict (campaign_id, day) do update set limit_micro = greatest(d.limit_micro, excluded.limit_micro),
      spent_micro = d.spent_micro + excluded.spent_micro, impressions = d.impressions + excluded.impressions`)
}

/** Ends campaigns whose total no longer holds one impression, and stops those whose merchant can't pay one. */
export async function stopSpentCampaigns(
  tx: Tx,
  campaignIds: readonly string[],
  balances: ReadonlyMap<string, bigint>,
): Promise<void> {
  await tx.run(sql`
    update ads.campaign set state = 'ended'
    where id = any(${list(campaignIds)}::uuid[]) and state <> 'ended'
      and total_budget_micro - spent_micro < cpm_idr * 1000`)
  const merchants = [...balances.keys()]
  await tx.run(sql`
    update ads.campaign c set state = 'out_of_money'
    from unnest(${list(merchants)}::uuid[], ${list(merchants.map((id) => balances.get(id) ?? 0n))}::bigint[])
      as b (merchant_id, micro)
    where c.merchant_id = b.merchant_id and c.state = 'active' and c.cpm_idr * 1000 > b.micro`)
}

/** The mark of a settled day. @returns false when it was settled before */
export const markSettled = async (tx: Tx, day: Day, poolMicro: bigint, at: Date): Promise<boolean> =>
  (await tx.run(sql`
    insert into ads.settled_day (day, pool_micro, settled_at) values (${day}, ${poolMicro}, ${at})
    on conflict (day) do nothing`)) === 1

export const findSettled = (on: Queryable, day: Day) =>
  on.maybe(sql<{ poolMicro: bigint; settledAt: Date }>`
    select pool_micro as "poolMicro", settled_at as "settledAt" from ads.settled_day where day = ${day}`)

/** What impressions of the day were billed, summed twice: impression by impression, and campaign by campaign. */
export const sumBilled = (on: Queryable, day: Day) =>
  on.one(sql<{ impressionsMicro: bigint; campaignsMicro: bigint }>`
    select
      (select coalesce(sum(price_micro), 0)::bigint from ads.impression where day = ${day} and transfer_id is not null)
        as "impressionsMicro",
      (select coalesce(sum(spent_micro), 0)::bigint from ads.campaign_day where day = ${day}) as "campaignsMicro"`)

export interface ViewerSpend {
  readonly viewerKey: string
  readonly micro: bigint
}

/** By viewer, each once. */
export const streamViewerSpend = (db: Db, day: Day, batch: number) =>
  db.cursor(
    sql<ViewerSpend>`
      select viewer_key as "viewerKey", sum(price_micro)::bigint as micro from ads.impression
      where day = ${day} and transfer_id is not null group by viewer_key order by viewer_key`,
    batch,
  )
