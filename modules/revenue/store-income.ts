import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { IncomeKind } from './income.ts'

/** Statements about income from every source: lines, totals of creators, postings. */

/** Rows wait in a temporary table, because a movement may be told twice and in any order. */
export const openIncoming = async (tx: Tx): Promise<void> => {
  await tx.run(sql`create temp table incoming (
    id uuid, creator_id uuid, kind text, at timestamptz, amount bigint, transfer_id uuid, video_id uuid, split jsonb,
    tax jsonb, reason text) on commit drop`)
}

export const copyIncoming = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('incoming (id, creator_id, kind, at, amount, transfer_id, video_id, split, tax, reason)', lines)

/** Takes in what no earlier period took in. */
export const keepIncoming = (tx: Tx, sequence: bigint) =>
  tx.run(sql`insert into revenue.income_line (id, sequence, creator_id, kind, at, amount, transfer_id, video_id,
      split, tax, reason)
    select id, ${sequence}, creator_id, kind, at, amount, transfer_id, video_id, split, tax, reason
    from incoming order by creator_id, at, id on conflict (id) do nothing`)

export interface IncomeLineRow {
  readonly creatorId: string
  readonly id: string
  readonly kind: Exclude<IncomeKind, 'ads'>
  readonly at: Date
  readonly amount: bigint
  readonly transferId: string
  readonly videoId: string | null
  readonly split: { splitId: string; of: string; basisPoints: string } | null
  readonly tax: { ruleId: string; article: string; gross: string; day: string; onTopOf: string | null } | null
  readonly reason: string | null
}

const lineColumns = sql`creator_id as "creatorId", id, kind, at, amount, transfer_id as "transferId",
  video_id as "videoId", split, tax, reason`

/** In the order of statements: by creator, then instant, then id. */
export const eachIncomeLine = (db: Queryable, sequence: bigint) =>
  db.cursor(
    sql<IncomeLineRow>`select ${lineColumns} from revenue.income_line
      where sequence = ${sequence} order by creator_id, at, id`,
    5_000,
  )

export const incomeLinesOf = (db: Queryable, sequence: bigint, creatorIds: readonly string[]) =>
  db.all(sql<IncomeLineRow>`select ${lineColumns} from revenue.income_line
    where sequence = ${sequence} and creator_id = any(${creatorIds}::uuid[]) order by creator_id, at, id`)

/** Ids of the tax rules that lines of the period name. */
export const taxRulesNamed = async (db: Queryable, sequence: bigint): Promise<string[]> =>
  (
    await db.all(sql<{ id: string }>`
      select id from (
        select tax ->> 'ruleId' as id from revenue.income_line where sequence = ${sequence} and tax is not null
        union select tax ->> 'onTopOf' from revenue.income_line
          where sequence = ${sequence} and tax ->> 'onTopOf' is not null) named`)
  ).map((row) => row.id)

export const openHashes = async (tx: Tx): Promise<void> => {
  await tx.run(
    sql`create temp table lines_hash (creator_id uuid primary key, lines bigint, hash bytea) on commit drop`,
  )
}

export const copyHashes = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('lines_hash (creator_id, lines, hash)', lines)

/** Totals of everyone with ad income or lines in the period. Ad income is what the period posts. */
export const fixIncomes = (tx: Tx, sequence: bigint, kinds: readonly string[], noLines: Buffer) =>
  tx.run(sql`
    with summed as (
      select creator_id, kind, sum(amount)::bigint as amount from revenue.income_line
      where sequence = ${sequence} group by creator_id, kind
      union all
      select creator_id, 'ads', posted from revenue.creator_period where sequence = ${sequence}
    ), spread as (
      select creator_id, array[${sql.join(
        kinds.map((kind) => sql`coalesce(sum(amount) filter (where kind = ${kind}), 0)::bigint`),
      )}] as amounts
      from summed group by creator_id
    )
    insert into revenue.creator_income (sequence, creator_id, amounts, cumulatives, lines, lines_hash)
    select ${sequence}, s.creator_id, s.amounts,
      array[coalesce(p.posted, 0)] || array(
        select a.amount + coalesce(before.cumulatives[a.at], 0)
        from unnest(s.amounts) with ordinality as a (amount, at) where a.at > 1 order by a.at),
      coalesce(h.lines, 0), coalesce(h.hash, ${noLines})
    from spread s
    left join lines_hash h on h.creator_id = s.creator_id
    left join lateral (
      select c.cumulatives from revenue.creator_income c
      where c.creator_id = s.creator_id and c.sequence < ${sequence} order by c.sequence desc limit 1
    ) before on true
    left join lateral (
      select c.cumulative_posted as posted from revenue.creator_period c
      where c.creator_id = s.creator_id and c.sequence <= ${sequence} order by c.sequence desc limit 1
    ) p on true`)

/** Sums by kind over all creators of the period, in the order of the kinds. */
export const incomeSums = async (db: Queryable, sequence: bigint, kinds: number): Promise<bigint[]> => {
  const rows = await db.all(sql<{ sum: bigint }>`
    select coalesce(sum(amounts[k]), 0)::bigint as sum
    from generate_series(1, ${kinds}::int) k
    left join revenue.creator_income on sequence = ${sequence} group by k order by k`)
  return rows.map((row) => row.sum)
}

/** What was posted in all periods before. */
export const postedBefore = async (db: Queryable, sequence: bigint): Promise<bigint> =>
  (
    await db.one(sql<{ posted: bigint }>`
      select coalesce(sum(creators_posted), 0)::bigint as posted from revenue.period where sequence < ${sequence}`)
  ).posted

export interface CreatorIncomeRow {
  readonly creatorId: string
  readonly amounts: readonly bigint[]
  readonly cumulatives: readonly bigint[]
  readonly lines: bigint
  readonly linesHash: Buffer
}

const incomeColumns = sql`creator_id as "creatorId", amounts, cumulatives, lines, lines_hash as "linesHash"`

export const eachCreatorIncome = (db: Queryable, sequence: bigint) =>
  db.cursor(
    sql<CreatorIncomeRow>`select ${incomeColumns} from revenue.creator_income
      where sequence = ${sequence} order by creator_id`,
    5_000,
  )

export const creatorIncomesOf = (db: Queryable, sequence: bigint, creatorIds: readonly string[]) =>
  db.all(sql<CreatorIncomeRow>`select ${incomeColumns} from revenue.creator_income
    where sequence = ${sequence} and creator_id = any(${creatorIds}::uuid[]) order by creator_id`)

/** The same rows again are the same postings. */
export const keepPostings = (
  tx: Tx,
  sequence: bigint,
  postings: readonly { creatorId: string; transferId: string }[],
) =>
  tx.run(sql`insert into revenue.posting (sequence, creator_id, transfer_id)
    select ${sequence}, creator_id, transfer_id
    from unnest(${postings.map((one) => one.creatorId)}::uuid[], ${postings.map((one) => one.transferId)}::uuid[])
      as t (creator_id, transfer_id) on conflict do nothing`)

export const postingsOf = (db: Queryable, sequence: bigint, creatorIds: readonly string[]) =>
  db.all(sql<{ creatorId: string; transferId: string }>`
    select creator_id as "creatorId", transfer_id as "transferId" from revenue.posting
    where sequence = ${sequence} and creator_id = any(${creatorIds}::uuid[])`)

/** Everyone who was ever posted a period, in pages. */
export const eachPostedCreator = (db: Queryable) =>
  db.cursor(
    sql<{ creatorId: string }>`select distinct creator_id as "creatorId" from revenue.creator_period
      where posted > 0 order by creator_id`,
    1_000,
  )
