import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Slip } from './slip.ts'

/** What was withheld from one payee in one month under one heading, as the payouts say it now. */
export interface MonthTruth {
  readonly accountId: string
  readonly month: string
  readonly kind: string
  readonly article: string
  readonly grossIdr: bigint
  readonly baseIdr: bigint
  readonly taxIdr: bigint
  readonly payoutIds: readonly string[]
  readonly lastPaidOn: string
  /** The slip that says something else; null: there is none. */
  readonly slipId: string | null
}

/** Months up to `lastMonth` whose slips are missing or say something else than the payouts. A payout that was paid and
 *  came back counts for nothing, and its slip is corrected to what is left. */
export const findUnslipped = (on: Queryable, lastMonth: string, limit: number) =>
  on.all(sql<MonthTruth>`
    with line as (
      select p.account_id, to_char(p.paid_on, 'YYYY-MM') as month, l.remit_as as kind, p.id, p.state, p.paid_on,
        p.gross_idr, sum(l.tax_idr) as tax,
        (array_agg(l.base_idr order by l.place))[1] as base,
        string_agg(l.article, '; ' order by l.place) as article
      from payouts.payout p join payouts.tax_line l on l.payout_id = p.id
      where p.paid_on is not null
      group by p.id, l.remit_as
    ), truth as (
      select account_id, month, kind, min(article) as article, max(paid_on) as last_paid_on,
        coalesce(sum(gross_idr) filter (where state = 'paid'), 0)::bigint as gross,
        coalesce(sum(base) filter (where state = 'paid'), 0)::bigint as base,
        coalesce(sum(tax) filter (where state = 'paid'), 0)::bigint as tax,
        coalesce(array_agg(id order by id) filter (where state = 'paid'), '{}') as ids
      from line where month <= ${lastMonth} group by account_id, month, kind
    )
    select t.account_id as "accountId", t.month, t.kind, t.article, t.gross as "grossIdr", t.base as "baseIdr",
      t.tax as "taxIdr", t.ids as "payoutIds", t.last_paid_on as "lastPaidOn", s.id as "slipId"
    from truth t left join lateral (
      select id, payout_ids from payouts.slip s
      where s.account_id = t.account_id and s.month = t.month and s.kind = t.kind
        and not exists (select from payouts.slip n where n.corrects = s.id)
    ) s on true
    where (s.id is null and t.tax > 0) or (s.id is not null and s.payout_ids <> t.ids)
    order by t.month, t.account_id, t.kind limit ${limit}`)

/** The next number of that kind and year. It is given back if the transaction does not stand, so there are no gaps. */
export const nextNumber = async (tx: Tx, kind: string, year: string): Promise<number> =>
  (
    await tx.one(sql<{ last: number }>`
      insert into payouts.slip_counter (kind, year, last) values (${kind}, ${year}, 1)
      on conflict (kind, year) do update set last = slip_counter.last + 1 returning last`)
  ).last

export interface NewSlip extends MonthTruth {
  readonly id: string
  readonly year: string
  readonly sequence: number
  readonly number: string
  readonly objectCode: string
  readonly peopleSealed: string
  readonly issuedAt: Date
}

export const insertSlip = (tx: Tx, s: NewSlip) =>
  tx.run(sql`
    insert into payouts.slip (id, kind, year, sequence, number, account_id, month, article, object_code, gross_idr,
      base_idr, tax_idr, payout_ids, last_paid_on, people_sealed, issued_at, corrects)
    values (${s.id}, ${s.kind}, ${s.year}, ${s.sequence}, ${s.number}, ${s.accountId}, ${s.month}, ${s.article},
      ${s.objectCode}, ${s.grossIdr}, ${s.baseIdr}, ${s.taxIdr}, ${s.payoutIds}::uuid[], ${s.lastPaidOn},
      ${s.peopleSealed}, ${s.issuedAt}, ${s.slipId})`)

export type SlipRow = Slip & {
  readonly peopleSealed: string
  readonly lastPaidOn: string
  readonly payoutIds: readonly string[]
}

const columns = sql`
  s.id, s.number, s.account_id as "accountId", s.month, s.kind, s.article, s.object_code as "objectCode",
  s.gross_idr as "grossIdr", s.base_idr as "baseIdr", s.tax_idr as "taxIdr",
  cardinality(s.payout_ids) as payouts, s.payout_ids as "payoutIds", s.last_paid_on as "lastPaidOn",
  s.people_sealed as "peopleSealed", s.issued_at as "issuedAt", c.number as corrects, n.number as "correctedBy"`
const from = sql`
  payouts.slip s left join payouts.slip c on c.id = s.corrects left join payouts.slip n on n.corrects = s.id`

export const findSlip = (on: Queryable, id: string) =>
  on.maybe(sql<SlipRow>`select ${columns} from ${from} where s.id = ${id}`)

/** Oldest month first. */
export const findSlipsOf = (on: Queryable, accountId: string, year: string) =>
  on.all(sql<SlipRow>`
    select ${columns} from ${from} where s.account_id = ${accountId} and s.year = ${year}
    order by s.month, s.kind, s.sequence`)

export const slipYears = async (on: Queryable, accountId: string): Promise<string[]> =>
  (
    await on.all(sql<{ year: string }>`
      select distinct year from payouts.slip where account_id = ${accountId} order by year desc`)
  ).map((one) => one.year)

/** Those that no other has replaced, by number. */
export const findSlipsOfMonth = (on: Queryable, month: string, kind: string | undefined) =>
  on.all(sql<SlipRow>`
    select ${columns} from ${from}
    where s.month = ${month} and n.id is null and (${kind ?? null}::text is null or s.kind = ${kind ?? null})
    order by s.kind, s.sequence`)

/** Numbers that are missing between 1 and the last one of a kind and year. */
export const findGaps = (on: Queryable) =>
  on.all(sql<{ kind: string; year: string; missing: number }>`
    select c.kind, c.year, (c.last - count(s.id))::int as missing
    from payouts.slip_counter c left join payouts.slip s on s.kind = c.kind and s.year = c.year
    group by c.kind, c.year having c.last <> count(s.id)`)

/** Tax of slips that stand against tax of paid payouts in their months. */
export const slipDrift = async (on: Queryable): Promise<bigint> =>
  (
    await on.one(sql<{ drift: bigint }>`
      select coalesce(sum(s.tax_idr - coalesce(t.tax, 0)), 0)::bigint as drift
      from payouts.slip s left join lateral (
        select sum(l.tax_idr) as tax from payouts.payout p join payouts.tax_line l on l.payout_id = p.id
        where p.id = any(s.payout_ids) and l.remit_as = s.kind
      ) t on true
      where not exists (select from payouts.slip n where n.corrects = s.id)`)
  ).drift
