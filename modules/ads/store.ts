/** Statements on merchants, campaigns and clicks. Money's are in store-top-ups.ts and store-billing.ts. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type Campaign, type CampaignResult, type CampaignState, type Cta, dayOrNull } from './campaign.ts'

export interface MerchantRow {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
}

export const putMerchant = (tx: Tx, merchant: MerchantRow) =>
  tx.one(sql<MerchantRow>`
    insert into ads.merchant (account_id, name, created_at)
    values (${merchant.id}, ${merchant.name}, ${merchant.createdAt})
    on conflict (account_id) do update set name = excluded.name
    returning account_id as id, name, created_at as "createdAt"`)

export const findMerchant = (on: Queryable, accountId: string) =>
  on.maybe(sql<MerchantRow>`
    select account_id as id, name, created_at as "createdAt" from ads.merchant where account_id = ${accountId}`)

type Raw<C extends Campaign> = Omit<C, 'startsOn' | 'endsOn'> & { startsOn: string; endsOn: string | null }
type RawCampaign = Raw<Campaign>
const asCampaign = (row: RawCampaign): Campaign => ({
  ...row,
  startsOn: toDay(row.startsOn),
  endsOn: dayOrNull(row.endsOn),
})

const columns = sql`
  id, merchant_id as "merchantId", video_id as "videoId", title, cta, landing_url as "landingUrl", cpm_idr as "cpmIdr",
  daily_budget_micro as "dailyBudgetMicro", total_budget_micro as "totalBudgetMicro", spent_micro as "spentMicro",
  starts_on as "startsOn", ends_on as "endsOn", state, created_at as "createdAt", revision`

export const insertCampaign = (tx: Tx, c: Campaign) =>
  tx.run(sql`
    insert into ads.campaign (id, merchant_id, video_id, title, cta, landing_url, cpm_idr, daily_budget_micro,
      total_budget_micro, starts_on, ends_on, state, created_at)
    values (${c.id}, ${c.merchantId}, ${c.videoId}, ${c.title}, ${c.cta}, ${c.landingUrl}, ${c.cpmIdr},
      ${c.dailyBudgetMicro}, ${c.totalBudgetMicro}, ${c.startsOn}, ${c.endsOn}, ${c.state}, ${c.createdAt})`)

export const findCampaign = async (on: Queryable, id: string): Promise<Campaign | undefined> => {
  const row = await on.maybe(sql<RawCampaign>`select ${columns} from ads.campaign where id = ${id}`)
  return row && asCampaign(row)
}

export const lockCampaign = async (tx: Tx, id: string): Promise<Campaign | undefined> => {
  const row = await tx.maybe(
    sql<RawCampaign>`select ${columns} from ads.campaign where id = ${id} for update`,
  )
  return row && asCampaign(row)
}

/** A click counts when its impression was seen, billed or not. */
const wasSeen = sql`(i.transfer_id is not null or i.unbilled_reason in ('total_budget', 'daily_budget', 'balance'))`

/** A merchant's campaigns with what each brought so far, newest first. */
export const findCampaignsOf = async (on: Queryable, merchantId: string): Promise<CampaignResult[]> =>
  (
    await on.all(sql<Raw<CampaignResult>>`
      select c.*, coalesce(d.impressions, 0)::int as impressions, k.clicks
      from (
        select ${columns} from ads.campaign where merchant_id = ${merchantId}
        order by created_at desc, id limit 500) as c
      left join lateral (
        select sum(impressions) as impressions from ads.campaign_day where campaign_id = c.id) as d on true
      left join lateral (
        select count(*)::int as clicks from ads.click k join ads.impression i using (ticket_id)
        where k.campaign_id = c.id and i.campaign_id = c.id and ${wasSeen}) as k on true
      order by c."createdAt" desc, c.id`)
  ).map((row) => ({ ...asCampaign(row), impressions: row.impressions, clicks: row.clicks }))

export interface Running extends Campaign {
  readonly merchantName: string
  readonly spentTodayMicro: bigint
}

/** Campaigns that may be offered on that day as far as state and dates go. */
export const findRunning = async (on: Queryable, day: Day): Promise<Running[]> =>
  (
    await on.all(sql<RawCampaign & { merchantName: string; spentTodayMicro: bigint }>`
      select c.*, m.name as "merchantName", coalesce(d.spent_micro, 0) as "spentTodayMicro"
      from (
        select ${columns} from ads.campaign
        where state = 'active' and starts_on <= ${day} and (ends_on is null or ends_on >= ${day})) as c
      join ads.merchant m on m.account_id = c."merchantId"
      left join ads.campaign_day d on d.campaign_id = c.id and d.day = ${day}`)
  ).map((row) => ({
    ...asCampaign(row),
    merchantName: row.merchantName,
    spentTodayMicro: row.spentTodayMicro,
  }))

export interface CampaignChange {
  readonly title: string
  readonly cta: Cta
  readonly landingUrl: string
  readonly cpmIdr: bigint
  readonly dailyBudgetMicro: bigint
  readonly totalBudgetMicro: bigint
  readonly startsOn: Day
  readonly endsOn: Day | null
  readonly state: CampaignState
  readonly revision: number
}

export const updateCampaign = (tx: Tx, id: string, c: CampaignChange) =>
  tx.run(sql`
    update ads.campaign set title = ${c.title}, cta = ${c.cta}, landing_url = ${c.landingUrl}, cpm_idr = ${c.cpmIdr},
      daily_budget_micro = ${c.dailyBudgetMicro}, total_budget_micro = ${c.totalBudgetMicro},
      starts_on = ${c.startsOn}, ends_on = ${c.endsOn}, state = ${c.state}, revision = ${c.revision}
    where id = ${id}`)

/** Ends what is past its last day. @returns how many */
export const endPastCampaigns = (tx: Tx, today: Day) =>
  tx.run(sql`update ads.campaign set state = 'ended' where state <> 'ended' and ends_on < ${today}`)

/** Campaigns that stopped for want of money run again. @returns how many */
export const resumeCampaigns = (tx: Tx, merchantId: string, balanceMicro: bigint) =>
  tx.run(sql`
    update ads.campaign set state = 'active'
    where merchant_id = ${merchantId} and state = 'out_of_money' and cpm_idr * 1000 <= ${balanceMicro}`)

export interface CampaignDayRow {
  readonly day: string
  readonly impressions: number
  readonly spentMicro: bigint
  readonly clicks: number
}

/** A campaign's days, newest first. */
export const findCampaignDays = (on: Queryable, campaignId: string) =>
  on.all(sql<CampaignDayRow>`
    with clicked as (
      select k.day, count(*)::int as clicks from ads.click k join ads.impression i using (ticket_id)
      where k.campaign_id = ${campaignId} and i.campaign_id = ${campaignId} and ${wasSeen}
      group by k.day)
    select coalesce(d.day, k.day) as day, coalesce(d.impressions, 0) as impressions,
      coalesce(d.spent_micro, 0) as "spentMicro", coalesce(k.clicks, 0) as clicks
    from (select * from ads.campaign_day where campaign_id = ${campaignId}) as d full join clicked k using (day)
    order by 1 desc limit 400`)

export const findUnbilled = (on: Queryable, campaignId: string) =>
  on.all(sql<{ day: string; reason: string; count: number }>`
    select day, unbilled_reason as reason, count(*)::int as count from ads.impression
    where campaign_id = ${campaignId} and transfer_id is null
    group by day, unbilled_reason order by day desc, unbilled_reason limit 4000`)

/** @returns false when the ticket's click was there already */
export const insertClick = async (
  tx: Tx,
  click: { ticketId: string; campaignId: string; day: Day; clickedAt: Date },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into ads.click (ticket_id, campaign_id, day, clicked_at)
    values (${click.ticketId}, ${click.campaignId}, ${click.day}, ${click.clickedAt})
    on conflict (ticket_id) do nothing`)) === 1
