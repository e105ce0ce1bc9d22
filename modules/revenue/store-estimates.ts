import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

/** Statements about what creators were told while a day ran, and what became of it. */

/** When a day was last written down. */
export const estimatedAt = async (db: Queryable, day: string): Promise<Date | null> =>
  (await db.one(sql<{ at: Date | null }>`select max(at) as at from revenue.estimate where day = ${day}`)).at

export const replaceEstimates = async (tx: Tx, day: string, lines: Iterable<string>): Promise<void> => {
  await tx.run(sql`delete from revenue.estimate where day = ${day}`)
  await tx.copy('revenue.estimate (day, creator_id, micro, at)', lines)
}

export interface AccuracyRow {
  readonly creatorPeriods: number
  /** Ten-thousandths of what became final; null without any. */
  readonly medianError: number | null
  readonly withinFivePercent: number
}

/** Estimates against what became final, for each creator and each of the latest closed periods. */
export const accuracyOf = (db: Queryable, periods: number) =>
  db.one(sql<AccuracyRow>`
    with latest as (
      select first_day, last_day, sequence from revenue.period where state = 'closed' order by sequence desc limit ${periods}
    ), told as (
      select l.sequence, e.creator_id, sum(e.micro) as micro, sum(coalesce(d.micro, 0)) as final
      from latest l join revenue.estimate e on e.day between l.first_day and l.last_day
      left join revenue.creator_day d on d.day = e.day and d.creator_id = e.creator_id
      group by l.sequence, e.creator_id
    ), errors as (
      select abs(micro - final) * 10000 / greatest(final, 1) as error from told where micro > 0 or final > 0
    )
    select count(*)::int as "creatorPeriods",
      (percentile_disc(0.5) within group (order by error))::bigint::int as "medianError",
      count(*) filter (where error <= 500)::int as "withinFivePercent"
    from errors`)

/** Corrections (final − estimate, in ten-thousandths of the estimate) of the latest days: the tenth and the ninetieth
 *  percentile. @param creatorId undefined: of all creators */
export const correctionsOf = (db: Queryable, creatorId: string | undefined, first: string) =>
  db.one(sql<{ days: number; low: number | null; high: number | null }>`
    with corrections as (
      select (coalesce(d.micro, 0) - e.micro) * 10000 / e.micro as correction
      from revenue.estimate e join revenue.day s on s.day = e.day and s.state = 'shared'
      left join revenue.creator_day d on d.day = e.day and d.creator_id = e.creator_id
      where e.day >= ${first} and e.micro > 0
        and (${creatorId ?? null}::uuid is null or e.creator_id = ${creatorId ?? null})
    )
    select count(*)::int as days,
      least(greatest((percentile_disc(0.1) within group (order by correction))::bigint, -10000), 1000000)::int as low,
      least(greatest((percentile_disc(0.9) within group (order by correction))::bigint, -10000), 1000000)::int as high
    from corrections`)
