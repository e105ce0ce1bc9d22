import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { WhatIfResult } from './what-if.ts'

/** Statements about closed periods under other rules. */

export interface ViewerRow {
  readonly viewer: string
  readonly creatorId: string
  readonly videoId: string
  readonly watchMs: number
  readonly adMicro: bigint
}

/** A day's rows viewer by viewer; PostgreSQL sorts them on its disk. */
export const eachRowByViewer = (db: Queryable, day: string) =>
  db.cursor(
    sql<ViewerRow>`select viewer, creator_id as "creatorId", video_id as "videoId", watch_ms as "watchMs",
        viewer_ad_micro as "adMicro"
      from revenue.allocation where day = ${day} order by viewer, creator_id, video_id`,
    10_000,
  )

export const unfundedOf = (db: Queryable, first: string, last: string) =>
  db.cursor(
    sql<{ creatorId: string; views: bigint; watchMs: bigint }>`
      select creator_id as "creatorId", sum(views)::bigint as views, sum(watch_ms)::bigint as "watchMs"
      from revenue.unfunded where day between ${first} and ${last} group by creator_id`,
    10_000,
  )

export const copyUnfunded = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('revenue.unfunded (day, creator_id, views, watch_ms)', lines)

/** How many rows a period has, as the days know it. */
export const countRows = async (db: Queryable, first: string, last: string): Promise<bigint> =>
  (
    await db.one(sql<{ rows: bigint }>`select coalesce(sum(row_count), 0)::bigint as rows
      from revenue.creator_day where day between ${first} and ${last}`)
  ).rows

/** What each creator really got of the period's ad money, before splits. */
export const eachAccrued = (db: Queryable, sequence: bigint) =>
  db.cursor(
    sql<{ creatorId: string; micro: bigint }>`select creator_id as "creatorId", accrued_micro as micro
      from revenue.creator_period where sequence = ${sequence}`,
    10_000,
  )

export interface WhatIfRow {
  readonly state: 'asked' | 'ready'
  readonly result: WhatIfResult | null
}

export const findWhatIf = (db: Queryable, period: string, rule: string) =>
  db.maybe(
    sql<WhatIfRow>`select state, result from revenue.what_if where period = ${period} and rule = ${rule}`,
  )

export const askWhatIf = (db: Queryable, period: string, rule: string, now: Date) =>
  db.run(sql`insert into revenue.what_if (period, rule, state, asked_at)
    values (${period}, ${rule}, 'asked', ${now}) on conflict do nothing`)

/** What is asked and not worked out, the oldest first. */
export const whatIfsAsked = (db: Queryable) =>
  db.all(sql<{ period: string; rule: string }>`
    select period, rule from revenue.what_if where state = 'asked' order by asked_at, period, rule limit 100`)

/** Keeps a result once. @returns false when another was first */
export const keepWhatIf = async (
  tx: Tx,
  kept: { period: string; rule: string; result: WhatIfResult; now: Date; amounts: Iterable<string> },
): Promise<boolean> => {
  const marked = await tx.run(sql`
    insert into revenue.what_if (period, rule, state, asked_at, made_at, result)
    values (${kept.period}, ${kept.rule}, 'ready', ${kept.now}, ${kept.now}, ${JSON.stringify(kept.result)}::jsonb)
    on conflict (period, rule) do update set state = 'ready', made_at = excluded.made_at, result = excluded.result
    where what_if.state = 'asked'`)
  if (marked === 0) return false
  await tx.copy('revenue.what_if_creator (period, rule, creator_id, micro)', kept.amounts)
  return true
}

export const whatIfOfCreator = (db: Queryable, period: string, rule: string, creatorId: string) =>
  db.maybe(sql<{ micro: bigint }>`select micro from revenue.what_if_creator
    where period = ${period} and rule = ${rule} and creator_id = ${creatorId}`)
