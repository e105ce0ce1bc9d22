import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

/** Statements about periods and what creators got in them. */

export interface PeriodRow {
  readonly period: string
  readonly sequence: bigint
  readonly firstDay: Day
  readonly lastDay: Day
  readonly state: 'closing' | 'closed'
  readonly closedAt: Date
  readonly creatorsOpeningMicro: bigint
  readonly creatorsAccruedMicro: bigint
  readonly creatorsPosted: bigint
  readonly platformOpeningMicro: bigint
  readonly platformAccruedMicro: bigint
  readonly platformPosted: bigint
  readonly heldBeforeMicro: bigint
  readonly document: string | null
  readonly hash: string | null
}

const periodColumns = sql`period, sequence, first_day as "firstDay", last_day as "lastDay", state,
  closed_at as "closedAt", creators_opening_micro as "creatorsOpeningMicro",
  creators_accrued_micro as "creatorsAccruedMicro", creators_posted as "creatorsPosted",
  platform_opening_micro as "platformOpeningMicro", platform_accrued_micro as "platformAccruedMicro",
  platform_posted as "platformPosted", held_before_micro as "heldBeforeMicro", document, hash`

export const findPeriod = (db: Queryable, period: string) =>
  db.maybe(sql<PeriodRow>`select ${periodColumns} from revenue.period where period = ${period}`)

export const latestPeriod = (db: Queryable) =>
  db.maybe(sql<PeriodRow>`select ${periodColumns} from revenue.period order by sequence desc limit 1`)

export const periodBefore = (db: Queryable, sequence: bigint) =>
  db.maybe(sql<PeriodRow>`select ${periodColumns} from revenue.period where sequence = ${sequence - 1n}`)

export interface PeriodLine {
  readonly period: string
  readonly sequence: bigint
  readonly firstDay: Day
  readonly lastDay: Day
  readonly closedAt: Date
  readonly creatorsAccruedMicro: bigint
  readonly creatorsPosted: bigint
  readonly hash: string
}

/** Closed periods, the newest first. */
export const closedPeriods = (db: Queryable, limit: number) =>
  db.all(sql<PeriodLine>`
    select period, sequence, first_day as "firstDay", last_day as "lastDay", closed_at as "closedAt",
      creators_accrued_micro as "creatorsAccruedMicro", creators_posted as "creatorsPosted", hash
    from revenue.period where state = 'closed' order by sequence desc limit ${limit}`)

export const lockPeriods = (tx: Tx) => tx.run(sql`lock table revenue.period in share row exclusive mode`)

/** Writes the period as closing. The sums of what is posted are filled in by {@link fixCreators}. */
export const addPeriod = (
  tx: Tx,
  period: Omit<PeriodRow, 'state' | 'document' | 'hash' | 'creatorsPosted' | 'creatorsAccruedMicro'>,
) =>
  tx.run(sql`
    insert into revenue.period (period, sequence, first_day, last_day, state, closed_at, creators_opening_micro,
      creators_accrued_micro, creators_posted, platform_opening_micro, platform_accrued_micro, platform_posted,
      held_before_micro)
    values (${period.period}, ${period.sequence}, ${period.firstDay}, ${period.lastDay}, 'closing',
      ${period.closedAt}, ${period.creatorsOpeningMicro}, 0, 0, ${period.platformOpeningMicro},
      ${period.platformAccruedMicro}, ${period.platformPosted}, ${period.heldBeforeMicro})`)

/** Each creator of the period: what was left from before, what came in, the whole units that leave, the rest. */
export const fixCreators = (tx: Tx, period: { sequence: bigint; firstDay: string; lastDay: string }) =>
  tx.run(sql`
    with accrued as (
      select creator_id, sum(micro)::bigint as micro from revenue.creator_day
      where day between ${period.firstDay} and ${period.lastDay} group by creator_id
    ), summed as (
      select a.creator_id, a.micro, coalesce(p.closing_micro, 0) as opening,
        coalesce(p.cumulative_micro, 0) as before_micro, coalesce(p.cumulative_posted, 0) as before_posted
      from accrued a left join lateral (
        select closing_micro, cumulative_micro, cumulative_posted from revenue.creator_period c
        where c.creator_id = a.creator_id and c.sequence < ${period.sequence} order by c.sequence desc limit 1
      ) p on true
    ), added as (
      insert into revenue.creator_period (sequence, creator_id, opening_micro, accrued_micro, posted, closing_micro,
        cumulative_micro, cumulative_posted)
      select ${period.sequence}, creator_id, opening, micro, (opening + micro) / 1000000, (opening + micro) % 1000000,
        before_micro + micro, before_posted + (opening + micro) / 1000000
      from summed returning accrued_micro, posted
    )
    update revenue.period set creators_accrued_micro = (select coalesce(sum(accrued_micro), 0) from added),
      creators_posted = (select coalesce(sum(posted), 0) from added)
    where sequence = ${period.sequence}`)

export interface CreatorPeriodRow {
  readonly creatorId: string
  readonly openingMicro: bigint
  readonly accruedMicro: bigint
  readonly posted: bigint
  readonly closingMicro: bigint
  readonly cumulativeMicro: bigint
  readonly cumulativePosted: bigint
}

const creatorPeriodColumns = sql`creator_id as "creatorId", opening_micro as "openingMicro",
  accrued_micro as "accruedMicro", posted, closing_micro as "closingMicro", cumulative_micro as "cumulativeMicro",
  cumulative_posted as "cumulativePosted"`

export const eachCreatorOfPeriod = (db: Queryable, sequence: bigint) =>
  db.cursor(
    sql<CreatorPeriodRow>`select ${creatorPeriodColumns} from revenue.creator_period
      where sequence = ${sequence} order by creator_id`,
    2_000,
  )

export const creatorOfPeriod = (db: Queryable, sequence: bigint, creatorId: string) =>
  db.maybe(sql<CreatorPeriodRow>`select ${creatorPeriodColumns} from revenue.creator_period
    where sequence = ${sequence} and creator_id = ${creatorId}`)

export interface StatementLine extends CreatorPeriodRow {
  readonly period: string
  readonly sequence: bigint
  readonly firstDay: Day
  readonly lastDay: Day
  readonly closedAt: Date
}

/** A creator's closed periods, the newest first. */
export const statementsOf = (db: Queryable, creatorId: string) =>
  db.all(sql<StatementLine>`
    select p.period, p.first_day as "firstDay", p.last_day as "lastDay", p.closed_at as "closedAt", c.*
    from revenue.period p join (
      select sequence, ${creatorPeriodColumns} from revenue.creator_period where creator_id = ${creatorId}
    ) c on c.sequence = p.sequence
    where p.state = 'closed' order by p.sequence desc`)

export const publishPeriod = async (
  tx: Tx,
  sequence: bigint,
  document: string,
  hash: string,
): Promise<boolean> =>
  (await tx.run(sql`update revenue.period set state = 'closed', document = ${document}, hash = ${hash}
    where sequence = ${sequence} and state = 'closing'`)) === 1

/** Every published document, the first one first. */
export const documentsInOrder = (db: Queryable) =>
  db.all(sql<{ period: string; document: string; hash: string }>`
    select period, document, hash from revenue.period where state = 'closed' order by sequence`)
