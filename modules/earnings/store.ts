/** Statements about lines, releases and reserves. Splits: store-splits.ts. Deductions: store-deductions.ts. Sums over all
 *  creators: store-totals.ts. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { EarningLine, Source } from './line.ts'

/** Whoever moves a creator's money after it was credited takes turns by this. Keys are taken in one order, so that two
 *  who want several never wait for each other. */
export const lockCreators = (tx: Tx, creatorIds: readonly string[]) =>
  tx.run(sql`
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended('earnings.creator', 0) # hashtextextended(creator, 0) as key
      from unnest(${creatorIds}::text[]) creator order by key) keys`)

/** All statements that follow see one instant. Call it first. */
export const holdSnapshot = (tx: Tx) =>
  tx.run(sql`set transaction isolation level repeatable read, read only`)

export interface NewLine {
  readonly id: string
  readonly originId: string
  readonly creatorId: string
  readonly source: Source
  readonly of: Source
  readonly amountIdr: bigint
  readonly from: string
  readonly videoId: string | null
  readonly splitId: string | null
  readonly fanId: string | null
  readonly about: Readonly<Record<string, string>>
  readonly earnedAt: Date
  readonly creditedAt: Date
  readonly releaseAt: Date
}

/** Those that are there already stay as they are. @returns how many were new */
export const insertLines = (tx: Tx, lines: readonly NewLine[]) =>
  tx.run(sql`
    insert into earnings.line (id, origin_id, creator_id, source, of_source, amount, from_account, video_id, split_id,
      fan_id, about, earned_at, credited_at, release_at)
    select id, origin_id, creator_id, source, of_source, amount, from_account, video_id, split_id, fan_id, about,
      earned_at, credited_at, release_at
    from jsonb_to_recordset(${JSON.stringify(
      lines.map((line) => ({
        id: line.id,
        origin_id: line.originId,
        creator_id: line.creatorId,
        source: line.source,
        of_source: line.of,
        amount: String(line.amountIdr),
        from_account: line.from,
        video_id: line.videoId,
        split_id: line.splitId,
        fan_id: line.fanId,
        about: line.about,
        earned_at: line.earnedAt,
        credited_at: line.creditedAt,
        release_at: line.releaseAt,
      })),
    )}::jsonb)
      as r(id uuid, origin_id uuid, creator_id uuid, source text, of_source text, amount bigint, from_account uuid,
        video_id uuid, split_id uuid, fan_id uuid, about jsonb, earned_at timestamptz, credited_at timestamptz,
        release_at timestamptz)
    on conflict (id) do nothing`)

export interface KeptLine {
  readonly id: string
  readonly originId: string
  readonly creatorId: string
  readonly source: Source
  readonly amountIdr: bigint
  readonly takenIdr: bigint
  readonly from: string
  readonly isOnHold: boolean
}

/** The lines that were made of each of those. */
export const linesOfOrigins = (on: Queryable, originIds: readonly string[]) =>
  on.all(sql<KeptLine>`
    select id, origin_id as "originId", creator_id as "creatorId", source, amount as "amountIdr", taken as "takenIdr",
      from_account as "from", release_id is null as "isOnHold"
    from earnings.line where origin_id = any(${originIds}::uuid[]) order by origin_id, id`)

const shown = sql`
  id, creator_id as "creatorId", source, of_source as "of", amount as "amountIdr", taken as "takenIdr",
  case when taken = amount then 'taken_back' when release_id is null then 'on_hold' else 'payable' end as state,
  video_id as "videoId", fan_id as "fanId", about, earned_at as "earnedAt", release_at as "payableAt"`

export interface LineRange {
  readonly from: Date | undefined
  /** Not included. */
  readonly before: Date | undefined
  readonly source: Source | undefined
}

const inRange = (creatorId: string, { from, before, source }: LineRange) => sql`
  creator_id = ${creatorId}
  and (${from ?? null}::timestamptz is null or earned_at >= ${from ?? null})
  and (${before ?? null}::timestamptz is null or earned_at < ${before ?? null})
  and (${source ?? null}::text is null or source = ${source ?? null})`

export const linesOf = (
  on: Queryable,
  creatorId: string,
  range: LineRange,
  after: { earnedAt: Date; id: string } | undefined,
  limit: number,
) =>
  on.all(sql<EarningLine>`
    select ${shown} from earnings.line
    where ${inRange(creatorId, range)}
      and (${after?.id ?? null}::uuid is null or (earned_at, id) < (${after?.earnedAt ?? null}, ${after?.id ?? null}))
    order by earned_at desc, id desc limit ${limit}`)

export const eachLineOf = (on: Queryable, creatorId: string, range: LineRange) =>
  on.cursor(
    sql<EarningLine>`
      select ${shown} from earnings.line where ${inRange(creatorId, range)} order by earned_at desc, id desc`,
    1_000,
  )

/** Creators with something to release or a reserve that ends. */
export const dueCreators = async (tx: Tx, now: Date, limit: number): Promise<string[]> =>
  (
    await tx.all(sql<{ creatorId: string }>`
      select creator_id as "creatorId" from (
        (select distinct creator_id from earnings.line
         where release_id is null and release_at <= ${now} order by creator_id limit ${limit})
        union
        (select distinct creator_id from earnings.reserve
         where ended_at is null and until <= ${now} order by creator_id limit ${limit})) due
      order by creator_id limit ${limit}`)
  ).map((row) => row.creatorId)

export interface DueLine {
  readonly id: string
  readonly creatorId: string
  readonly amountIdr: bigint
  readonly takenIdr: bigint
}

export const dueLines = (tx: Tx, creatorIds: readonly string[], now: Date, limit: number) =>
  tx.all(sql<DueLine>`
    select id, creator_id as "creatorId", amount as "amountIdr", taken as "takenIdr" from earnings.line
    where creator_id = any(${creatorIds}::uuid[]) and release_id is null and release_at <= ${now}
    order by creator_id, release_at, id limit ${limit}`)

export interface NewRelease {
  readonly id: string
  readonly creatorId: string
  readonly releasedAt: Date
  readonly amountIdr: bigint
  readonly collectedIdr: bigint
  readonly keptBackIdr: bigint
  readonly lineIds: readonly string[]
}

export async function insertReleases(tx: Tx, releases: readonly NewRelease[]): Promise<void> {
  await tx.run(sql`
    insert into earnings.release (id, creator_id, released_at, amount, collected, kept_back)
    select * from unnest(${releases.map((r) => r.id)}::uuid[], ${releases.map((r) => r.creatorId)}::uuid[],
      ${releases.map((r) => r.releasedAt)}::timestamptz[], ${releases.map((r) => String(r.amountIdr))}::bigint[],
      ${releases.map((r) => String(r.collectedIdr))}::bigint[], ${releases.map((r) => String(r.keptBackIdr))}::bigint[])`)
  const marks = releases.flatMap((release) =>
    release.lineIds.map((lineId) => ({ lineId, releaseId: release.id })),
  )
  await tx.run(sql`
    update earnings.line l set release_id = m.release_id
    from unnest(${marks.map((m) => m.lineId)}::uuid[], ${marks.map((m) => m.releaseId)}::uuid[]) m (id, release_id)
    where l.id = m.id and l.release_id is null`)
}

export interface Reserve {
  readonly id: string
  readonly creatorId: string
  readonly amountIdr: bigint
  readonly takenIdr: bigint
  readonly reason: string
  readonly until: Date
}

const reserveColumns = sql`id, creator_id as "creatorId", amount as "amountIdr", taken as "takenIdr", reason, until`

export const insertReserve = (tx: Tx, reserve: Omit<Reserve, 'takenIdr'> & { readonly madeAt: Date }) =>
  tx.run(sql`
    insert into earnings.reserve (id, creator_id, amount, reason, made_at, until)
    values (${reserve.id}, ${reserve.creatorId}, ${reserve.amountIdr}, ${reserve.reason}, ${reserve.madeAt},
      ${reserve.until})`)

export const openReserves = (on: Queryable, creatorId: string) =>
  on.all(sql<Reserve>`
    select ${reserveColumns} from earnings.reserve
    where creator_id = ${creatorId} and ended_at is null and taken < amount order by until desc, id`)

/** @returns those that end now */
export const endReserves = (tx: Tx, creatorIds: readonly string[], now: Date) =>
  tx.all(sql<Reserve>`
    update earnings.reserve set ended_at = ${now}
    where creator_id = any(${creatorIds}::uuid[]) and ended_at is null and until <= ${now}
    returning ${reserveColumns}`)

export const takeFromReserve = (tx: Tx, id: string, amountIdr: bigint) =>
  tx.run(sql`update earnings.reserve set taken = taken + ${amountIdr} where id = ${id}`)

/** Takes up to that much of what is on hold: of that origin's line first, then of what would be released last.
 *  @returns from which lines, and how much */
export const takeFromLines = (tx: Tx, creatorId: string, amountIdr: bigint, originId: string | undefined) =>
  tx.all(sql<{ lineId: string; amountIdr: bigint }>`
    with ranked as (
      select id, amount - taken as rest,
        sum(amount - taken) over (
          order by coalesce(origin_id = ${originId ?? null}::uuid, false) desc, release_at desc, id
          rows unbounded preceding) as upto
      from earnings.line where creator_id = ${creatorId} and release_id is null and taken < amount),
    used as (
      select id, least(rest, ${amountIdr} - (upto - rest))::bigint as part from ranked
      where upto - rest < ${amountIdr})
    update earnings.line l set taken = l.taken + used.part from used where l.id = used.id
    returning l.id as "lineId", used.part as "amountIdr"`)

/** Gives back to a line what was taken of it, if it is still on hold. @returns whether it is */
export const giveBackToLine = async (tx: Tx, lineId: string, amountIdr: bigint): Promise<boolean> =>
  (await tx.run(sql`
    update earnings.line set taken = taken - ${amountIdr} where id = ${lineId} and release_id is null`)) === 1

export const giveBackToReserve = async (tx: Tx, id: string, amountIdr: bigint): Promise<boolean> =>
  (await tx.run(sql`
    update earnings.reserve set taken = taken - ${amountIdr} where id = ${id} and ended_at is null`)) === 1

export const takeFromLine = (tx: Tx, lineId: string, amountIdr: bigint) =>
  tx.run(
    sql`update earnings.line set taken = taken + ${amountIdr} where id = ${lineId} and release_id is null`,
  )

export interface ReversalRow {
  readonly id: string
  readonly originId: string
  readonly to: string
  readonly amountIdr: bigint
  readonly shortIdr: bigint
}

export const findReversal = (on: Queryable, id: string) =>
  on.maybe(sql<ReversalRow>`
    select id, origin_id as "originId", to_account as "to", amount as "amountIdr", short as "shortIdr"
    from earnings.reversal where id = ${id}`)

export const reversalParts = (on: Queryable, id: string) =>
  on.all(sql<{ lineId: string; creatorId: string; amountIdr: bigint }>`
    select p.line_id as "lineId", l.creator_id as "creatorId", p.amount as "amountIdr"
    from earnings.reversal_part p join earnings.line l on l.id = p.line_id
    where p.reversal_id = ${id} order by p.line_id`)

export async function insertReversal(
  tx: Tx,
  reversal: ReversalRow,
  parts: readonly { lineId: string; amountIdr: bigint }[],
  now: Date,
): Promise<void> {
  await tx.run(sql`
    insert into earnings.reversal (id, origin_id, to_account, amount, short, reversed_at)
    values (${reversal.id}, ${reversal.originId}, ${reversal.to}, ${reversal.amountIdr}, ${reversal.shortIdr}, ${now})`)
  for (const part of parts)
    await tx.run(sql`
      insert into earnings.reversal_part (reversal_id, line_id, amount)
      values (${reversal.id}, ${part.lineId}, ${part.amountIdr})`)
}

export const earnedBySource = (on: Queryable, creatorId: string) =>
  on.all(sql<{ source: Source; earnedIdr: string; onHoldIdr: string }>`
    select source, sum(amount) as "earnedIdr",
      coalesce(sum(amount - taken) filter (where release_id is null), 0) as "onHoldIdr"
    from earnings.line where creator_id = ${creatorId} group by source order by source`)

export const releasesAhead = (on: Queryable, creatorId: string, timeZone: string) =>
  on.all(sql<{ day: string; amountIdr: string }>`
    select (release_at at time zone ${timeZone})::date as day, sum(amount - taken) as "amountIdr"
    from earnings.line where creator_id = ${creatorId} and release_id is null and taken < amount
    group by 1 order by 1 limit 40`)

/** Whom a closed account had given to, or who had given to it, is blanked in lines of others. */
export const blankFan = (tx: Tx, accountId: string) =>
  tx.run(sql`update earnings.line set fan_id = null, about = '{}' where fan_id = ${accountId}`)

export const insertClosed = (tx: Tx, creatorId: string, owedIdr: bigint, now: Date) =>
  tx.run(sql`
    insert into earnings.closed (creator_id, closed_at, owed) values (${creatorId}, ${now}, ${owedIdr})`)

export const findClosed = (on: Queryable, creatorIds: readonly string[]) =>
  on.all(sql<{ creatorId: string; closedAt: Date; owedIdr: bigint }>`
    select creator_id as "creatorId", closed_at as "closedAt", owed as "owedIdr" from earnings.closed
    where creator_id = any(${creatorIds}::uuid[])`)

export const isTakenOver = async (on: Queryable): Promise<boolean> =>
  (await on.maybe(sql`select from earnings.taken_over`)) !== undefined

export const markTakenOver = (tx: Tx, now: Date) =>
  tx.run(sql`insert into earnings.taken_over (taken_over_at) values (${now}) on conflict do nothing`)
