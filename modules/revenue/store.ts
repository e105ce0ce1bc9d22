import type { Day } from '../../platform/clock.ts'
import { type Db, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Share } from './allocate.ts'
import { type Scheme, schemeHash, type SharedSource } from './scheme.ts'

/** Statements about schemes, secrets and days. Periods: store-periods.ts. Rows of a creator: store-rows.ts. */

export interface DayRow {
  readonly day: Day
  readonly period: string
  readonly schemeFrom: string
  readonly state: 'allocating' | 'allocated' | 'shared'
  readonly poolMicro: bigint
  readonly creatorsMicro: bigint
  readonly platformMicro: bigint
  readonly unattributedMicro: bigint
  readonly creatorLeaves: bigint
  readonly creatorRoot: Buffer
  readonly viewerLeaves: bigint
  readonly viewerRoot: Buffer
  readonly views: Record<string, string>
}

const dayColumns = sql`day, period, scheme_from as "schemeFrom", state, pool_micro as "poolMicro",
  creators_micro as "creatorsMicro", platform_micro as "platformMicro",
  unattributed_micro as "unattributedMicro", creator_leaves as "creatorLeaves", creator_root as "creatorRoot",
  viewer_leaves as "viewerLeaves", viewer_root as "viewerRoot", views`

export const findDay = (db: Queryable, day: string) =>
  db.maybe(sql<DayRow>`select ${dayColumns} from revenue.day where day = ${day}`)

export const daysFrom = (db: Queryable, first: string, last: string) =>
  db.all(
    sql<DayRow>`select ${dayColumns} from revenue.day where day between ${first} and ${last} order by day`,
  )

export const firstDayEver = async (db: Queryable): Promise<Day | undefined> =>
  (await db.one(sql<{ day: Day | null }>`select min(day) as day from revenue.day`)).day ?? undefined

/** Days whose amounts are fixed and whose transfers may not all have been made. */
export const unpostedDays = (db: Queryable) =>
  db.all(sql<{ day: Day }>`select day from revenue.day where state = 'allocated' order by day`)

/** The mark goes first: a rival waits on this row and then finds it taken. @returns false when it was taken */
export const markDay = async (
  tx: Tx,
  day: { day: string; period: string; schemeFrom: string; poolMicro: bigint; now: Date },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into revenue.day (day, period, scheme_from, state, pool_micro, allocated_at)
    values (${day.day}, ${day.period}, ${day.schemeFrom}, 'allocating', ${day.poolMicro}, ${day.now})
    on conflict (day) do nothing`)) === 1

export const fixDay = (tx: Tx, day: Omit<DayRow, 'period' | 'schemeFrom' | 'state' | 'poolMicro'>) =>
  tx.run(sql`
    update revenue.day set state = 'allocated', creators_micro = ${day.creatorsMicro},
      platform_micro = ${day.platformMicro}, unattributed_micro = ${day.unattributedMicro},
      creator_leaves = ${day.creatorLeaves}, creator_root = ${day.creatorRoot},
      viewer_leaves = ${day.viewerLeaves}, viewer_root = ${day.viewerRoot}, views = ${JSON.stringify(day.views)}
    where day = ${day.day} and state = 'allocating'`)

/** @returns false when another worker was first */
export const markShared = async (tx: Tx, day: string, now: Date): Promise<boolean> =>
  (await tx.run(sql`update revenue.day set state = 'shared', shared_at = ${now}
    where day = ${day} and state = 'allocated'`)) === 1

interface SchemeRow {
  readonly name: string
  readonly validFrom: Day
  readonly num: number
  readonly den: number
  readonly capMs: number
  readonly paidViewMs: number
  readonly shortVideoPercent: number
  readonly musicFractions: readonly FractionRow[]
  readonly shares: Readonly<Record<SharedSource, FractionRow>>
  readonly note: string
  readonly announcedAt: Date
  readonly announcedBy: string | null
}
type FractionRow = readonly [num: string, den: string]

export interface KeptScheme extends Scheme {
  readonly validFrom: Day
  readonly hash: string
  /** Why it is announced; empty for what the configuration says. */
  readonly note: string
  readonly announcedAt: Date
  /** Null: by the configuration. */
  readonly announcedBy: string | null
}

/** All schemes, the oldest first. */
export const listSchemes = async (db: Queryable): Promise<KeptScheme[]> => {
  const rows = await db.all(sql<SchemeRow>`
    select name, valid_from as "validFrom", share_num as num, share_den as den, cap_ms as "capMs",
      paid_view_ms as "paidViewMs", short_video_percent as "shortVideoPercent", music_fractions as "musicFractions",
      shares, note, announced_at as "announcedAt", announced_by as "announcedBy"
    from revenue.scheme order by valid_from`)
  return rows.map(({ num, den, capMs, paidViewMs, shortVideoPercent, musicFractions, shares, ...row }) => {
    const scheme = {
      ...row,
      creatorsShare: { num: BigInt(num), den: BigInt(den) },
      capMs: BigInt(capMs),
      paidViewMs: BigInt(paidViewMs),
      shortVideoPercent: BigInt(shortVideoPercent),
      musicFractions: musicFractions.map(shareOf),
      shares: {
        gift: shareOf(shares.gift),
        tip: shareOf(shares.tip),
        subscription: shareOf(shares.subscription),
      },
    }
    return { ...scheme, hash: schemeHash(scheme) }
  })
}

const shareOf = ([num, den]: FractionRow): Share => ({ num: BigInt(num), den: BigInt(den) })
const rowOf = ({ num, den }: Share): [string, string] => [String(num), String(den)]

export const addScheme = (
  tx: Tx,
  scheme: Scheme,
  announced: { hash: string; now: Date; by: string | null; note: string },
) => {
  const { gift, tip, subscription } = scheme.shares
  const shares = { gift: rowOf(gift), tip: rowOf(tip), subscription: rowOf(subscription) }
  return tx.run(sql`
    insert into revenue.scheme (valid_from, name, share_num, share_den, cap_ms, paid_view_ms, short_video_percent,
      music_fractions, shares, hash, announced_at, announced_by, note)
    values (${scheme.validFrom}, ${scheme.name}, ${scheme.creatorsShare.num}, ${scheme.creatorsShare.den},
      ${scheme.capMs}, ${scheme.paidViewMs}, ${scheme.shortVideoPercent},
      ${JSON.stringify(scheme.musicFractions.map(rowOf))}::jsonb, ${JSON.stringify(shares)}::jsonb,
      ${announced.hash}, ${announced.now}, ${announced.by}, ${announced.note})`)
}

/** Moves a scheme that has not begun to those that were withdrawn. @returns false when there is none of that day */
export const withdrawScheme = async (
  tx: Tx,
  scheme: KeptScheme,
  body: object,
  by: string,
  now: Date,
): Promise<boolean> => {
  const gone = await tx.run(sql`delete from revenue.scheme where valid_from = ${scheme.validFrom}`)
  if (gone === 0) return false
  await tx.run(sql`
    insert into revenue.scheme_withdrawn (hash, body, note, announced_at, announced_by, withdrawn_at, withdrawn_by)
    values (${scheme.hash}, ${JSON.stringify(body)}::jsonb, ${scheme.note}, ${scheme.announcedAt},
      ${scheme.announcedBy}, ${now}, ${by})`)
  return true
}

/** Before any day is shared no promise rests on what the configuration says. */
export const dropUnusedSchemes = (tx: Tx) =>
  tx.run(sql`delete from revenue.scheme where announced_by is null and not exists (select from revenue.day)`)

export const lockSchemes = (tx: Tx) => tx.run(sql`lock table revenue.scheme in share row exclusive mode`)

/** The period's secret, made when it is first needed. @returns undefined when it has been destroyed */
export const periodSecret = async (
  db: Db,
  period: string,
  fresh: Buffer,
  now: Date,
): Promise<Buffer | undefined> => {
  await db.run(sql`insert into revenue.period_secret (period, secret, made_at) values (${period}, ${fresh}, ${now})
    on conflict (period) do nothing`)
  const row = await db.one(
    sql<{ secret: Buffer | null }>`select secret from revenue.period_secret where period = ${period}`,
  )
  return row.secret ?? undefined
}

/** @returns the periods whose secrets are gone now */
export const destroySecrets = (tx: Tx, closedBefore: Date, now: Date) =>
  tx.all(sql<{ period: string }>`
    update revenue.period_secret s set secret = null, destroyed_at = ${now}
    from revenue.period p
    where p.period = s.period and p.state = 'closed' and p.closed_at < ${closedBefore} and s.secret is not null
    returning s.period`)

/** The latest days that were shared out, the newest first. */
export const sharedDays = async (db: Queryable, limit: number): Promise<Day[]> =>
  (
    await db.all(
      sql<{ day: Day }>`select day from revenue.day where state = 'shared' order by day desc limit ${limit}`,
    )
  ).map((row) => row.day)
