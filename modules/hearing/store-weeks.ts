/** Statements of the weekly report. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface HeardRow {
  readonly videoId: string
  readonly ownerId: string
  readonly begunAt: Date
  readonly hundredAt: Date | null
}

/** Clips whose hearing began from `first` to `last`; copies and what was taken back are left out. */
export const findHeard = (on: Queryable, first: Day, last: Day) =>
  on.all(sql<HeardRow>`
    select video_id as "videoId", owner_id as "ownerId", begun_at as "begunAt", hundred_at as "hundredAt"
    from hearing.entry where day between ${first} and ${last} and excluded is null`)

export const firstDay = async (on: Queryable): Promise<Day | undefined> => {
  const row = await on.maybe(sql<{ day: string }>`select day from hearing.day order by day limit 1`)
  return row && toDay(row.day)
}

/** The newest first. `report` is what was inserted. */
export const listWeeks = async (
  on: Queryable,
  limit: number,
): Promise<{ firstDay: Day; report: unknown; madeAt: Date }[]> => {
  const rows = await on.all(sql<{ firstDay: string; report: unknown; madeAt: Date }>`
    select first_day as "firstDay", report, made_at as "madeAt" from hearing.week
    order by first_day desc limit ${limit}`)
  return rows.map((row) => ({ ...row, firstDay: toDay(row.firstDay) }))
}

/** Twice is the same as once. */
export const insertWeek = (tx: Tx, week: { firstDay: Day; report: object; madeAt: Date }) =>
  tx.run(sql`
    insert into hearing.week (first_day, report, made_at)
    values (${week.firstDay}, ${JSON.stringify(week.report)}::jsonb, ${week.madeAt}) on conflict do nothing`)
