import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { TaxRuleBody } from './tax-rule.ts'

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
  readonly format: 1 | 2
  /** These are null in format 1: the key of the instance's first document, the key that signs, the one after it. */
  readonly instance: string | null
  readonly signedBy: string | null
  readonly nextKey: string | null
  readonly splitMicro: bigint
  readonly splitMovedMicro: bigint
  readonly incomeUntil: Date | null
  readonly incomeKinds: Readonly<Record<string, { amount: string; cumulative: string }>> | null
  readonly taxRules: readonly TaxRuleBody[]
  readonly document: string | null
  readonly hash: string | null
}

const periodColumns = sql`period, sequence, first_day as "firstDay", last_day as "lastDay", state,
  closed_at as "closedAt", creators_opening_micro as "creatorsOpeningMicro",
  creators_accrued_micro as "creatorsAccruedMicro", creators_posted as "creatorsPosted",
  platform_opening_micro as "platformOpeningMicro", platform_accrued_micro as "platformAccruedMicro",
  platform_posted as "platformPosted", held_before_micro as "heldBeforeMicro", format, instance,
  signed_by as "signedBy", next_key as "nextKey", split_micro as "splitMicro", split_moved_micro as "splitMovedMicro",
  income_until as "incomeUntil", income_kinds as "incomeKinds", tax_rules as "taxRules", document, hash`

export const findPeriod = (db: Queryable, period: string) =>
  db.maybe(sql<PeriodRow>`select ${periodColumns} from revenue.period where period = ${period}`)

export const latestPeriod = (db: Queryable) =>
  db.maybe(sql<PeriodRow>`select ${periodColumns} from revenue.period order by sequence desc limit 1`)

export const findSequence = (db: Queryable, sequence: bigint) =>
  db.maybe(sql<PeriodRow>`select ${periodColumns} from revenue.period where sequence = ${sequence}`)

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

/** Writes the period as closing. Sums of creators and income are filled in by {@link fixCreators} and
 *  {@link fixIncome}. */
export const addPeriod = (
  tx: Tx,
  period: Pick<
    PeriodRow,
    | 'period'
    | 'sequence'
    | 'firstDay'
    | 'lastDay'
    | 'closedAt'
    | 'creatorsOpeningMicro'
    | 'platformOpeningMicro'
    | 'platformAccruedMicro'
    | 'platformPosted'
    | 'heldBeforeMicro'
    | 'nextKey'
  > & { instance: string; signedBy: string; incomeUntil: Date },
) =>
  tx.run(sql`
    insert into revenue.period (period, sequence, first_day, last_day, state, closed_at, creators_opening_micro,
      creators_accrued_micro, creators_posted, platform_opening_micro, platform_accrued_micro, platform_posted,
      held_before_micro, format, instance, signed_by, next_key, income_until)
    values (${period.period}, ${period.sequence}, ${period.firstDay}, ${period.lastDay}, 'closing',
      ${period.closedAt}, ${period.creatorsOpeningMicro}, 0, 0, ${period.platformOpeningMicro},
      ${period.platformAccruedMicro}, ${period.platformPosted}, ${period.heldBeforeMicro}, 2, ${period.instance},
      ${period.signedBy}, ${period.nextKey}, ${period.incomeUntil})`)

export const fixSplitSums = (tx: Tx, sequence: bigint, micro: bigint, movedMicro: bigint) =>
  tx.run(sql`update revenue.period set split_micro = ${micro}, split_moved_micro = ${movedMicro}
    where sequence = ${sequence}`)

export const fixIncome = (
  tx: Tx,
  sequence: bigint,
  kinds: Readonly<Record<string, { amount: string; cumulative: string }>>,
  taxRules: readonly TaxRuleBody[],
) =>
  tx.run(sql`update revenue.period set income_kinds = ${JSON.stringify(kinds)}::jsonb,
    tax_rules = ${JSON.stringify(taxRules)}::jsonb where sequence = ${sequence}`)

/** Each creator of the period: what was left from before, what came in, what splits moved, the whole units that leave,
 *  the rest. */
export const fixCreators = (tx: Tx, period: { sequence: bigint; firstDay: string; lastDay: string }) =>
  tx.run(sql`
    with parts as (
      select p.creator_id, s.owner_id, p.micro from revenue.split_part p
      join revenue.split_period s using (sequence, split_id) where p.sequence = ${period.sequence}
    ), gathered as (
      select creator_id, micro, 1 as day, 0::bigint as came, 0::bigint as went, 0 as split
      from revenue.creator_day where day between ${period.firstDay} and ${period.lastDay}
      union all
      select creator_id, 0, 0, case when creator_id = owner_id then 0 else micro end, 0, 1 from parts
      union all
      select owner_id, 0, 0, 0, micro, 0 from parts where creator_id <> owner_id
    ), accrued as (
      select creator_id, sum(micro)::bigint as micro, sum(day)::bigint as days, sum(came)::bigint as came,
        sum(went)::bigint as went, sum(split)::bigint as splits
      from gathered group by creator_id
    ), summed as (
      select a.*, a.micro + a.came - a.went as net, coalesce(p.closing_micro, 0) as opening,
        coalesce(p.cumulative_micro, 0) as before_micro, coalesce(p.cumulative_posted, 0) as before_posted
      from accrued a left join lateral (
        select closing_micro, cumulative_micro, cumulative_posted from revenue.creator_period c
        where c.creator_id = a.creator_id and c.sequence < ${period.sequence} order by c.sequence desc limit 1
      ) p on true
    ), added as (
      insert into revenue.creator_period (sequence, creator_id, opening_micro, accrued_micro, split_in_micro,
        split_out_micro, days, splits, posted, closing_micro, cumulative_micro, cumulative_posted)
      select ${period.sequence}, creator_id, opening, micro, came, went, days, splits, (opening + net) / 1000000,
        (opening + net) % 1000000, before_micro + net, before_posted + (opening + net) / 1000000
      from summed returning accrued_micro, posted
    )
    update revenue.period set creators_accrued_micro = (select coalesce(sum(accrued_micro), 0) from added),
      creators_posted = (select coalesce(sum(posted), 0) from added)
    where sequence = ${period.sequence}`)

export interface CreatorPeriodRow {
  readonly creatorId: string
  readonly days: bigint
  readonly splits: bigint
  readonly splitInMicro: bigint
  readonly splitOutMicro: bigint
  readonly openingMicro: bigint
  readonly accruedMicro: bigint
  readonly posted: bigint
  readonly closingMicro: bigint
  readonly cumulativeMicro: bigint
  readonly cumulativePosted: bigint
}

const creatorPeriodColumns = sql`creator_id as "creatorId", opening_micro as "openingMicro",
  accrued_micro as "accruedMicro", posted, closing_micro as "closingMicro", cumulative_micro as "cumulativeMicro",
  cumulative_posted as "cumulativePosted", days, splits, split_in_micro as "splitInMicro",
  split_out_micro as "splitOutMicro"`

export const eachCreatorOfPeriod = (db: Queryable, sequence: bigint) =>
  db.cursor(
    sql<CreatorPeriodRow>`select ${creatorPeriodColumns} from revenue.creator_period
      where sequence = ${sequence} order by creator_id`,
    2_000,
  )

export const creatorsOfPeriod = (db: Queryable, sequence: bigint, creatorIds: readonly string[]) =>
  db.all(sql<CreatorPeriodRow>`select ${creatorPeriodColumns} from revenue.creator_period
    where sequence = ${sequence} and creator_id = any(${creatorIds}::uuid[]) order by creator_id`)

export interface StatementLine extends Omit<CreatorPeriodRow, 'days' | 'splits'> {
  readonly period: string
  readonly sequence: bigint
  readonly firstDay: Day
  readonly lastDay: Day
  readonly closedAt: Date
  /** Whole units, in the order of the kinds of income; null in version 1. */
  readonly amounts: readonly bigint[] | null
  readonly cumulatives: readonly bigint[] | null
}

/** A creator's closed periods, the newest first. */
export const statementsOf = (db: Queryable, creatorId: string) =>
  db.all(sql<StatementLine>`
    select p.period, p.sequence, p.first_day as "firstDay", p.last_day as "lastDay", p.closed_at as "closedAt",
      ${creatorId}::text as "creatorId", coalesce(c.opening_micro, 0) as "openingMicro",
      coalesce(c.accrued_micro, 0) as "accruedMicro", coalesce(c.posted, 0) as posted,
      coalesce(c.closing_micro, 0) as "closingMicro", coalesce(c.cumulative_micro, 0) as "cumulativeMicro",
      coalesce(c.cumulative_posted, 0) as "cumulativePosted", coalesce(c.split_in_micro, 0) as "splitInMicro",
      coalesce(c.split_out_micro, 0) as "splitOutMicro", i.amounts, i.cumulatives
    from revenue.period p
    left join revenue.creator_period c on c.sequence = p.sequence and c.creator_id = ${creatorId}
    left join revenue.creator_income i on i.sequence = p.sequence and i.creator_id = ${creatorId}
    where p.state = 'closed' and (c.sequence is not null or i.sequence is not null)
    order by p.sequence desc`)

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

/** What the first document was signed by: the instance's name. */
export const firstDocument = (db: Queryable) =>
  db.maybe(sql<{ document: string | null }>`select document from revenue.period where sequence = 1`)

export const keepRotation = (tx: Tx, sequence: bigint, envelope: string) =>
  tx.run(sql`insert into revenue.rotation (sequence, envelope) values (${sequence}, ${envelope})
    on conflict do nothing`)

/** In the order in which keys followed each other. */
export const rotations = async (db: Queryable): Promise<string[]> =>
  (await db.all(sql<{ envelope: string }>`select envelope from revenue.rotation order by sequence`)).map(
    (row) => row.envelope,
  )

/** Everyone with a statement of the period, in pages as large as one build of statements takes in memory. */
export const creatorsWithStatements = (db: Queryable, period: string) =>
  db.cursor(
    sql<{ creatorId: string }>`
      select creator_id as "creatorId" from revenue.period p join revenue.creator_income i using (sequence)
      where p.period = ${period} and p.state = 'closed'
      union
      select creator_id from revenue.period p join revenue.creator_period c using (sequence)
      where p.period = ${period} and p.state = 'closed'
      order by 1`,
    500,
  )
