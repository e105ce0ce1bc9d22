/** Statements that tell what moved on creators' earnings in a time, as transfers. Ad income is none of it: revenue posts
 *  and tells it itself. */
import { type Queryable, sql } from '../../platform/db/index.ts'

export interface LineMovement {
  readonly id: string
  readonly creatorId: string
  readonly kind: 'gift' | 'tip' | 'subscription' | 'split' | 'correction'
  readonly at: Date
  readonly amount: bigint
  readonly videoId: string | null
  readonly splitId: string | null
  /** Of the whole that was shared; null for what was not. */
  readonly of: string | null
  readonly basisPoints: number | null
}

const page = 2_000

const within = (column: string, after: Date | null, until: Date) => sql`
  (${after}::timestamptz is null or ${sql.raw(column)} > ${after}) and ${sql.raw(column)} <= ${until}`

export const lineMovements = (on: Queryable, after: Date | null, until: Date) =>
  on.cursor(
    sql<LineMovement>`
      select l.id, l.creator_id as "creatorId", l.source as kind, l.credited_at as at, l.amount,
        l.video_id as "videoId", l.split_id as "splitId",
        case when l.split_id is not null then
          (select sum(o.amount) from earnings.line o where o.origin_id = l.origin_id) end as "of",
        p.basis_points as "basisPoints"
      from earnings.line l
        left join earnings.split_part p on p.split_id = l.split_id and p.account_id = l.creator_id
      where l.source <> 'ads' and ${within('l.credited_at', after, until)}
      order by l.credited_at, l.id`,
    page,
  )

export interface TakenMovement {
  readonly sourceId: string
  readonly lineId: string
  readonly creatorId: string
  readonly at: Date
  readonly amount: bigint
  readonly videoId: string | null
}

export const reversalMovements = (on: Queryable, after: Date | null, until: Date) =>
  on.cursor(
    sql<TakenMovement>`
      select p.reversal_id as "sourceId", p.line_id as "lineId", l.creator_id as "creatorId", r.reversed_at as at,
        p.amount, l.video_id as "videoId"
      from earnings.reversal_part p join earnings.reversal r on r.id = p.reversal_id
        join earnings.line l on l.id = p.line_id
      where ${within('r.reversed_at', after, until)} order by r.reversed_at, p.line_id`,
    page,
  )

export interface DeductionMovement {
  readonly deductionId: string
  readonly creatorId: string
  readonly place: 'reserve' | 'pending' | 'available' | 'release'
  readonly releaseId: string | null
  readonly at: Date
  readonly amount: string
  readonly reason: string
}

/** One for each transfer: what was taken of several lines at once is one. */
export const deductionMovements = (on: Queryable, after: Date | null, until: Date) =>
  on.cursor(
    sql<DeductionMovement>`
      select t.deduction_id as "deductionId", d.creator_id as "creatorId", t.place, t.release_id as "releaseId",
        t.taken_at as at, sum(t.amount) as amount, d.reason
      from earnings.taking t join earnings.deduction d on d.id = t.deduction_id
      where ${within('t.taken_at', after, until)}
      group by t.deduction_id, d.creator_id, t.place, t.release_id, t.taken_at, d.reason
      order by t.taken_at, t.deduction_id, t.place`,
    page,
  )

export interface ReturnMovement {
  readonly deductionId: string
  readonly creatorId: string
  readonly at: Date
  readonly pending: bigint
  readonly reserve: bigint
  readonly available: bigint
  readonly reason: string
}

export const returnMovements = (on: Queryable, after: Date | null, until: Date) =>
  on.cursor(
    sql<ReturnMovement>`
      select id as "deductionId", creator_id as "creatorId", decided_at as at, returned_pending as pending,
        returned_reserve as reserve, returned_available as available, reason
      from earnings.deduction where state = 'returned' and ${within('decided_at', after, until)}
      order by decided_at, id`,
    page,
  )
